#include "bench/documents/case_bench.h"

#include <cstdio>
#include <memory>

#include "bench/documents/history_bench.h"
#include "bench/documents/meeting.h"
#include "bench/documents/probe.h"
#include "bench/documents/undo_bench.h"
#include "bench/traces/live_bytes.h"

namespace weft::bench {
namespace {

// What every replica of a case has to hold; shared by the works.
using Reference = std::shared_ptr<const Content>;

Reference Share(Content content) { return std::make_shared<const Content>(std::move(content)); }

void SetUpdateBytes(const std::string& name, size_t total, size_t count, Figures& figures) {
  figures.Set(name, total);
  figures.Set(name + "_mean", static_cast<double>(total) / static_cast<double>(count));
}

// A way to save documents, with the names of its figures.
struct Form {
  std::string (*save)(const Document& document);
  const char* bytes_figure;
  const char* load_figure;
};

constexpr Form kForms[] = {
    {[](const Document& document) { return SaveWorkingFile(document); }, "document_bytes",
     "load_ms"},
    {[](const Document& document) { return Require(SaveArchive(document)); },
     "document_archive_bytes", "load_archive_ms"},
};

// One run of loading.
Work LoadingOf(const Case& source, std::string bytes, const Reference& want) {
  return [&source, want, bytes = std::move(bytes)] {
    const Stopwatch watch;
    const Replica loaded(Require(LoadDocument(bytes, ReaderAgent())), source.part);
    const Content content = loaded.Read();
    const double ms = watch.Milliseconds();
    if (content != *want) throw std::runtime_error("the loaded document is another");
    return ms;
  };
}

// Bytes that do not give the document back are no figure.
void AddForm(const Form& form, const Case& source, const Document& document, const Reference& want,
             Figures& figures) {
  figures.Attempt(form.bytes_figure, [&] {
    Probe([&] { LoadingOf(source, form.save(document), want)(); });
    std::string bytes = form.save(document);
    const size_t size = bytes.size();
    const Work load = LoadingOf(source, std::move(bytes), want);
    load();
    figures.Set(form.bytes_figure, size);
    figures.AddWork(form.load_figure, load);
  });
}

void AddSaving(const Case& source, const Document& document, const Reference& want,
               Figures& figures) {
  for (const Form& form : kForms) AddForm(form, source, document, want, figures);
}

// One run of a meeting, and what came of it.
template <class Outbox>
using Meeting = std::function<Met<Outbox>()>;

template <class Outbox>
Work WorkOf(const Meeting<Outbox>& meeting, const Reference& want) {
  return [meeting, want] {
    const Met<Outbox> met = meeting();
    ExpectEqual(met.content, *want);
    return met.ms;
  };
}

template <class Outbox>
Meeting<Outbox> TwoMeet(const Case& source, const AgentNumbers& numbers) {
  return [&source, &numbers] { return MeetTwo<Outbox>(source, numbers); };
}

// Without bytes first: that works as soon as the engine does.
void BenchMeeting(const Case& source, const AgentNumbers& numbers, Figures& figures) {
  const auto by_operations = TwoMeet<OperationOutbox>(source, numbers);
  Met<OperationOutbox> met = by_operations();
  met.first.Check(met.content, source.expected);
  const Reference want = Share(std::move(met.content));
  figures.AddWork("time_operations_ms", WorkOf(by_operations, want));
  figures.Attempt("time_ms", [&] {
    const auto by_updates = TwoMeet<UpdateOutbox>(source, numbers);
    const Met<UpdateOutbox> bytes = by_updates();
    ExpectEqual(bytes.content, *want);
    SetUpdateBytes("update_bytes", bytes.sent.ByteCount() + bytes.answered.ByteCount(),
                   bytes.sent.size() + bytes.answered.size(), figures);
    figures.AddWork("time_ms", WorkOf(by_updates, want));
  });
  figures.Attempt("update_alone_bytes", [&] {
    SetUpdateBytes("update_alone_bytes", met.sent.ByteCountAlone() + met.answered.ByteCountAlone(),
                   met.sent.size() + met.answered.size(), figures);
  });
  AddSaving(source, met.first.document(), want, figures);
}

// The one that is timed is another than the one that says what has to come out.
template <class Outbox>
void AddReceiving(const std::string& work, const Case& source, const AgentNumbers& numbers,
                  std::shared_ptr<const Outbox> sent, const Reference& want, Figures& figures) {
  const Meeting<Outbox> meeting = [&source, &numbers, sent] {
    return ReceiveAll(source, numbers, 1, *sent);
  };
  ExpectEqual(meeting().content, *want);
  figures.AddWork(work, WorkOf(meeting, want));
}

template <class Outbox>
std::shared_ptr<const Outbox> AllSend(const Case& source, const AgentNumbers& numbers) {
  return std::make_shared<const Outbox>(SendEach<Outbox>(source, numbers));
}

void BenchGathering(const Case& source, const AgentNumbers& numbers, Figures& figures) {
  const auto sent = AllSend<OperationOutbox>(source, numbers);
  Met<OperationOutbox> met = ReceiveAll(source, numbers, 0, *sent);
  met.first.Check(met.content, source.expected);
  const Reference want = Share(std::move(met.content));
  AddReceiving("time_operations_ms", source, numbers, sent, want, figures);
  figures.Attempt("time_ms", [&] {
    const auto updates = AllSend<UpdateOutbox>(source, numbers);
    SetUpdateBytes("update_bytes", updates->ByteCount(), updates->size(), figures);
    AddReceiving("time_ms", source, numbers, updates, want, figures);
  });
  figures.Attempt("update_alone_bytes", [&] {
    SetUpdateBytes("update_alone_bytes", sent->ByteCountAlone(), sent->size(), figures);
  });
  AddSaving(source, met.first.document(), want, figures);
}

// What `make` returns keeps alive, by entry.
void SetLiveBytes(const std::string& figure, const Case& source,
                  const std::function<Replica()>& make, Figures& figures) {
  if (!CanCountLiveBytes()) {
    figures.SetUnavailable(figure, "this build cannot count");
    return;
  }
  figures.Attempt(figure, [&] {
    const LiveBytesCounter counter;
    const Replica replica = make();
    const double bytes = static_cast<double>(counter.Bytes());
    figures.Set(figure, bytes / static_cast<double>(source.base.size()));
  });
}

void BenchMemory(const Case& source, Figures& figures) {
  Replica replica(AgentAt(0), source.part);
  replica.Make(source.base);
  const Reference want = Share(replica.Read());
  replica.Check(*want, source.expected);
  const auto make = [&source, &want] {
    Replica made(AgentAt(0), source.part);
    made.Make(source.base);
    ExpectEqual(made.Read(), *want);
    return made;
  };
  SetLiveBytes("live_bytes_entry", source, make, figures);
  AddSaving(source, replica.document(), want, figures);
  if (!figures.json().contains("document_bytes")) {
    return figures.SetUnavailable("live_bytes_entry_loaded", "there is no saved document");
  }
  const std::string saved = SaveWorkingFile(replica.document());
  const auto load = [&source, &want, &saved] {
    Replica loaded(Require(LoadDocument(saved, ReaderAgent())), source.part);
    ExpectEqual(loaded.Read(), *want);
    return loaded;
  };
  SetLiveBytes("live_bytes_entry_loaded", source, load, figures);
}

void BenchShape(const Case& source, const AgentNumbers& numbers, Figures& figures) {
  switch (source.shape) {
    case Shape::kSession:
    case Shape::kExchange:
      return BenchMeeting(source, numbers, figures);
    case Shape::kGather:
      return BenchGathering(source, numbers, figures);
    case Shape::kMemory:
      return BenchMemory(source, figures);
    case Shape::kHistory:
      return BenchHistory(source, figures);
    case Shape::kUndo:
      return BenchUndo(source, figures);
  }
}

}  // namespace

Figures BenchCase(const Case& source, const Effort& effort) {
  Figures figures(source);
  if (!source.not_here.empty()) {
    figures.SetUnavailable("all", source.not_here);
    return figures;
  }
  const AgentNumbers numbers = NumbersOf(source);
  figures.Attempt("all", [&] { BenchShape(source, numbers, figures); });
  figures.Measure(effort);
  return figures;
}

void PrintDocumentsLegend() {
  std::puts(
      "\nThread CPU time, minimum of the runs. Agents are 53 bits wide, as in real use.\n"
      "  time_ms             edits with an update for each transaction, integrating the updates\n"
      "                      elsewhere, reading both; of B3 one client's receiving all updates "
      "and\n"
      "                      reading\n"
      "  undo_ms             of undo alone, an update for each step\n"
      "  old_version_ms      of an open document, the text half-way; _fork_ms: as a document of "
      "its "
      "own\n"
      "  diff_ms             what changed from a third to two thirds of the way\n"
      "  timeline_ms         what changed in each of 1,000 steps of the history\n"
      "  time_operations_ms  the same with operations that never become bytes\n"
      "  update_bytes        of all updates together, in a session; _mean: of one\n"
      "  update_alone_bytes  the same of updates that stand alone\n"
      "  document_bytes      the working file; load_ms: from its bytes to its content\n"
      "  document_archive_bytes, load_archive_ms  the same of the archive\n"
      "  live_bytes_entry    heap of the map that was made here, by entry; _loaded: of the one\n"
      "                      that was loaded and read");
}

}  // namespace weft::bench
