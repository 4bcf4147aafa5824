#include "tests/support/random.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>

namespace weft::testing {

uint64_t RunSeed() {
  static const uint64_t seed = [] {
    if (const char* text = std::getenv("WEFT_SEED")) return std::strtoull(text, nullptr, 10);
    unsigned long long drawn = std::random_device{}();
    std::printf("random tests: repeat this run with WEFT_SEED=%llu\n", drawn);
    std::fflush(stdout);
    return drawn;
  }();
  return seed;
}

size_t BudgetFactor() {
  const char* text = std::getenv("WEFT_LONG");
  return text != nullptr && std::strcmp(text, "1") == 0 ? 30 : 1;
}

}  // namespace weft::testing
