// What decoding updates of all kinds may cost: as update_cost_test.cc.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/core/value.h"
#include "crdt/wire/update.h"
#include "fuzz/mutator.h"
#include "tests/support/allocations.h"
#include "tests/support/any_element.h"

namespace weft::testing {
namespace {

constexpr size_t kObjectsFree = size_t{64} << 10;

size_t BytesOf(const OperationSet& set) {
  return set.operations.size() * sizeof(Operation) + set.payload.ids.size() * sizeof(Id) +
         set.payload.bytes.size() + set.containers.size() * sizeof(ContainerId);
}

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
    set_bytes = BytesOf(set);
  }
  EXPECT_LE(peak, kObjectsFree + 8 * bytes.size() + (status.ok() ? set_bytes : 0))
      << bytes.size() << " " << status.ToString();
  return status;
}

void ExpectCheap(const std::vector<AnyElement>& elements, const AgentNumbers& numbers) {
  const Result<std::string> good = EncodeSessionUpdate(PackAny(elements), numbers);
  ASSERT_TRUE(good.ok()) << good.status().ToString();
  EXPECT_TRUE(DecodeWithinBounds(*good, numbers).ok());
  std::string longer = *good + "x";
  EXPECT_FALSE(DecodeWithinBounds(longer, numbers).ok());
  std::string damaged = *good;
  damaged.back() = '\xFF';
  (void)DecodeWithinBounds(damaged, numbers);
  for (size_t part = 1; part < 16; ++part) {
    EXPECT_FALSE(DecodeWithinBounds(good->substr(0, good->size() * part / 16), numbers).ok());
  }
}

AnyElement Write(Agent agent, uint32_t seq, std::string_view key, uint8_t value) {
  AnyElement e;
  e.kind = OperationKind::kWrite;
  e.agent = agent;
  e.index = seq;
  e.container = ContainerId(ContainerKind::kMap, "m");
  value_bytes::AppendKey(key, &e.content);
  value_bytes::AppendInt(value, &e.content);
  return e;
}

TEST(ObjectCost, OneKeyOfManyWritesIsCopiedOnlyWhenAllIsGood) {
  std::vector<AnyElement> elements;
  for (uint32_t i = 0; i < 100000; ++i) {
    elements.push_back(Write(1, i, std::string(64, 'k'), 1));
  }
  ExpectCheap(elements, AgentNumbers{1});
}

TEST(ObjectCost, LongKeysStandWhereTheyAreWritten) {
  std::vector<AnyElement> elements;
  for (uint32_t i = 0; i < 2000; ++i) elements.push_back(Write(1, i, std::string(1024, 'k'), 1));
  const std::string bytes = *EncodeSessionUpdate(PackAny(elements), AgentNumbers{1});
  EXPECT_GT(bytes.size(), 2000u * 1024);
  ExpectCheap(elements, AgentNumbers{1});
}

TEST(ObjectCost, ManyReplacedWritesAreNotKeptWhileTheyAreChecked) {
  AgentNumbers numbers;
  for (Agent agent = 0; agent < 3; ++agent) numbers.Add(agent);
  std::vector<AnyElement> elements;
  for (uint32_t i = 0; i < 300; ++i) {
    AnyElement e = Write(0, i, "", 1);
    e.container.reset();
    e.content.erase(0, 1);
    for (uint32_t k = 0; k < 1000; ++k) e.replaced.push_back({1, k});
    elements.push_back(e);
  }
  ExpectCheap(elements, numbers);
  ExpectCheap({elements[0]}, numbers);
}

TEST(ObjectCost, ManyContainersAndAgents) {
  AgentNumbers numbers;
  for (Agent agent = 0; agent < 20000; ++agent) numbers.Add(agent);
  std::vector<AnyElement> elements;
  for (uint32_t i = 0; i < 20000; ++i) {
    AnyElement e = Write(1, i, "k", 1);
    e.container = ContainerId(ContainerKind::kMap, Id{i, i});
    if (i != 1) elements.push_back(e);
  }
  ExpectCheap(elements, numbers);
}

TEST(ObjectCost, ManyItemsOfOneByte) {
  std::vector<AnyElement> elements;
  for (uint32_t i = 0; i < 200000; ++i) {
    AnyElement e;
    e.kind = OperationKind::kInsertItems;
    e.agent = 1;
    e.index = i;
    e.prev = i == 0 ? Id{2, 0} : Id{1, i - 1};
    value_bytes::AppendInt(i % 200, &e.content);
    elements.push_back(e);
  }
  ExpectCheap(elements, AgentNumbers{1, 2});
  for (AnyElement& e : elements) e.prev = {2, e.index % 2};
  ExpectCheap(elements, AgentNumbers{1, 2});
}

TEST(ObjectCost, LargeCountsInFewBytesAreRefusedCheaply) {
  const AgentNumbers numbers = NumbersOfSomeAgents();
  const std::string huge[] = {"\xFF\xFF\xFF\xFF\x07", "\xFF\xFF\xFF\xFF\x0F",
                              "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F"};
  Random random(RunSeed());
  for (int i = 0; i < 40000; ++i) {
    std::string bytes(1, static_cast<char>(0x80 | random.Below(128)));
    for (size_t size = random.Below(32); size > 0; --size) {
      if (random.OneIn(5)) {
        bytes += huge[random.Below(3)];
      } else {
        bytes.push_back(static_cast<char>(random.Below(random.OneIn(2) ? 3 : 16)));
      }
    }
    (void)DecodeWithinBounds(bytes, numbers);
  }
}

TEST(ObjectCost, RefusingChangedBytesIsCheap) {
  const AgentNumbers numbers = NumbersOfSomeAgents();
  CheckLaw(500, 60, [&](const std::vector<SetStep>& steps, uint64_t seed) {
    const std::string good = *EncodeSessionUpdate(PackAny(MakeAnyElements(steps)), numbers);
    const std::vector<fuzz::Bytes> corpus = {fuzz::Bytes(good.begin(), good.end())};
    fuzz::Mutator mutator(seed, &corpus);
    for (int i = 0; i < 20; ++i) {
      const fuzz::Bytes& changed = mutator.Next();
      (void)DecodeWithinBounds(std::string(changed.begin(), changed.end()), numbers);
    }
  });
}

TEST(ObjectCost, OneOperationAllocatesNothingInWarmBuffers) {
  const AgentNumbers numbers{1, 2, 3};
  AnyElement write = Write(1, 20, "", 5);
  write.container.reset();
  write.content.erase(0, 1);
  write.replaced = {{1, 19}};
  AnyElement item = write;
  item.kind = OperationKind::kInsertItems;
  item.prev = {1, 19};
  item.replaced.clear();
  AnyElement move = item;
  move.kind = OperationKind::kMove;
  move.content.clear();
  move.item = {1, 3};
  std::vector<OperationSet> sets;
  for (const AnyElement& e : {write, item, move}) sets.push_back(PackAny({e}));
  OperationSet decoded;
  std::string session;
  const auto round = [&] {
    for (const OperationSet& set : sets) {
      session.clear();
      ASSERT_TRUE(AppendSessionUpdate(set, numbers, &session).ok());
      ASSERT_TRUE(DecodeSessionUpdate(session, numbers, {}, &decoded).ok());
    }
  };
  round();
  const AllocationCounter counter;
  round();
  EXPECT_EQ(counter.count(), 0u);
}

TEST(ObjectLimits, AreThoseGiven) {
  std::vector<AnyElement> elements{Write(1, 0, "key", 1), Write(1, 1, "other", 2)};
  elements[1].container = ContainerId(ContainerKind::kMap, Id{2, 0});
  const std::string one = *EncodeUpdate(PackAny({elements[0]}));
  const std::string two = *EncodeUpdate(PackAny(elements));
  const auto code = [](const std::string& bytes, auto field, auto value) {
    Limits limits;
    limits.*field = value;
    OperationSet set;
    return DecodeUpdate(bytes, limits, &set).code();
  };
  constexpr StatusCode kTooMuch = StatusCode::kResourceExhausted;
  EXPECT_EQ(code(one, &Limits::payload, 5u), StatusCode::kOk);
  EXPECT_EQ(code(one, &Limits::payload, 4u), kTooMuch);
  EXPECT_EQ(code(one, &Limits::containers, 0u), kTooMuch);
  EXPECT_EQ(code(one, &Limits::elements, 0u), kTooMuch);
  EXPECT_EQ(code(one, &Limits::runs, 0u), kTooMuch);
  EXPECT_EQ(code(one, &Limits::agents, 0u), kTooMuch);
  EXPECT_EQ(code(two, &Limits::payload, 12u), StatusCode::kOk);
  EXPECT_EQ(code(two, &Limits::payload, 11u), kTooMuch);
  EXPECT_EQ(code(two, &Limits::containers, 1u), StatusCode::kOk);
  EXPECT_EQ(code(two, &Limits::containers, 0u), kTooMuch);
  EXPECT_EQ(code(two, &Limits::nested, 1u), StatusCode::kOk);
  EXPECT_EQ(code(two, &Limits::nested, 0u), kTooMuch);
  EXPECT_EQ(code(two, &Limits::elements, 1u), kTooMuch);
  EXPECT_EQ(code(two, &Limits::runs, 1u), kTooMuch);
  EXPECT_EQ(code(two, &Limits::agents, 1u), kTooMuch);
  EXPECT_EQ(code(two, &Limits::agents, 2u), StatusCode::kOk);
}

}  // namespace
}  // namespace weft::testing
