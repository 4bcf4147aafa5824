// The reader on frames made by hand: in one piece, in pieces of any size, and wrong ones. The bytes
// are also a hostile client's: hostile_bytes_test.cc sends them to a server.
#include "examples/todo_server/web_socket_reader.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "examples/todo_server/test/raw_socket.h"
#include "tests/support/random.h"

namespace weft::todo {
namespace {

using Kind = WebSocketReader::Kind;
using testing::Random;

struct Taken {
  Kind kind;
  std::string payload;
  bool operator==(const Taken&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Taken& taken) {
  return out << "kind " << static_cast<int>(taken.kind) << ", " << taken.payload.size()
             << " bytes: " << taken.payload.substr(0, 40);
}

// What the reader makes of the bytes when at most `most` of them come at a time, or a random part.
std::vector<Taken> Read(const std::string& bytes, size_t most, Random* random = nullptr,
                        size_t limit = 1 << 20) {
  WebSocketReader reader;
  reader.set_limit(limit);
  std::vector<Taken> taken;
  for (size_t at = 0; at < bytes.size();) {
    const std::span<char> space = reader.Space();
    EXPECT_FALSE(space.empty());
    const size_t some = random == nullptr ? most : 1 + random->Below(most);
    const size_t size = std::min({space.size(), some, bytes.size() - at});
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), size, space.begin());
    at += size;
    reader.Took(size);
    for (auto item = reader.Next(); item.kind != Kind::kMore; item = reader.Next()) {
      const bool wrong = item.kind == Kind::kBroken || item.kind == Kind::kTooLong ||
                         item.kind == Kind::kWrongKind;
      taken.push_back({item.kind, wrong ? "" : std::string(item.payload)});
      if (wrong) return taken;
    }
  }
  return taken;
}

std::string Long(size_t size) {
  std::string text(size, '\0');
  for (size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i % 23);
  return text;
}

// Lengths on both sides of every way to write one, and of what fits into the reader's small space.
TEST(WebSocketReader, TakesFramesOfAnyLength) {
  for (const size_t size : {0, 1, 125, 126, 127, 240, 256, 257, 65'535, 65'536, 300'000}) {
    const std::string bytes = Bytes({.payload = Long(size)}) + Bytes({.payload = "next"});
    const std::vector<Taken> expected = {{Kind::kMessage, Long(size)}, {Kind::kMessage, "next"}};
    EXPECT_EQ(Read(bytes, 1 << 20), expected) << size;
    EXPECT_EQ(Read(bytes, 1), expected) << size;
    EXPECT_EQ(Read(bytes, 7), expected) << size;
  }
}

TEST(WebSocketReader, JoinsFragmentsAroundControlFrames) {
  const std::string bytes =
      Bytes({.payload = "one ", .final = false}) + Bytes({.opcode = 9, .payload = "ping"}) +
      Bytes({.opcode = 0, .payload = "", .final = false}) +
      Bytes({.opcode = 0, .payload = Long(500), .final = false}) +
      Bytes({.opcode = 10, .payload = ""}) + Bytes({.opcode = 0, .payload = " end"}) +
      Bytes({.opcode = 8,
             .payload = "\x03\xE8"
                        "bye"});
  const std::vector<Taken> expected = {{Kind::kPing, "ping"},
                                       {Kind::kPong, ""},
                                       {Kind::kMessage, "one " + Long(500) + " end"},
                                       {Kind::kClose,
                                        "\x03\xE8"
                                        "bye"}};
  for (size_t most = 1; most < 40; ++most) EXPECT_EQ(Read(bytes, most), expected) << most;
}

TEST(WebSocketReader, TakesTheSameHoweverItComes) {
  Random random(testing::RunSeed());
  for (int round = 0; round < 200; ++round) {
    std::string bytes;
    std::vector<Taken> expected;
    for (size_t messages = 1 + random.Below(6); messages > 0; --messages) {
      const std::string message = Long(random.Below(random.OneIn(4) ? 70'000 : 400));
      const size_t cut = random.Below(message.size() + 1);
      bytes += Bytes({.payload = message.substr(0, cut), .final = false});
      if (random.OneIn(2)) {
        bytes += Bytes({.opcode = 9, .payload = "p"});
        expected.push_back({Kind::kPing, "p"});
      }
      bytes += Bytes({.opcode = 0, .payload = message.substr(cut)});
      expected.push_back({Kind::kMessage, message});
    }
    EXPECT_EQ(Read(bytes, 1 + random.Below(3'000), &random), expected);
  }
}

TEST(WebSocketReader, RefusesWhatNoClientMaySend) {
  const std::string begun = Bytes({.payload = "begun", .final = false});
  const std::string wrong[] = {
      Bytes({.payload = "no mask", .masked = false}),
      Bytes({.opcode = 3, .payload = "x"}),
      Bytes({.opcode = 11, .payload = "x"}),
      Bytes({.payload = "x", .reserved_bits = 4}),
      Bytes({.payload = "x", .reserved_bits = 1}),
      Bytes({.opcode = 0, .payload = "of no message"}),
      begun + Bytes({.payload = "another"}),
      begun + Bytes({.opcode = 1, .payload = "text"}),
      Bytes({.opcode = 9, .payload = "half", .final = false}),
      Bytes({.opcode = 9, .payload = std::string(126, 'x')}),
      Bytes({.opcode = 8, .payload = "x"}),
      Bytes({.opcode = 8, .payload = std::string("\x00\x01", 2)}),
      Bytes({.opcode = 8, .payload = "\x03\xED"}),  // 1005: never sent
      Bytes({.payload = "x", .claimed_length = UINT64_MAX}),
      std::string("\x82\xFE\x00\x05mask12345", 13),                          // 5 in two bytes
      std::string("\x82\xFF\x00\x00\x00\x00\x00\x00\x00\x05mask12345", 19),  // in eight
  };
  for (size_t i = 0; i < std::size(wrong); ++i) {
    for (const size_t most : {1, 1000}) {
      const std::vector<Taken> taken = Read(wrong[i] + Bytes({.payload = "more"}), most);
      ASSERT_EQ(taken.size(), 1u) << i;
      EXPECT_EQ(taken[0].kind, Kind::kBroken) << i;
    }
  }
}

TEST(WebSocketReader, TellsTextFromWhatBreaksTheRules) {
  for (const size_t most : {1, 1000}) {
    EXPECT_EQ(Read(Bytes({.opcode = 1, .payload = "text"}), most),
              (std::vector<Taken>{{Kind::kWrongKind, ""}}));
  }
}

// Its header is enough: nothing is kept for a message that will be refused.
TEST(WebSocketReader, HoldsMessagesToTheirLimit) {
  constexpr size_t kLimit = 1000;
  const auto read = [&](const std::string& bytes) { return Read(bytes, 64, nullptr, kLimit); };
  EXPECT_EQ(read(Bytes({.payload = Long(kLimit)})),
            (std::vector<Taken>{{Kind::kMessage, Long(kLimit)}}));
  const std::vector<Taken> refused = {{Kind::kTooLong, ""}};
  EXPECT_EQ(read(Bytes({.payload = Long(kLimit + 1)}).substr(0, 8)), refused);
  EXPECT_EQ(read(Bytes({.payload = "x", .claimed_length = uint64_t{1} << 62})), refused);
  EXPECT_EQ(
      read(Bytes({.payload = Long(kLimit), .final = false}) + Bytes({.opcode = 0, .payload = "x"})),
      refused);
}

TEST(WebSocketReader, TakesNoiseOrRefusesIt) {
  Random random(testing::RunSeed());
  for (int round = 0; round < 2'000; ++round) {
    std::string bytes = Bytes({.payload = Long(random.Below(300)), .final = random.OneIn(2)});
    bytes += Bytes({.opcode = static_cast<uint8_t>(random.Below(16)), .payload = Long(20)});
    for (size_t flips = random.Below(6); flips > 0; --flips) {
      bytes[random.Below(bytes.size())] ^= static_cast<char>(1 << random.Below(8));
    }
    const uint64_t seed = random.Below(1 << 30);
    Random one(seed);
    EXPECT_EQ(Read(bytes, 50, &one), Read(bytes, 1 << 20)) << "round " << round;
  }
}

// A server's frames, which have no mask: RFC 6455, 5.7.
TEST(WebSocketReader, WritesHeadersAndControlFrames) {
  const auto header = [](size_t payload) {
    std::string out;
    AppendHeader(Opcode::kBinary, payload, &out);
    return out;
  };
  EXPECT_EQ(header(125), "\x82\x7D");
  EXPECT_EQ(header(256), std::string("\x82\x7E\x01\x00", 4));
  EXPECT_EQ(header(65'536), std::string("\x82\x7F\0\0\0\0\0\x01\0\0", 10));
  EXPECT_EQ(ControlFrame(Opcode::kPong, "Hello"), "\x8A\x05Hello");
  EXPECT_EQ(CloseFrame(1012, "later"), "\x88\x07\x03\xF4later");
}

}  // namespace
}  // namespace weft::todo
