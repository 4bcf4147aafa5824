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
    if (gap.offset == 0 && left <= count) {
      gap = EraseWholeSpans(gap, &count, sink);
      continue;
    }
    const auto part = static_cast<uint32_t>(std::min<uint64_t>(count, left));
    sink(LvRange{leaf.spans[gap.index].lv + gap.offset, part});
    gap = SetState(gap, part, false);
    count -= part;
  }
  return gap;
}

// From the start of a span on, as many whole ones of its leaf as *count, which goes down, covers;
// what can be one then is joined on the way.
template <class Sink>
Gap SpanTree::EraseWholeSpans(const Gap& gap, uint64_t* count, Sink&& sink) {
  Leaf& leaf = leaves_[gap.leaf];
  uint32_t from = gap.index;
  uint32_t to = from;
  uint32_t erased = 0;
  const auto join = [&](Lv lv, uint32_t length) {
    if (to == 0 || leaf.Visible(to - 1) || leaf.End(to - 1) != lv) return false;
    leaf.spans[to - 1].len += length;
    IndexRemove(lv);
    return true;
  };
  for (; from < leaf.count && erased < *count; ++from) {
    const Lv lv = leaf.spans[from].lv;
    const uint32_t length = leaf.Length(from);
    if (leaf.Visible(from)) {
      if (length > *count - erased) break;
      sink(LvRange{lv, length});
      erased += length;
    }
    if (join(lv, length)) continue;
    leaf.spans[to].lv = lv;
    leaf.spans[to++].len = length | kDeleted;
  }
  const Gap end{gap.leaf, to - 1, leaf.Length(to - 1)};
  if (from < leaf.count && !leaf.Visible(from) && join(leaf.spans[from].lv, leaf.Length(from)))
    ++from;
  if (from != to) Close(leaf, to, from - to);
  AddVisible(gap.leaf, -int64_t{erased});
  *count -= erased;
  return end;
}

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
    if (!take(Measures{leaf.visible, sum.bytes, sum.points})) return;
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
