// ObjectWorld: several replicas that edit maps, lists, counters, trees and texts in each other, and
// a network that delivers late, twice, in pieces and out of order. Actions go in; whatever is not
// as it should be comes out as a Mismatch. (World, in world.h, is the same for texts alone.)
//
// Beside the replicas there are foreign agents, which speak only operations: well-formed ones, but
// between any elements of a container, replacing any writes of a register, with any stamp. In yata
// order, which is defined for honest histories only, they have no anchors.
#ifndef WEFT_TESTS_SUPPORT_OBJECT_WORLD_H_
#define WEFT_TESTS_SUPPORT_OBJECT_WORLD_H_

#include <memory>
#include <vector>

#include "tests/support/actions.h"
#include "tests/support/object_replica.h"
#include "tests/support/past_check.h"

namespace weft::testing {

class ObjectWorld {
 public:
  // With a `focus`, nearly everything is done to the root of that kind: conflicts of conflicts.
  ObjectWorld(OrderKind order, size_t replicas, std::optional<ContainerKind> focus = {});

  void Do(const Action& action);
  // Delivers everything to everyone; then all replicas must be equal.
  void Settle(uint64_t seed);

  // A history from start to end.
  static void Run(OrderKind order, size_t replicas, const std::vector<Action>& actions,
                  std::optional<ContainerKind> focus = {});
  // Likewise, and every replica is asked for its older versions all along.
  static void RunAskingForThePast(OrderKind order, size_t replicas,
                                  const std::vector<Action>& actions,
                                  std::optional<ContainerKind> focus = {});

 private:
  void Transaction(ObjectReplica& replica, const Action& action);
  void Restore(ObjectReplica& replica, const Action& action);
  void Undo(ObjectReplica& replica, const Action& action);
  void Revert(ObjectReplica& replica, const Action& action, Random& random);
  void Fork(ObjectReplica& replica, Random& random);
  void AskForThePast(ObjectReplica& replica, const Action& action, Random& random);
  static ObjectOperations OwnSince(const ObjectReplica& replica, const Version& since);
  void UndoAfterOthers(ObjectReplica& replica, const Action& action, const ObjectOperations& step);
  void UndoAndRedo(ObjectReplica& replica, const Action& action);
  void Stream(ObjectReplica& from, const Action& action);
  void RefusedSet(ObjectReplica& replica, const Action& action);

  void Publish(const ObjectOperations& change);
  void Collect(ObjectReplica& replica) { Publish(replica.Collect()); }
  void IntegrateInto(ObjectReplica& replica, const ObjectOperations& operations);
  void Deliver(ObjectReplica& replica, size_t change, size_t mode, Random& random);
  void DeliverInPieces(ObjectReplica& replica, const ObjectOperations& change, Random& random);
  void Sync(ObjectReplica& to, ObjectReplica& from, Random& random);
  void CheckSince(const ObjectReplica& replica, const Document& document, const Version& since);
  void CheckSettled(ObjectReplica& replica);
  void DoAll(const std::vector<Action>& actions);

  bool asks_for_the_past_ = false;
  OrderKind order_;
  std::optional<ContainerKind> focus_;
  std::vector<std::unique_ptr<ObjectReplica>> replicas_;
  std::vector<ObjectOperations> changes_;
  ObjectOracle all_;  // knows everything at once
  std::vector<PastVersion> remembered_;
  Agent next_fork_ = 5000;
};

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_OBJECT_WORLD_H_
