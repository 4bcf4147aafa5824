// What many switches of elements come to.
#ifndef WEFT_CRDT_DOCUMENT_ODDLY_SWITCHED_H_
#define WEFT_CRDT_DOCUMENT_ODDLY_SWITCHED_H_

#include <algorithm>
#include <vector>

#include "crdt/core/sort.h"
#include "crdt/sequence/lv.h"

namespace weft {

// The elements below `below` that were switched an odd number of times, ascending. Cost: n log n.
inline std::vector<LvRange> OddlySwitched(const std::vector<LvRange>& touched, Lv below) {
  std::vector<Lv> edges;
  for (const LvRange& range : touched) {
    if (range.lv >= below) continue;
    edges.push_back(range.lv);
    edges.push_back(std::min(range.end(), below));
  }
  Sort(edges.begin(), edges.end());
  std::vector<LvRange> odd;
  // Each edge flips the parity, so every second stretch is odd.
  for (size_t i = 0; i + 1 < edges.size(); i += 2) {
    if (edges[i] != edges[i + 1]) odd.push_back(LvRange{edges[i], edges[i + 1] - edges[i]});
  }
  return odd;
}

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_ODDLY_SWITCHED_H_
