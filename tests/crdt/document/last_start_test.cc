// LastStart, against going through all.
#include "crdt/document/last_start.h"

#include <vector>

#include <gtest/gtest.h>

#include "tests/support/random.h"

namespace weft::testing {
namespace {

// Lengths of pieces: all alike, or some much longer than others.
std::vector<uint32_t> StartsOf(size_t count, Random& random) {
  const size_t longest = random.OneIn(2) ? 1 : 1 + random.Below(1000);
  std::vector<uint32_t> starts = {static_cast<uint32_t>(random.Below(50))};
  while (starts.size() < count) {
    const size_t length = random.OneIn(10) ? 1 + random.Below(longest) : 1;
    starts.push_back(starts.back() + static_cast<uint32_t>(length));
  }
  return starts;
}

TEST(LastStart, IsTheOneThatGoingThroughAllFinds) {
  Random random(RunSeed());
  for (size_t run = 0; run < 200 * BudgetFactor(); ++run) {
    const std::vector<uint32_t> starts = StartsOf(1 + random.Below(60), random);
    const auto start = [&](size_t i) { return starts.at(i); };
    size_t expected = 0;
    for (uint32_t at = starts.front(); at < starts.back() + 3; ++at) {
      while (expected + 1 < starts.size() && starts[expected + 1] <= at) ++expected;
      ASSERT_EQ(LastStart(starts.size(), at, start), expected) << "WEFT_SEED=" << RunSeed();
    }
  }
}

}  // namespace
}  // namespace weft::testing
