// Inverse: taking back, by new operations of the local agent: one transaction, all or nothing.
//
//   an element was inserted      it is deleted, also when it is deleted already; a mark likewise
//   a deletion or an addition    it is restored
//   a restore                    what it took back is done again
//   a write or a move            it is undone (OperationKind::kUndo)
//   an undo                      it is restored: the write or move takes part again
//
// What was made or done, and taken back, within the intervals stays as it is. So taking back what
// an Inverse did, gives what was there before it, whatever others did meanwhile; and nothing of
// theirs is touched. Cost: linear in what is taken back, with a look-up for each run.
//
// Thread rule: the document's. Nothing else may change the document until Commit.
#ifndef WEFT_CRDT_DOCUMENT_INVERSE_H_
#define WEFT_CRDT_DOCUMENT_INVERSE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "crdt/core/operation.h"
#include "crdt/core/status.h"
#include "crdt/core/version.h"
#include "crdt/document/document_state.h"

namespace weft {

// A stretch of one agent's logs.
struct LogInterval {
  Counts from;
  Counts to;

  bool empty() const { return from == to; }
};

class Inverse {
 public:
  explicit Inverse(DocumentState* state);

  // Everything that the agent did in the intervals, ascending, which is integrated.
  // kFailedPrecondition when the document was saved without those effects.
  Status AddIntervals(AgentNumber agent, std::span<const LogInterval> intervals);

  // Or thing by thing. Elements, items, nodes, marks: deletes them, in the order of their LVs.
  void Erase(LvRange elements);
  // Takes back deletions, additions or undos.
  void Restore(AgentNumber by, uint32_t first, uint32_t count);
  void Undo(Lv creation);  // a write or a slot
  void Add(ContainerNumber counter, int64_t amount);

  bool empty() const { return set_.operations.empty(); }
  // What Commit adds to the local agent's logs.
  LogInterval ToBeMade() const {
    return {before_, {before_.creations, before_.effects + static_cast<uint32_t>(effects_)}};
  }
  // Does it, as a transaction of that origin. kUnimplemented: the document is read-only;
  // kResourceExhausted: more effects than an agent may make; kFailedPrecondition: it was saved
  // without what would show again. Then nothing changed.
  Status Commit(Origin origin);

 private:
  struct Within;  // what the intervals made, did and took back themselves

  Status AddRunsOf(AgentNumber agent, const LogInterval& interval, std::vector<EffectRun>* runs);
  void NoteTakenBack(AgentNumber agent, const EffectRun& run, Within* within);
  void AddEffects(AgentNumber agent, const EffectRun& run, const Within& within);
  void AddCreations(LvRange range, const Within& within);
  void AddCreation(Lv lv, CreationKind kind);
  void DoAgain(AgentNumber by, uint32_t index, const Within& within);
  void Append(const EffectRun& run);

  DocumentState* state_;
  Sequence& sequence_;
  Objects& objects_;
  OperationSet set_;
  Counts before_;  // of the local agent
  uint64_t effects_ = 0;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_INVERSE_H_
