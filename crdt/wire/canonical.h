// Canonical runs: the one form of a set of operations, from which it is written.
//
// Agents ascend; an agent's operations stand in its own order, in maximal runs. An operation goes
// on with the run before it when it is the agent's next one, nothing missing between, and
// - an insertion, of text or of items: its prev is the element before, its next is the run's;
// - an effect: kind and target agent are the same and its target is the neighbour of the one
//   before. The second effect of a run decides the direction: forward when its target is the
//   first's + 1, and for deletions backward when it is the first's - 1. One alone is forward. Runs
//   are as long as this allows from the first effect on.
// Writes, moves, additions and operations of kinds to come are runs of one, or of what they count.
#ifndef WEFT_CRDT_WIRE_CANONICAL_H_
#define WEFT_CRDT_WIRE_CANONICAL_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "crdt/core/operation.h"
#include "crdt/core/status.h"

namespace weft::wire {

// An operation's content is found by 32 bits.
inline constexpr uint64_t kMaxPayloadBytes = 0xFFFFFFFF;

struct CanonicalRuns {
  struct Author {
    Agent agent;
    uint32_t runs = 0;
  };

  absl::InlinedVector<Author, 2> authors;
  // By author. A run has a container exactly when nothing else places it (crdt/core/operation.h);
  // of a kind to come, when it names one.
  std::vector<Operation> runs;
  // The units of the insertions in order; valid while the source set and this object live.
  std::u16string_view text;
  std::u16string gathered;  // what `text` shows when the source has it in another order
  uint64_t elements = 0;    // creations and effects
  // What the runs beside those of texts hold, in order, nothing between. Empty when there are none.
  Payload payload;
  // Some run is not of root texts: such sets have forms of their own (crdt/wire/object_layout.h).
  bool has_objects = false;
};

// How many creations and effects of its agent come before an operation or after it.
struct LogState {
  uint32_t creations = 0;
  uint32_t effects = 0;

  static LogState Before(const Operation& run) {
    return run.IsEffect() ? LogState{run.at, run.id.seq} : LogState{run.id.seq, run.at};
  }
  static LogState After(const Operation& run) {
    LogState state = Before(run);
    (run.IsEffect() ? state.effects : state.creations) += run.count;
    return state;
  }
  bool Covers(const LogState& other) const {
    return creations >= other.creations && effects >= other.effects;
  }
  friend bool operator==(const LogState&, const LogState&) = default;
};

// Why `operation` can be in no set, or null when it can be in `set`, which has its text, container
// and content.
const char* WhyMalformed(const Operation& operation, const OperationSet& set);

// The part [from, from + count) of a run, itself a run; `values` are the payload's bytes, needed
// for items, whose values before the part are passed. Writes, moves, additions and operations of
// kinds to come have no parts.
Operation SliceOf(const Operation& run, uint32_t from, uint32_t count,
                  std::string_view values = {});

// Whether the first operation of `run`, of the same agent as `last`, goes on with `last`.
bool Continues(const Operation& last, const Operation& run);

class CanonicalBuilder {
 public:
  // Both outlive the builder.
  CanonicalBuilder(const OperationSet& source, CanonicalRuns* out) : source_(source), runs_(*out) {}

  // Adds a piece, whose agent is that of the last one or a greater one. Null, or what is wrong.
  const char* Add(const Operation& piece);
  Status Finish();

 private:
  void Push(const Operation& run);
  void PushObject(const Operation& run);
  void Join(const Operation& piece);
  void AddText(uint32_t offset, uint32_t count);
  void GatherText();
  Status CheckText() const;

  struct Stretch {
    uint32_t offset;
    uint32_t count;
  };

  const OperationSet& source_;
  CanonicalRuns& runs_;
  absl::InlinedVector<Stretch, 4> stretches_;
};

// The canonical runs of any set whose operations of each agent are in that agent's order.
Status Canonicalize(const OperationSet& set, CanonicalRuns* out);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_CANONICAL_H_
