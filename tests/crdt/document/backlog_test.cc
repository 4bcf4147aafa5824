// What arrives before what it depends on waits, is not counted, and says what it waits for.
#include <gtest/gtest.h>

#include "tests/support/documents.h"

namespace weft::testing {
namespace {

Version Of(Agent agent, Counts counts) {
  Version version;
  version.Set(agent, counts);
  return version;
}

TEST(Backlog, AnEarlyInsertionWaitsForItsAnchor) {
  Document document(9);
  const Result<Integrated> early = document.Integrate(InsertSet({2, 0}, {1, 1}, kNullId, u"xyz"));
  ASSERT_TRUE(early.ok());
  EXPECT_EQ(early->applied, 0u);
  EXPECT_EQ(early->waiting, 3u);
  EXPECT_EQ(document.BacklogSize(), 3u);
  EXPECT_EQ(document.version(), Version()) << "the backlog is never counted";
  EXPECT_EQ(document.Missing(), Of(1, {2, 0}));
  EXPECT_EQ(Read(document), "");
  EXPECT_TRUE(Everything(document).operations.empty()) << "nor passed on";

  const Result<Integrated> rest =
      document.Integrate(InsertSet({1, 0}, kNullId, kNullId, u"ab", kNote));
  ASSERT_TRUE(rest.ok());
  EXPECT_EQ(rest->applied, 5u) << "those that left the backlog included";
  EXPECT_EQ(document.BacklogSize(), 0u);
  EXPECT_EQ(document.Missing(), Version());
  EXPECT_EQ(Read(document), "abxyz");
}

TEST(Backlog, AGapInAnAgentsOwnOperationsIsNamed) {
  Document author(1);
  Type(author, 0, "abc");
  const OperationSet first = Taken(author);
  Delete(author, 1, 1);
  const OperationSet second = Taken(author);
  Type(author, 0, "x");
  const OperationSet third = Taken(author);

  Document document(9);
  Integrate(document, third);
  EXPECT_EQ(document.Missing(), Of(1, {3, 1}));
  Integrate(document, first);
  EXPECT_EQ(document.Missing(), Of(1, {0, 1})) << "the insertion waits for the deletion before it";
  EXPECT_EQ(Read(document), "abc");
  EXPECT_EQ(document.version(), Of(1, {3, 0}));
  Integrate(document, second);
  EXPECT_EQ(document.Missing(), Version());
  EXPECT_EQ(Read(document), "xac");
  EXPECT_EQ(document.version(), author.version());
}

TEST(Backlog, EarlyDeletionsAndRestoresWait) {
  Document document(9);
  Integrate(document, SetOf(RestoreOperation({3, 0}, 0, {2, 0})));
  EXPECT_EQ(document.Missing(), Of(2, {0, 1}));
  Integrate(document, SetOf(EraseOperation({2, 0}, 0, {1, 1})));
  EXPECT_EQ(document.Missing().Get(1), (Counts{2, 0}));
  EXPECT_EQ(document.BacklogSize(), 2u);
  Integrate(document, InsertSet({1, 0}, kNullId, kNullId, u"abc", kNote));
  EXPECT_EQ(document.BacklogSize(), 0u);
  EXPECT_EQ(Read(document), "abc");
  EXPECT_EQ(document.DeletionsOf({1, 1})->size(), 1u);
}

// Two deletions that make one run, though the first was answered before what the second hits was
// made: the run must be taken in two parts, from a batch as from the backlog.
TEST(Backlog, ARunOfEffectsMayWaitInItsMiddle) {
  Document typist(2);
  Document eraser(99);
  Type(typist, 0, "a");
  Meet(typist, eraser);
  Delete(eraser, 0, 1);
  Meet(typist, eraser);
  ASSERT_TRUE(typist.Restore({99, 0}, 1).ok());
  Type(typist, 1, "bc");
  Meet(typist, eraser);
  Delete(eraser, 1, 2);
  const OperationSet all = Everything(eraser);
  ASSERT_EQ(all.operations.back().count, 3u) << "one run";

  Document batch(7);
  const Result<Integrated> whole = batch.Integrate(all);
  ASSERT_TRUE(whole.ok());
  EXPECT_EQ(whole->applied, 7u);
  EXPECT_EQ(whole->waiting, 0u);
  EXPECT_EQ(Read(batch), "a");
  EXPECT_EQ(batch.Missing(), Version());

  Document piecemeal(8);
  for (size_t i = all.operations.size(); i-- > 0;) {
    OperationSet one;
    one.operations.push_back(all.operations[i]);
    one.text = all.text;
    one.containers = all.containers;
    Integrate(piecemeal, one);
  }
  EXPECT_EQ(piecemeal.BacklogSize(), 0u);
  EXPECT_EQ(Read(piecemeal), "a");
  EXPECT_EQ(piecemeal.version(), eraser.version());
}

// The second set goes on with the insertion that the first left pending, and so must count.
TEST(Backlog, AKeystrokeInABatchAndAgainAloneIsTakenOnce) {
  Document author(2);
  Type(author, 0, "a");
  const OperationSet first = Taken(author);
  Type(author, 1, "b");
  const OperationSet second = Taken(author);
  const OperationSet both = Everything(author);

  Document document(9);
  Integrate(document, first);
  OperationSet split = first;
  split.operations.push_back(second.operations[0]);
  split.operations[1].text_offset = 1;
  split.text += second.text;
  Integrate(document, split);
  const Result<Integrated> again = document.Integrate(second);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->applied, 0u);
  EXPECT_EQ(again->duplicate, 1u);
  Integrate(document, both);
  EXPECT_EQ(Read(document), "ab");
  EXPECT_EQ(document.version(), Of(2, {2, 0}));
}

TEST(Backlog, WaitingTwiceIsWaitingOnce) {
  Document document(9);
  const OperationSet early = InsertSet({2, 0}, {1, 0}, kNullId, u"xyz");
  Integrate(document, early);
  const Result<Integrated> again = document.Integrate(early);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->waiting, 0u);
  EXPECT_EQ(document.BacklogSize(), 3u);
}

TEST(Backlog, OverlappingPiecesMakeOneWhole) {
  const std::u16string text = u"abcdefgh";
  auto piece = [&text](uint32_t from, uint32_t to) {
    const Id prev = from == 0 ? Id{1, 0} : Id{2, from - 1};
    return InsertSet({2, from}, prev, kNullId, std::u16string_view(text).substr(from, to - from));
  };
  Document document(9);
  for (const OperationSet& set :
       {piece(4, 7), piece(2, 5), piece(6, 8), piece(4, 5), piece(3, 8)}) {
    Integrate(document, set);
  }
  EXPECT_EQ(document.BacklogSize(), 6u);
  Integrate(document, InsertSet({1, 0}, kNullId, kNullId, u"_", kNote));
  EXPECT_EQ(Read(document), "_");
  Integrate(document, piece(0, 3));
  EXPECT_EQ(Read(document), "_abcdefgh");
  EXPECT_EQ(document.BacklogSize(), 0u);
  const Result<Integrated> again = document.Integrate(piece(1, 8));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->duplicate, 7u);
  EXPECT_EQ(again->applied, 0u);
}

TEST(Backlog, ALongChainInReverseComesOutWhole) {
  Document author(1);
  std::vector<OperationSet> changes;
  std::string expected;
  for (size_t i = 0; i < 200; ++i) {
    Type(author, 0, std::string(1, static_cast<char>('a' + i % 26)));
    if (i % 3 == 2) Delete(author, 1, 1);
    changes.push_back(Taken(author));
  }
  Document document(9);
  for (size_t i = changes.size(); i > 1; --i) Integrate(document, changes[i - 1]);
  EXPECT_EQ(document.version(), Version());
  Integrate(document, changes[0]);
  EXPECT_EQ(document.version(), author.version());
  EXPECT_EQ(Read(document), Read(author));
  EXPECT_EQ(document.BacklogSize(), 0u);
}

TEST(Backlog, AgentsThatWaitForEachOtherInTurnComeOutWhole) {
  Document a(1);
  Document b(2);
  std::vector<OperationSet> changes;
  for (size_t i = 0; i < 60; ++i) {
    Document& writer = i % 2 == 0 ? a : b;
    Document& reader = i % 2 == 0 ? b : a;
    Type(writer, i, "x");
    changes.push_back(Taken(writer));
    Integrate(reader, changes.back());
  }
  Document document(9);
  for (size_t i = changes.size(); i > 0; --i) Integrate(document, changes[i - 1]);
  EXPECT_EQ(document.version(), a.version());
  EXPECT_EQ(document.BacklogSize(), 0u);
}

// Of each agent an insertion and a deletion wait, for different things: each is looked at when its
// own need is met. If both were told again each time, this would never end.
TEST(Backlog, InsertionsAndDeletionsThatWaitForEachOtherInTurnComeOutWhole) {
  Document a(1);
  Document b(2);
  std::vector<OperationSet> of_a;
  std::vector<OperationSet> of_b;
  for (size_t i = 0; i < 2000; ++i) {
    Document& writer = i % 2 == 0 ? a : b;
    Type(writer, 0, "x");
    if (i > 0) Delete(writer, 1, 1);  // the other one's
    (i % 2 == 0 ? of_a : of_b).push_back(Taken(writer));
    Integrate(i % 2 == 0 ? b : a, (i % 2 == 0 ? of_a : of_b).back());
  }
  Document document(9);
  for (const OperationSet& set : of_a) Integrate(document, set);
  EXPECT_EQ(document.version().Get(2), Counts{});
  for (const OperationSet& set : of_b) Integrate(document, set);
  EXPECT_EQ(document.version(), a.version());
  EXPECT_EQ(Read(document), Read(a));
  EXPECT_EQ(document.BacklogSize(), 0u);
}

// A copy of an older state goes on under its agent: what others have answered to it comes first.
TEST(Backlog, WhatWaitsForOnesOwnEditsComesOutWithTheNextSet) {
  Document document(9);
  Type(document, 0, "a");
  Integrate(document, InsertSet({2, 0}, {9, 1}, kNullId, u"x"));
  EXPECT_EQ(document.BacklogSize(), 1u);
  Type(document, 1, "b");
  Integrate(document, InsertSet({3, 0}, {9, 0}, {9, 1}, u"y"));
  EXPECT_EQ(document.BacklogSize(), 0u);
  EXPECT_EQ(Read(document), "aybx");
}

TEST(Backlog, WhatIsReadyInASetDoesNotWaitForTheRest) {
  Document document(9);
  OperationSet set = InsertSet({1, 0}, kNullId, kNullId, u"ab", kNote);
  set.operations.push_back(InsertOperation(&set, {2, 0}, {3, 0}, kNullId, u"x"));
  const Result<Integrated> result = document.Integrate(set);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->applied, 2u);
  EXPECT_EQ(result->waiting, 1u);
  EXPECT_EQ(Read(document), "ab");
}

// What proves invalid only when its turn comes is dropped, with what its agent said after it; the
// rest of the document goes on.
TEST(Backlog, AWaitingOperationThatTurnsOutInvalidHarmsNobodyElse) {
  Document document(9);
  Integrate(document, InsertSet({66, 0}, {1, 1}, kNullId, u"x"));  // prev will be a high half
  Integrate(document, InsertSet({66, 1}, {1, 0}, kNullId, u"y"));
  Integrate(document, InsertSet({2, 0}, {1, 2}, kNullId, u"z"));
  Integrate(document, InsertSet({1, 0}, kNullId, kNullId, u"a\U0001F600", kNote));
  EXPECT_EQ(Read(document), "a\U0001F600z");
  EXPECT_EQ(document.version().Get(66), Counts{});
  EXPECT_EQ(document.BacklogSize(), 0u);
  EXPECT_TRUE(document.CheckInvariants().ok());
}

// The room for what waits is bounded, so what is dropped must make room: creations and effects.
TEST(Backlog, WhatIsDroppedTakesNoRoom) {
  Document document(9);
  Integrate(document, InsertSet({66, 0}, {1, 1}, kNullId, u"xy"));  // prev will be a high half
  Integrate(document, SetOf(EraseOperation({66, 0}, 2, {66, 0}, 2)));
  EXPECT_EQ(document.BacklogSize(), 4u);
  Integrate(document, InsertSet({1, 0}, kNullId, kNullId, u"a\U0001F600", kNote));
  EXPECT_EQ(document.BacklogSize(), 0u);
  EXPECT_EQ(document.Missing(), Version());
}

}  // namespace
}  // namespace weft::testing
