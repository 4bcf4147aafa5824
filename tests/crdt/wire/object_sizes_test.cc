// How many bytes updates of maps, lists and counters take: named cases, so that a change shows.
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "crdt/core/value.h"
#include "crdt/wire/update.h"
#include "tests/support/any_element.h"
#include "tests/support/random.h"

namespace weft::testing {
namespace {

constexpr Agent kAnn = 0x1A2B3C4D5E6F7;
constexpr Agent kBob = 0x0FEDCBA987654;
constexpr uint32_t kNumbers = 6000;
const ContainerId kList(ContainerKind::kList, "list");
const ContainerId kMap(ContainerKind::kMap, "map");

std::string Bytes(const Value& value) {
  std::string bytes;
  value_bytes::Append(value, &bytes);
  return bytes;
}

AnyElement Element(OperationKind kind, Agent agent, uint32_t index, std::string content = "") {
  AnyElement e;
  e.kind = kind;
  e.agent = agent;
  e.index = index;
  e.content = std::move(content);
  return e;
}

AnyElement Item(uint32_t seq, Id prev, Id next, const Value& value) {
  AnyElement e = Element(OperationKind::kInsertItems, kAnn, seq, Bytes(value));
  e.prev = prev;
  e.next = next;
  if (prev.IsNull() && next.IsNull()) e.container = kList;
  return e;
}

AnyElement FirstWrite(Agent agent, uint32_t seq, const ContainerId& map, std::string_view key,
                      const std::string& value) {
  AnyElement e = Element(OperationKind::kWrite, agent, seq);
  value_bytes::AppendKey(key, &e.content);
  e.content += value;
  e.container = map;
  return e;
}

struct Sizes {
  size_t one;      // all in one update that stands alone
  double each;     // the mean of one update each, alone
  double session;  // likewise in a session
};

Sizes Measure(const std::vector<AnyElement>& elements) {
  const Result<std::string> one = EncodeUpdate(PackAny(elements));
  EXPECT_TRUE(one.ok()) << one.status().ToString();
  AgentNumbers numbers;
  size_t each = 0;
  size_t session = 0;
  for (const AnyElement& e : elements) {
    numbers.Add(e.agent);
    const OperationSet set = PackAny({e});
    each += EncodeUpdate(set)->size();
    session += EncodeSessionUpdate(set, numbers)->size();
  }
  const auto count = static_cast<double>(elements.size());
  const Sizes sizes{one->size(), static_cast<double>(each) / count,
                    static_cast<double>(session) / count};
  std::printf("  one update: %zu bytes; each: %.2f alone, %.2f in a session\n", sizes.one,
              sizes.each, sizes.session);
  return sizes;
}

int64_t Number(Random* random) { return static_cast<int64_t>(random->Below(uint64_t{1} << 31)); }

// 31 bits each: 4 bytes a number is the least that whole bytes hold.
TEST(ObjectSizes, AppendedNumbersTakeTheirBytesAndNothingElse) {
  Random random(1);
  std::vector<AnyElement> elements;
  Id prev = kNullId;
  for (uint32_t i = 0; i < kNumbers; ++i) {
    elements.push_back(Item(i, prev, kNullId, Number(&random)));
    prev = elements.back().id();
  }
  const Sizes sizes = Measure(elements);
  EXPECT_LE(sizes.one, 24100u);
  EXPECT_LE(sizes.each, 25.0);
  EXPECT_LE(sizes.session, 12.0);
}

TEST(ObjectSizes, PrependedNumbersToo) {
  Random random(1);
  std::vector<AnyElement> elements;
  Id next = kNullId;
  for (uint32_t i = 0; i < kNumbers; ++i) {
    elements.push_back(Item(i, kNullId, next, Number(&random)));
    next = elements.back().id();
  }
  const Sizes sizes = Measure(elements);
  EXPECT_LE(sizes.one, 24110u);
  EXPECT_LE(sizes.session, 13.0);
}

TEST(ObjectSizes, NumbersAtRandomPlacesTakeTheirAnchors) {
  Random random(1);
  std::vector<AnyElement> elements;
  std::vector<Id> list;
  for (uint32_t i = 0; i < kNumbers; ++i) {
    const size_t at = random.Below(list.size() + 1);
    const Id prev = at == 0 ? kNullId : list[at - 1];
    const Id next = at == list.size() ? kNullId : list[at];
    elements.push_back(Item(i, prev, next, Number(&random)));
    list.insert(list.begin() + static_cast<ptrdiff_t>(at), elements.back().id());
  }
  const Sizes sizes = Measure(elements);
  EXPECT_LE(sizes.one, 47500u);
  EXPECT_LE(sizes.session, 15.0);
}

TEST(ObjectSizes, SmallNumbersTakeOneByteEach) {
  std::vector<AnyElement> elements;
  Id prev = kNullId;
  for (uint32_t i = 0; i < kNumbers; ++i) {
    elements.push_back(Item(i, prev, kNullId, i % 100));
    prev = elements.back().id();
  }
  EXPECT_LE(Measure(elements).one, 6050u);
}

constexpr uint32_t kClients = 1549;  // 20 times the root of 6,000

Agent Client(uint32_t i) { return (uint64_t{i} + 1) * 0x51234567890 % kMaxAgent; }

TEST(ObjectSizes, ClientsThatSetOneKeyTakeTheirNumberAndTheirValue) {
  std::vector<AnyElement> elements;
  for (uint32_t i = 0; i < kClients; ++i) {
    elements.push_back(FirstWrite(Client(i), 0, kMap, "v", Bytes(i)));
  }
  // 7 bytes for the agent, 2 for the value.
  EXPECT_LE(Measure(elements).one, 9 * kClients + 200);
}

TEST(ObjectSizes, ClientsThatSetOneKeyToAnObject) {
  std::vector<AnyElement> elements;
  for (uint32_t i = 0; i < kClients; ++i) {
    const Agent agent = Client(i);
    elements.push_back(FirstWrite(agent, 0, kMap, "v",
                                  Bytes(Value(ContainerId(ContainerKind::kMap, Id{agent, 0})))));
    const ContainerId object(ContainerKind::kMap, Id{agent, 0});
    elements.push_back(FirstWrite(agent, 1, object, "name", Bytes(std::to_string(i))));
    elements.push_back(FirstWrite(agent, 2, object, "address", Bytes("here")));
  }
  EXPECT_LE(Measure(elements).one, 30 * kClients);
}

TEST(ObjectSizes, ClientsThatSetOneKeyToAString) {
  std::vector<AnyElement> elements;
  for (uint32_t i = 0; i < kClients; ++i) {
    elements.push_back(FirstWrite(Client(i), 0, kMap, "v", Bytes(std::string(i % 1000, 'x'))));
  }
  size_t content = 0;
  for (const AnyElement& e : elements) content += e.content.size();
  EXPECT_LE(Measure(elements).one, content + 8 * kClients);
}

// One that goes on setting a few keys: each write replaces the last one of its key.
TEST(ObjectSizes, ReplacingOnesOwnWriteIsFree) {
  std::vector<AnyElement> elements;
  for (uint32_t i = 0; i < kNumbers; ++i) {
    AnyElement e = FirstWrite(kAnn, i, kMap, std::string(1, static_cast<char>('a' + i % 5)), "");
    if (i >= 5) {
      e.container.reset();
      e.content.clear();
      e.replaced = {{kAnn, i - 5}};
    }
    e.content += Bytes(i % 128);
    elements.push_back(e);
  }
  EXPECT_LE(Measure(elements).one, kNumbers + 100u);
}

TEST(ObjectSizes, OneWriteInPlaceOfManyTakesTwoBytesForEach) {
  std::vector<AnyElement> elements;
  AnyElement last = Element(OperationKind::kWrite, kMaxAgent, 0, Bytes(1));
  for (uint32_t i = 0; i < kClients; ++i) {
    elements.push_back(FirstWrite(Client(i), 0, kMap, "v", Bytes(i)));
    last.replaced.push_back({Client(i), 0});
  }
  std::sort(last.replaced.begin(), last.replaced.end());
  const size_t before = Measure(elements).one;
  elements.push_back(last);
  EXPECT_LE(Measure(elements).one, before + kClients + 50);
}

size_t InSession(const AnyElement& element) {
  const AgentNumbers numbers{kBob, kAnn};
  const Result<std::string> bytes = EncodeSessionUpdate(PackAny({element}), numbers);
  EXPECT_TRUE(bytes.ok()) << bytes.status().ToString();
  return bytes.ok() ? bytes->size() : 0;
}

// Late operations of a document by two people, without what they are about: key, value, names.
TEST(ObjectSizes, OneOperationIsSmall) {
  const std::string value = Bytes(1);
  AnyElement write = FirstWrite(kAnn, 200000, kMap, "done", value);
  write.at = 70000;
  EXPECT_EQ(InSession(write), 19u);  // "map", "done" and the value are 10 of them
  write.container = ContainerId(ContainerKind::kMap, Id{kBob, 90000});
  EXPECT_EQ(InSession(write), 19u);
  write.container.reset();
  write.content = value;
  write.replaced = {{kAnn, 199000}};
  EXPECT_EQ(InSession(write), 11u);
  write.replaced = {{kBob, 90000}};
  EXPECT_EQ(InSession(write), 13u);

  AnyElement item = Element(OperationKind::kInsertItems, kAnn, 200000, value);
  item.at = 70000;
  item.prev = {kBob, 90000};
  item.next = {kBob, 90001};
  EXPECT_EQ(InSession(item), 13u);
  item.prev = {kAnn, 199999};
  item.next = kNullId;
  EXPECT_EQ(InSession(item), 9u);

  AnyElement move = Element(OperationKind::kMove, kAnn, 200000);
  move.at = 70000;
  move.prev = {kBob, 90000};
  move.next = {kBob, 90001};
  move.item = {kAnn, 150000};
  EXPECT_EQ(InSession(move), 16u);

  AnyElement add = Element(OperationKind::kAdd, kAnn, 70000, value);
  add.at = 200000;
  add.container = ContainerId(ContainerKind::kCounter, "likes");
  EXPECT_EQ(InSession(add), 16u);
  add.container = ContainerId(ContainerKind::kCounter, Id{kBob, 90000});
  EXPECT_EQ(InSession(add), 14u);

  AnyElement erase = Element(OperationKind::kErase, kAnn, 70000);
  erase.at = 200000;
  erase.target = {kBob, 90000};
  EXPECT_EQ(InSession(erase), 12u);
}

}  // namespace
}  // namespace weft::testing
