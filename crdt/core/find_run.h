// FindRun: which run of an ascending table holds a key. Many questions are about the newest runs,
// so those are tried first; the halving has no branch that could be foretold wrongly.
#ifndef WEFT_CRDT_CORE_FIND_RUN_H_
#define WEFT_CRDT_CORE_FIND_RUN_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace weft {

// The index of the last run that starts at or before `key`; the first run must. Cost: O(log runs).
template <class Run>
size_t FindRun(const std::vector<Run>& runs, uint32_t Run::* start, uint32_t key) {
  constexpr size_t kNewest = 8;
  const Run* low = runs.data();
  size_t count = runs.size();
  if (count > kNewest && low[count - kNewest].*start <= key) {
    low += count - kNewest;
    count = kNewest;
  }
  while (count > 1) {
    const size_t half = count / 2;
    low += low[half].*start <= key ? half : 0;
    count -= half;
  }
  return static_cast<size_t>(low - runs.data());
}

}  // namespace weft

#endif  // WEFT_CRDT_CORE_FIND_RUN_H_
