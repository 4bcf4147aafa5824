// A seeded source of numbers that is the same on every machine (splitmix64).
#ifndef WEFT_EXAMPLES_RUN_RANDOM_H_
#define WEFT_EXAMPLES_RUN_RANDOM_H_

#include <cstdint>

namespace demo {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  uint64_t Below(uint64_t bound) { return Next() % bound; }
  bool OneIn(uint64_t n) { return Below(n) == 0; }

 private:
  uint64_t state_;
};

}  // namespace demo

#endif  // WEFT_EXAMPLES_RUN_RANDOM_H_
