// Where elements go: both orders, slowly and literally as they are defined.
//
// FugueMaxOrder keeps the tree and walks all of it after each insertion. YataOrder keeps the list
// and does what Yjs does to place an item, one element at a time. Neither shares a line with
// crdt/sequence. O(n) or worse an element.
#ifndef WEFT_TESTS_SUPPORT_ORACLE_ORDER_H_
#define WEFT_TESTS_SUPPORT_ORACLE_ORDER_H_

#include <map>
#include <memory>
#include <vector>

#include "crdt/core/id.h"
#include "crdt/core/order_kind.h"

namespace weft::testing {

class OracleOrder {
 public:
  virtual ~OracleOrder() = default;
  // Anchors must be present or null.
  virtual void Insert(Id id, Id prev, Id next) = 0;
  // Every element, tombstones included, in the order of the text.
  virtual const std::vector<Id>& Elements() const = 0;

  static std::unique_ptr<OracleOrder> Make(OrderKind kind);
};

// Defined on the tree, for any pair of anchors that exist:
//   next in the right subtree of prev   left child of next
//   otherwise                           right child of prev
// where a null prev is the root and the right subtree of the root is everything. Left siblings
// stand by (agent, seq). Right siblings stand by the position of their next, the furthest first (a
// null next is the end, further than any), then by (agent, seq). The text is the in-order walk.
//
// Positions are of the elements present before, which never change places: so the rule is the same
// whatever order operations arrive in.
class FugueMaxOrder : public OracleOrder {
 public:
  FugueMaxOrder();
  void Insert(Id id, Id prev, Id next) override;
  const std::vector<Id>& Elements() const override { return elements_; }

 private:
  using Node = size_t;
  static constexpr Node kRoot = 0;
  struct Entry {
    Id id;
    Id next;  // decides among right siblings
    Node parent;
    bool is_left;
    std::vector<Node> left;
    std::vector<Node> right;
  };

  bool InRightSubtree(Node of, Node node) const;
  size_t PositionOf(Id next) const;
  bool StandsBefore(const Entry& a, const Entry& b) const;
  void Walk();

  std::vector<Entry> nodes_;
  std::map<Id, Node> by_id_;
  std::map<Id, size_t> position_;
  std::vector<Id> elements_;
};

// Yjs's rule (Nicolaescu et al., YATA, as Item.integrate decides it): scan from prev towards next,
// remembering the elements seen and those seen since the last one that is known to stand before.
//
// Defined for honest histories only: with anchors that were never neighbours, replicas that receive
// in different orders may differ, in Yjs as here.
class YataOrder : public OracleOrder {
 public:
  void Insert(Id id, Id prev, Id next) override;
  const std::vector<Id>& Elements() const override { return elements_; }

 private:
  struct Anchors {
    Id prev;
    Id next;
  };

  size_t PlaceFor(Id id, const Anchors& anchors) const;

  std::vector<Id> elements_;
  std::map<Id, Anchors> anchors_;
};

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_ORACLE_ORDER_H_
