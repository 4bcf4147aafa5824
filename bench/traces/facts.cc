#include "bench/traces/facts.h"

#include <stdexcept>

#include "bench/traces/live_bytes.h"
#include "crdt/wire/saved.h"

namespace weft::bench {
namespace {

// One character typed in the middle by someone who has everything.
OperationSet OneMoreKeystroke(const Workload& workload) {
  Document document = Require(LoadDocument(workload.working_file, AgentAt(uint64_t{2} << 32)));
  weft::Text text = document.Text(kTextName);
  const size_t middle = text.Length(Unit::kCodePoint) / 2;
  Require(text.Insert(middle, "x", Unit::kCodePoint));
  return document.TakeLocal();
}

}  // namespace

std::optional<LiveBytes> MeasureLiveBytes(const Workload& workload) {
  if (!CanCountLiveBytes()) return std::nullopt;
  const OperationSet keystroke = OneMoreKeystroke(workload);
  const LiveBytesCounter counter;
  Document document = Require(LoadDocument(workload.working_file, ReaderAgent()));
  if (document.Text(kTextName).Read() != workload.expected) {
    throw std::runtime_error("a loaded document has another text");
  }
  LiveBytes bytes{};
  bytes.loaded = counter.Bytes();
  Require(document.Integrate(keystroke));
  bytes.after_first_remote_operation = counter.Bytes();
  return bytes;
}

std::string ReplayReversed(const Workload& workload) {
  Document document(ReaderAgent());
  for (size_t i = workload.recording.TransactionCount(); i-- > 0;) {
    Require(document.Integrate(workload.recording.Transaction(i)));
  }
  if (document.BacklogSize() != 0) throw std::runtime_error("everything arrived, something waits");
  return document.Text(kTextName).Read();
}

}  // namespace weft::bench
