#include "crdt/wire/varint.h"

#include <string>

#include <gtest/gtest.h>

#include "crdt/wire/byte_reader.h"
#include "tests/support/arbitrary.h"

namespace weft::wire {
namespace {

using weft::testing::CheckLaw;

ByteReader ReaderOf(const std::string& bytes, Refusal* refusal) {
  const auto* begin = reinterpret_cast<const uint8_t*>(bytes.data());
  return ByteReader(begin, begin + bytes.size(), refusal);
}

std::string AgentBytes(Agent agent) {
  uint8_t bytes[kMaxAgentBytes];
  return std::string(bytes, PutAgent(bytes, agent));
}

TEST(Varint, OfEveryLengthIsReadBack) {
  for (int shift = 0; shift < 64; ++shift) {
    for (const uint64_t value : {uint64_t{1} << shift, (uint64_t{1} << shift) - 1}) {
      std::string bytes;
      AppendVarint(value, &bytes);
      Refusal refusal;
      uint64_t wide = 0;
      ByteReader reader = ReaderOf(bytes, &refusal);
      EXPECT_TRUE(reader.Varint64(&wide) && reader.AtEnd());
      EXPECT_EQ(wide, value);
      uint32_t narrow = 0;
      reader = ReaderOf(bytes, &refusal);
      EXPECT_EQ(reader.Varint(&narrow), value <= 0xFFFFFFFF);
      EXPECT_EQ(narrow, value <= 0xFFFFFFFF ? value : 0);
    }
  }
}

TEST(Varint, RandomAgentTakesSevenBytes) {
  EXPECT_EQ(AgentBytes(kMaxAgent).size(), 7u);
  EXPECT_EQ(AgentBytes(uint64_t{1} << 45).size(), 7u);
  EXPECT_EQ(AgentBytes((uint64_t{1} << 45) - 1).size(), 6u);
  EXPECT_EQ(AgentBytes(32).size(), 2u);
  EXPECT_EQ(AgentBytes(31).size(), 1u);
  EXPECT_EQ(AgentBytes(0).size(), 1u);
}

TEST(Varint, AgentIsReadBackWhateverFollows) {
  CheckLaw(1000, 100, [](uint64_t random, uint8_t shift, const std::string& after) {
    const Agent agent = (random & kMaxAgent) >> shift % 54;
    const std::string bytes = AgentBytes(agent) + after;
    Refusal refusal;
    ByteReader reader = ReaderOf(bytes, &refusal);
    Agent read = kNoAgent;
    RC_ASSERT(reader.ReadAgent(&read));
    RC_ASSERT(read == agent);
    RC_ASSERT(reader.Left() == after.size());
  });
}

TEST(Varint, AnyBytesAreReadAtMostOneWay) {
  CheckLaw(3000, 100, [](const std::string& bytes) {
    Refusal refusal;
    ByteReader reader = ReaderOf(bytes, &refusal);
    uint32_t value;
    if (reader.Varint(&value)) {
      std::string again;
      AppendVarint(value, &again);
      RC_ASSERT(again == bytes.substr(0, bytes.size() - reader.Left()));
    }
    reader = ReaderOf(bytes, &refusal);
    Agent agent;
    if (reader.ReadAgent(&agent)) {
      RC_ASSERT(agent <= kMaxAgent);
      RC_ASSERT(AgentBytes(agent) == bytes.substr(0, bytes.size() - reader.Left()));
    }
  });
}

TEST(Varint, ZigzagTakesEveryDifferenceOfTwoSeqs) {
  const int64_t most = kMaxElements;
  for (const int64_t difference : {int64_t{0}, int64_t{-1}, int64_t{1}, most, -most}) {
    EXPECT_EQ(Unzigzag(Zigzag(difference)), difference);
  }
  EXPECT_EQ(Zigzag(-1), 1u);
  EXPECT_EQ(Zigzag(1), 2u);
}

TEST(ByteReader, SkipsAsManyVarintsAsThereAre) {
  CheckLaw(1000, 200, [](const std::vector<uint32_t>& values, const std::string& after) {
    std::string bytes;
    for (const uint32_t value : values) AppendVarint(value, &bytes);
    const size_t size = bytes.size();
    bytes += after;
    Refusal refusal;
    ByteReader reader = ReaderOf(bytes, &refusal);
    RC_ASSERT(reader.SkipVarints(values.size()));
    RC_ASSERT(bytes.size() - reader.Left() == size);
    bytes.resize(size);
    reader = ReaderOf(bytes, &refusal);
    RC_ASSERT(!reader.SkipVarints(values.size() + 1));
  });
}

TEST(ByteReader, FirstRefusalIsTheOneThatCounts) {
  const std::string bytes = "\x80";
  Refusal refusal;
  ByteReader reader = ReaderOf(bytes, &refusal);
  uint32_t value;
  EXPECT_FALSE(reader.Varint(&value));
  EXPECT_FALSE(reader.Exceeds("something else"));
  EXPECT_EQ(refusal.ToStatus("it", reader.position() - 1).ToString(),
            "INVALID_ARGUMENT: it: the bytes end too early at byte 1");
}

}  // namespace
}  // namespace weft::wire
