// AlignItems: which items of two sequences are the same: a longest common subsequence, within a
// budget.
//
// Cost: O((n + m) d) for d items that are in one of the two only, and 2 d^2 bytes. Beyond
// kMaxEdits, or when *budget steps are used up, only what they begin and end with in common is
// aligned. Deterministic. Thread rule: a plain function.
// Source: Myers, "An O(ND) difference algorithm and its variations" (Algorithmica 1986).
#ifndef WEFT_CRDT_WIRE_ALIGNMENT_H_
#define WEFT_CRDT_WIRE_ALIGNMENT_H_

#include <cstdint>
#include <span>
#include <vector>

namespace weft::wire {

inline constexpr uint32_t kMaxEdits = 2048;

struct AlignedItems {
  uint32_t before;
  uint32_t after;

  friend bool operator==(const AlignedItems&, const AlignedItems&) = default;
};

// Ascending in both. Items are the same when they are equal.
std::vector<AlignedItems> AlignItems(std::span<const uint32_t> before,
                                     std::span<const uint32_t> after, uint64_t* budget);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_ALIGNMENT_H_
