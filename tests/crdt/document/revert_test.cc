// Back to what a document was.
#include <string>

#include <gtest/gtest.h>

#include "tests/support/documents.h"

namespace weft {
namespace {

using namespace weft::testing;  // NOLINT

TEST(Revert, TextIsAsItWasAndNothingIsTypedAgain) {
  Document document(7);
  Type(document, 0, "one two");
  const Version then = document.version();
  Delete(document, 0, 4);
  Type(document, 3, " three");
  const uint32_t creations = document.version().Get(7).creations;
  EXPECT_OK(document.RevertTo(then));
  EXPECT_EQ(Read(document), "one two");
  EXPECT_EQ(document.version().Get(7).creations, creations);
  EXPECT_OK(document.CheckInvariants());
}

TEST(Revert, NothingIsDoneWhenNothingDiffers) {
  Document document(7);
  Type(document, 0, "a");
  const Version then = document.version();
  EXPECT_OK(document.RevertTo(then));
  EXPECT_EQ(document.version(), then);
}

TEST(Revert, ValuesMovesAndSumsAreAsTheyWere) {
  Document document(7);
  Map map = document.Map("m");
  EXPECT_OK(map.Set("k", Value("then")));
  EXPECT_OK(map.Set("gone", Value(1)));
  List list = document.List("l");
  for (int64_t i = 0; i < 3; ++i) EXPECT_OK(list.Append(Value(i)));
  EXPECT_OK(document.Counter("c").Add(2));
  Tree tree = document.Tree("t");
  const Id a = *tree.Insert(kNullId, 0);
  const Id b = *tree.Insert(kNullId, 1);
  const Version then = document.version();
  EXPECT_OK(map.Set("k", Value("now")));
  EXPECT_OK(map.Remove("gone"));
  EXPECT_OK(map.Set("new", Value(true)));
  EXPECT_OK(list.Move(0, 2));
  EXPECT_OK(list.Set(0, Value("set")));
  EXPECT_OK(list.Erase(1));
  EXPECT_OK(document.Counter("c").Add(5));
  EXPECT_OK(tree.Move(b, a, 0));
  EXPECT_OK(document.RevertTo(then));
  EXPECT_EQ(map.Get("k"), Value("then"));
  EXPECT_EQ(map.Get("gone"), Value(1));
  EXPECT_FALSE(map.Contains("new"));
  EXPECT_EQ(list.Read(), (std::vector<Value>{Value(0), Value(1), Value(2)}));
  EXPECT_EQ(document.Counter("c").value(), 2);
  EXPECT_EQ(tree.Children(kNullId), (std::vector<Id>{a, b}));
}

TEST(Revert, OthersEditsOfTheSameTimeStay) {
  Document a(1);
  Document b(2);
  Type(a, 0, "base");
  Meet(a, b);
  const Version then = a.version();
  Type(a, 4, " bad");
  Type(b, 0, "> ");  // not here yet
  EXPECT_OK(a.RevertTo(then));
  EXPECT_EQ(Read(a), "base");
  Meet(a, b);
  EXPECT_EQ(Read(a), "> base");
  EXPECT_EQ(Read(b), "> base");
}

// Two who revert the same at once revert it once.
TEST(Revert, TwoRevertsAtOnceComeToOne) {
  Document a(1);
  Document b(2);
  EXPECT_OK(a.Counter("c").Add(1));
  Type(a, 0, "x");
  Meet(a, b);
  const Version then = a.version();
  EXPECT_OK(a.Counter("c").Add(10));
  Type(a, 1, "y");
  Meet(a, b);
  EXPECT_OK(a.RevertTo(then));
  EXPECT_OK(b.RevertTo(then));
  Meet(a, b);
  EXPECT_EQ(Read(a), "x");
  EXPECT_EQ(a.Counter("c").value(), 1);
  EXPECT_EQ(b.Counter("c").value(), 1);
}

TEST(Revert, RootsCanBeLeftAlone) {
  Document document(7);
  Type(document, 0, "a");
  const Version then = document.version();
  Type(document, 1, "b");
  Result<List> list = document.Map("people").MakeList("all");
  EXPECT_OK(list->Append(Value("ann")));
  EXPECT_OK(document.Counter("people").Add(1));
  EXPECT_OK(document.RevertTo(then, {"people"}));
  EXPECT_EQ(Read(document), "a");
  EXPECT_EQ(document.Map("people").GetList("all")->size(), 1u);
  EXPECT_EQ(document.Counter("people").value(), 1);
}

TEST(Revert, IsOneTransaction) {
  Document document(7);
  Type(document, 0, "abc");
  const Version then = document.version();
  Delete(document, 0, 2);
  Type(document, 1, "d");
  EXPECT_OK(document.Map("m").Set("k", Value(1)));
  size_t events = 0;
  document.Observe([&](const Event& event) {
    ++events;
    EXPECT_EQ(event.changes.size(), 2u);
  });
  EXPECT_OK(document.RevertTo(then));
  EXPECT_EQ(events, 1u);
}

TEST(Revert, MakesNoMoreOperationsThanItTakes) {
  Document document(1);
  EXPECT_OK(document.Map("m").Set("k", 1));
  const Version then = document.version();
  EXPECT_OK(document.Map("m").Set("k", 2));
  EXPECT_OK(document.Map("m").Set("new", 3));
  Type(document, 0, "abc");
  EXPECT_OK(document.Text(kNote).Mark(0, 3, "bold", true).status());
  EXPECT_OK(document.RevertTo(then));
  // Two undos, three letters, one mark.
  EXPECT_EQ(document.version().Get(1).effects, 6u);
  EXPECT_EQ(*document.Map("m").Get("k"), Value(1));
}

TEST(Revert, VersionsThatNeverWereAreRefused) {
  Document document(7);
  Type(document, 0, "abc");
  Version version;
  version.Set(9, {1, 0});
  EXPECT_EQ(document.RevertTo(version).code(), StatusCode::kInvalidArgument);
  version = Version();
  version.Set(7, {4, 0});
  EXPECT_EQ(document.RevertTo(version).code(), StatusCode::kOutOfRange);
  EXPECT_EQ(Read(document), "abc");
}

}  // namespace
}  // namespace weft
