// Where local insertions anchor: after the last visible element, except after tombstones of this
// replica's own deletion just before. And what that rule is for.
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/documents.h"

namespace weft::testing {
namespace {

std::vector<Operation> Insertions(const Document& document) {
  std::vector<Operation> out;
  for (const Operation& operation : Everything(document).operations) {
    if (operation.kind == OperationKind::kInsertText) out.push_back(operation);
  }
  return out;
}

// Every element anchors to the one before it and to one and the same next: one run of anchors,
// though it is told in pieces, because deletions were made in between.
void ExpectOneRun(const Document& document) {
  const std::vector<Operation> insertions = Insertions(document);
  ASSERT_FALSE(insertions.empty());
  for (size_t i = 1; i < insertions.size(); ++i) {
    const Id before{insertions[i].id.agent, insertions[i].id.seq - 1};
    EXPECT_EQ(insertions[i].prev, before) << i;
    EXPECT_EQ(insertions[i].next, insertions[0].next) << i;
  }
}

TEST(Anchors, TypingIsOneRun) {
  Document document(1);
  for (size_t i = 0; i < 100; ++i) Type(document, i, "x");
  EXPECT_EQ(Everything(document).operations.size(), 1u);
}

TEST(Anchors, ReadingInBetweenChangesNothing) {
  Document document(1);
  for (size_t i = 0; i < 100; ++i) {
    Type(document, i, "x");
    EXPECT_EQ(Read(document).size(), i + 1);
  }
  EXPECT_EQ(Everything(document).operations.size(), 1u);
}

TEST(Anchors, TypeBackspaceTypeStaysOneRun) {
  Document document(1);
  Type(document, 0, "helo");
  Delete(document, 3, 1);
  Type(document, 3, "lo");
  EXPECT_EQ(Read(document), "hello");
  ExpectOneRun(document);
  // Insertion, deletion, insertion: nothing else, and one run of anchors.
  EXPECT_EQ(Everything(document).operations.size(), 3u);
}

TEST(Anchors, BackspacingSeveralTimesStaysOneRunHoweverOftenSomeoneReads) {
  for (bool read : {false, true}) {
    Document document(1);
    Type(document, 0, "abcdef");
    for (size_t end = 6; end > 2; --end) {
      Delete(document, end - 1, 1);
      if (read) Read(document);
    }
    Type(document, 2, "xyz");
    EXPECT_EQ(Read(document), "abxyz");
    ExpectOneRun(document);
    EXPECT_EQ(Everything(document).operations.size(), 3u);
  }
}

// Where the tree happens to cut its leaves must not show: archives say such edits by position.
TEST(Anchors, TypingAfterBackspacingAnchorsAlikeWhereverTheTreeIsCut) {
  Document document(7);
  for (uint32_t i = 0; i < 2000; ++i) {
    const size_t at = i * 7919 % (i + 1);
    Type(document, at, "ab");
    Read(document);
    Delete(document, at + 1, 1);
    Read(document);
    Delete(document, at, 1);
    Read(document);
    const Version before = document.version();
    Type(document, at, "X");
    const OperationSet typed = Taken(document);
    ASSERT_FALSE(typed.operations.empty());
    EXPECT_EQ(typed.operations.back().prev, (Id{7, before.Get(7).creations - 1})) << i;
  }
}

// Forwards the gap moves on with each deletion: what is typed stands behind all of the tombstones.
TEST(Anchors, DeletingForwardSeveralTimesEndsBehindTheLastHoweverOftenSomeoneReads) {
  for (bool read : {false, true}) {
    Document document(1);
    Type(document, 0, "abcdef");
    for (int i = 0; i < 3; ++i) {
      Delete(document, 2, 1);
      if (read) Read(document);
    }
    Type(document, 2, "X");
    EXPECT_EQ(Read(document), "abXf");
    const Operation insertion = Insertions(document).back();
    EXPECT_EQ(insertion.prev, (Id{1, 4})) << read;
    EXPECT_EQ(insertion.next, (Id{1, 5})) << read;
  }
}

TEST(Anchors, BackspacingIsOneRunOfEffectsAndSoIsDeletingForward) {
  Document document(1);
  Type(document, 0, "abcdefgh");
  for (size_t end = 8; end > 4; --end) Delete(document, end - 1, 1);
  for (size_t i = 0; i < 2; ++i) Delete(document, 0, 1);
  EXPECT_EQ(Read(document), "cd");
  const std::vector<Operation> operations = Everything(document).operations;
  ASSERT_EQ(operations.size(), 3u);
  EXPECT_TRUE(operations[1].backward);
  EXPECT_EQ(operations[1].count, 4u);
  EXPECT_EQ(operations[1].target, (Id{1, 4}));
  EXPECT_FALSE(operations[2].backward);
  EXPECT_EQ(operations[2].count, 2u);
  EXPECT_EQ(operations[2].target, (Id{1, 0}));
}

TEST(Anchors, ReplacingASelectionAnchorsBehindIt) {
  Document document(1);
  Type(document, 0, "abcd");
  Delete(document, 1, 2);
  Type(document, 1, "X");
  const Operation insertion = Insertions(document).back();
  EXPECT_EQ(insertion.prev, (Id{1, 2}));
  EXPECT_EQ(insertion.next, (Id{1, 3}));
}

TEST(Anchors, AnotherEditInBetweenEndsTheException) {
  Document document(1);
  Type(document, 0, "abcd");
  Delete(document, 1, 2);
  Type(document, 2, "Z");  // elsewhere
  Type(document, 1, "X");
  const Operation insertion = Insertions(document).back();
  EXPECT_EQ(insertion.prev, (Id{1, 0}));
  EXPECT_EQ(insertion.next, (Id{1, 1}));
}

TEST(Anchors, AnotherOnesOperationInBetweenEndsTheException) {
  Document document(1);
  Type(document, 0, "abcd");
  Delete(document, 1, 2);
  Integrate(document, InsertSet({2, 0}, {1, 3}, kNullId, u"Z"));
  Type(document, 1, "X");
  EXPECT_EQ(Read(document), "aXdZ");
  const Operation insertion = Insertions(document)[1];
  EXPECT_EQ(insertion.prev, (Id{1, 0}));
  EXPECT_EQ(insertion.next, (Id{1, 1}));
}

// One deletes the next paragraph and goes on with the word; another, who has not seen that, writes
// inside the paragraph. Anchored behind the tombstones, the word would be torn apart by "NEW".
TEST(Anchors, GoingOnWithAWordIsNotTornApartByWhatOthersWriteInADeletedParagraph) {
  for (OrderKind order : {OrderKind::kFugueMax, OrderKind::kYata}) {
    Document writer(2, order);
    Type(writer, 0, "para1\npara2");
    Document other(1, order);
    Document deleter(3, order);
    Sync(writer, other);
    Sync(writer, deleter);
    Delete(deleter, 5, 6);
    Sync(deleter, writer);
    Type(writer, 5, "s");
    Type(other, 8, "NEW");
    Meet(writer, other);
    EXPECT_EQ(Read(writer), "para1sNEW");
    EXPECT_EQ(Read(other), "para1sNEW");
  }
}

TEST(Anchors, NorWhenTheDeletionWasOnesOwnButNotJustBefore) {
  Document writer(2);
  Type(writer, 0, "para1\npara2");
  Document other(1);
  Sync(writer, other);
  Delete(writer, 5, 6);
  Type(writer, 0, "> ");
  Type(writer, 7, "s");
  Type(other, 8, "NEW");
  Meet(writer, other);
  EXPECT_EQ(Read(writer), "> para1sNEW");
  EXPECT_EQ(Read(other), "> para1sNEW");
}

TEST(Anchors, LocalInsertionsStandBetweenNeighbours) {
  Document document(1);
  Type(document, 0, "ac");
  Type(document, 1, "b");
  Type(document, 0, "_");
  const std::vector<Operation> insertions = Insertions(document);
  ASSERT_EQ(insertions.size(), 3u);
  EXPECT_EQ(insertions[1].prev, (Id{1, 0}));
  EXPECT_EQ(insertions[1].next, (Id{1, 1}));
  EXPECT_EQ(insertions[2].prev, kNullId);
  EXPECT_EQ(insertions[2].next, (Id{1, 0}));
}

}  // namespace
}  // namespace weft::testing
