// The piece that a place is in, where only is known at what each piece starts.
#ifndef WEFT_CRDT_DOCUMENT_LAST_START_H_
#define WEFT_CRDT_DOCUMENT_LAST_START_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace weft {

// The last of `count` pieces, whose start(i) ascends and is not beyond `at` for the first.
// Cost: O(1) when all are equally long, or it is the last; else the logarithm of how far from there
// it is.
template <class Start>
size_t LastStart(size_t count, uint32_t at, const Start& start) {
  const uint32_t first = start(0);
  const uint32_t last = start(count - 1);
  if (last <= at) return count - 1;
  // Where it would be if they were; then, in steps that double, past it; then by halves.
  size_t low = static_cast<size_t>(uint64_t{at - first} * (count - 1) / (last - first));
  size_t high = low + 1;
  if (start(low) <= at) {
    for (size_t step = 1; start(high) <= at; step *= 2) {
      low = high;
      high = std::min(high + step, count - 1);
    }
  } else {
    for (size_t step = 1; start(low) > at; step *= 2) {
      high = low;
      low -= std::min(step, low);
    }
  }
  while (high - low > 1) {
    const size_t middle = low + (high - low) / 2;
    (start(middle) <= at ? low : high) = middle;
  }
  return low;
}

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_LAST_START_H_
