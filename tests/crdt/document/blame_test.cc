// Who wrote what, and who deleted it.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/allocations.h"
#include "tests/support/documents.h"
#include "tests/support/random.h"

namespace weft {
namespace {

using namespace weft::testing;  // NOLINT

// "1:0+2 ab @0" or, deleted, "1:2+1 (c) @2 by 2:0", "?" for what was taken back.
std::vector<std::string> BlameOf(Document& document) {
  std::vector<std::string> out;
  EXPECT_OK(document.Text(kNote).Blame([&](const BlamedText& range) {
    std::string line = std::to_string(range.id.agent) + ":" + std::to_string(range.id.seq) + "+" +
                       std::to_string(range.count) + " ";
    const std::string text(range.text.begin(), range.text.end());
    line += range.visible ? text : "(" + text + ")";
    line += " @" + std::to_string(range.position);
    for (const BlamedDeletion& deletion : range.deletions) {
      line += " by " + std::to_string(deletion.effect.agent) + ":" +
              std::to_string(deletion.effect.index) + (deletion.backward ? "<" : "") +
              (deletion.restored ? "?" : "");
    }
    out.push_back(line);
  }));
  return out;
}

using Lines = std::vector<std::string>;

TEST(Blame, NamesWhoWroteEachStretch) {
  Document a(1);
  Document b(2);
  Type(a, 0, "abcd");
  Meet(a, b);
  Type(b, 2, "XY");
  Meet(a, b);
  EXPECT_EQ(BlameOf(a), (Lines{"1:0+2 ab @0", "2:0+2 XY @2", "1:2+2 cd @4"}));
  EXPECT_EQ(BlameOf(b), BlameOf(a));
}

TEST(Blame, NamesAllWhoDeletedAStretch) {
  Document a(1);
  Document b(2);
  Type(a, 0, "abcdef");
  Meet(a, b);
  Delete(a, 1, 3);  // bcd
  Delete(b, 2, 3);  // cde
  Meet(a, b);
  EXPECT_EQ(BlameOf(a), (Lines{"1:0+1 a @0", "1:1+1 (b) @1 by 1:0", "1:2+2 (cd) @1 by 1:1 by 2:0",
                               "1:4+1 (e) @1 by 2:2", "1:5+1 f @1"}));
}

TEST(Blame, TellsWhatWasTakenBack) {
  Document a(1);
  Type(a, 0, "abc");
  Delete(a, 0, 3);
  EXPECT_OK(a.Restore(EffectId{1, 1}, 1));
  EXPECT_EQ(BlameOf(a),
            (Lines{"1:0+1 (a) @0 by 1:0", "1:1+1 b @0 by 1:1?", "1:2+1 (c) @1 by 1:2"}));
}

TEST(Blame, BackspacingDeletesTheLastFirst) {
  Document a(1);
  Type(a, 0, "abcd");
  for (size_t at : {3, 2, 1}) Delete(a, at, 1);
  EXPECT_EQ(BlameOf(a), (Lines{"1:0+1 a @0", "1:1+3 (bcd) @1 by 1:0<"}));
}

TEST(Blame, NamesWhoMadeSetMovedAndDeletedAnItem) {
  Document a(1);
  Document b(2);
  List list = a.List("l");
  for (int64_t i = 0; i < 4; ++i) EXPECT_OK(list.Append(Value(i)));
  Meet(a, b);
  EXPECT_OK(b.List("l").Set(1, Value("new")));  // 2:0
  EXPECT_OK(b.List("l").Move(0, 3));            // 2:1
  EXPECT_OK(b.List("l").Erase(1));
  Meet(a, b);
  std::vector<std::string> out;
  const auto name = [](Id id) { return std::to_string(id.agent) + ":" + std::to_string(id.seq); };
  EXPECT_OK(list.Blame([&](const BlamedItem& item) {
    out.push_back(
        name(item.item) + " " + name(item.value) + " " + name(item.place) + " @" +
        std::to_string(item.index) + (item.visible ? "" : " gone") +
        (item.deletions.empty() ? "" : " by " + std::to_string(item.deletions[0].effect.agent)));
    const ItemOrigin origin = *list.OriginOf(item.item);
    EXPECT_EQ(origin.value, item.value);
    EXPECT_EQ(origin.place, item.place);
  }));
  EXPECT_EQ(list.OriginOf({2, 0}).status().code(), StatusCode::kNotFound) << "a write";
  EXPECT_EQ(list.OriginOf({7, 7}).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(a.List("other").OriginOf({1, 1}).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(out, (Lines{"1:1 2:0 1:1 @0", "1:2 1:2 1:2 @1 gone by 2", "1:3 1:3 1:3 @1",
                        "1:0 1:0 2:1 @2"}));
}

// Deletions as others may make them, also of what was deleted long before.
class OverlappingDeletions {
 public:
  explicit OverlappingDeletions(size_t letters) { Type(document_, 0, std::string(letters, 'a')); }

  // By effects from `first` on, of the letters from `seq` on.
  void Add(EffectId first, Seq seq, uint32_t count, bool backward = false) {
    Operation one{};
    one.kind = OperationKind::kErase;
    one.backward = backward;
    one.count = count;
    one.id = Id{first.agent, first.index};
    one.target = Id{1, seq};
    one.next = kNullId;
    one.container = kImpliedContainer;
    set_.operations.push_back(one);
  }
  Document& Made() {
    Integrate(document_, set_);
    set_ = {};
    return document_;
  }

 private:
  Document document_{1};
  OperationSet set_;
};

TEST(Blame, SaysOfEachLetterWhatIsSaidOfItAlone) {
  constexpr uint32_t kLetters = 40;
  Random random(5);
  OverlappingDeletions deletions(kLetters);
  std::vector<uint32_t> effects(5);
  for (size_t i = 0; i < 60; ++i) {
    const size_t who = random.Below(effects.size());
    const auto from = static_cast<uint32_t>(random.Below(kLetters));
    const auto count = static_cast<uint32_t>(1 + random.Below(kLetters - from));
    deletions.Add(EffectId{9 - who, effects[who]}, from, count, count > 1 && random.OneIn(2));
    effects[who] += count;
  }
  Document& document = deletions.Made();
  for (size_t i = 0; i < 30; ++i) {
    const size_t who = random.Below(effects.size());
    const auto from = static_cast<uint32_t>(random.Below(effects[who]));
    const auto count = static_cast<uint32_t>(1 + random.Below(effects[who] - from) % 20);
    EXPECT_OK(document.Restore(EffectId{9 - who, from}, count));
  }
  uint32_t told = 0;
  EXPECT_OK(document.Text(kNote).Blame([&](const BlamedText& range) {
    for (uint32_t i = 0; i < range.count; ++i, ++told) {
      const Result<std::vector<Deletion>> alone =
          document.DeletionsOf(Id{range.id.agent, range.id.seq + i});
      ASSERT_EQ(alone->size(), range.deletions.size());
      for (size_t k = 0; k < alone->size(); ++k) {
        const BlamedDeletion& one = range.deletions[k];
        const uint32_t index = one.effect.index + (one.backward ? range.count - 1 - i : i);
        EXPECT_EQ((*alone)[k].effect, (EffectId{one.effect.agent, index}));
        EXPECT_EQ((*alone)[k].restored, one.restored);
      }
    }
  }));
  EXPECT_EQ(told, kLetters);
}

// Linear in them: with the square it takes many seconds.
TEST(Blame, OneLetterMayBeDeletedByVeryMany) {
  constexpr uint32_t kAgents = 300'000;
  OverlappingDeletions deletions(3);
  for (uint32_t i = 0; i < kAgents; ++i) deletions.Add(EffectId{100 + i, 0}, 1, 1);
  std::vector<size_t> counts;
  EXPECT_OK(deletions.Made().Text(kNote).Blame([&](const BlamedText& range) {
    counts.push_back(range.deletions.size());
    for (size_t i = 0; i < range.deletions.size(); ++i) {
      ASSERT_EQ(range.deletions[i].effect, (EffectId{100 + i, 0}));
    }
  }));
  EXPECT_EQ(counts, (std::vector<size_t>{0, kAgents, 0}));
}

// Each deletes all letters from a later one on: what is told is the square of them, what is held
// meanwhile is not.
TEST(Blame, DeletionsThatOverlapTakeNoMemoryForEachPair) {
  constexpr uint32_t kDeletions = 3000;
  OverlappingDeletions deletions(kDeletions);
  std::vector<uint32_t> first;
  for (uint32_t i = 0, effect = 0; i < kDeletions; ++i) {
    first.push_back(effect);
    deletions.Add(EffectId{7, effect}, i, kDeletions - i);
    effect += kDeletions - i;
  }
  Document& document = deletions.Made();
  const auto expect_told = [&](const BlamedText& range) {
    const uint32_t letter = range.id.seq;
    ASSERT_EQ(range.count, 1u);
    ASSERT_EQ(range.deletions.size(), letter + 1);
    for (uint32_t i = 0; i <= letter; ++i) {
      ASSERT_EQ(range.deletions[i].effect, (EffectId{7, first[i] + letter - i}));
    }
  };
  const AllocationCounter allocations;
  EXPECT_OK(document.Text(kNote).Blame(expect_told));
  EXPECT_LT(allocations.peak(), size_t{kDeletions} * 300);
}

}  // namespace
}  // namespace weft
