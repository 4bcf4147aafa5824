// A document that shows what another one shows, without its history.
#include "crdt/document/new_generation.h"

#include <regex>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/wire/json_document.h"
#include "tests/support/documents.h"

namespace weft {
namespace {

using namespace weft::testing;  // NOLINT

std::string JsonOf(const Document& document) {
  const Result<std::string> json = WriteJson(document);
  EXPECT_TRUE(json.ok());
  if (!json.ok()) return "";
  // Nodes have other ids, which is all that may differ.
  return std::regex_replace(*json, std::regex(R"("id":"\d+:\d+")"), "");
}

TEST(NewGeneration, ShowsTheSameAndHasNoTombstones) {
  Document document(7);
  Type(document, 0, "Hello \xF0\x9F\x98\x80 secret world");
  EXPECT_OK(document.Text(kNote).Erase(7, 7, Unit::kCodePoint));
  Map map = document.Map("m");
  EXPECT_OK(map.Set("k", Value("old")));
  EXPECT_OK(map.Set("k", Value(1.5)));
  Result<List> list = map.MakeList("list");
  EXPECT_OK(list->Append(Value(true)));
  EXPECT_OK(list->Append(Value("two")));
  EXPECT_OK(list->Set(0, Value("one")));
  EXPECT_OK(list->Move(0, 1));
  EXPECT_OK(list->InsertText(0)->Insert(0, "nested"));
  EXPECT_OK(document.Counter("c").Add(-4));
  Tree tree = document.Tree("t");
  const Id a = *tree.Insert(kNullId, 0);
  const Id b = *tree.Insert(kNullId, 1);
  EXPECT_OK(tree.Data(b)->Set("name", Value("b")));
  EXPECT_OK(tree.Move(b, a, 0));

  const Result<Document> fresh = NewGeneration(document, 9);
  ASSERT_TRUE(fresh.ok()) << fresh.status().ToString();
  EXPECT_OK(fresh->CheckInvariants());
  EXPECT_EQ(JsonOf(*fresh), JsonOf(document));
  // All of it is the seed's, and no deletion is among it.
  ASSERT_EQ(fresh->version().entries().size(), 1u);
  EXPECT_EQ(fresh->version().entries()[0].agent, kSeedAgent);
  EXPECT_EQ(fresh->version().entries()[0].counts.effects, 1u);  // the counter's addition
  EXPECT_EQ(fresh->agent(), 9u);
}

TEST(NewGeneration, KeepsCommentsWhereTheyAre) {
  Document document(7);
  Type(document, 0, "secret one two");
  Text text = document.Text(kNote);
  EXPECT_OK(text.Mark(7, 3, "comment", "first", {Expand::kNone, true}).status());
  EXPECT_OK(text.Mark(9, 5, "comment", "second", {Expand::kNone, true}).status());
  const Result<Id> gone = text.Mark(0, 3, "comment", "gone", {Expand::kNone, true});
  EXPECT_OK(text.RemoveMark(*gone));
  Delete(document, 0, 7);
  Result<Document> fresh = NewGeneration(document, 9);
  ASSERT_TRUE(fresh.ok()) << fresh.status().ToString();
  const std::vector<MarkedRange> marks = fresh->Text(kNote).Marks();
  ASSERT_EQ(marks.size(), 2u);
  EXPECT_EQ(marks[0].value, Value("first"));
  EXPECT_EQ(std::pair(marks[0].start, marks[0].end), std::pair(uint64_t{0}, uint64_t{3}));
  EXPECT_EQ(marks[1].value, Value("second"));
  EXPECT_EQ(std::pair(marks[1].start, marks[1].end), std::pair(uint64_t{2}, uint64_t{7}));
  EXPECT_TRUE(marks[0].several && marks[1].several);
}

TEST(NewGeneration, IsTheSameWhoeverItIsFor) {
  Document document(7);
  Type(document, 0, "abc");
  Delete(document, 1, 1);
  EXPECT_EQ(NewGeneration(document, 9)->version(), NewGeneration(document, kSeedAgent)->version());
  EXPECT_EQ(NewGeneration(document, kMaxAgent + 1).status().code(), StatusCode::kInvalidArgument);
}

TEST(NewGeneration, CopiesAVeryDeepTree) {
  Document document(7);
  Tree tree = document.Tree("t");
  Id node = kNullId;
  for (int i = 0; i < 2000; ++i) node = *tree.Insert(node, 0);
  Result<Document> fresh = NewGeneration(document, 9);
  ASSERT_TRUE(fresh.ok());
  Tree copied = fresh->Tree("t");
  Id at = kNullId;
  int depth = 0;
  for (; copied.ChildCount(at) == 1; ++depth) at = copied.Children(at)[0];
  EXPECT_EQ(depth, 2000);
}

}  // namespace
}  // namespace weft
