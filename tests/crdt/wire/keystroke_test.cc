#include "crdt/wire/keystroke.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "crdt/wire/agent_coding.h"
#include "crdt/wire/byte_reader.h"
#include "crdt/wire/update_body.h"
#include "tests/support/random.h"

namespace weft::testing {
namespace {

// Bytes that are, or nearly are, a keystroke's body.
std::vector<char> AnyBody(Random& random) {
  std::vector<char> body;
  const auto put = [&](size_t byte) { body.push_back(static_cast<char>(byte)); };
  constexpr uint8_t kHeads[] = {0x05, 0x25, 0x06};
  put(random.OneIn(8) ? random.Below(256) : kHeads[random.Below(3)]);
  put(random.OneIn(16) ? random.Below(256) : random.Below(3));
  for (size_t numbers = 2 + random.Below(3); numbers > 0; --numbers) {
    for (size_t longer = random.Below(4); longer > 0; --longer) put(0x80 + random.Below(128));
    put(random.Below(4) * random.Below(32));
  }
  if (random.OneIn(16)) put(random.Below(256));
  return body;
}

Limits AnyLimits(Random& random) {
  Limits limits;
  if (random.OneIn(16)) limits.elements = static_cast<uint32_t>(random.Below(2));
  if (random.OneIn(16)) limits.runs = static_cast<uint32_t>(random.Below(2));
  if (random.OneIn(16)) limits.agents = static_cast<uint32_t>(random.Below(2));
  return limits;
}

void ExpectSame(const OperationSet& a, const OperationSet& b) {
  ASSERT_EQ(a.operations.size(), 1u);
  ASSERT_EQ(b.operations.size(), 1u);
  const Operation& x = a.operations[0];
  const Operation& y = b.operations[0];
  EXPECT_EQ(x.kind, y.kind);
  EXPECT_EQ(x.backward, y.backward);
  EXPECT_EQ(x.count, y.count);
  EXPECT_EQ(x.id, y.id);
  EXPECT_EQ(x.prev, y.prev);
  EXPECT_EQ(x.next, y.next);
  EXPECT_EQ(x.at, y.at);
  EXPECT_EQ(x.text_offset, y.text_offset);
  EXPECT_EQ(x.container, y.container);
  EXPECT_EQ(x.stamp, y.stamp);
  EXPECT_EQ(a.text, b.text);
  EXPECT_TRUE(b.containers.empty());
}

TEST(Keystroke, IsReadAsTheWholeDecoderReadsIt) {
  Random random(RunSeed());
  const AgentNumbers numbers{90, 5, 70};
  int read = 0;
  for (int i = 0; i < 200000; ++i) {
    const std::vector<char> bytes = AnyBody(random);
    const Limits limits = AnyLimits(random);
    const std::string_view body(bytes.data(), bytes.size());
    OperationSet keystroke;
    if (!wire::ReadKeystroke(body, numbers, limits, &keystroke)) {
      EXPECT_TRUE(keystroke.operations.empty() && keystroke.text.empty());
      continue;
    }
    ++read;
    OperationSet whole;
    wire::Refusal refusal;
    const auto* begin = reinterpret_cast<const uint8_t*>(body.data());
    wire::ByteReader reader(begin, begin + body.size(), &refusal);
    ASSERT_TRUE(wire::ReadBody(&reader, wire::AgentCoding(numbers), limits, &whole));
    ExpectSame(keystroke, whole);
  }
  EXPECT_GT(read, 1000);
}

// Operations that are, or nearly are, a keystroke.
OperationSet AnyKeystroke(Random& random) {
  const auto near = [&](uint32_t number) {
    constexpr uint32_t kEdges[] = {0, 1, 127, 128, 129, (1u << 21) - 1, 1u << 21, kMaxElements};
    if (random.OneIn(12)) return kEdges[random.Below(8)];
    return random.OneIn(8) ? number + 1 - static_cast<uint32_t>(random.Below(3)) : number;
  };
  const auto agent = [&] { return Agent{random.OneIn(10) ? 70u : random.OneIn(20) ? 71u : 5u}; };
  OperationSet set;
  Operation& run = set.operations.emplace_back();
  const auto seq = static_cast<uint32_t>(random.Below(uint64_t{1} << random.Below(23)));
  run.kind = random.OneIn(3) ? OperationKind::kErase : OperationKind::kInsertText;
  if (random.OneIn(20)) run.kind = OperationKind::kRestore;
  run.count = random.OneIn(10) ? static_cast<uint32_t>(random.Below(3)) : 1;
  run.backward = random.OneIn(10) && run.kind == OperationKind::kErase;
  run.id = Id{agent(), near(seq)};
  run.prev = Id{agent(), near(seq - 1)};  // or the target
  run.next = random.OneIn(3) ? kNullId : Id{agent(), near(static_cast<uint32_t>(seq / 2))};
  if (random.OneIn(20)) run.prev = kNullId;
  run.at = near(run.kind == OperationKind::kErase ? seq + 3 : 7);
  run.text_offset = static_cast<uint32_t>(random.Below(2));
  run.container = random.OneIn(4) ? 0 : kImpliedContainer;
  set.text = random.OneIn(8) ? u"\u00e9x" : u"xyz";
  if (random.OneIn(2)) set.containers.emplace_back("text");
  if (random.OneIn(20)) set.operations.push_back(run);
  return set;
}

TEST(Keystroke, IsWrittenAsTheWholeEncoderWritesIt) {
  Random random(RunSeed());
  const AgentNumbers numbers{90, 5, 70};
  int written = 0;
  for (int i = 0; i < 200000; ++i) {
    const OperationSet set = AnyKeystroke(random);
    std::string keystroke = "before";
    if (!wire::AppendKeystroke(set, numbers, &keystroke)) {
      EXPECT_EQ(keystroke, "before");
      continue;
    }
    ++written;
    std::string whole = "before";
    const Status status = wire::AppendBody(set, wire::AgentCoding(numbers), &whole);
    ASSERT_TRUE(status.ok()) << status.ToString();
    ASSERT_EQ(keystroke, whole);
  }
  EXPECT_GT(written, 10000);
}

TEST(Keystroke, IsWrittenAsItIsRead) {
  Random random(RunSeed());
  const AgentNumbers numbers{90, 5, 70};
  for (int i = 0; i < 200000; ++i) {
    const std::vector<char> bytes = AnyBody(random);
    const std::string_view body(bytes.data(), bytes.size());
    OperationSet set;
    if (!wire::ReadKeystroke(body, numbers, Limits(), &set)) continue;
    std::string written;
    ASSERT_TRUE(wire::AppendKeystroke(set, numbers, &written));
    ASSERT_EQ(written, body);
  }
}

TEST(Keystroke, OfAnyFormIsRead) {
  const AgentNumbers numbers{90, 5};
  OperationSet set;
  const auto read = [&](std::string_view body) {
    set.Clear();
    return wire::ReadKeystroke(body, numbers, Limits(), &set);
  };
  ASSERT_TRUE(read({"\x05\x01\x07\x02z", 5}));  // typed at the end of the text
  EXPECT_EQ(set.operations[0].id, (Id{5, 7}));
  EXPECT_EQ(set.operations[0].prev, (Id{5, 6}));
  EXPECT_TRUE(set.operations[0].next.IsNull());
  EXPECT_EQ(set.text, u"z");
  ASSERT_TRUE(read({"\x25\x00\x80\x01\x02\x05z", 7}));  // before an own element
  EXPECT_EQ(set.operations[0].id, (Id{90, 128}));
  EXPECT_EQ(set.operations[0].next, (Id{90, 122}));
  ASSERT_TRUE(read({"\x06\x01\x03\x0A\x00", 5}));  // deleted
  EXPECT_EQ(set.operations[0].kind, OperationKind::kErase);
  EXPECT_EQ(set.operations[0].target, (Id{5, 9}));
  EXPECT_FALSE(read({"\x05\x02\x07\x02z", 5}));  // nobody has that number
  EXPECT_FALSE(read({"\x05\x01\x00\x02z", 5}));  // nothing before the first element
}

}  // namespace
}  // namespace weft::testing
