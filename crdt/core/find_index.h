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

// Items are pairs: the start of a range and its length, with a flag in the highest bit; starts are
// below it. Which of the eight at `items` holds `wanted`; 8 when none of the first `count` does.
template <class Item>
uint32_t FindRange(const Item* items, uint32_t count, uint32_t wanted) {
  static_assert(sizeof(Item) == 8);
  constexpr uint32_t kRanges = 8;
#ifdef __SSE2__
  const __m128i all = _mm_set1_epi32(static_cast<int>(wanted));
  const __m128i no_flag = _mm_set1_epi32(0x7FFFFFFF);
  const auto holds = [&](const Item* four) {
    const auto* from = reinterpret_cast<const __m128i*>(four);
    const __m128 low = _mm_castsi128_ps(_mm_loadu_si128(from));
    const __m128 high = _mm_castsi128_ps(_mm_loadu_si128(from + 1));
    const __m128i starts = _mm_castps_si128(_mm_shuffle_ps(low, high, _MM_SHUFFLE(2, 0, 2, 0)));
    const __m128i lengths = _mm_castps_si128(_mm_shuffle_ps(low, high, _MM_SHUFFLE(3, 1, 3, 1)));
    // One before the start is negative, which no range holds.
    const __m128i in = _mm_sub_epi32(all, starts);
    return _mm_andnot_si128(_mm_srai_epi32(in, 31),
                            _mm_cmplt_epi32(in, _mm_and_si128(lengths, no_flag)));
  };
  const __m128i both = _mm_packs_epi32(holds(items), holds(items + 4));
  const auto bits =
      static_cast<uint32_t>(_mm_movemask_epi8(_mm_packs_epi16(both, _mm_setzero_si128())));
  const auto found = static_cast<uint32_t>(std::countr_zero(bits | 1u << kRanges));
  return found < count ? found : kRanges;
#else
  uint32_t range[2];
  for (uint32_t i = 0; i < kRanges && i < count; ++i) {
    std::memcpy(range, items + i, sizeof(range));
    if (wanted - range[0] < (range[1] & 0x7FFFFFFF)) return i;
  }
  return kRanges;
#endif
}

}  // namespace weft

#endif  // WEFT_CRDT_CORE_FIND_INDEX_H_
