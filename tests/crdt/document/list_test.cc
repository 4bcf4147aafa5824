// Lists: positions, and what becomes of concurrent edits and moves. The cases of moves are those of
// Kleppmann, "Moving Elements in List CRDTs" (PaPoC 2020).
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/documents.h"
#include "tests/support/object_operation.h"
#include "tests/support/show.h"

namespace weft::testing {
namespace {

constexpr const char* kListName = "list";
const ContainerId kIdOfList(ContainerKind::kList, kListName);

// "a b c", held by two.
class TwoLists : public ::testing::Test {
 protected:
  TwoLists() : a_(1), b_(2) {}

  void Start(const std::string& letters) {
    AppendLetters(a(), letters);
    Meet();
  }
  List a() { return a_.List(kListName); }
  List b() { return b_.List(kListName); }
  void Meet() { weft::testing::Meet(a_, b_); }
  // What both show after they met.
  std::string Both() {
    Meet();
    EXPECT_EQ(Show(a()), Show(b()));
    EXPECT_TRUE(a_.CheckInvariants().ok());
    EXPECT_TRUE(b_.CheckInvariants().ok());
    return Show(a());
  }

  Document a_;
  Document b_;
};

TEST_F(TwoLists, InsertEraseAndSetByIndex) {
  EXPECT_OK(a().Insert(0, "b"));
  EXPECT_OK(a().Insert(0, "a"));
  const std::vector<Value> more = {"c", 4, nullptr};
  EXPECT_OK(a().InsertAll(2, more));
  EXPECT_EQ(Show(a()), "a b c 4 null");
  EXPECT_OK(a().Erase(1, 2));
  EXPECT_OK(a().Set(1, "four"));
  EXPECT_EQ(Show(a()), "a four null");
  EXPECT_EQ(a().size(), 3u);
  EXPECT_EQ(Both(), "a four null");
}

TEST_F(TwoLists, AMovedItemStandsAtTheIndexAskedFor) {
  for (size_t from = 0; from < 5; ++from) {
    for (size_t to = 0; to < 5; ++to) {
      Document document(1);
      List list = document.List(kListName);
      AppendLetters(list, "abcde");
      std::string expected = "abcde";
      const char letter = expected[from];
      expected.erase(from, 1);
      expected.insert(to, 1, letter);
      const Id id = *list.IdAt(from);
      EXPECT_OK(list.Move(from, to));
      std::string got = Show(list);
      got.erase(std::remove(got.begin(), got.end(), ' '), got.end());
      EXPECT_EQ(got, expected) << from << " to " << to;
      EXPECT_EQ(*list.IdAt(to), id);
      EXPECT_EQ(*list.IndexOf(id), to);
    }
  }
}

TEST_F(TwoLists, TwoWhoMoveTheSameItemMoveOneItem) {
  Start("abc");
  EXPECT_OK(a().Move(0, 2));
  EXPECT_OK(b().Move(0, 1));
  EXPECT_EQ(Both(), "b a c") << "equal stamps: the greater agent";
}

TEST_F(TwoLists, WhoSawMoreMovesWins) {
  Start("abcd");
  EXPECT_OK(a().Move(3, 0));
  EXPECT_OK(a().Move(1, 3));  // a, after the move above
  EXPECT_OK(b().Move(0, 1));
  EXPECT_EQ(Both(), "d b c a");
}

TEST_F(TwoLists, TwoWhoMoveDifferentItemsMoveBoth) {
  Start("abcd");
  EXPECT_OK(a().Move(0, 3));
  EXPECT_OK(b().Move(3, 0));
  EXPECT_EQ(Both(), "d b c a");
}

TEST_F(TwoLists, AnItemMovedAndDeletedIsDeleted) {
  Start("abc");
  EXPECT_OK(a().Move(0, 2));
  EXPECT_OK(b().Erase(0));
  EXPECT_EQ(Both(), "b c");
}

TEST_F(TwoLists, ADeletedItemComesBackWhereItWasMoved) {
  Start("abc");
  EXPECT_OK(a().Move(0, 2));
  EXPECT_OK(b().Erase(0));
  EXPECT_EQ(Both(), "b c");
  EXPECT_OK(b_.Restore({2, 0}, 1));
  EXPECT_EQ(Both(), "b c a");
}

// The paper's open problem, as far as moves of single items go: what is inserted between moved
// items stays where it was inserted.
TEST_F(TwoLists, WhatIsInsertedIntoARangeThatMovesItemByItemStays) {
  Start("abcd");
  EXPECT_OK(a().Move(0, 3));  // a and b behind d, in their order
  EXPECT_OK(a().Move(0, 3));
  EXPECT_EQ(Show(a()), "c d a b");
  EXPECT_OK(b().Insert(1, "x"));
  EXPECT_EQ(Both(), "x c d a b");
}

TEST_F(TwoLists, TwoWhoMoveOneRangeElsewhereDoNotDoubleIt) {
  Start("abcd");
  a_.Transact([&] {
    EXPECT_OK(a().Move(0, 3));
    EXPECT_OK(a().Move(0, 3));
  });
  b_.Transact([&] {
    EXPECT_OK(b().Move(1, 2));
    EXPECT_OK(b().Move(0, 1));
  });
  EXPECT_EQ(Show(b()), "c a b d");
  const std::string both = Both();
  std::string letters = both;
  std::sort(letters.begin(), letters.end());
  EXPECT_EQ(letters, "   abcd") << both;
}

TEST_F(TwoLists, AMoveAndASetOfOneItemBothCount) {
  Start("abc");
  EXPECT_OK(a().Move(0, 2));
  EXPECT_OK(b().Set(0, "A"));
  EXPECT_EQ(Both(), "b c A");
}

TEST_F(TwoLists, ConcurrentSetsOfOneItemAllStay) {
  Start("abc");
  EXPECT_OK(a().Set(1, "of a"));
  EXPECT_OK(b().Set(1, "of b"));
  EXPECT_EQ(Both(), "a of b c");
  EXPECT_EQ(Show(a().GetAll(1)), "of b of a");
  EXPECT_EQ(Show(a().GetAll(0)), "a");
  EXPECT_OK(a().Set(1, "again"));
  EXPECT_EQ(Both(), "a again c");
  EXPECT_EQ(Show(b().GetAll(1)), "again");
}

TEST_F(TwoLists, ASetDoesNotSaveADeletedItem) {
  Start("abc");
  EXPECT_OK(a().Erase(1));
  EXPECT_OK(b().Set(1, "B"));
  EXPECT_EQ(Both(), "a c");
  EXPECT_OK(a_.Restore({1, 0}, 1));
  EXPECT_EQ(Both(), "a B c");
}

TEST_F(TwoLists, TwoDeletionsOfOneItemMustBothBeTakenBack) {
  Start("abc");
  EXPECT_OK(a().Erase(1));
  EXPECT_OK(b().Erase(1));
  EXPECT_EQ(Both(), "a c");
  EXPECT_OK(a_.Restore({1, 0}, 1));
  EXPECT_EQ(Both(), "a c");
  EXPECT_OK(a_.Restore({2, 0}, 1));
  EXPECT_EQ(Both(), "a b c");
}

TEST_F(TwoLists, WhatTwoInsertAtOnePlaceIsNotMixed) {
  Start("[]");
  for (const char* letter : {"c", "b", "a"}) EXPECT_OK(a().Insert(1, letter));
  for (const char* letter : {"x", "y", "z"}) EXPECT_OK(b().Insert(b().size() - 1, letter));
  const std::string both = Both();
  EXPECT_TRUE(both == "[ a b c x y z ]" || both == "[ x y z a b c ]") << both;
}

TEST_F(TwoLists, AnInsertionBesideAnItemThatMovesAwayStays) {
  Start("abc");
  EXPECT_OK(a().Move(1, 2));
  EXPECT_OK(b().Insert(2, "x"));  // behind b
  EXPECT_EQ(Both(), "a x c b");
}

TEST_F(TwoLists, WhatIsWrittenInsideAnItemGoesWithIt) {
  Start("ab");
  Text text = *a().InsertText(0);
  EXPECT_OK(text.Insert(0, "hello"));
  Meet();
  EXPECT_OK(a().Move(0, 2));
  EXPECT_OK(b().GetText(0)->Insert(5, " world"));
  Meet();
  EXPECT_EQ(a().GetText(2)->Read(), "hello world");
  EXPECT_EQ(b().GetText(2)->Read(), "hello world");
}

TEST_F(TwoLists, AMoveThatArrivesEarlyWaitsForItsItem) {
  Integrate(a_, PackObjects({MoveOperation({7, 0}, {8, 0}, kIdOfList)}));
  EXPECT_EQ(Show(a()), "");
  EXPECT_EQ(a_.BacklogSize(), 1u);
  Integrate(a_, PackObjects({ItemOperation({8, 0}, kIdOfList, "x")}));
  EXPECT_EQ(Show(a()), "x");
  EXPECT_EQ(a_.BacklogSize(), 0u);
}

TEST_F(TwoLists, AMoveBetweenAnyTwoElementsIsTheSameForAll) {
  Start("abcd");
  // Backwards, and beside its own old place: nobody's handle would do so.
  const OperationSet hostile = PackObjects({MoveOperation({7, 0}, {1, 0}, {1, 3}, {1, 1}),
                                            MoveOperation({7, 1}, {1, 2}, {1, 2}, {1, 2})});
  Integrate(a_, hostile);
  EXPECT_OK(b().Move(3, 0));
  Integrate(b_, hostile);
  Both();
}

TEST_F(TwoLists, IdsStayWhateverHappens) {
  Start("abc");
  const Id b_id = *a().IdAt(1);
  EXPECT_OK(a().Move(1, 0));
  EXPECT_OK(a().Set(0, "B"));
  EXPECT_EQ(*a().IndexOf(b_id), 0u);
  EXPECT_OK(a().Erase(0));
  EXPECT_EQ(a().IndexOf(b_id).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(a().IndexOf(Id{77, 7}).status().code(), StatusCode::kNotFound);
  EXPECT_OK(a().InsertMap(0).status());
  EXPECT_OK(a_.List("other").Append(1));
  const Id in_other = *a_.List("other").IdAt(0);
  EXPECT_EQ(a().IndexOf(in_other).status().code(), StatusCode::kNotFound) << "of another list";
}

TEST_F(TwoLists, ARefusedEditChangesNothing) {
  Start("ab");
  (void)a_.TakeLocal();
  constexpr StatusCode kBeyond = StatusCode::kOutOfRange;
  EXPECT_EQ(a().Insert(3, "x").code(), kBeyond);
  EXPECT_EQ(a().InsertList(3).status().code(), kBeyond);
  EXPECT_EQ(a().Set(2, "x").code(), kBeyond);
  EXPECT_EQ(a().Erase(2).code(), kBeyond);
  EXPECT_EQ(a().Erase(0, 3).code(), kBeyond);
  EXPECT_EQ(a().Erase(1, ~size_t{0}).code(), kBeyond);
  EXPECT_EQ(a().Move(2, 0).code(), kBeyond);
  EXPECT_EQ(a().Move(0, 2).code(), kBeyond);
  EXPECT_EQ(a().Get(2).status().code(), kBeyond);
  const std::vector<Value> values = {"good", "\xC3"};
  EXPECT_EQ(a().InsertAll(0, values).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(a().Insert(0, kIdOfList).code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(a_.TakeLocal().operations.empty());
  EXPECT_EQ(Both(), "a b");
}

}  // namespace
}  // namespace weft::testing
