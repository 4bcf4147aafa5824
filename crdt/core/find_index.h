// FindIndex: where a number stands in a short unsorted array: all of it is compared, without a
// branch, where the processor surely can.
#ifndef WEFT_CRDT_CORE_FIND_INDEX_H_
#define WEFT_CRDT_CORE_FIND_INDEX_H_

#include <bit>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace weft {

// Four numbers: those at `items`, or, where an item is two, the first of each.
#ifdef __SSE2__
template <class Item>
__m128i FourNumbers(const Item* items) {
  static_assert(sizeof(Item) == 4 || sizeof(Item) == 8);
  const auto* from = reinterpret_cast<const __m128i*>(items);
  if constexpr (sizeof(Item) == 4) return _mm_loadu_si128(from);
  const __m128 low = _mm_castsi128_ps(_mm_loadu_si128(from));
  const __m128 high = _mm_castsi128_ps(_mm_loadu_si128(from + 1));
  return _mm_castps_si128(_mm_shuffle_ps(low, high, _MM_SHUFFLE(2, 0, 2, 0)));
}
#endif

// Items are numbers, or pairs of them known by the first. `wanted` must be among the first `count`;
// the others may hold anything.
template <class Item, uint32_t kSize>
uint32_t FindIndex(const Item (&items)[kSize], uint32_t count, uint32_t wanted) {
  static_assert(kSize <= 64);
#ifdef __SSE2__
  if constexpr (kSize % 4 == 0) {
    const __m128i all = _mm_set1_epi32(static_cast<int>(wanted));
    const auto equal = [&](uint32_t at) {
      if (at >= kSize) return _mm_setzero_si128();
      return _mm_cmpeq_epi32(FourNumbers(items + at), all);
    };
    uint64_t found = 0;
    for (uint32_t i = 0; i < kSize; i += 16) {
      const __m128i low = _mm_packs_epi32(equal(i), equal(i + 4));
      const __m128i high = _mm_packs_epi32(equal(i + 8), equal(i + 12));
      const int bits = _mm_movemask_epi8(_mm_packs_epi16(low, high));
      found |= uint64_t{static_cast<uint32_t>(bits)} << i;
    }
    // What no longer counts stands behind, so that the first one found counts.
    return static_cast<uint32_t>(std::countr_zero(found));
  }
#endif
  uint32_t number;
  for (uint32_t i = 0;; ++i) {
    std::memcpy(&number, items + i, sizeof(number));
    if (number == wanted || i + 1 >= count) return i;
  }
}

}  // namespace weft

#endif  // WEFT_CRDT_CORE_FIND_INDEX_H_
