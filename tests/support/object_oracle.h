// ObjectOracle: the naive, slow, obviously right replica of maps, lists, counters, trees and texts
// that the engine is compared with.
//
// It keeps every operation, sorted by what it concerns, and answers what is shown from all of them
// anew (oracle_register.h, oracle_moves.h); only the order of elements is kept up to date
// (oracle_order.h). So what it shows can hardly depend on the order of arrival. What cannot be
// integrated yet waits in a list that is searched again after each success. It trusts its input:
// hostile operations are fine, ill-formed ones are not its business. Cost: whatever it takes; meant
// for hundreds of operations.
#ifndef WEFT_TESTS_SUPPORT_OBJECT_ORACLE_H_
#define WEFT_TESTS_SUPPORT_OBJECT_ORACLE_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "crdt/core/order_kind.h"
#include "crdt/core/version.h"
#include "crdt/document/document.h"
#include "tests/support/object_operation.h"
#include "tests/support/oracle_moves.h"
#include "tests/support/oracle_order.h"
#include "tests/support/oracle_register.h"
#include "tests/support/picture.h"

namespace weft::testing {

class ObjectOracle {
 public:
  // A map's key, or an item.
  struct Register {
    ContainerId map;
    std::string key;
    Id item = kNullId;

    friend auto operator<=>(const Register&, const Register&) = default;
  };
  struct Creation {
    ObjectOperation operation;
    ContainerId container;  // what it is in, told or implied
    Register written;       // kWrite
    uint64_t lamport = 0;   // kWrite, kMove, kMark
  };

  explicit ObjectOracle(OrderKind order) : order_(order) {}

  OrderKind order() const { return order_; }

  // Integrates what is ready, keeps the rest, drops what is known.
  void Integrate(const ObjectOperations& operations);
  // The same in two steps, for a replica that may integrate less at a time (whole runs).
  void Offer(const ObjectOperations& operations);
  void AdvanceTo(const Version& version);
  // Drops what was offered and not taken.
  void ForgetWaiting() { waiting_.clear(); }

  // Every container there is, roots that were never named left out.
  Picture Show() const;
  bool IsShown(Id creation) const;   // not deleted, or all deletions were taken back
  bool IsUndone(Id creation) const;  // a write or move
  std::vector<Deletion> DeletionsOf(Id creation) const;
  std::vector<Id> LiveIn(const Register& of) const;

  const Version& version() const { return version_; }
  size_t waiting() const { return waiting_.size(); }
  // Everything integrated, in that order.
  const ObjectOperations& history() const { return history_; }
  uint64_t max_lamport() const { return max_lamport_; }
  uint64_t LamportOf(const ObjectOperation& next) const;  // as it would be, integrated now
  // What a write writes, when all that it replaces is here.
  Register RegisterOf(const ObjectOperation& write) const;
  bool IsKnown(const ObjectOperation& operation) const;
  bool IsReady(const ObjectOperation& operation) const;

  // For whoever makes up operations.
  const std::map<Id, Creation>& creations() const { return creations_; }
  const std::map<EffectId, ObjectOperation>& effects() const { return effects_; }
  const std::set<ContainerId>& Containers() const { return containers_; }
  std::vector<Id> Elements(const ContainerId& container) const;  // all of them, in their order
  ContainerId ForestOf(ContainerId container) const;             // the tree of a node's children
  bool IsNode(Id creation) const;
  // All writes, whether live or not.
  const std::map<Register, std::vector<Id>>& writes() const { return writes_; }

 private:
  template <class Wanted>
  void IntegrateReady(Wanted wanted);
  void Apply(const ObjectOperation& operation);
  void ApplyEffect(const ObjectOperation& operation);
  void ApplyCreation(const ObjectOperation& operation);
  void NoteContainers(const ObjectOperation& operation);
  bool Names(const ContainerId& container) const;
  ContainerId ContainerFor(const ObjectOperation& operation) const;

  std::vector<Cell> CellsOf(const Register& of) const;
  Cell CellAt(Id creation) const;
  void ShowMarks(const ContainerId& text, const std::vector<Id>& elements, Shown* shown) const;
  void ShowText(const ContainerId& text, Shown* shown) const;
  void ShowMap(const ContainerId& map, Shown* shown) const;
  void ShowList(const ContainerId& list, Shown* shown) const;
  void ShowTree(const ContainerId& tree, Picture* picture) const;
  int64_t Sum(const ContainerId& counter) const;

  OrderKind order_;
  std::map<Id, Creation> creations_;
  std::map<EffectId, ObjectOperation> effects_;
  std::set<EffectId> taken_back_;
  std::map<Id, std::set<EffectId>> deletions_;
  std::map<Register, std::vector<Id>> writes_;
  std::map<ContainerId, std::vector<Id>> marks_;
  std::set<ContainerId> containers_;
  std::map<ContainerId, std::unique_ptr<OracleOrder>> orders_;
  std::map<Agent, uint64_t> last_lamport_;
  uint64_t max_lamport_ = 0;
  Version version_;
  ObjectOperations waiting_;
  ObjectOperations history_;
};

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_OBJECT_ORACLE_H_
