#include "crdt/sequence/fixed_ends.h"

#include <algorithm>

#include "crdt/core/sort.h"

namespace weft {

namespace {

// Beyond so many new ones, all are sorted.
constexpr size_t kFew = 64;

struct IsBefore {
  const SpanTree& tree;

  bool operator()(Lv a, Lv b) const {
    const TreeId of_a = tree.TreeOf(a);
    const TreeId of_b = tree.TreeOf(b);
    return of_a != of_b ? of_a < of_b : tree.Compare(a, b) < 0;
  }
};

}  // namespace

Lv FixedEnds::LastBefore(const SpanTree& tree, TreeId text, Lv next) {
  if (!fresh_.empty()) SortIn(tree);
  const auto behind = std::partition_point(ends_.begin(), ends_.end(), [&](Lv end) {
    const TreeId of = tree.TreeOf(end);
    return of != text ? of < text : next == kNoLv || tree.Compare(end, next) < 0;
  });
  if (behind == ends_.begin() || tree.TreeOf(behind[-1]) != text) return kNoLv;
  return behind[-1];
}

void FixedEnds::SortIn(const SpanTree& tree) {
  const IsBefore before{tree};
  if (fresh_.size() > kFew) {
    ends_.insert(ends_.end(), fresh_.begin(), fresh_.end());
    Sort(ends_.begin(), ends_.end(), before);
    ends_.erase(std::unique(ends_.begin(), ends_.end()), ends_.end());
  } else {
    for (const Lv lv : fresh_) {
      const auto place = std::lower_bound(ends_.begin(), ends_.end(), lv, before);
      if (place == ends_.end() || *place != lv) ends_.insert(place, lv);
    }
  }
  fresh_.clear();
}

}  // namespace weft
