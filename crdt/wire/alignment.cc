#include "crdt/wire/alignment.h"

#include <algorithm>

namespace weft::wire {

namespace {

// Points are (items of `before`, items of `after`) that are dealt with; diagonal k has those with
// before - after == k. rows_[d][i] is how far, in `before`, d edits lead on diagonal 2 i - d.
class EditPath {
 public:
  EditPath(std::span<const uint32_t> before, std::span<const uint32_t> after, uint64_t* budget)
      : before_(before), after_(after), budget_(budget) {}

  // False when it takes too many edits or steps.
  bool Find() {
    for (uint32_t d = 0; d <= kMaxEdits; ++d) {
      rows_.emplace_back(d + 1);
      for (uint32_t i = 0; i <= d; ++i) {
        if (!Spend(1)) return false;
        const int64_t end = FollowEqual(Start(d, i), Diagonal(d, i));
        rows_[d][i] = static_cast<int32_t>(end);
        if (end == Size(before_) && end - Diagonal(d, i) == Size(after_)) return true;
      }
    }
    return false;
  }

  // The equal items on the way, last first; offset by `skipped`.
  void AppendBackwards(uint32_t skipped, std::vector<AlignedItems>* out) const {
    int64_t x = Size(before_);
    int64_t k = x - Size(after_);
    for (auto d = static_cast<uint32_t>(rows_.size() - 1);; --d) {
      const auto i = static_cast<uint32_t>((k + d) / 2);
      const int64_t start = Start(d, i);
      for (; x > start; --x) {
        out->push_back(
            {static_cast<uint32_t>(x - 1) + skipped, static_cast<uint32_t>(x - 1 - k) + skipped});
      }
      if (d == 0) return;
      const bool removed = start == FromRemoval(d, i);
      x = removed ? start - 1 : start;
      k += removed ? -1 : 1;
    }
  }

 private:
  static int64_t Size(std::span<const uint32_t> items) {
    return static_cast<int64_t>(items.size());
  }
  static int64_t Diagonal(uint32_t d, uint32_t i) { return 2 * int64_t{i} - int64_t{d}; }

  bool Spend(uint64_t steps) {
    if (*budget_ < steps) return false;
    *budget_ -= steps;
    return true;
  }

  // Where the d-th edit leads on that diagonal: removing an item of `before`, or adding one of
  // `after`; -1 when it cannot be that. It may lead beyond the end, and no farther then: the same
  // edits without it are a shorter way to the end.
  int64_t FromRemoval(uint32_t d, uint32_t i) const {
    return i == 0 ? -1 : int64_t{rows_[d - 1][i - 1]} + 1;
  }
  int64_t FromAddition(uint32_t d, uint32_t i) const { return i == d ? -1 : rows_[d - 1][i]; }
  int64_t Start(uint32_t d, uint32_t i) const {
    return d == 0 ? 0 : std::max(FromRemoval(d, i), FromAddition(d, i));
  }

  int64_t FollowEqual(int64_t x, int64_t k) {
    while (x < Size(before_) && x - k < Size(after_) &&
           before_[static_cast<size_t>(x)] == after_[static_cast<size_t>(x - k)]) {
      if (*budget_ > 0) --*budget_;
      ++x;
    }
    return x;
  }

  const std::span<const uint32_t> before_;
  const std::span<const uint32_t> after_;
  uint64_t* const budget_;
  std::vector<std::vector<int32_t>> rows_;
};

}  // namespace

std::vector<AlignedItems> AlignItems(std::span<const uint32_t> before,
                                     std::span<const uint32_t> after, uint64_t* budget) {
  const auto differ = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
  const auto prefix = static_cast<size_t>(differ.first - before.begin());
  const size_t most = std::min(before.size(), after.size()) - prefix;
  size_t suffix = 0;
  while (suffix < most && before[before.size() - 1 - suffix] == after[after.size() - 1 - suffix]) {
    ++suffix;
  }
  const auto middle = [prefix, suffix](std::span<const uint32_t> items) {
    return items.subspan(prefix, items.size() - prefix - suffix);
  };
  std::vector<AlignedItems> aligned;
  for (uint32_t i = 0; i < prefix; ++i) aligned.push_back({i, i});
  EditPath path(middle(before), middle(after), budget);
  if (path.Find()) {
    path.AppendBackwards(static_cast<uint32_t>(prefix), &aligned);
    std::reverse(aligned.begin() + static_cast<ptrdiff_t>(prefix), aligned.end());
  }
  for (size_t i = suffix; i > 0; --i) {
    aligned.push_back(
        {static_cast<uint32_t>(before.size() - i), static_cast<uint32_t>(after.size() - i)});
  }
  return aligned;
}

}  // namespace weft::wire
