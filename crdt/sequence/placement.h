// Placement: the gap in the text where an insertion belongs. The only caller of order.
//
// Anchors that are neighbours: the gap between them, O(1) beyond the look-up. Otherwise the
// element's parent in the order's tree is found by climbing, its place among its siblings by order,
// and the gap by the siblings' cached ends; a list of siblings exists from the second claimant on.
//
// Invariant (fugue-max): an element that arrived adjacent was the first child of its parent on its
// side; so a place without a list has at most one child, and the first non-adjacent arrival makes
// the list. yata's lists are filled from the text, left to right, as far as somebody looks.
// Cost: a conflict O(log siblings * log spans), and where a sibling's subtree has grown far since
// it was last stepped over, O(log spans * log runs), for any anchors. yata scans siblings whose
// nexts differ.
#ifndef WEFT_CRDT_SEQUENCE_PLACEMENT_H_
#define WEFT_CRDT_SEQUENCE_PLACEMENT_H_

#include <vector>

#include "crdt/core/order_kind.h"
#include "crdt/sequence/agent_table.h"
#include "crdt/sequence/ancestry.h"
#include "crdt/sequence/insertion_log.h"
#include "crdt/sequence/siblings.h"
#include "crdt/sequence/span_tree.h"

namespace weft {

class Placement {
 public:
  struct Place {
    Gap gap;
    bool apart;  // the anchors were not neighbours
    bool left;   // fugue-max: a left child of next
  };

  Placement(OrderKind order, SpanTree* tree, const AgentTable* agents, const InsertionLog* log)
      : order_(order), tree_(tree), agents_(agents), log_(log), ancestry_(log) {}

  // Whether [prev, next] are neighbours, without looking at order; *gap is the gap after prev.
  bool Adjacent(TreeId tree, Lv prev, Lv next, Gap* gap) const;
  // For an adjacent arrival. The log must reach back to `next` once anything arrived apart.
  bool IsLeftChild(Lv prev, Lv next);
  // For an arrival with drifted anchors; the whole log must be there.
  Place Decide(TreeId tree, Lv prev, const Rival& newcomer);
  // An element arrived adjacent (or is a local insertion); keeps yata's lists whole.
  void NoteAdjacent(TreeId tree, Lv prev, Lv next, Lv lv, AgentNumber agent) {
    if (order_ == OrderKind::kYata && !lists_.empty()) AddAdjacent(tree, prev, next, lv, agent);
  }

  // After a load: whether anything had arrived apart, and then, before the first Decide, the lists.
  void set_has_apart(bool has_apart) { has_apart_ = has_apart; }
  bool has_apart() const { return has_apart_; }
  void RebuildLists();

 private:
  void AddAdjacent(TreeId tree, Lv prev, Lv next, Lv lv, AgentNumber agent);
  SiblingKey KeyOf(const Insertion& run) const;
  Place DecideFugueMax(TreeId tree, Lv prev, const Rival& newcomer);
  Place DecideYata(TreeId tree, Lv prev, const Rival& newcomer);
  SiblingList::Place ScanYata(SiblingList& list, const Rival& newcomer);
  SiblingList* ListFor(const SiblingKey& key);
  void FillYata(SiblingList& list, const SiblingKey& key, Lv until);
  Child MakeChild(Lv lv) const;

  Gap StartOf(const SiblingKey& key) const;
  // The ancestor of `lv` (itself included) that is a child by `key`, or kNoLv.
  Lv ClimbTo(Lv lv, const SiblingKey& key);
  Lv TrueBack(Child& child, const Child* after);
  Lv TrueFront(Child& child);
  Lv EndOfSubtree(Lv top, Lv known, SpanTree::Side side);
  bool RivalBefore(const Rival& a, const Rival& b, TreeSide side) const;

  OrderKind order_;
  SpanTree* tree_;
  const AgentTable* agents_;
  const InsertionLog* log_;
  Ancestry ancestry_;
  SiblingTable lists_;
  bool has_apart_ = false;
};

}  // namespace weft

#endif  // WEFT_CRDT_SEQUENCE_PLACEMENT_H_
