// Bodies of SpanTree's templates.
#ifndef WEFT_CRDT_SEQUENCE_SPAN_TREE_INL_H_
#define WEFT_CRDT_SEQUENCE_SPAN_TREE_INL_H_

#include <algorithm>

#include "crdt/sequence/span_tree.h"

namespace weft {

template <class Sink>
Gap SpanTree::EraseVisible(Gap gap, uint64_t count, Sink&& sink) {
  while (count > 0) {
    const Leaf& leaf = leaves_[gap.leaf];
    if (gap.offset == leaf.Length(gap.index)) {
      gap = gap.index + 1 < leaf.count ? Gap{gap.leaf, gap.index + 1, 0} : Gap{leaf.next, 0, 0};
      continue;
    }
    const uint32_t left = leaf.Length(gap.index) - gap.offset;
    if (!leaf.Visible(gap.index)) {
      gap.offset += left;
      continue;
    }
    const auto part = static_cast<uint32_t>(std::min<uint64_t>(count, left));
    sink(LvRange{leaf.lv[gap.index] + gap.offset, part});
    gap = SetState(gap, part, false);
    count -= part;
  }
  return gap;
}

// Leaves fill up completely; inner nodes come in FinishBulk.
template <class Source>
bool SpanTree::BuildBulk(TreeId tree, size_t spans, Source&& next) {
  NodeId id = roots_[tree].first_leaf;
  for (;;) {
    Leaf& leaf = leaves_[id];
    const auto count = static_cast<uint32_t>(std::min<size_t>(spans, kLeafSpans));
    uint32_t visible = 0;
    for (uint32_t i = 0; i < count; ++i) {
      Span span;
      if (!next(&span)) return false;
      leaf.lv[i] = span.lv;
      leaf.len[i] = span.count | (span.visible ? 0 : kDeleted);
      visible += span.visible ? span.count : 0;
    }
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
    const Leaf& leaf = leaves_[id];
    for (uint32_t i = 0; i < leaf.count; ++i) {
      visitor(Span{leaf.lv[i], leaf.Length(i), leaf.Visible(i)});
    }
  }
}

template <class Visitor>
void SpanTree::VisitVisibleFrom(TreeId tree, uint64_t position, Visitor&& visitor) {
  Gap gap = SeekVisible(tree, position);
  uint32_t offset = gap.offset;
  for (NodeId id = gap.leaf; id != kNoNode; id = leaves_[id].next) {
    const Leaf& leaf = leaves_[id];
    for (uint32_t i = id == gap.leaf ? gap.index : 0; i < leaf.count; ++i, offset = 0) {
      if (!leaf.Visible(i) || offset == leaf.Length(i)) continue;
      if (!visitor(Span{leaf.lv[i] + offset, leaf.Length(i) - offset, true})) return;
    }
    offset = 0;
  }
}

}  // namespace weft

#endif  // WEFT_CRDT_SEQUENCE_SPAN_TREE_INL_H_
