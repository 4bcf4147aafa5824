// Who wrote what, and who deleted it.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/documents.h"

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
  }));
  EXPECT_EQ(out, (Lines{"1:1 2:0 1:1 @0", "1:2 1:2 1:2 @1 gone by 2", "1:3 1:3 1:3 @1",
                        "1:0 1:0 2:1 @2"}));
}

}  // namespace
}  // namespace weft
