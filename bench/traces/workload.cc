#include "bench/traces/workload.h"

#include <stdexcept>

#include "crdt/wire/saved.h"

namespace weft::bench {

Workload::Workload(const Trace& trace) : concurrent(trace.concurrent) {
  if (!concurrent) {
    edits = ToUtf16Edits(trace);
    point_edits = ToPointEdits(trace);
  }
  recording = concurrent ? RecordConcurrent(trace) : RecordSequential(edits);
  if (concurrent) edits = ArrivingEdits(recording);
  numbers = NumbersOf(recording.agents());
  OperationSet set;
  for (size_t i = 0; i < recording.TransactionCount(); ++i) {
    recording.CopyTransaction(i, &set);
    session_updates.Add(Require(EncodeSessionUpdate(set, numbers)));
    alone_updates.Add(Require(EncodeUpdate(set)));
  }
  Document document = Replay(ReaderAgent());
  whole = Require(document.OperationsSince({}));
  whole_update = Require(EncodeUpdateSince(document));
  working_file = SaveWorkingFile(document);
  archive = Require(SaveArchive(document));
  file_without_deleted = SaveWorkingFile(document, {.deleted_text = false});
  file_without_history = SaveWorkingFile(document, {.deleted_text = false, .history = false});
  expected = document.Text(kTextName).Read();
  if (!concurrent && expected != trace.end_content) {
    throw std::runtime_error(trace.name + ": the text differs from the recorded one");
  }
}

Document Workload::Replay(Agent agent) const {
  Document document(agent);
  for (size_t i = 0; i < recording.TransactionCount(); ++i) {
    Require(document.Integrate(recording.Transaction(i)));
  }
  return document;
}

AgentNumbers NumbersOf(const std::vector<Agent>& agents) {
  AgentNumbers numbers;
  for (const Agent agent : agents) numbers.Add(agent);
  return numbers;
}

}  // namespace weft::bench
