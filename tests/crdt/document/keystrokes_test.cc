// Bursts of keystrokes, each taken out and taken in on its own: the shortest ways through the
// engine (crdt/core/typing_lane.h) against a plain string and against the history as a whole.
#include <string>

#include <gtest/gtest.h>

#include "tests/support/documents.h"
#include "tests/support/random.h"

namespace weft::testing {
namespace {

// One person at a keyboard: bursts of typing, backspacing and deleting forward, now and then
// somewhere else, now and then several characters at once.
class Typist {
 public:
  Typist(Document* document, uint64_t seed) : document_(*document), random_(seed) {}

  const std::string& text() const { return text_; }
  Random& random() { return random_; }

  void Press() {
    if (random_.OneIn(12)) cursor_ = random_.Below(text_.size() + 1);
    if (random_.OneIn(4)) key_ = random_.Below(3);
    const size_t count = random_.OneIn(10) ? 2 + random_.Below(3) : 1;
    if (key_ == 1 && cursor_ >= count) {
      cursor_ -= count;
      Erase(count);
    } else if (key_ == 2 && text_.size() - cursor_ >= count) {
      Erase(count);
    } else {
      const std::string typed(count, static_cast<char>('a' + random_.Below(26)));
      Type(document_, cursor_, typed);
      text_.insert(cursor_, typed);
      cursor_ += count;
    }
  }

 private:
  void Erase(size_t count) {
    Delete(document_, cursor_, count);
    text_.erase(cursor_, count);
  }

  Document& document_;
  Random random_;
  std::string text_;
  size_t cursor_ = 0;
  size_t key_ = 0;
};

TEST(Keystrokes, ReachAPeerOneByOne) {
  const uint64_t seed = RunSeed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  for (size_t round = 0; round < 3000 * BudgetFactor(); ++round) {
    Document writer(1);
    Document peer(2);
    Typist typist(&writer, seed + round);
    Random& random = typist.random();
    for (int key = 0; key < 60; ++key) {
      typist.Press();
      if (!random.OneIn(6)) Integrate(peer, Taken(writer));
      if (random.OneIn(15)) {
        ASSERT_EQ(Read(writer), typist.text());
      }
      if (random.OneIn(15)) Read(peer);
    }
    Integrate(peer, Taken(writer));
    ASSERT_EQ(Read(writer), typist.text()) << "round " << round;
    ASSERT_EQ(Read(peer), typist.text()) << "round " << round;
    ASSERT_EQ(Expand(Everything(writer)), Expand(Everything(peer))) << "round " << round;
    ASSERT_TRUE(writer.CheckInvariants().ok() && peer.CheckInvariants().ok()) << "round " << round;
  }
}

// "abcdef" by agent 1, taken in by a reader that deletes element 2 for agent 3 and then expects
// what goes on with it.
class Expecting : public ::testing::Test {
 protected:
  Expecting() {
    Integrate(reader, InsertSet({1, 0}, kNullId, kNullId, u"abcdef", kNote));
    Integrate(reader, SetOf(EraseOperation({3, 0}, 0, {1, 2})));
  }
  StatusCode Then(uint32_t effect, Id target) {
    return reader.Integrate(SetOf(EraseOperation({3, effect}, 0, target))).status().code();
  }
  Document reader{9};
};

TEST_F(Expecting, DownwardsToTheFirst) {
  EXPECT_EQ(Then(1, {1, 1}), StatusCode::kOk);
  EXPECT_EQ(Then(2, {1, 0}), StatusCode::kOk);
  EXPECT_EQ(Read(reader), "def");
}

TEST_F(Expecting, UpwardsToTheLast) {
  for (uint32_t effect : {1, 2, 3}) EXPECT_EQ(Then(effect, {1, 2 + effect}), StatusCode::kOk);
  EXPECT_EQ(Read(reader), "ab");
}

TEST_F(Expecting, OneWayAndThenTheOther) {
  EXPECT_EQ(Then(1, {1, 3}), StatusCode::kOk);
  EXPECT_EQ(Then(2, {1, 1}), StatusCode::kOk);
  EXPECT_EQ(Then(3, {1, 0}), StatusCode::kOk);
  EXPECT_EQ(Then(4, {1, 4}), StatusCode::kOk);
  EXPECT_EQ(Read(reader), "f");
}

TEST_F(Expecting, NothingBelowTheFirst) {
  EXPECT_EQ(Then(1, {1, 1}), StatusCode::kOk);
  EXPECT_EQ(Then(2, {1, 0}), StatusCode::kOk);
  EXPECT_EQ(Then(3, {1, 0xFFFFFFFF}), StatusCode::kInvalidArgument);
  EXPECT_EQ(Read(reader), "def");
}

TEST_F(Expecting, NothingAboveTheLast) {
  for (uint32_t effect : {1, 2, 3}) EXPECT_EQ(Then(effect, {1, 2 + effect}), StatusCode::kOk);
  EXPECT_EQ(Then(4, {1, 6}), StatusCode::kOk);
  EXPECT_EQ(reader.BacklogSize(), 1u) << "it waits for the element";
  EXPECT_EQ(Read(reader), "ab");
}

// An agent that deletes its own elements forward comes to one it had not made yet.
TEST_F(Expecting, NobodyDeletesWhatTheyMakeLater) {
  Integrate(reader, SetOf(EraseOperation({1, 0}, 4, {1, 1})));
  const auto then = [this](uint32_t effect, Id target) {
    return reader.Integrate(SetOf(EraseOperation({1, effect}, 4, target))).status().code();
  };
  EXPECT_EQ(then(1, {1, 2}), StatusCode::kOk);
  EXPECT_EQ(then(2, {1, 3}), StatusCode::kOk);
  EXPECT_EQ(then(3, {1, 4}), StatusCode::kInvalidArgument);
  EXPECT_EQ(Read(reader), "aef");
}

}  // namespace
}  // namespace weft::testing
