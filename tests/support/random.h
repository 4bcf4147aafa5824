// Random: the numbers of every random test, the same on every machine for the same seed.
//
// A failing random test prints its seed; WEFT_SEED=<seed> repeats it. WEFT_LONG=1 multiplies every
// budget. Not for fuzzers, whose bytes are their randomness.
#ifndef WEFT_TESTS_SUPPORT_RANDOM_H_
#define WEFT_TESTS_SUPPORT_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace weft::testing {

class Random {  // SplitMix64
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  // 0 when `bound` is 0.
  size_t Below(size_t bound) { return bound == 0 ? 0 : Next() % bound; }
  bool OneIn(size_t n) { return Below(n) == 0; }

  template <class T>
  void Shuffle(std::vector<T>& items) {
    for (size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[Below(i)]);
  }

 private:
  uint64_t state_;
};

// The seed of this run: WEFT_SEED, or one drawn once per process and printed.
uint64_t RunSeed();

// What random budgets are multiplied by: 30 with WEFT_LONG=1, else 1.
size_t BudgetFactor();

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_RANDOM_H_
