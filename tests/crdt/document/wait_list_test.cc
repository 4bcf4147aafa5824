// Who waits is woken when what it needs is there, and not before.
#include <vector>

#include <gtest/gtest.h>

#include "crdt/document/stretches.h"
#include "crdt/document/wait_list.h"
#include "tests/support/documents.h"

namespace weft::testing {
namespace {

std::vector<uint64_t> Woken(WaitList& list, Agent agent, Counts counts) {
  std::vector<uint64_t> woken;
  list.Wake(agent, counts, &woken);
  return woken;
}

TEST(WaitList, WakesThoseWhoseNeedIsMet) {
  WaitList list;
  list.Add(10, {1, false, 5});
  list.Add(11, {1, false, 3});
  list.Add(12, {1, true, 1});
  list.Add(13, {2, false, 1});
  EXPECT_EQ(Woken(list, 3, {9, 9}), std::vector<uint64_t>());
  EXPECT_EQ(Woken(list, 1, {2, 0}), std::vector<uint64_t>());
  EXPECT_EQ(Woken(list, 1, {4, 0}), std::vector<uint64_t>({11}));
  EXPECT_EQ(Woken(list, 1, {4, 0}), std::vector<uint64_t>()) << "once";
  EXPECT_EQ(Woken(list, 1, {5, 1}), std::vector<uint64_t>({10, 12}));
  EXPECT_EQ(Woken(list, 2, {1, 0}), std::vector<uint64_t>({13}));
}

TEST(WaitList, WakesInTheOrderOfWhatIsNeeded) {
  WaitList list;
  for (const uint32_t count : {3u, 1u, 4u, 1u, 5u, 9u, 2u, 6u}) list.Add(count, {7, true, count});
  EXPECT_EQ(Woken(list, 7, {0, 5}), std::vector<uint64_t>({1, 1, 2, 3, 4, 5}));
  EXPECT_EQ(Woken(list, 7, {0, 9}), std::vector<uint64_t>({6, 9}));
}

// Each stands beside the next one's element: the last of them is looked at last.
TEST(Stretches, AChainInReverseIsGoneThroughOnce) {
  constexpr uint32_t kAgents = 1000;
  OperationSet set;
  for (uint32_t i = 0; i < kAgents; ++i) {
    set.operations.push_back(InsertOperation(&set, {1 + i, 0}, {2 + i, 0}, kNullId, u"x"));
  }
  std::vector<Stretch> stretches = StretchesOf(set.operations);
  ASSERT_EQ(stretches.size(), kAgents);
  std::vector<bool> done(kAgents + 1);
  done[kAgents] = true;
  uint32_t looks = 0;
  const bool went = GoThrough(
      set.operations, &stretches,
      [&](Stretch* stretch, Need* need) {
        ++looks;
        const uint32_t at = stretch->from;
        if (done[at + 1]) {
          done[at] = true;
          ++stretch->from;
        } else {
          *need = {Agent{at} + 2, false, 1};
        }
        return true;
      },
      [&](Agent agent) { return Counts{done[agent - 1] ? 1u : 0u, 0}; });
  EXPECT_TRUE(went);
  EXPECT_TRUE(done[0]);
  EXPECT_EQ(looks, 2 * kAgents - 1);
}

TEST(Stretches, OneThatIsWrongEndsIt) {
  OperationSet set;
  for (uint32_t i = 0; i < 3; ++i) {
    set.operations.push_back(InsertOperation(&set, {1 + i, 0}, kNullId, kNullId, u"x"));
  }
  std::vector<Stretch> stretches = StretchesOf(set.operations);
  uint32_t looks = 0;
  EXPECT_FALSE(GoThrough(
      set.operations, &stretches, [&](Stretch*, Need*) { return ++looks < 2; },
      [](Agent) { return Counts{}; }));
  EXPECT_EQ(looks, 2u);
}

}  // namespace
}  // namespace weft::testing
