// The agents of a benchmark: random 53-bit numbers, as in real use, the same in every run.
#ifndef WEFT_BENCH_TRACES_AGENTS_H_
#define WEFT_BENCH_TRACES_AGENTS_H_

#include <algorithm>
#include <cstdint>

#include "crdt/core/id.h"

namespace weft::bench {

inline Agent AgentAt(uint64_t index) {
  uint64_t x = (index + 1) * 0x9E3779B97F4A7C15;  // splitmix64
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
  x = (x ^ x >> 27) * 0x94D049BB133111EB;
  return std::max<Agent>(1, (x ^ x >> 31) & kMaxAgent);
}

// Of the replica that only receives.
inline Agent ReaderAgent() { return AgentAt(uint64_t{1} << 32); }

}  // namespace weft::bench

#endif  // WEFT_BENCH_TRACES_AGENTS_H_
