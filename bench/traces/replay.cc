#include "bench/traces/replay.h"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "bench/traces/gap_buffer.h"
#include "bench/traces/stopwatch.h"
#include "crdt/wire/saved.h"

namespace weft::bench {
namespace {

void Expect(const Workload& workload, const std::string& text) {
  if (text != workload.expected) throw std::runtime_error("a replay ended with another text");
}

// Asks for what needs every place to be known.
void Flush(const Document& document, const weft::Text& text) {
  if (document.version().entries().empty() && text.Length(Unit::kUtf16) != 0) {
    throw std::runtime_error("text without a version");
  }
}

// Makes the edits on a new document, with a call after each transaction, and checks the text.
template <class AnyEdits, class AfterTransaction>
double ReplayLocally(const Workload& workload, const AnyEdits& edits,
                     AfterTransaction&& after_transaction) {
  const Stopwatch stopwatch;
  Document document(AgentAt(0));
  weft::Text text = document.Text(kTextName);
  size_t begin = 0;
  for (const size_t end : edits.transaction_ends) {
    ApplyEdits(edits, begin, end, text);
    after_transaction(document);
    begin = end;
  }
  Flush(document, text);
  const double ms = stopwatch.Milliseconds();
  Expect(workload, text.Read());
  return ms;
}

double LocalEdits(const Workload& workload) {
  return ReplayLocally(workload, workload.point_edits, [](Document&) {});
}

double LocalEditsInUtf16(const Workload& workload) {
  return ReplayLocally(workload, workload.edits, [](Document&) {});
}

// Every operation is looked at, so that it must be there.
double LocalWithOperations(const Workload& workload) {
  uint64_t elements = 0;
  uint64_t sum = 0;
  const double ms = ReplayLocally(workload, workload.point_edits, [&](Document& document) {
    const OperationSet& set = document.TakeLocal();
    for (const Operation& operation : set.operations) {
      elements += operation.count;
      sum += operation.id.seq ^ operation.prev.seq ^ operation.at;
      if (!operation.IsEffect()) sum += set.text[operation.text_offset];
    }
  });
  if (elements == 0 || sum == 0) throw std::runtime_error("operations of nothing");
  return ms;
}

double LocalWithUpdates(const Workload& workload) {
  size_t bytes = 0;
  const double ms = ReplayLocally(workload, workload.point_edits, [&](Document& document) {
    bytes += Require(EncodeSessionUpdate(document.TakeLocal(), workload.numbers)).size();
  });
  if (bytes == 0) throw std::runtime_error("updates without bytes");
  return ms;
}

// Calls `receive(document)` on a new document, reads the text and checks it.
template <class Receive>
double Receiving(const Workload& workload, Receive&& receive) {
  const Stopwatch stopwatch;
  Document document(ReaderAgent());
  receive(document);
  const std::string text = document.Text(kTextName).Read();
  const double ms = stopwatch.Milliseconds();
  Expect(workload, text);
  return ms;
}

// The operations lie flat in memory.
double RemoteOperations(const Workload& workload) {
  return Receiving(workload, [&](Document& document) {
    for (size_t i = 0; i < workload.recording.OperationCount(); ++i) {
      Require(document.Integrate(workload.recording.OneOperation(i)));
    }
  });
}

double RemoteTransactions(const Workload& workload) {
  return Receiving(workload, [&](Document& document) {
    for (size_t i = 0; i < workload.recording.TransactionCount(); ++i) {
      Require(document.Integrate(workload.recording.Transaction(i)));
    }
  });
}

double RemoteSessionUpdates(const Workload& workload) {
  return Receiving(workload, [&](Document& document) {
    OperationSet set;
    const Limits limits;
    for (size_t i = 0; i < workload.session_updates.size(); ++i) {
      Require(DecodeSessionUpdate(workload.session_updates[i], workload.numbers, limits, &set));
      Require(document.Integrate(set));
    }
  });
}

double RemoteAloneUpdates(const Workload& workload) {
  return Receiving(workload, [&](Document& document) {
    for (size_t i = 0; i < workload.alone_updates.size(); ++i) {
      Require(ApplyUpdate(document, workload.alone_updates[i]));
    }
  });
}

double RemoteBatch(const Workload& workload) {
  return Receiving(workload,
                   [&](Document& document) { Require(document.Integrate(workload.whole)); });
}

double RemoteWholeUpdate(const Workload& workload) {
  return Receiving(
      workload, [&](Document& document) { Require(ApplyUpdate(document, workload.whole_update)); });
}

double Encode(const Workload& workload) {
  const Document document = workload.Replay(ReaderAgent());
  const Stopwatch stopwatch;
  const std::string bytes = Require(EncodeUpdateSince(document));
  const double ms = stopwatch.Milliseconds();
  if (bytes != workload.whole_update) throw std::runtime_error("the same history, other bytes");
  return ms;
}

double Load(const Workload& workload, const std::string& bytes) {
  const Stopwatch stopwatch;
  Document document = Require(LoadDocument(bytes, ReaderAgent()));
  const std::string text = document.Text(kTextName).Read();
  const double ms = stopwatch.Milliseconds();
  Expect(workload, text);
  return ms;
}

double LoadWorkingFile(const Workload& workload) { return Load(workload, workload.working_file); }

double LoadArchive(const Workload& workload) { return Load(workload, workload.archive); }

double SaveFile(const Workload& workload) {
  const Document document = workload.Replay(ReaderAgent());
  const Stopwatch stopwatch;
  const std::string bytes = SaveWorkingFile(document);
  const double ms = stopwatch.Milliseconds();
  if (bytes.empty()) throw std::runtime_error("a saved file without bytes");
  return ms;
}

template <class Char, Gap kGap>
double EditGapBuffer(const Edits& edits, const std::vector<Char>& inserted,
                     const std::vector<Char>& expected) {
  const Stopwatch stopwatch;
  GapBuffer<Char, kGap> text;
  for (const Edits::Edit& edit : edits.edits) {
    if (edit.erased != 0) text.Erase(edit.position, edit.erased);
    if (edit.inserted_count != 0) {
      text.Insert(edit.position, &inserted[edit.inserted_at], edit.inserted_count);
    }
  }
  const double ms = stopwatch.Milliseconds();
  if (text.Read() != expected) throw std::runtime_error("the floor ended with another text");
  return ms;
}

template <class Char, Gap kGap>
Work FloorIn(const Workload& workload) {
  const std::u16string expected = ToUtf16(workload.expected);
  const std::u16string& all = workload.edits.inserted;
  return [&edits = workload.edits, inserted = std::vector<Char>(all.begin(), all.end()),
          text = std::vector<Char>(expected.begin(), expected.end())] {
    return EditGapBuffer<Char, kGap>(edits, inserted, text);
  };
}

template <Gap kGap>
Work FloorWith(const Workload& workload) {
  const std::u16string& all = workload.edits.inserted;
  const bool latin1 = std::all_of(all.begin(), all.end(), [](char16_t c) { return c <= 0xFF; });
  return latin1 ? FloorIn<unsigned char, kGap>(workload) : FloorIn<char16_t, kGap>(workload);
}

}  // namespace

Work FloorOf(const Workload& workload) { return FloorWith<Gap::kPlain>(workload); }
Work TightFloorOf(const Workload& workload) { return FloorWith<Gap::kTight>(workload); }

const std::vector<ReplayKind>& ReplayKinds() {
  static const std::vector<ReplayKind> kinds = {
      {"local", "local edits, text in UTF-8, positions in code points", LocalEdits, true},
      {"local_utf16", "local edits, text and positions in UTF-16", LocalEditsInUtf16, true},
      {"local_ops", "local, each transaction's operations taken out", LocalWithOperations, true},
      {"local_update", "local, each transaction's session update made", LocalWithUpdates, true},
      {"remote_op", "remote, one operation at a time, to text", RemoteOperations},
      {"remote_txn", "remote, one transaction's operations at a time", RemoteTransactions},
      {"remote_update", "remote, one session update's bytes at a time", RemoteSessionUpdates},
      {"remote_update_alone", "remote, one update's bytes in the form that stands alone",
       RemoteAloneUpdates},
      {"remote_batch", "remote, all operations in one set", RemoteBatch},
      {"whole_update", "remote, the whole history as one update's bytes", RemoteWholeUpdate},
      {"encode", "the whole history into one update", Encode},
      {"save", "the document into a working file", SaveFile},
      {"load", "working file to text", LoadWorkingFile},
      {"archive_load", "archive to text", LoadArchive},
  };
  return kinds;
}

}  // namespace weft::bench
