// Our frames through Cap'n Proto's own library: it reads what we write, and we read what it writes.
//
// The library copies every field of a frame into a message of its own, by the schema: what we then
// decode must be what we encoded. A field at another place than the schema says would be lost or
// changed on the way.
#include <capnp/message.h>
#include <capnp/schema.h>
#include <capnp/serialize.h>
#include <gtest/gtest.h>
#include <protocol.capnp.h>

#include <cstring>
#include <vector>

#include "sync/codec.h"
#include "tests/support/messages.h"

namespace weft::testing {
namespace {

using sync::Message;

// Copied, and so aligned.
std::vector<capnp::word> WordsOf(const std::string& frame) {
  std::vector<capnp::word> words(frame.size() / sizeof(capnp::word));
  std::memcpy(words.data(), frame.data(), frame.size());
  return words;
}

std::string BytesOf(kj::ArrayPtr<const capnp::word> words) {
  return {reinterpret_cast<const char*>(words.begin()), words.size() * sizeof(capnp::word)};
}

template <class Check>
void ReadByCapnp(const std::string& frame, Check check) {
  const std::vector<capnp::word> words = WordsOf(frame);
  const kj::ArrayPtr<const capnp::word> segment(words.data(), words.size());
  const kj::ArrayPtr<const capnp::word> segments[] = {segment};
  capnp::SegmentArrayMessageReader reader(kj::arrayPtr(segments, 1));
  check(reader.getRoot<Frame>());
}

TEST(CapnProto, CopiesEveryMessageUnchanged) {
  Random random(RunSeed());
  for (size_t i = 0; i < 3600 * BudgetFactor(); ++i) {
    const auto kind = static_cast<sync::MessageKind>(i % (sync::kMessageKinds - 1));
    const std::string frame = sync::Encode(RandomMessage(kind, random));
    ReadByCapnp(frame, [&](Frame::Reader root) {
      EXPECT_EQ(static_cast<size_t>(root.which()), static_cast<size_t>(kind));
      // The canonical form: preorder, trailing zeros left out, one segment.
      const kj::Array<capnp::word> theirs = capnp::canonicalize(root);
      const Result<Message> again = sync::Decode(BytesOf(theirs));
      ASSERT_TRUE(again.ok()) << again.status().ToString();
      EXPECT_EQ(sync::Encode(*again), frame) << Name(kind);
    });
  }
}

TEST(CapnProto, ReadsFieldsByTheirNames) {
  ReadByCapnp(sync::Encode({5, sync::Reject{1, {2, 3}, {4, 5}, sync::Refusal::kPolicy, "no", 6}}),
              [](Frame::Reader root) {
                EXPECT_EQ(root.getChannel(), 5u);
                const auto reject = root.getReject();
                EXPECT_EQ(reject.getAgent(), 1u);
                EXPECT_EQ(reject.getAcceptedCreations(), 2u);
                EXPECT_EQ(reject.getAcceptedEffects(), 3u);
                EXPECT_EQ(reject.getEndCreations(), 4u);
                EXPECT_EQ(reject.getEndEffects(), 5u);
                EXPECT_EQ(reject.getReason(), Refusal::POLICY);
                EXPECT_EQ(reject.getAttempt(), 6u);
                EXPECT_STREQ(reject.getMessage().cStr(), "no");
              });
  const sync::Open sent{"list", 9, 8, 7, {6, 5}, 4, 3, true, {{2, {1, 0}}}, {10, 11}};
  ReadByCapnp(sync::Encode({1, sent}), [](Frame::Reader root) {
    const auto open = root.getOpen();
    EXPECT_STREQ(open.getDocument().cStr(), "list");
    EXPECT_EQ(open.getGeneration(), 9u);
    EXPECT_EQ(open.getPosition(), 8u);
    EXPECT_EQ(open.getAgent(), 7u);
    EXPECT_EQ(open.getCreations(), 6u);
    EXPECT_EQ(open.getEffects(), 5u);
    EXPECT_EQ(open.getAttempt(), 4u);
    EXPECT_EQ(open.getNumbers(), 3u);
    EXPECT_TRUE(open.getWhole());
    ASSERT_EQ(open.getVersion().size(), 1u);
    EXPECT_EQ(open.getVersion()[0].getAgent(), 2u);
    EXPECT_EQ(open.getVersion()[0].getCreations(), 1u);
    EXPECT_EQ(open.getSecret0(), 10u);
    EXPECT_EQ(open.getSecret1(), 11u);
  });
}

TEST(CapnProto, WritesWhatWeRead) {
  capnp::MallocMessageBuilder builder;
  Frame::Builder root = builder.initRoot<Frame>();
  root.setChannel(3);
  auto presence = root.initPresence();
  presence.setAgent(11);
  presence.setTtl(12);
  presence.setPrincipal("ann");
  presence.setData(capnp::Data::Reader(reinterpret_cast<const kj::byte*>("cursor"), 6));
  const auto segments = builder.getSegmentsForOutput();
  ASSERT_EQ(segments.size(), 1u);
  const Result<Message> message = sync::Decode(BytesOf(segments[0]));
  ASSERT_TRUE(message.ok()) << message.status().ToString();
  EXPECT_EQ(message->channel, 3u);
  const auto& read = std::get<sync::Presence>(message->body);
  EXPECT_EQ(read.agent, 11u);
  EXPECT_EQ(read.ttl, 12u);
  EXPECT_EQ(read.principal, "ann");
  EXPECT_EQ(read.data, "cursor");
}

// The names and numbers of the schema's kinds and enums are ours.
TEST(CapnProto, NamesAreTheSchemas) {
  const capnp::StructSchema frame = capnp::Schema::from<Frame>();
  ASSERT_EQ(frame.getUnionFields().size() + 1, sync::kMessageKinds);
  for (const auto field : frame.getUnionFields()) {
    const auto kind = static_cast<sync::MessageKind>(field.getProto().getDiscriminantValue());
    EXPECT_EQ(Name(kind), field.getProto().getName().cStr());
  }
  for (const auto value : capnp::Schema::from<Refusal>().getEnumerants()) {
    EXPECT_EQ(Name(static_cast<sync::Refusal>(value.getOrdinal())),
              value.getProto().getName().cStr());
  }
  for (const auto value : capnp::Schema::from<CloseReason>().getEnumerants()) {
    EXPECT_EQ(Name(static_cast<sync::CloseReason>(value.getOrdinal())),
              value.getProto().getName().cStr());
  }
  for (const auto value : capnp::Schema::from<Rights>().getEnumerants()) {
    EXPECT_EQ(Name(static_cast<sync::Rights>(value.getOrdinal())),
              value.getProto().getName().cStr());
  }
}

}  // namespace
}  // namespace weft::testing
