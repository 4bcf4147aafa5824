#include "crdt/wire/alignment.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/arbitrary.h"

namespace weft::wire {

void PrintTo(const AlignedItems& both, std::ostream* stream) {
  *stream << both.before << '=' << both.after;
}

namespace {

using weft::testing::CheckLaw;
using weft::testing::Random;

using Items = std::vector<uint32_t>;

// The length of a longest common subsequence, by the table.
size_t LongestCommon(const Items& a, const Items& b) {
  std::vector<size_t> row(b.size() + 1);
  for (const uint32_t item : a) {
    size_t diagonal = 0;
    for (size_t k = 0; k < b.size(); ++k) {
      const size_t above = row[k + 1];
      row[k + 1] = item == b[k] ? diagonal + 1 : std::max(above, row[k]);
      diagonal = above;
    }
  }
  return row.back();
}

Items RandomItems(Random& random, size_t most, size_t kinds) {
  Items items(random.Below(most + 1));
  for (uint32_t& item : items) item = static_cast<uint32_t>(random.Below(kinds));
  return items;
}

// Whether both ascend and every two are equal.
bool Valid(const std::vector<AlignedItems>& aligned, const Items& a, const Items& b) {
  for (size_t i = 0; i < aligned.size(); ++i) {
    if (aligned[i].before >= a.size() || aligned[i].after >= b.size()) return false;
    if (a[aligned[i].before] != b[aligned[i].after]) return false;
    if (i == 0) continue;
    if (aligned[i].before <= aligned[i - 1].before || aligned[i].after <= aligned[i - 1].after) {
      return false;
    }
  }
  return true;
}

TEST(Alignment, ItemsInCommonAreFound) {
  uint64_t budget = 1000;
  const std::vector<AlignedItems> expected = {{0, 0}, {2, 1}, {3, 3}};
  EXPECT_EQ(AlignItems(Items{1, 2, 3, 4}, Items{1, 3, 5, 4}, &budget), expected);
  EXPECT_TRUE(AlignItems(Items{}, Items{1}, &budget).empty());
  EXPECT_TRUE(AlignItems(Items{}, Items{}, &budget).empty());
}

TEST(Alignment, WithoutBudgetOnlyTheEndsAreAligned) {
  uint64_t budget = 2;
  const std::vector<AlignedItems> expected = {{0, 0}, {4, 4}};
  EXPECT_EQ(AlignItems(Items{1, 2, 3, 4, 9}, Items{1, 3, 4, 5, 9}, &budget), expected);
  EXPECT_EQ(budget, 0u);
}

TEST(AlignmentLaws, AreLongestCommonSubsequences) {
  CheckLaw(1000, 100, [](uint64_t seed) {
    Random random(seed);
    const size_t kinds = 1 + random.Below(6);
    const Items a = RandomItems(random, 30, kinds);
    const Items b = RandomItems(random, 30, kinds);
    uint64_t budget = 100000;
    const std::vector<AlignedItems> aligned = AlignItems(a, b, &budget);
    RC_ASSERT(Valid(aligned, a, b));
    RC_ASSERT(aligned.size() == LongestCommon(a, b));
  });
}

TEST(AlignmentLaws, AnyBudgetGivesAnAlignment) {
  CheckLaw(1000, 100, [](uint64_t seed) {
    Random random(seed);
    const Items a = RandomItems(random, 40, 4);
    const Items b = RandomItems(random, 40, 4);
    uint64_t budget = random.Below(200);
    RC_ASSERT(Valid(AlignItems(a, b, &budget), a, b));
  });
}

}  // namespace
}  // namespace weft::wire
