// FindRun: which run of an ascending table holds a key. Most questions are about the newest runs,
// so the search goes back from the end in growing steps before it halves.
#ifndef WEFT_CRDT_CORE_FIND_RUN_H_
#define WEFT_CRDT_CORE_FIND_RUN_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace weft {

// The index of the last run that starts at or before `key`; the first run must. Cost: O(log(how far
// from the end)).
template <class Run>
size_t FindRun(const std::vector<Run>& runs, uint32_t Run::* start, uint32_t key) {
  size_t low = runs.size() - 1;
  size_t high = runs.size();
  for (size_t step = 1; runs[low].*start > key; step *= 2) {
    high = low;
    low -= std::min(low, step);
  }
  while (high - low > 1) {
    const size_t middle = low + (high - low) / 2;
    (runs[middle].*start > key ? high : low) = middle;
  }
  return low;
}

}  // namespace weft

#endif  // WEFT_CRDT_CORE_FIND_RUN_H_
