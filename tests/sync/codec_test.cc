// Frames: every message survives, and whatever bytes come in are decoded or refused.
// tests/interop compares with Cap'n Proto's own library.
#include "sync/codec.h"

#include <gtest/gtest.h>

#include "sync/words.h"
#include "tests/support/allocations.h"
#include "tests/support/messages.h"

namespace weft::testing {
namespace {

using sync::Decode;
using sync::Encode;
using sync::Message;
using sync::MessageKind;

MessageKind KindOf(size_t number) { return static_cast<MessageKind>(number); }
constexpr size_t kSendable = sync::kMessageKinds - 1;

TEST(Codec, EveryKindSurvives) {
  Random random(RunSeed());
  for (size_t i = 0; i < 200 * kSendable * BudgetFactor(); ++i) {
    const Message message = RandomMessage(KindOf(i % kSendable), random);
    const std::string frame = Encode(message);
    const Result<Message> again = Decode(frame);
    ASSERT_TRUE(again.ok()) << again.status().ToString() << " " << Name(message.kind());
    EXPECT_EQ(again->channel, message.channel);
    ASSERT_EQ(again->kind(), message.kind());
    EXPECT_EQ(Encode(*again), frame) << Name(message.kind());
  }
}

TEST(Codec, FieldsAreWhereTheyWere) {
  const Message message{7, sync::Ack{1, 2, Counts{3, 4}}};
  const Result<Message> again = Decode(Encode(message));
  ASSERT_TRUE(again.ok());
  const auto& ack = std::get<sync::Ack>(again->body);
  EXPECT_EQ(ack.position, 1u);
  EXPECT_EQ(ack.agent, 2u);
  EXPECT_EQ(ack.counts, (Counts{3, 4}));
}

TEST(Codec, AKeystrokeTakesSixWords) {
  EXPECT_EQ(Encode({1, sync::Update{9, "1234567", {}, {}}}).size(), 6 * sync::kWordBytes);
}

TEST(Codec, TheChannelCanBeReplaced) {
  std::string frame = Encode({1, sync::Heartbeat{5}});
  sync::SetChannel(0xA0B0C0D0, &frame);
  EXPECT_EQ(frame, Encode({0xA0B0C0D0, sync::Heartbeat{5}}));
}

TEST(Codec, AKindToComeIsToldApart) {
  std::string frame = Encode({3, sync::Heartbeat{5}});
  frame[12] = 99;
  const Result<Message> message = Decode(frame);
  ASSERT_TRUE(message.ok());
  EXPECT_EQ(message->kind(), MessageKind::kOther);
  EXPECT_EQ(message->channel, 3u);
}

// An older peer's structs end earlier, a newer one's later.
TEST(Codec, StructsOfOtherLengthsAreRead) {
  std::string frame;
  sync::WordWriter writer(&frame);
  writer.Begin(1, 1);
  writer.U16(2, static_cast<uint16_t>(MessageKind::kAck));
  writer.Begin(1, 0);
  writer.U64(0, 12);
  Result<Message> message = Decode(frame);
  ASSERT_TRUE(message.ok());
  EXPECT_EQ(std::get<sync::Ack>(message->body).position, 12u);
  EXPECT_EQ(std::get<sync::Ack>(message->body).counts, Counts{});

  frame.clear();
  sync::WordWriter longer(&frame);
  longer.Begin(3, 2);
  longer.U16(2, static_cast<uint16_t>(MessageKind::kHeartbeat));
  longer.Begin(4, 3);
  longer.U64(0, 13);
  message = Decode(frame);
  ASSERT_TRUE(message.ok());
  EXPECT_EQ(std::get<sync::Heartbeat>(message->body).position, 13u);
}

TEST(Codec, RefusesWhatIsNoMessage) {
  for (const std::string_view bytes : {std::string_view(""), std::string_view("1234567"),
                                       std::string_view("\0\0\0\0\0\0\0\0", 8)}) {
    EXPECT_EQ(Decode(bytes).status().code(), StatusCode::kInvalidArgument);
  }
}

TEST(Codec, RefusesPointersOutsideAndFarOnes) {
  const std::string frame = Encode({1, sync::Update{9, "1234567", {}, {}}});
  std::string bad = frame;
  bad[0] |= 2;  // a far pointer
  EXPECT_FALSE(Decode(bad).ok());
  bad = frame;
  bad[4] = 100;  // a root of a hundred words
  EXPECT_FALSE(Decode(bad).ok());
  EXPECT_FALSE(Decode(std::string_view(frame).substr(0, frame.size() - 8)).ok());
}

TEST(Codec, RefusesListsThatStateMoreThanTheyHold) {
  std::string frame = Encode({1, sync::Hashes{1, "", {sync::ChainOf{1, {}, {}}}}});
  const size_t tag = frame.size() - 7 * sync::kWordBytes;
  ASSERT_EQ(frame[tag], 1 << 2);
  frame[tag + 3] = 0x7F;  // half a billion elements
  EXPECT_FALSE(Decode(frame).ok());
  frame[tag + 4] = 0;  // of nothing
  EXPECT_FALSE(Decode(frame).ok());
}

TEST(Codec, RefusesTextsThatAreNone) {
  std::string frame = Encode({1, sync::Closed{0, 0, {}, "why"}});
  const size_t at = frame.find("why");
  std::string bad = frame;
  bad[at] = '\xFF';
  EXPECT_FALSE(Decode(bad).ok());
  bad = frame;
  bad[at + 3] = '!';
  EXPECT_FALSE(Decode(bad).ok());
}

// What is said to people may come from anywhere.
TEST(Codec, WordsThatAreNoTextAreReplaced) {
  const Result<Message> closed = Decode(Encode({1, sync::Closed{0, 7, {}, "\xFF"}}));
  ASSERT_TRUE(closed.ok()) << closed.status().ToString();
  EXPECT_EQ(std::get<sync::Closed>(closed->body).retry_after, 7u);
  EXPECT_FALSE(std::get<sync::Closed>(closed->body).message.empty());
  EXPECT_TRUE(Decode(Encode({1, sync::Reject{1, {}, {}, {}, "\xC0", 1}})).ok());
}

TEST(Codec, AnyBytesAreDecodedOrRefusedAtLittleCost) {
  Random random(RunSeed());
  for (size_t i = 0; i < 4000 * BudgetFactor(); ++i) {
    std::string frame = Encode(RandomMessage(KindOf(i % kSendable), random));
    for (size_t k = random.Below(4) + 1; k > 0; --k) {
      frame[random.Below(frame.size())] = static_cast<char>(random.Next());
    }
    frame.resize(frame.size() - (random.OneIn(4) ? random.Below(frame.size()) : 0));
    const AllocationCounter counter;
    const Result<Message> message = Decode(frame);
    if (message.ok() && message->kind() != MessageKind::kOther) (void)Encode(*message);
    EXPECT_LE(counter.peak(), 65536 + 8 * frame.size());
  }
}

}  // namespace
}  // namespace weft::testing
