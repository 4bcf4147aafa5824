#include "bench/documents/undo_bench.h"

#include <limits>
#include <stdexcept>

#include "bench/documents/meeting.h"
#include "bench/traces/require.h"
#include "bench/traces/stopwatch.h"
#include "crdt/document/undo_manager.h"

namespace weft::bench {
namespace {

// Each transaction is a step of its own.
UndoOptions EachAStep() {
  UndoOptions options;
  options.max_steps = std::numeric_limits<size_t>::max();
  return options;
}

// Two replicas that hold what both users typed; the first can undo its steps.
class Pair {
 public:
  explicit Pair(const Case& source)
      : source_(source),
        author_(AgentAt(0), source.part),
        reader_(AgentAt(1), source.part),
        undo_(&author_.document(), EachAStep()) {
    numbers_.Add(AgentAt(0));
    numbers_.Add(AgentAt(1));
    for (size_t step = 0; step < steps(); ++step) {
      Tell(author_, source.users[0][step], reader_);
      if (source.users.size() > 1) Tell(reader_, source.users[1][step], author_);
    }
  }

  // Takes all steps back (or does them again); returns the updates.
  UpdateOutbox All(Result<bool> (UndoManager::*go)()) {
    UpdateOutbox sent(numbers_);
    for (size_t step = 0; step < steps(); ++step) {
      if (!Require((undo_.*go)())) throw std::runtime_error("there is no step left");
      sent.Send(author_.document().TakeLocal());
    }
    return sent;
  }
  // The same, integrated and read elsewhere. Adds to the milliseconds and the bytes.
  void Meet(Result<bool> (UndoManager::*go)(), const Expected& expected, double* ms,
            size_t* bytes) {
    const Stopwatch watch;
    const UpdateOutbox sent = All(go);
    sent.Deliver(reader_.document());
    const Content content = author_.Read();
    const Content other = reader_.Read();
    *ms += watch.Milliseconds();
    *bytes += sent.ByteCount();
    ExpectEqual(content, other);
    author_.Check(content, expected);
  }

 private:
  static void Tell(Replica& author, const Transaction& transaction, Replica& reader) {
    author.Make(transaction);
    Require(reader.document().Integrate(author.document().TakeLocal()));
  }
  size_t steps() const { return source_.users[0].size(); }

  const Case& source_;
  AgentNumbers numbers_;
  Replica author_;
  Replica reader_;
  UndoManager undo_;
};

double UndoAndRedo(const Case& source, size_t* bytes) {
  Pair pair(source);
  double ms = 0;
  *bytes = 0;
  pair.Meet(&UndoManager::Undo, source.undone, &ms, bytes);
  pair.Meet(&UndoManager::Redo, source.expected, &ms, bytes);
  return ms;
}

}  // namespace

void BenchUndo(const Case& source, Figures& figures) {
  size_t bytes = 0;
  UndoAndRedo(source, &bytes);
  figures.Set("update_bytes", bytes);
  figures.AddWork("time_ms", [&source] {
    size_t bytes = 0;
    return UndoAndRedo(source, &bytes);
  });
  figures.AddWork("undo_ms", [&source] {
    Pair pair(source);
    const Stopwatch watch;
    pair.All(&UndoManager::Undo);
    return watch.Milliseconds();
  });
}

}  // namespace weft::bench
