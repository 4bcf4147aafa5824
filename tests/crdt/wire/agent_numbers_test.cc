#include "crdt/wire/agent_numbers.h"

#include <gtest/gtest.h>

#include "tests/support/random.h"

namespace weft::testing {
namespace {

TEST(AgentNumbers, AreGivenInOrderAndKept) {
  AgentNumbers numbers{90, 5, 70};
  EXPECT_EQ(numbers.Add(5), 1u);
  EXPECT_EQ(numbers.Add(6), 3u);
  EXPECT_EQ(numbers.size(), 4u);
  EXPECT_EQ(numbers.AgentOf(2), 70u);
  EXPECT_EQ(numbers.NumberOf(70), 2);
  EXPECT_EQ(numbers.NumberOf(0), -1);
  EXPECT_EQ(numbers.NumberOf(kMaxAgent), -1);
  EXPECT_EQ(AgentNumbers().NumberOf(0), -1);
}

TEST(AgentNumbers, EachOfManyIsFound) {
  Random random(RunSeed());
  AgentNumbers numbers;
  for (int i = 0; i < 1000; ++i) numbers.Add(random.Next() & kMaxAgent);
  for (uint32_t number = 0; number < numbers.size(); ++number) {
    EXPECT_EQ(numbers.NumberOf(numbers.AgentOf(number)), int64_t{number});
  }
}

}  // namespace
}  // namespace weft::testing
