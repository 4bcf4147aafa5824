// SpanTree: the elements of every text of a document in their order, as spans in B+-trees.
//
// A span is 8 bytes: the LV of its first element, and its length with a bit for "deleted". Its
// elements have consecutive LVs and stand next to each other. Leaves hold kLeafSpans spans; inner
// nodes hold the visible lengths of their children. All texts share the pools of nodes, so that one
// index leads from an LV to its place.
//
// Invariants: no span is empty; neighbours in a leaf that could be one span are one; an inner
// node's visible lengths are its children's, except for the leaf whose change `unsettled_` still
// holds back (ancestors are brought up to date when the edits move on to another leaf).
//
// Cost: an edit near the last one O(1) plus a move within a leaf; a seek O(log n).
// Thread rule: the document's.
#ifndef WEFT_CRDT_SEQUENCE_SPAN_TREE_H_
#define WEFT_CRDT_SEQUENCE_SPAN_TREE_H_

#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "crdt/core/node_sizes.h"
#include "crdt/core/status.h"
#include "crdt/core/utf.h"
#include "crdt/sequence/lv.h"
#include "crdt/sequence/span_index.h"

namespace weft {

using NodeId = uint32_t;
using TreeId = uint32_t;  // one per text
inline constexpr NodeId kNoNode = 0xFFFFFFFF;
inline constexpr TreeId kNoTree = 0xFFFFFFFF;

// A gap between two elements: after the first `offset` elements of a span. offset 0 only before the
// first span of a leaf.
struct Gap {
  NodeId leaf = kNoNode;
  uint32_t index = 0;
  uint32_t offset = 0;
};

struct Span {
  Lv lv;
  uint32_t count;
  bool visible;
};

class SpanTree {
 public:
  static constexpr uint32_t kLeafSpans = internal::kTinyNodes ? 5 : 60;
  static constexpr uint32_t kFanout = internal::kTinyNodes ? 4 : 32;

  TreeId AddTree();
  uint32_t size() const { return static_cast<uint32_t>(roots_.size()); }
  uint64_t VisibleLength(TreeId tree) const { return roots_[tree].visible; }

  // Places -----------------------------------------------------------------------------------
  // The gap directly after the visible element `position` - 1; the start for 0.
  Gap SeekVisible(TreeId tree, uint64_t position);
  Gap Start(TreeId tree) const { return Gap{roots_[tree].first_leaf, 0, 0}; }
  Gap End(TreeId tree) const {
    const NodeId last = roots_[tree].last_leaf;
    const Leaf& leaf = leaves_[last];
    return leaf.count == 0 ? Gap{last, 0, 0}
                           : Gap{last, leaf.count - 1, leaf.Length(leaf.count - 1)};
  }
  // The gap directly after / before an element. They need the index.
  Gap After(Lv lv) const;
  Gap BeforeElement(Lv lv) const;
  Lv Previous(const Gap& gap) const;  // the element before the gap, or kNoLv
  Lv Next(const Gap& gap) const;      // the element after it, or kNoLv
  // The first visible element after the gap; there must be one. O(log n).
  Lv NextVisible(const Gap& gap) {
    const Gap before = SkipDeleted(gap);
    return leaves_[before.leaf].spans[before.index].lv + before.offset;
  }
  // Both.
  void Neighbours(const Gap& gap, Lv* previous, Lv* next) const;
  // The span a gap stands in.
  Span SpanAt(const Gap& gap) const {
    const Leaf& leaf = leaves_[gap.leaf];
    return Span{leaf.spans[gap.index].lv, leaf.Length(gap.index), leaf.Visible(gap.index)};
  }
  // Moves the gap on, behind element `lv`, when all between have consecutive LVs and the state of
  // the gap's span. (That is one span, unless leaves part it.)
  bool MoveWithinStretch(Gap* gap, Lv lv) const;
  uint64_t PositionOf(const Gap& gap) const;  // visible elements before it
  // The span an element stands in, cut to [lv, ...): how far it goes on with consecutive LVs and
  // one state. Needs the index.
  Span SpanFrom(Lv lv) const;
  // The gap directly before an element, in the element's own span. Needs the index.
  Gap InSpan(Lv lv) const;
  Lv SpanStart(Lv lv) const { return index_->Find(lv).start; }
  TreeId TreeOf(Lv lv) const { return leaves_[index_->Find(lv).leaf].tree; }
  // Negative, 0 or positive as a stands before, at or after b, both in one text. Needs the index.
  int Compare(Lv a, Lv b) const;
  // The last element to one side of those that stand together with `lv` and for which
  // within(Lv) holds, as it does for `lv`. Asks O(log n) times. Needs the index.
  enum class Side : uint8_t { kLeft, kRight };
  template <class Within>
  Lv Outermost(Lv lv, Side side, Within&& within) const;

  // Changes ----------------------------------------------------------------------------------
  // Puts a new span into the gap; returns the gap after it.
  Gap Insert(Gap gap, LvRange range, bool visible);
  // At the end of a tree in which nobody seeks: the place of the last edit is not lost.
  void Append(TreeId tree, LvRange range) {
    const Near near = near_;
    Insert(End(tree), range, true);
    near_ = near;
  }
  // Deletes `count` visible elements after the gap, which must be there; appends each stretch, in
  // the text's order. Returns the gap after the last one.
  Gap EraseVisible(Gap gap, uint64_t count, std::vector<LvRange>* erased);
  // Hides or shows `count` elements after the gap, all in the gap's span, which must be the other
  // way. Returns the gap after them.
  Gap SetState(const Gap& gap, uint32_t count, bool visible) {
    const Gap after = Flip(gap, count, visible);
    near_ = Near{after.leaf, after.index};
    return after;
  }
  // After every Insert or EraseVisible one of these: the edit ended in `gap`, at that visible
  // position of the text last sought; or nobody knows where it was.
  void Park(const Gap& gap, uint64_t position) {
    if (gap.leaf != cursor_.leaf) [[unlikely]]
      return ParkElsewhere(gap, position);
    const Leaf& leaf = leaves_[gap.leaf];
    cursor_.index = gap.index;
    cursor_.index_start =
        leaf.count > 0 && leaf.Visible(gap.index) ? position - gap.offset : position;
  }
  void Unpark() { cursor_.leaf = kNoNode; }
  // look() may seek, and changes nothing: the place of the last edit is not lost.
  template <class Look>
  void LookAround(Look&& look) {
    const Cursor here = cursor_;
    look();
    cursor_ = here;
  }

  // Bulk: gives an empty tree its spans. read(Stored*, count) writes so many; false, with a tree
  // that must not be used, as soon as that is false.
  static constexpr uint32_t kDeleted = 0x80000000;
  struct Stored {
    Lv lv;
    uint32_t len;  // with kDeleted when it is
  };
  void ReserveBulk(size_t spans);
  template <class Source>
  bool BuildBulk(TreeId tree, size_t spans, Source&& read);

  // The index --------------------------------------------------------------------------------
  bool has_index() const { return index_ != nullptr; }
  void EnsureIndex() {
    if (index_ == nullptr) BuildIndex();
  }

  // Walks spans in order; visitor(Span), which may add trees, and else changes nothing.
  template <class Visitor>
  void Visit(TreeId tree, Visitor&& visitor) const;
  // Walks spans from a position on until visitor(Span) returns false; the first is cut. However
  // much is deleted between two of them: O(log n).
  template <class Visitor>
  void VisitVisibleFrom(TreeId tree, uint64_t position, Visitor&& visitor);

  // What whole leaves from the start of a text on measure, as many as are within `limit` together,
  // in units, bytes or points. measure(LvRange) says what visible elements measure; a node's sum is
  // kept until its visible elements change. O(log n) and what has to be measured again.
  template <class Measure>
  Measures LeavesWithin(TreeId tree, uint64_t limit, size_t Measures::* size,
                        const Measure& measure);

  // Brings ancestors up to date; for readers of inner nodes.
  void Settle() {
    if (unsettled_ != 0) SettleAncestors();
    unsettled_leaf_ = kNoNode;
  }
  Status CheckInvariants() const;  // settle first
  size_t span_count() const;

 private:
  struct Leaf {
    Stored spans[kLeafSpans];
    NodeId parent;  // an inner node, or kNoNode
    NodeId next;
    NodeId previous;
    TreeId tree;
    uint32_t visible;
    uint32_t count;

    uint32_t Length(uint32_t i) const { return spans[i].len & ~kDeleted; }
    bool Visible(uint32_t i) const { return (spans[i].len & kDeleted) == 0; }
    uint32_t VisibleAt(uint32_t i) const { return Visible(i) ? spans[i].len : 0; }
    Lv End(uint32_t i) const { return spans[i].lv + Length(i); }
  };
  static_assert(sizeof(Stored) == 8 && sizeof(Leaf) == 8 * kLeafSpans + 24);
  struct Inner {
    NodeId child[kFanout];
    uint32_t visible[kFanout];
    NodeId parent;
    uint32_t count;
    bool leaf_children;
  };
  struct Root {
    NodeId node;
    bool is_leaf;
    NodeId first_leaf;
    NodeId last_leaf;
    uint64_t visible;
  };
  // Where the last edit by position was: valid while leaf != kNoNode.
  struct Cursor {
    NodeId leaf = kNoNode;
    uint32_t index = 0;
    uint64_t leaf_start = 0;   // visible position of the leaf's first element
    uint64_t index_start = 0;  // of the span's
  };

  // A span that was looked up or put in lately; any leaf's place will do.
  struct Near {
    NodeId leaf = 0;
    uint32_t index = 0;
  };

  // What is visible in a node; below one whose sum is known all are.
  struct NodeSum {
    Measures all;
    bool known = false;
  };

  void FinishBulk(TreeId tree);
  void BuildIndex();
  bool SumKnown(NodeId node, bool is_leaf) const {
    const std::vector<NodeSum>& sums = is_leaf ? leaf_sums_ : inner_sums_;
    return node < sums.size() && sums[node].known;
  }
  // A leaf's, and those of all above it.
  void ForgetSum(NodeId leaf);
  template <class Measure>
  const Measures& SumOf(NodeId node, bool is_leaf, const Measure& measure);
  NodeId NewLeaf(TreeId tree);
  NodeId NewInner(bool leaf_children);
  uint32_t SlotInParent(NodeId parent, NodeId child) const;
  // The first element of a node that one who comes from the other side meets.
  Lv FirstMet(NodeId node, bool is_leaf, Side towards) const;
  void AddVisible(NodeId id, Leaf& leaf, int64_t delta) {
    if (id != unsettled_leaf_) {
      Settle();
      unsettled_leaf_ = id;
    }
    unsettled_ += delta;
    if (!leaf_sums_.empty()) [[unlikely]]
      ForgetSum(id);
    leaf.visible += static_cast<uint32_t>(delta);
    roots_[leaf.tree].visible += static_cast<uint64_t>(delta);
  }
  void SettleAncestors();
  void ParkElsewhere(const Gap& gap, uint64_t position);
  void MoveCursor(TreeId tree, uint64_t position);
  void Descend(TreeId tree, uint64_t position);
  Gap SeekInLeaf(uint64_t position);
  void SplitLeaf(NodeId leaf);
  void InsertChild(NodeId left, bool is_leaf, NodeId right, uint32_t left_visible,
                   uint32_t right_visible);
  void SplitInner(NodeId node);
  TreeId TreeOfNode(NodeId node, bool is_leaf) const;
  // Opens `count` slots at *index, splitting the leaf when it is full; all follow the slots.
  void Open(NodeId* id, Leaf** leaf, uint32_t* index, uint32_t count) {
    if ((*leaf)->count + count > kLeafSpans) [[unlikely]]
      *leaf = SplitFor(id, index);
    Stored* const from = (*leaf)->spans + *index;
    std::memmove(from + count, from, ((*leaf)->count - *index) * sizeof(Stored));
    (*leaf)->count += count;
  }
  Leaf* SplitFor(NodeId* id, uint32_t* index);
  void Close(Leaf& leaf, uint32_t index, uint32_t count);
  // The first visible element after the gap; there must be one.
  Gap SkipDeleted(const Gap& gap);
  // The next leaf in which something is visible, or kNoNode.
  NodeId NextVisibleLeaf(NodeId leaf);
  NodeId NextVisibleLeafBeyond(NodeId leaf);
  Gap EraseWholeSpans(const Gap& gap, uint64_t* count, std::vector<LvRange>* erased);
  Gap Flip(Gap gap, uint32_t count, bool visible);
  Gap FlipWhole(const Gap& gap, Leaf& leaf, bool joins_left, bool joins_right);
  Gap FlipPart(const Gap& gap, Leaf* leaf, uint32_t count, int64_t delta);
  void IndexInsert(Lv start, NodeId leaf) {
    if (index_ != nullptr) index_->Insert(start, leaf);
  }
  void IndexRemove(Lv start) {
    if (index_ != nullptr) index_->Remove(start);
  }
  void IndexMove(Lv from, Lv to) {
    if (index_ != nullptr) index_->Move(from, to);
  }
  Status CheckNode(NodeId node, bool is_leaf, NodeId parent, uint64_t* visible) const;

  std::vector<Leaf> leaves_;
  std::vector<Inner> inners_;
  std::vector<Root> roots_;
  std::unique_ptr<SpanIndex> index_;
  // As far as anybody asked.
  std::vector<NodeSum> leaf_sums_;
  std::vector<NodeSum> inner_sums_;
  NodeId unsettled_leaf_ = kNoNode;
  int64_t unsettled_ = 0;
  Cursor cursor_;
  mutable Near near_;
};

}  // namespace weft

#include "crdt/sequence/span_tree-inl.h"

#endif  // WEFT_CRDT_SEQUENCE_SPAN_TREE_H_
