// ChainHasher: an agent's chain, growing with its operations: whoever gets them one after the other
// need not start anew. docs/format.md says of which bytes it is the hash.
//
// It is over the agent's operations of all kinds, one element at a time, in its own order, however
// they were batched and cut into runs. Cost: linear.
#ifndef WEFT_CRDT_WIRE_CHAIN_HASHER_H_
#define WEFT_CRDT_WIRE_CHAIN_HASHER_H_

#include <string_view>

#include "crdt/core/id.h"
#include "crdt/core/operation.h"
#include "crdt/core/version.h"
#include "crdt/wire/sha256.h"

namespace weft {

class ChainHasher {
 public:
  explicit ChainHasher(Agent agent);

  // The agent's next operations, of `set`: operation.id must follow what was added before.
  void Add(const Operation& operation, const OperationSet& set);
  Counts counts() const { return counts_; }
  Digest Finish() const { return hash_.Finish(); }

 private:
  // Whether it goes on with the creation before it, as the further ones of a run do.
  bool GoesOn(const Operation& run) const {
    return run.id.seq > 0 && run.prev == Id{agent_, run.id.seq - 1} && run.next == next_;
  }
  void AddCreations(const Operation& run, const OperationSet& set);
  void AddUnits(const Operation& run, const OperationSet& set);
  void AddFullUnit(const Operation& run, const OperationSet& set);
  void AddItems(const Operation& run, const OperationSet& set);
  void AddWrite(const Operation& write, const OperationSet& set);
  void AddMove(const Operation& move, const OperationSet& set);
  void AddMark(const Operation& mark, const OperationSet& set);
  void AddOther(const Operation& run, const OperationSet& set);
  void AddEffects(const Operation& run, const OperationSet& set);
  void AddTargets(const Operation& run);
  void AddAnchors(const Operation& run, const OperationSet& set);
  void AddContainer(const ContainerId& container);
  void AddBytes(std::string_view bytes);  // with their length

  wire::Sha256 hash_;
  Agent agent_;
  Counts counts_;
  Id next_ = kNullId;  // of the last creation
  // Of the last effect.
  OperationKind kind_ = OperationKind::kInsertText;  // when there is none
  Id target_ = kNullId;
};

}  // namespace weft

#endif  // WEFT_CRDT_WIRE_CHAIN_HASHER_H_
