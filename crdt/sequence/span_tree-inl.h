// Bodies of SpanTree's templates.
#ifndef WEFT_CRDT_SEQUENCE_SPAN_TREE_INL_H_
#define WEFT_CRDT_SEQUENCE_SPAN_TREE_INL_H_

#include <algorithm>

#include "crdt/sequence/span_tree.h"

namespace weft {

inline NodeId SpanTree::NextVisibleLeaf(NodeId leaf) {
  const NodeId next = leaves_[leaf].next;
  if (next == kNoNode || leaves_[next].visible > 0) [[likely]]
    return next;
  return NextVisibleLeafBeyond(next);
}

template <class Measure>
const Measures& SpanTree::SumOf(NodeId node, bool is_leaf, const Measure& measure) {
  NodeSum& sum = is_leaf ? leaf_sums_[node] : inner_sums_[node];
  if (sum.known) return sum.all;
  Measures all;
  if (is_leaf) {
    const Leaf& leaf = leaves_[node];
    for (uint32_t i = 0; i < leaf.count; ++i) {
      if (leaf.Visible(i)) all += measure(LvRange{leaf.spans[i].lv, leaf.spans[i].len});
    }
  } else {
    const Inner& inner = inners_[node];
    for (uint32_t i = 0; i < inner.count; ++i) {
      all += SumOf(inner.child[i], inner.leaf_children, measure);
    }
  }
  sum = NodeSum{all, true};
  return sum.all;
}

// Whole nodes while they are; of one that is not, its children. There always is one that is not.
template <class Measure>
Measures SpanTree::LeavesWithin(TreeId tree, uint64_t limit, size_t Measures::* size,
                                const Measure& measure) {
  leaf_sums_.resize(leaves_.size());
  inner_sums_.resize(inners_.size());
  NodeId node = roots_[tree].node;
  bool is_leaf = roots_[tree].is_leaf;
  Measures sum = SumOf(node, is_leaf, measure);
  if (sum.*size <= limit) return sum;
  sum = Measures{};
  while (!is_leaf) {
    const Inner& inner = inners_[node];
    is_leaf = inner.leaf_children;
    for (uint32_t i = 0;; ++i) {
      node = inner.child[i];
      const Measures& child = SumOf(node, is_leaf, measure);
      if (sum.*size + child.*size > limit) break;
      sum += child;
    }
  }
  return sum;
}

// Leaves fill up completely; inner nodes come in FinishBulk.
template <class Source>
bool SpanTree::BuildBulk(TreeId tree, size_t spans, Source&& read) {
  NodeId id = roots_[tree].first_leaf;
  for (;;) {
    Leaf& leaf = leaves_[id];
    const auto count = static_cast<uint32_t>(std::min<size_t>(spans, kLeafSpans));
    if (!read(leaf.spans, count)) return false;
    uint32_t visible = 0;
    for (uint32_t i = 0; i < count; ++i) visible += leaf.VisibleAt(i);
    leaf.count = count;
    leaf.visible = visible;
    spans -= count;
    if (spans == 0) break;
    const NodeId after = NewLeaf(tree);
    leaves_[id].next = after;
    leaves_[after].previous = id;
    roots_[tree].last_leaf = id = after;
  }
  FinishBulk(tree);
  return true;
}

template <class Visitor>
void SpanTree::Visit(TreeId tree, Visitor&& visitor) const {
  for (NodeId id = roots_[tree].first_leaf; id != kNoNode; id = leaves_[id].next) {
    for (uint32_t i = 0; i < leaves_[id].count; ++i) {
      const Leaf& leaf = leaves_[id];  // the visitor may have added a tree, and moved them all
      visitor(Span{leaf.spans[i].lv, leaf.Length(i), leaf.Visible(i)});
    }
  }
}

template <class Visitor>
void SpanTree::VisitVisibleFrom(TreeId tree, uint64_t position, Visitor&& visitor) {
  Gap gap = SeekVisible(tree, position);
  uint32_t offset = gap.offset;
  for (NodeId id = gap.leaf; id != kNoNode; id = NextVisibleLeaf(id)) {
    const Leaf& leaf = leaves_[id];
    for (uint32_t i = id == gap.leaf ? gap.index : 0; i < leaf.count; ++i, offset = 0) {
      if (!leaf.Visible(i) || offset == leaf.Length(i)) continue;
      if (!visitor(Span{leaf.spans[i].lv + offset, leaf.Length(i) - offset, true})) return;
    }
    offset = 0;
  }
}

// Of `count` slots the last, going to one side from `from`, for which holds(slot), as it does for
// `from` and then up to some slot.
template <class Holds>
uint32_t LastSlot(uint32_t from, uint32_t count, bool right, Holds&& holds) {
  uint32_t low = 0;
  uint32_t high = right ? count - 1 - from : from;
  while (low < high) {
    const uint32_t middle = low + (high - low + 1) / 2;
    if (holds(right ? from + middle : from - middle)) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return right ? from + low : from - low;
}

// Up while whole nodes are within, then down to the last one that begins within.
template <class Within>
Lv SpanTree::Outermost(Lv lv, Side side, Within&& within) const {
  const bool right = side == Side::kRight;
  const Gap here = InSpan(lv);
  NodeId node = here.leaf;
  bool is_leaf = true;
  const auto reach = [&](const Inner& inner, uint32_t from) {
    return LastSlot(from, inner.count, right, [&](uint32_t slot) {
      return within(FirstMet(inner.child[slot], inner.leaf_children, side));
    });
  };
  NodeId child = node;
  for (NodeId up = leaves_[node].parent; up != kNoNode; child = up, up = inners_[up].parent) {
    const Inner& inner = inners_[up];
    const uint32_t from = SlotInParent(up, child);
    const uint32_t to = reach(inner, from);
    if (to != from) {
      node = inner.child[to];
      is_leaf = inner.leaf_children;
    }
    if (to != (right ? inner.count - 1 : 0)) break;
  }
  while (!is_leaf) {
    const Inner& inner = inners_[node];
    node = inner.child[reach(inner, right ? 0 : inner.count - 1)];
    is_leaf = inner.leaf_children;
  }
  const Leaf& leaf = leaves_[node];
  const uint32_t from = node == here.leaf ? here.index : right ? 0 : leaf.count - 1;
  const uint32_t index = LastSlot(from, leaf.count, right, [&](uint32_t slot) {
    return within(right ? leaf.spans[slot].lv : leaf.End(slot) - 1);
  });
  const Lv start = leaf.spans[index].lv;
  const uint32_t length = leaf.Length(index);
  const bool in_place = node == here.leaf && index == here.index;
  const uint32_t offset = in_place ? lv - start : right ? 0 : length - 1;
  return start + LastSlot(offset, length, right, [&](uint32_t at) { return within(start + at); });
}

}  // namespace weft

#endif  // WEFT_CRDT_SEQUENCE_SPAN_TREE_INL_H_
