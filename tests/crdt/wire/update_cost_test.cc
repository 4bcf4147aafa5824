// What decoding may cost: hostile bytes are refused cheaply, a keystroke allocates nothing.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/wire/checksum.h"
#include "crdt/wire/update.h"
#include "fuzz/mutator.h"
#include "tests/crdt/wire/arbitrary_set.h"
#include "tests/support/allocations.h"

namespace weft::testing {
namespace {

constexpr size_t kFree = size_t{64} << 10;

// Decodes into a fresh set; checks the bound for refusing, or that for accepting.
Status DecodeWithinBounds(const std::string& bytes, const AgentNumbers& numbers) {
  Status status;
  size_t peak;
  size_t set_bytes;
  {
    OperationSet set;
    const AllocationCounter counter;
    status = DecodeSessionUpdate(bytes, numbers, {}, &set);
    peak = counter.peak();
    set_bytes = set.operations.size() * sizeof(Operation);
  }
  EXPECT_LE(peak, kFree + 8 * bytes.size() + (status.ok() ? set_bytes : 0)) << bytes.size();
  return status;
}

// A body in columns with `change` made to its last bytes.
std::string Damaged(const OperationSet& set, const AgentNumbers& numbers) {
  std::string bytes = *EncodeSessionUpdate(set, numbers);
  bytes.back() = '\xFF';
  return bytes;
}

TEST(UpdateCost, ManyRunsAreRefusedWithoutBuildingThem) {
  OperationSet set;
  for (uint32_t i = 0; i < 200000; ++i) {
    set.operations.push_back(EraseOperation({1, i}, 0, {2, i % 2 * 2}));
  }
  const AgentNumbers numbers{1, 2};
  EXPECT_TRUE(DecodeWithinBounds(*EncodeSessionUpdate(set, numbers), numbers).ok());
  EXPECT_FALSE(DecodeWithinBounds(Damaged(set, numbers), numbers).ok());
}

TEST(UpdateCost, ManyAgentsAreRefusedCheaply) {
  AgentNumbers numbers;
  OperationSet set;
  for (Agent agent = 0; agent < 40000; ++agent) numbers.Add(agent);
  for (Agent agent = 0; agent < 20000; ++agent) {
    set.operations.push_back(EraseOperation({agent, 0}, 0, {agent + 20000, 0}));
  }
  EXPECT_TRUE(DecodeWithinBounds(*EncodeSessionUpdate(set, numbers), numbers).ok());
  EXPECT_FALSE(DecodeWithinBounds(Damaged(set, numbers), numbers).ok());
}

TEST(UpdateCost, LongTextIsRefusedCheaply) {
  const AgentNumbers numbers{1, 2};
  const OperationSet one = InsertSet({1, 0}, {2, 0}, kNullId, std::u16string(1000000, u'x'));
  OperationSet two = one;
  two.operations.push_back(InsertOperation(&two, {1, 1000000}, {2, 1}, kNullId, u"\u4E2D"));
  for (const OperationSet& set : {one, two}) {
    EXPECT_TRUE(DecodeWithinBounds(*EncodeSessionUpdate(set, numbers), numbers).ok());
    EXPECT_FALSE(DecodeWithinBounds(Damaged(set, numbers), numbers).ok());
  }
}

// Counts in the billions in a few bytes, at every place that has one.
TEST(UpdateCost, LargeCountsInFewBytesAreRefusedCheaply) {
  const AgentNumbers numbers = NumbersOfSomeAgents();
  const std::string huge[] = {"\xFF\xFF\xFF\xFF\x07", "\xFF\xFF\xFF\xFF\x0F",
                              "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F"};
  Random random(RunSeed());
  for (int i = 0; i < 20000; ++i) {
    std::string bytes;
    for (size_t size = random.Below(24); size > 0; --size) {
      if (random.OneIn(4)) {
        bytes += huge[random.Below(3)];
      } else {
        bytes.push_back(static_cast<char>(random.Below(16)));
      }
    }
    (void)DecodeWithinBounds(bytes, numbers);
  }
}

TEST(UpdateCost, RefusingChangedBytesIsCheap) {
  const AgentNumbers numbers = NumbersOfSomeAgents();
  CheckLaw(200, 60, [&](const std::vector<SetStep>& steps, uint64_t seed) {
    const std::string good = *EncodeSessionUpdate(Pack(MakeElements(steps)), numbers);
    const std::vector<fuzz::Bytes> corpus = {fuzz::Bytes(good.begin(), good.end())};
    fuzz::Mutator mutator(seed, &corpus);
    for (int i = 0; i < 20; ++i) {
      const fuzz::Bytes& changed = mutator.Next();
      (void)DecodeWithinBounds(std::string(changed.begin(), changed.end()), numbers);
    }
  });
}

TEST(UpdateCost, KeystrokesAllocateNothingInWarmBuffers) {
  const AgentNumbers numbers{1, 2, 3};
  const OperationSet keystrokes[] = {
      InsertSet({1, 20}, {1, 19}, {2, 5}, u"x", "", 3),
      InsertSet({1, 20}, {2, 19}, {3, 5}, u"\u4E2D", "", 3),
      SetOf(EraseOperation({1, 3}, 21, {1, 20})),
      SetOf(RestoreOperation({1, 4}, 21, {1, 3})),
  };
  OperationSet decoded;
  std::string session;
  std::string alone;
  const auto round = [&] {
    for (const OperationSet& keystroke : keystrokes) {
      session.clear();
      alone.clear();
      ASSERT_TRUE(AppendSessionUpdate(keystroke, numbers, &session).ok());
      ASSERT_TRUE(AppendUpdate(keystroke, &alone).ok());
      ASSERT_TRUE(DecodeSessionUpdate(session, numbers, {}, &decoded).ok());
      ASSERT_TRUE(DecodeUpdate(alone, {}, &decoded).ok());
    }
  };
  round();
  const AllocationCounter counter;
  round();
  EXPECT_EQ(counter.count(), 0u);
}

}  // namespace
}  // namespace weft::testing
