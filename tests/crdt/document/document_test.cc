#include "crdt/document/document.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/documents.h"

namespace weft::testing {
namespace {

TEST(Document, StartsEmpty) {
  Document document(7, OrderKind::kYata);
  EXPECT_EQ(document.agent(), 7u);
  EXPECT_EQ(document.order(), OrderKind::kYata);
  EXPECT_EQ(document.version(), Version());
  EXPECT_EQ(Read(document), "");
  EXPECT_TRUE(document.TextNames().empty());
  EXPECT_TRUE(Everything(document).operations.empty());
  EXPECT_TRUE(document.CheckInvariants().ok());
}

TEST(Document, OrderIsFugueMaxUnlessToldOtherwise) {
  EXPECT_EQ(Document(7).order(), OrderKind::kFugueMax);
}

TEST(Document, AgentsAreSafeIntegersInJavaScript) {
  EXPECT_EQ(Document(kMaxAgent).agent(), (uint64_t{1} << 53) - 1);
  EXPECT_EQ(Document(kSeedAgent).agent(), 0u);
}

TEST(DocumentDeathTest, AnAgentBeyondThatIsTheCallersBug) {
  EXPECT_DEATH(Document(kMaxAgent + 1), "broken invariant");
}

TEST(DocumentDeathTest, SoIsATextNameThatIsTooLongOrNoUtf8) {
  Document document(1);
  EXPECT_DEATH(document.Text(std::string(1025, 'x')), "broken invariant");
  EXPECT_DEATH(document.Text("\xFF"), "broken invariant");
  EXPECT_EQ(document.Text(std::string(1024, 'x')).Read(), "");
}

TEST(Document, TextsAreApartAndNamedOnlyWhenTheyHoldSomething) {
  Document document(1);
  document.Text("empty");
  EXPECT_TRUE(document.Text("b").Insert(0, "bee").ok());
  EXPECT_TRUE(document.Text("\u00E9t\u00E9").Insert(0, "summer").ok());
  EXPECT_TRUE(document.Text("a").Insert(0, "ant").ok());
  EXPECT_EQ(document.Text("b").Read(), "bee");
  EXPECT_EQ(document.Text("a").Read(), "ant");
  EXPECT_EQ(document.Text("a").name(), "a");
  EXPECT_EQ(document.TextNames(), (std::vector<std::string>{"a", "b", "\u00E9t\u00E9"}));

  Document other(2);
  Sync(document, other);
  EXPECT_EQ(other.TextNames(), document.TextNames());
  EXPECT_EQ(other.Text("\u00E9t\u00E9").Read(), "summer");
}

TEST(Document, MovesKeepEverything) {
  Document first(1);
  Type(first, 0, "abc");
  Document second = std::move(first);
  EXPECT_EQ(Read(second), "abc");
  Document third(3);
  third = std::move(second);
  Type(third, 3, "d");
  EXPECT_EQ(Read(third), "abcd");
  EXPECT_EQ(third.agent(), 1u);
}

TEST(Document, TakeLocalGivesEachOperationOnceAndNoOneElses) {
  Document document(1);
  OperationSet set = InsertSet({7, 7}, kNullId, kNullId, u"left over", kNote);
  set = document.TakeLocal();
  EXPECT_TRUE(set.operations.empty()) << "what it held is replaced";
  EXPECT_TRUE(set.text.empty());
  EXPECT_TRUE(set.containers.empty());

  Integrate(document, InsertSet({2, 0}, kNullId, kNullId, u"other", kNote));
  Type(document, 5, "ab");
  EXPECT_EQ(Expand(Taken(document)), Expand(InsertSet({1, 0}, {2, 4}, kNullId, u"ab")));
  EXPECT_TRUE(Taken(document).operations.empty());
  Type(document, 7, "c");
  Delete(document, 0, 1);
  const std::vector<ElementOperation> rest = Expand(Taken(document));
  ASSERT_EQ(rest.size(), 2u);
  EXPECT_EQ(rest[0].id(), (Id{1, 2}));
  EXPECT_EQ(rest[1].target, (Id{2, 0}));
  EXPECT_EQ(rest[1].at, 3u);
}

// A write, a deletion and typing at once, and then the typing goes on.
TEST(Document, TakeLocalGivesSeveralEditsInTheirOrderAndThenWhatGoesOn) {
  Document document(1);
  Type(document, 0, "abcdef");
  const OperationSet first = Taken(document);
  EXPECT_TRUE(document.Map("settings").Set("key", Value(int64_t{7})).ok());
  Delete(document, 1, 2);
  Type(document, 1, "x");
  const OperationSet several = Taken(document);
  ASSERT_EQ(several.operations.size(), 3u);
  EXPECT_EQ(several.operations[0].kind, OperationKind::kWrite);
  EXPECT_EQ(several.operations[1].kind, OperationKind::kErase);
  EXPECT_EQ(several.operations[2].kind, OperationKind::kInsertText);
  Type(document, 2, "y");
  const OperationSet on = Taken(document);
  EXPECT_EQ(Expand(on), Expand(InsertSet({1, 8}, {1, 7}, {1, 3}, u"y", "", 2)));
  EXPECT_TRUE(on.payload.bytes.empty());
  EXPECT_TRUE(on.containers.empty());
  Delete(document, 2, 1);
  EXPECT_EQ(Expand(Taken(document)), Expand(SetOf(EraseOperation({1, 2}, 9, {1, 8}))));

  Document peer(2);
  for (const OperationSet& set : {first, several, on}) Integrate(peer, set);
  Sync(document, peer);
  EXPECT_EQ(Expand(Everything(peer)), Expand(Everything(document)));
  EXPECT_EQ(Read(peer), "axdef");
}

// The short way is open again only for what goes on with the operation taken last.
TEST(Document, TakeLocalOfNothingOrOfTwoKeystrokesAndThenOfOneMore) {
  Document document(1);
  std::vector<ElementOperation> all;
  const auto take = [&] {
    const std::vector<ElementOperation> taken = Expand(Taken(document));
    all.insert(all.end(), taken.begin(), taken.end());
    return taken.size();
  };
  Type(document, 0, "a");
  EXPECT_EQ(take(), 1u);
  Type(document, 1, "b");
  EXPECT_EQ(take(), 1u);
  EXPECT_EQ(take(), 0u);
  Type(document, 2, "c");
  EXPECT_EQ(take(), 1u);
  Type(document, 3, "defghij");
  EXPECT_EQ(take(), 7u);
  for (const size_t keys : {1, 1, 2, 1, 1}) {
    for (size_t i = 0; i < keys; ++i) Delete(document, 2, 1);
    EXPECT_EQ(take(), keys);
  }
  EXPECT_EQ(take(), 0u);
  Delete(document, 2, 1);
  EXPECT_EQ(take(), 1u);
  EXPECT_EQ(all, Expand(Everything(document)));
}

TEST(Document, TakeLocalIncludesTheMiddleOfATransaction) {
  Document document(1);
  std::vector<ElementOperation> taken;
  document.Transact([&] {
    Type(document, 0, "ab");
    taken = Expand(Taken(document));
    Type(document, 2, "c");
  });
  EXPECT_EQ(taken.size(), 2u);
  EXPECT_EQ(Expand(Taken(document)).size(), 1u);
  EXPECT_EQ(Read(document), "abc");
}

TEST(Document, AFailedEditInATransactionUndoesNothing) {
  Document document(1);
  document.Transact([&] {
    Type(document, 0, "ab");
    EXPECT_FALSE(document.Text(kNote).Insert(9, "x").ok());
    Type(document, 2, "c");
  });
  EXPECT_EQ(Read(document), "abc");
}

TEST(Document, DuplicatesAreCountedAndChangeNothing) {
  Document document(9);
  const OperationSet set = InsertSet({1, 0}, kNullId, kNullId, u"abc", kNote);
  EXPECT_EQ(document.Integrate(set)->applied, 3u);
  const Result<Integrated> again = document.Integrate(set);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->applied, 0u);
  EXPECT_EQ(again->duplicate, 3u);
  EXPECT_EQ(Read(document), "abc");
}

TEST(Document, AnEmptySetIsNothing) {
  Document document(9);
  const Result<Integrated> result = document.Integrate({});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->applied + result->duplicate + result->waiting, 0u);
}

TEST(Document, ItsOwnOperationsComeBackAsDuplicates) {
  Document document(1);
  Type(document, 0, "abc");
  const OperationSet set = Taken(document);
  const Result<Integrated> result = document.Integrate(set);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->duplicate, 3u);
  EXPECT_EQ(Read(document), "abc");
}

// A replica that lost its storage gets its own operations back and goes on after them.
TEST(Document, ItsOwnEarlierOperationsCanBeIntegratedFirst) {
  Document before(1);
  Type(before, 0, "abc");
  Delete(before, 1, 1);
  Document after(1);
  Sync(before, after);
  EXPECT_EQ(Read(after), "ac");
  Type(after, 2, "d");
  EXPECT_EQ(Expand(Taken(after)).back().id(), (Id{1, 3}));
  Sync(after, before);
  EXPECT_EQ(Read(before), "acd");
}

}  // namespace
}  // namespace weft::testing
