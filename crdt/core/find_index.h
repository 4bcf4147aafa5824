// FindIndex: where a number stands in a short unsorted array; sixteen at a time where the processor
// surely can.
#ifndef WEFT_CRDT_CORE_FIND_INDEX_H_
#define WEFT_CRDT_CORE_FIND_INDEX_H_

#include <bit>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace weft {

// `wanted` must be among the first `count`; reads no further.
inline uint32_t FindIndex(const uint32_t* values, uint32_t count, uint32_t wanted) {
  uint32_t i = 0;
#ifdef __SSE2__
  const __m128i all = _mm_set1_epi32(static_cast<int>(wanted));
  const auto equal = [&](uint32_t at) {
    const auto* from = reinterpret_cast<const __m128i*>(values + at);
    return _mm_cmpeq_epi32(_mm_loadu_si128(from), all);
  };
  for (; i + 16 <= count; i += 16) {
    const __m128i low = _mm_packs_epi32(equal(i), equal(i + 4));
    const __m128i high = _mm_packs_epi32(equal(i + 8), equal(i + 12));
    const auto found = static_cast<uint32_t>(_mm_movemask_epi8(_mm_packs_epi16(low, high)));
    if (found != 0) return i + static_cast<uint32_t>(std::countr_zero(found));
  }
  for (; i + 4 <= count; i += 4) {
    const auto found = static_cast<uint32_t>(_mm_movemask_ps(_mm_castsi128_ps(equal(i))));
    if (found != 0) return i + static_cast<uint32_t>(std::countr_zero(found));
  }
#endif
  while (values[i] != wanted) ++i;
  return i;
}

}  // namespace weft

#endif  // WEFT_CRDT_CORE_FIND_INDEX_H_
