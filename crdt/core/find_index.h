// FindIndex: where a number stands in a short unsorted array; four at a time.
#ifndef WEFT_CRDT_CORE_FIND_INDEX_H_
#define WEFT_CRDT_CORE_FIND_INDEX_H_

#include <cstdint>
#include <cstring>

namespace weft {

// `wanted` must be among the first `count`; reads no further.
inline uint32_t FindIndex(const uint32_t* values, uint32_t count, uint32_t wanted) {
  using Four = uint32_t __attribute__((vector_size(16)));
  const Four all = {wanted, wanted, wanted, wanted};
  uint32_t i = 0;
  for (; i + 4 <= count; i += 4) {
    Four four;
    std::memcpy(&four, values + i, sizeof(four));
    const auto equal = four == all;
    uint64_t halves[2];
    std::memcpy(halves, &equal, sizeof(halves));
    if ((halves[0] | halves[1]) != 0) break;
  }
  while (values[i] != wanted) ++i;
  return i;
}

}  // namespace weft

#endif  // WEFT_CRDT_CORE_FIND_INDEX_H_
