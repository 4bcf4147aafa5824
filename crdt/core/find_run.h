// FindRun: which run of an ascending table holds a key. Many questions are about the newest runs,
// so those are tried first; the halving has no branch that could be foretold wrongly.
// RunTable: the same for a table that grows with a document and is asked about anything in it: it
// notes where each block of keys begins, so that only the runs of one block are halved.
#ifndef WEFT_CRDT_CORE_FIND_RUN_H_
#define WEFT_CRDT_CORE_FIND_RUN_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "crdt/core/node_sizes.h"

namespace weft {

// Of `count` runs from `low` on the last that starts at or before `key`; the first must.
template <class Run>
const Run* FindRunIn(const Run* low, size_t count, uint32_t Run::* start, uint32_t key) {
  while (count > 1) {
    const size_t half = count / 2;
    low += low[half].*start <= key ? half : 0;
    count -= half;
  }
  return low;
}

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
  return static_cast<size_t>(FindRunIn(low, count, start, key) - runs.data());
}

// Cost: Find O(log runs of a block of keys); 4 bytes a block up to the last run's start.
template <class Run, uint32_t Run::* start>
class RunTable {
 public:
  bool empty() const { return runs_.empty(); }
  size_t size() const { return runs_.size(); }
  const Run& operator[](size_t index) const { return runs_[index]; }
  const Run& front() const { return runs_.front(); }
  const Run& back() const { return runs_.back(); }

  // Starts ascend.
  void Append(const Run& run) {
    const auto next = static_cast<uint32_t>(runs_.size());
    while (first_.size() * kBlock <= run.*start) {
      const bool begins = first_.size() * kBlock == run.*start || next == 0;
      first_.push_back(begins ? next : next - 1);
    }
    runs_.push_back(run);
  }
  // As FindRun.
  size_t Find(uint32_t key) const {
    if (key >= runs_.back().*start) return runs_.size() - 1;
    const size_t block = key / kBlock;
    const size_t low = first_[block];
    const size_t high = block + 1 < first_.size() ? first_[block + 1] + 1 : runs_.size();
    return static_cast<size_t>(FindRunIn(runs_.data() + low, high - low, start, key) -
                               runs_.data());
  }

 private:
  static constexpr uint32_t kBlock = internal::kTinyNodes ? 4 : 32;

  std::vector<Run> runs_;
  std::vector<uint32_t> first_;  // by block of keys, the run that holds its first, or the first run
};

}  // namespace weft

#endif  // WEFT_CRDT_CORE_FIND_RUN_H_
