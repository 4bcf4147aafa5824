// World: several replicas that edit, and a network that delivers late, twice, in pieces and out of
// order. Actions go in; whatever is not as it should be comes out as a Mismatch.
//
// Beside the replicas there are foreign agents, which speak only operations: well-formed ones, but
// between any two elements that exist, next before prev included. fugue-max must converge on those
// too. yata is defined for honest histories only, so in yata order foreign agents insert nothing.
#ifndef WEFT_TESTS_SUPPORT_WORLD_H_
#define WEFT_TESTS_SUPPORT_WORLD_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/support/actions.h"
#include "tests/support/random.h"
#include "tests/support/replica.h"

namespace weft::testing {

class World {
 public:
  World(OrderKind order, size_t replicas);

  void Do(const Action& action);
  // Delivers everything to everyone; then all replicas must be equal.
  void Settle(uint64_t seed);

  // A history from start to end.
  static void Run(OrderKind order, size_t replicas, const std::vector<Action>& actions);

 private:
  using Elements = std::vector<ElementOperation>;

  // local edits
  void Type(Replica& replica, const Action& action);
  void EraseBeside(Replica& replica, const Action& action, bool before);
  void InsertAnywhere(Replica& replica, const Action& action);
  void EraseAnywhere(Replica& replica, const Action& action);
  void Transaction(Replica& replica, const Action& action);
  void Restore(Replica& replica, const Action& action);
  void RefusedEdit(Replica& replica, const Action& action);

  // the network
  void Publish(const OperationSet& change);
  void Collect(Replica& replica) { Publish(replica.Collect()); }
  void Deliver(Replica& replica, const Action& action);
  void DeliverInPieces(Replica& replica, const Elements& operations, Random& random);
  void IntegrateInto(Replica& replica, OperationSet set);
  void Sync(Replica& to, Replica& from);
  void Stream(Replica& from, const Action& action);
  bool BelongTogether(const ElementOperation& a, const ElementOperation& b) const;
  // The other half's deletion, when effect `index` of `agent` deletes half of a pair; else itself.
  uint32_t PartnerOf(EffectId effect) const;

  // foreign agents
  void ForeignInsert(const Action& action);
  void ForeignErase(const Action& action);
  void ForeignRestore(const Action& action);
  Agent ForeignAgent(const Action& action) const;
  // Consecutive deletions of one agent, no pair cut, around `first`.
  std::pair<EffectId, uint32_t> WholeDeletions(EffectId first, uint32_t count) const;
  void RefusedSet(Replica& replica, const Action& action);
  OperationSet BadSet(const Replica& replica, const Action& action, std::string* why) const;

  void CheckSettled(Replica& replica);

  OrderKind order_;
  std::vector<std::unique_ptr<Replica>> replicas_;
  std::vector<OperationSet> changes_;
  Oracle all_;  // knows everything at once
  std::map<EffectId, Id> erased_;
  std::map<Agent, std::vector<Id>> effect_targets_;  // kNullId: no deletion
};

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_WORLD_H_
