// Bodies of SpanTree's templates.
#ifndef WEFT_CRDT_SEQUENCE_SPAN_TREE_INL_H_
#define WEFT_CRDT_SEQUENCE_SPAN_TREE_INL_H_

#include <algorithm>

#include "crdt/sequence/span_tree.h"

namespace weft {

template <class Measure, class Take>
void SpanTree::SkipLeaves(TreeId tree, Measure&& measure, Take&& take) {
  if (sums_.size() < leaves_.size()) sums_.resize(leaves_.size());
  for (NodeId id = roots_[tree].first_leaf; id != kNoNode; id = leaves_[id].next) {
    const Leaf& leaf = leaves_[id];
    LeafSum& sum = sums_[id];
    if (sum.bytes == LeafSum::kUnknown) {
      Measures all;
      for (uint32_t i = 0; i < leaf.count; ++i) {
        if (leaf.Visible(i)) all += measure(LvRange{leaf.spans[i].lv, leaf.spans[i].len});
      }
      sum = LeafSum{all.bytes, all.points};
    }
    const auto bytes = static_cast<size_t>(sum.bytes);  // at most three for each element
    if (!take(Measures{leaf.visible, bytes, static_cast<size_t>(sum.points)})) return;
  }
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
    const Leaf& leaf = leaves_[id];
    for (uint32_t i = 0; i < leaf.count; ++i) {
      visitor(Span{leaf.spans[i].lv, leaf.Length(i), leaf.Visible(i)});
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
      if (!visitor(Span{leaf.spans[i].lv + offset, leaf.Length(i) - offset, true})) return;
    }
    offset = 0;
  }
}

}  // namespace weft

#endif  // WEFT_CRDT_SEQUENCE_SPAN_TREE_INL_H_
