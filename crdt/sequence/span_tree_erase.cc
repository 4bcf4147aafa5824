// SpanTree: deleting by position, through as many spans as it takes.
#include <algorithm>

#include "crdt/sequence/span_tree.h"

namespace weft {

Gap SpanTree::EraseVisible(Gap gap, uint64_t count, std::vector<LvRange>* erased) {
  for (;;) {
    gap = SkipDeleted(gap);
    const Stored& span = leaves_[gap.leaf].spans[gap.index];
    const uint32_t left = span.len - gap.offset;
    if (gap.offset == 0 && left <= count) {
      gap = EraseWholeSpans(gap, &count, erased);
    } else {
      const auto part = static_cast<uint32_t>(std::min<uint64_t>(count, left));
      erased->push_back(LvRange{span.lv + gap.offset, part});
      gap = SetState(gap, part, false);
      count -= part;
    }
    if (count == 0) return gap;
  }
}

Gap SpanTree::SkipDeleted(const Gap& gap) {
  const Leaf* leaf = &leaves_[gap.leaf];
  if (leaf->Visible(gap.index) && gap.offset < leaf->spans[gap.index].len) return gap;
  NodeId id = gap.leaf;
  for (uint32_t i = gap.index + 1;; i = 0) {
    for (; i < leaf->count; ++i) {
      if (leaf->Visible(i)) return Gap{id, i, 0};
    }
    id = NextVisibleLeaf(id);
    leaf = &leaves_[id];
  }
}

// From the start of a visible span on, as many whole ones of its leaf as *count, which goes down,
// covers; what can be one then is joined on the way. Whether a span is visible and whether it goes
// on with the one before, nobody foresees, so both are counted instead of asked.
Gap SpanTree::EraseWholeSpans(const Gap& gap, uint64_t* count, std::vector<LvRange>* erased) {
  Leaf& leaf = leaves_[gap.leaf];
  LvRange stretches[kLeafSpans];
  size_t found = 0;
  uint64_t left = *count;
  // The last span that is written: before `to`.
  uint32_t to = gap.index;
  LvRange last{kNoLv, 0};
  if (to > 0 && !leaf.Visible(to - 1)) last = LvRange{leaf.spans[to - 1].lv, leaf.Length(to - 1)};
  const auto write = [&](LvRange span) {
    const bool joins = span.lv == last.end();
    if (index_ != nullptr && joins) IndexRemove(span.lv);
    to += !joins;
    last.lv = joins ? last.lv : span.lv;
    last.count = (joins ? last.count : 0) + span.count;
    leaf.spans[to - 1] = Stored{last.lv, last.count | kDeleted};
  };
  uint32_t from = gap.index;
  for (; from < leaf.count && left > 0; ++from) {
    const LvRange span{leaf.spans[from].lv, leaf.Length(from)};
    const uint32_t visible = leaf.VisibleAt(from);
    if (visible > left) break;
    left -= visible;
    stretches[found] = span;
    found += visible > 0;
    write(span);
  }
  erased->insert(erased->end(), stretches, stretches + found);
  const Gap end{gap.leaf, to - 1, last.count};
  if (from < leaf.count && !leaf.Visible(from) && leaf.spans[from].lv == last.end()) {
    write(LvRange{leaf.spans[from].lv, leaf.Length(from)});
    ++from;
  }
  if (from != to) Close(leaf, to, from - to);
  AddVisible(gap.leaf, leaf, static_cast<int64_t>(left) - static_cast<int64_t>(*count));
  *count = left;
  return end;
}

}  // namespace weft
