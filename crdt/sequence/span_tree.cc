// SpanTree: seeking and editing. Growth, bulk building and checking are in span_tree_nodes.cc.
#include "crdt/sequence/span_tree.h"

#include "crdt/core/find_index.h"

#include <algorithm>
#include <cstring>

#include "crdt/core/check.h"

namespace weft {

Gap SpanTree::SeekVisible(TreeId tree, uint64_t position) {
  if (position == 0) [[unlikely]] {
    cursor_ = Cursor{roots_[tree].first_leaf, 0, 0, 0};
    return Start(tree);
  }
  const bool here = cursor_.leaf != kNoNode && leaves_[cursor_.leaf].tree == tree &&
                    position - cursor_.leaf_start - 1 < leaves_[cursor_.leaf].visible;
  if (!here) MoveCursor(tree, position);
  return SeekInLeaf(position);
}

// Puts the cursor, which is elsewhere, on the leaf that holds the visible element position - 1.
void SpanTree::MoveCursor(TreeId tree, uint64_t position) {
  if (cursor_.leaf == kNoNode || leaves_[cursor_.leaf].tree != tree) return Descend(tree, position);
  const Leaf& leaf = leaves_[cursor_.leaf];
  const uint64_t start = cursor_.leaf_start;
  const uint64_t end = start + leaf.visible;
  if (position > end && leaf.next != kNoNode && position <= end + leaves_[leaf.next].visible) {
    cursor_ = Cursor{leaf.next, 0, end, end};
  } else if (position <= start && leaf.previous != kNoNode &&
             position > start - leaves_[leaf.previous].visible) {
    const uint64_t before = start - leaves_[leaf.previous].visible;
    cursor_ = Cursor{leaf.previous, 0, before, before};
  } else {
    Descend(tree, position);
  }
}

void SpanTree::Descend(TreeId tree, uint64_t position) {
  Settle();
  const Root& root = roots_[tree];
  NodeId node = root.node;
  bool is_leaf = root.is_leaf;
  uint64_t start = 0;
  while (!is_leaf) {
    const Inner& inner = inners_[node];
    uint32_t i = 0;
    while (i + 1 < inner.count && position > start + inner.visible[i]) start += inner.visible[i++];
    node = inner.child[i];
    is_leaf = inner.leaf_children;
  }
  cursor_ = Cursor{node, 0, start, start};
}

Gap SpanTree::SeekInLeaf(uint64_t position) {
  const Leaf& leaf = leaves_[cursor_.leaf];
  uint32_t index = cursor_.index;
  uint64_t start = cursor_.index_start;
  while (position <= start) start -= leaf.VisibleAt(--index);
  while (position > start + leaf.VisibleAt(index)) start += leaf.VisibleAt(index++);
  cursor_.index = index;
  cursor_.index_start = start;
  return Gap{cursor_.leaf, index, static_cast<uint32_t>(position - start)};
}

void SpanTree::ParkElsewhere(const Gap& gap, uint64_t position) {
  if (cursor_.leaf == kNoNode) return;
  const Leaf& leaf = leaves_[cursor_.leaf];
  if (leaf.next != gap.leaf) return Unpark();
  cursor_.leaf_start += leaf.visible;
  cursor_.leaf = gap.leaf;
  Park(gap, position);
}

Gap SpanTree::InSpan(Lv lv) const {
  // Who edits goes on in the span where the edit before it was, or close by.
  const Leaf& last = leaves_[near_.leaf];
  if constexpr (kLeafSpans >= 8) {
    const uint32_t from = std::min(near_.index - (near_.index > 0), kLeafSpans - 8);
    const uint32_t count = from < last.count ? last.count - from : 0;
    const uint32_t found = FindRange(last.spans + from, count, lv);
    if (found < 8) {
      near_.index = from + found;
      return Gap{near_.leaf, near_.index, lv - last.spans[near_.index].lv};
    }
  }
  const SpanIndex::Entry entry = index_->Find(lv);
  const Leaf& leaf = leaves_[entry.leaf];
  near_ = Near{entry.leaf, FindIndex(leaf.spans, leaf.count, entry.start)};
  return Gap{near_.leaf, near_.index, lv - entry.start};
}

Gap SpanTree::After(Lv lv) const {
  Gap gap = InSpan(lv);
  ++gap.offset;
  return gap;
}

Gap SpanTree::BeforeElement(Lv lv) const {
  Gap gap = InSpan(lv);
  if (gap.offset == 0 && gap.index > 0) {
    --gap.index;
    gap.offset = leaves_[gap.leaf].Length(gap.index);
  }
  return gap;
}

Span SpanTree::SpanFrom(Lv lv) const {
  const Gap gap = InSpan(lv);
  const Leaf& leaf = leaves_[gap.leaf];
  return Span{lv, leaf.End(gap.index) - lv, leaf.Visible(gap.index)};
}

Lv SpanTree::Previous(const Gap& gap) const {
  const Leaf& leaf = leaves_[gap.leaf];
  if (gap.offset > 0) return leaf.spans[gap.index].lv + gap.offset - 1;
  if (gap.index > 0) return leaf.End(gap.index - 1) - 1;
  if (leaf.previous == kNoNode) return kNoLv;
  const Leaf& before = leaves_[leaf.previous];
  return before.End(before.count - 1) - 1;
}

Lv SpanTree::Next(const Gap& gap) const {
  const Leaf& leaf = leaves_[gap.leaf];
  if (leaf.count == 0) return kNoLv;
  if (gap.offset < leaf.Length(gap.index)) return leaf.spans[gap.index].lv + gap.offset;
  if (gap.index + 1 < leaf.count) return leaf.spans[gap.index + 1].lv;
  return leaf.next == kNoNode ? kNoLv : leaves_[leaf.next].spans[0].lv;
}

void SpanTree::Neighbours(const Gap& gap, Lv* previous, Lv* next) const {
  const Leaf& leaf = leaves_[gap.leaf];
  const uint32_t length = leaf.count == 0 ? 0 : leaf.Length(gap.index);
  if (gap.offset == 0) [[unlikely]] {
    *previous = Previous(gap);
    *next = Next(gap);
    return;
  }
  *previous = leaf.spans[gap.index].lv + gap.offset - 1;
  const bool inside = gap.offset < length;
  *next = inside || gap.index + 1 < leaf.count
              ? leaf.spans[gap.index + (inside ? 0 : 1)].lv + (inside ? gap.offset : 0)
              : Next(gap);
}

bool SpanTree::MoveWithinStretch(Gap* gap, Lv lv) const {
  NodeId id = gap->leaf;
  uint32_t index = gap->index;
  const bool visible = leaves_[id].Visible(index);
  if (lv < leaves_[id].spans[index].lv) return false;
  while (lv >= leaves_[id].End(index)) {
    const Leaf& leaf = leaves_[id];
    if (index + 1 < leaf.count || leaf.next == kNoNode) return false;
    const Leaf& next = leaves_[leaf.next];
    if (next.spans[0].lv != leaf.End(index) || next.Visible(0) != visible) return false;
    id = leaf.next;
    index = 0;
  }
  *gap = Gap{id, index, lv - leaves_[id].spans[index].lv + 1};
  return true;
}

uint64_t SpanTree::PositionOf(const Gap& gap) const {
  const Leaf& leaf = leaves_[gap.leaf];
  if (leaf.count == 0) return 0;
  uint64_t position = leaf.Visible(gap.index) ? gap.offset : 0;
  for (uint32_t i = 0; i < gap.index; ++i) position += leaf.VisibleAt(i);
  NodeId child = gap.leaf;
  for (NodeId node = leaf.parent; node != kNoNode; child = node, node = inners_[node].parent) {
    const uint32_t slot = SlotInParent(node, child);
    for (uint32_t i = 0; i < slot; ++i) position += inners_[node].visible[i];
  }
  return position;
}

int SpanTree::Compare(Lv a, Lv b) const {
  const Gap x = After(a);
  const Gap y = After(b);
  if (x.leaf == y.leaf) {
    if (x.index != y.index) return x.index < y.index ? -1 : 1;
    return x.offset < y.offset ? -1 : x.offset > y.offset;
  }
  NodeId left = x.leaf;
  NodeId right = y.leaf;
  NodeId left_parent = leaves_[left].parent;
  NodeId right_parent = leaves_[right].parent;
  while (left_parent != right_parent) {
    left = left_parent;
    right = right_parent;
    left_parent = inners_[left].parent;
    right_parent = inners_[right].parent;
  }
  return SlotInParent(left_parent, left) < SlotInParent(left_parent, right) ? -1 : 1;
}

// A full leaf splits while it is whole: spans are cut and counted only after Open.
Gap SpanTree::Insert(Gap gap, LvRange range, bool visible) {
  Leaf* leaf = &leaves_[gap.leaf];
  const uint32_t length = leaf->count == 0 ? 0 : leaf->Length(gap.index);
  if (gap.offset > 0 && gap.offset == length && leaf->End(gap.index) == range.lv &&
      leaf->Visible(gap.index) == visible) {
    if (visible) AddVisible(gap.leaf, *leaf, range.count);
    leaf->spans[gap.index].len += range.count;
    return Gap{gap.leaf, gap.index, length + range.count};
  }
  NodeId id = gap.leaf;
  uint32_t index = gap.index + (gap.offset > 0);
  const bool splits = gap.offset > 0 && gap.offset < length;
  Open(&id, &leaf, &index, splits ? 2 : 1);
  if (visible) AddVisible(id, *leaf, range.count);
  Stored* const at = leaf->spans + index;
  at[0] = Stored{range.lv, range.count | (visible ? 0 : kDeleted)};
  near_ = Near{id, index};
  IndexInsert(range.lv, id);
  if (splits) {
    const uint32_t state = at[-1].len & kDeleted;
    at[-1].len = gap.offset | state;
    at[1] = Stored{at[-1].lv + gap.offset, (length - gap.offset) | state};
    IndexInsert(at[1].lv, id);
  }
  return Gap{id, index, range.count};
}

Gap SpanTree::Flip(Gap gap, uint32_t count, bool visible) {
  Leaf& leaf = leaves_[gap.leaf];
  const uint32_t i = gap.index;
  const uint32_t length = leaf.Length(i);
  const Lv lv = leaf.spans[i].lv;
  WEFT_DCHECK(leaf.Visible(i) != visible && gap.offset + count <= length);
  const int64_t delta = visible ? int64_t{count} : -int64_t{count};
  const bool to_start = gap.offset == 0;
  const bool to_end = gap.offset + count == length;
  const bool joins_left =
      to_start && i > 0 && leaf.End(i - 1) == lv && leaf.Visible(i - 1) == visible;
  const bool joins_right = to_end && i + 1 < leaf.count && leaf.spans[i + 1].lv == lv + length &&
                           leaf.Visible(i + 1) == visible;
  if (!(to_start && to_end) && !joins_left && !joins_right) {
    return FlipPart(gap, &leaf, count, delta);
  }
  AddVisible(gap.leaf, leaf, delta);
  if (to_start && to_end) return FlipWhole(gap, leaf, joins_left, joins_right);
  if (joins_left) {
    // The boundary to the span before moves right.
    IndexMove(lv, lv + count);
    leaf.spans[i - 1].len += count;
    leaf.spans[i].lv += count;
    leaf.spans[i].len -= count;
    return Gap{gap.leaf, i - 1, leaf.Length(i - 1)};
  }
  // The boundary to the span after moves left.
  IndexMove(leaf.spans[i + 1].lv, leaf.spans[i + 1].lv - count);
  leaf.spans[i + 1].lv -= count;
  leaf.spans[i + 1].len += count;
  leaf.spans[i].len -= count;
  return Gap{gap.leaf, i + 1, count};
}

Gap SpanTree::FlipWhole(const Gap& gap, Leaf& leaf, bool joins_left, bool joins_right) {
  const uint32_t i = gap.index;
  const uint32_t length = leaf.Length(i);
  if (!joins_left) {
    leaf.spans[i].len ^= kDeleted;
    if (joins_right) {
      IndexRemove(leaf.spans[i + 1].lv);
      leaf.spans[i].len += leaf.Length(i + 1);
      Close(leaf, i + 1, 1);
    }
    return Gap{gap.leaf, i, length};
  }
  const uint32_t before = leaf.Length(i - 1);
  IndexRemove(leaf.spans[i].lv);
  leaf.spans[i - 1].len += length;
  if (joins_right) {
    IndexRemove(leaf.spans[i + 1].lv);
    leaf.spans[i - 1].len += leaf.Length(i + 1);
  }
  Close(leaf, i, joins_right ? 2 : 1);
  return Gap{gap.leaf, i - 1, before + length};
}

Gap SpanTree::FlipPart(const Gap& gap, Leaf* leaf, uint32_t count, int64_t delta) {
  const uint32_t length = leaf->Length(gap.index);
  const bool starts = gap.offset == 0;
  const bool splits = !starts && gap.offset + count < length;
  NodeId id = gap.leaf;
  uint32_t index = gap.index + 1;
  Open(&id, &leaf, &index, splits ? 2 : 1);
  AddVisible(id, *leaf, delta);
  // The span that is cut now stands before the new slots.
  Stored* const at = leaf->spans + index;
  const Lv lv = at[-1].lv;
  const uint32_t state = at[-1].len & kDeleted;
  const uint32_t flipped = state ^ kDeleted;
  const uint32_t first = starts ? count : gap.offset;
  at[-1].len = first | (starts ? flipped : state);
  at[0] = Stored{lv + first, starts ? (length - first) | state : count | flipped};
  IndexInsert(lv + first, id);
  if (splits) {
    at[1] = Stored{lv + first + count, (length - first - count) | state};
    IndexInsert(lv + first + count, id);
  }
  return Gap{id, starts ? index - 1 : index, count};
}

void SpanTree::SettleAncestors() {
  NodeId child = unsettled_leaf_;
  for (NodeId node = leaves_[child].parent; node != kNoNode;
       child = node, node = inners_[node].parent) {
    inners_[node].visible[SlotInParent(node, child)] += static_cast<uint32_t>(unsettled_);
  }
  unsettled_ = 0;
}

}  // namespace weft
