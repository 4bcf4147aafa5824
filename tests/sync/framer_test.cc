#include "sync/framer.h"

#include <vector>

#include <gtest/gtest.h>

#include "tests/support/allocations.h"
#include "tests/support/random.h"

namespace weft::testing {
namespace {

using sync::Framed;
using sync::Framer;

struct FramesTaken {
  std::vector<std::string> frames;
  void operator()(std::string_view frame) { frames.emplace_back(frame); }
};

TEST(Framer, WritesTheLengthFirst) {
  EXPECT_EQ(Framed("abc"), std::string("\x03\0\0\0abc", 7));
  EXPECT_EQ(Framed(""), std::string(4, '\0'));
}

TEST(Framer, TakesBytesOneByOne) {
  const std::string stream = Framed("one") + Framed("") + Framed(std::string(300, 'x'));
  FramesTaken taken;
  Framer framer(1000);
  for (const char byte : stream) {
    ASSERT_TRUE(framer.Feed({&byte, 1}, std::ref(taken)).ok());
  }
  EXPECT_EQ(taken.frames, (std::vector<std::string>{"one", "", std::string(300, 'x')}));
  EXPECT_FALSE(framer.InsideFrame());
}

TEST(Framer, PiecesMakeNoDifference) {
  Random random(RunSeed());
  for (size_t round = 0; round < 200 * BudgetFactor(); ++round) {
    std::vector<std::string> frames;
    std::string stream;
    for (size_t i = random.Below(6); i > 0; --i) {
      frames.emplace_back(random.Below(20), static_cast<char>('a' + i));
      stream += Framed(frames.back());
    }
    FramesTaken taken;
    Framer framer(100);
    for (size_t at = 0; at < stream.size();) {
      const size_t count = std::min(stream.size() - at, random.Below(30) + 1);
      ASSERT_TRUE(framer.Feed(std::string_view(stream).substr(at, count), std::ref(taken)).ok());
      at += count;
    }
    EXPECT_EQ(taken.frames, frames);
  }
}

TEST(Framer, KnowsThatAStreamWasCut) {
  const std::string stream = Framed("hello");
  for (size_t cut = 0; cut <= stream.size(); ++cut) {
    FramesTaken taken;
    Framer framer(100);
    ASSERT_TRUE(framer.Feed(std::string_view(stream).substr(0, cut), std::ref(taken)).ok());
    EXPECT_EQ(framer.InsideFrame(), cut > 0 && cut < stream.size()) << cut;
    EXPECT_EQ(taken.frames.size(), cut == stream.size() ? 1u : 0u);
  }
}

TEST(Framer, AStatedLengthAllocatesNothing) {
  FramesTaken taken;
  Framer framer(UINT32_MAX);
  const AllocationCounter counter;
  ASSERT_TRUE(framer.Feed("\xF0\xFF\xFF\x7Fx", std::ref(taken)).ok());
  EXPECT_LE(counter.peak(), 1024u);
}

TEST(Framer, ALongFrameLosesTheStream) {
  FramesTaken taken;
  Framer framer(3);
  const std::string stream = Framed("abc") + Framed("abcd") + Framed("x");
  EXPECT_EQ(framer.Feed(stream, std::ref(taken)).code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(taken.frames, (std::vector<std::string>{"abc"}));
  EXPECT_EQ(framer.Feed(Framed("x"), std::ref(taken)).code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(taken.frames.size(), 1u);
}

}  // namespace
}  // namespace weft::testing
