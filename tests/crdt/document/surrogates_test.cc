// Surrogate pairs: a pair is two consecutive seqs of one insertion. In fugue-max whatever would
// part the halves is refused; in yata order a lone half reads as U+FFFD, as in Yjs.
#include <gtest/gtest.h>

#include "tests/support/documents.h"

namespace weft::testing {
namespace {

constexpr Agent kOther = 2;
constexpr Id kHigh{1, 1};
constexpr Id kLow{1, 2};

// "a😀b" by agent 1: units a, high, low, b with seqs 0 to 3.
Document Smile(OrderKind order = OrderKind::kFugueMax) {
  Document document(9, order);
  Integrate(document, InsertSet({1, 0}, kNullId, kNullId, u"a\U0001F600b", kNote));
  return document;
}

TEST(Surrogates, AnUnpairedHalfIsRefused) {
  Document document = Smile();
  for (std::u16string_view text : {u"\xD83D", u"\xDE00", u"x\xD83D", u"\xDE00x", u"\xDE00\xD83D"}) {
    EXPECT_EQ(Refusal(document, InsertSet({kOther, 0}, kHigh, kNullId, text)),
              StatusCode::kInvalidArgument);
    EXPECT_EQ(Refusal(document, InsertSet({kOther, 0}, kNullId, kNullId, text, kNote)),
              StatusCode::kInvalidArgument);
    EXPECT_EQ(document.Text(kNote).Insert(0, text).code(), StatusCode::kInvalidArgument);
  }
}

TEST(Surrogates, AnAnchorInsideAPairIsRefused) {
  Document document = Smile();
  EXPECT_EQ(Refusal(document, InsertSet({kOther, 0}, kHigh, {1, 3}, u"x")),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(Refusal(document, InsertSet({kOther, 0}, kHigh, kLow, u"x")),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(Refusal(document, InsertSet({kOther, 0}, {1, 0}, kLow, u"x")),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(Refusal(document, InsertSet({kOther, 0}, kNullId, kLow, u"x")),
            StatusCode::kInvalidArgument);
  // Prev may be the low half and next the high one: those are outside.
  Integrate(document, InsertSet({kOther, 0}, kLow, {1, 3}, u"y"));
  Integrate(document, InsertSet({3, 0}, {1, 0}, kHigh, u"x"));
  EXPECT_EQ(Read(document), "ax\U0001F600yb");
}

TEST(Surrogates, AnAnchorInsideAPairOfTheSameSetIsRefused) {
  Document document(9);
  OperationSet set = InsertSet({1, 0}, kNullId, kNullId, u"\U0001F600", kNote);
  set.operations.push_back(InsertOperation(&set, {kOther, 0}, {1, 0}, kNullId, u"x"));
  EXPECT_EQ(Refusal(document, set), StatusCode::kInvalidArgument);
}

TEST(Surrogates, DeletingHalfAPairIsRefused) {
  Document document = Smile();
  EXPECT_EQ(Refusal(document, SetOf(EraseOperation({kOther, 0}, 0, kHigh))),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(Refusal(document, SetOf(EraseOperation({kOther, 0}, 0, kLow))),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(Refusal(document, SetOf(EraseOperation({kOther, 0}, 0, {1, 0}, 2))),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(Refusal(document, SetOf(EraseOperation({kOther, 0}, 0, kLow, 2, true))),
            StatusCode::kInvalidArgument);
  Integrate(document, SetOf(EraseOperation({kOther, 0}, 0, kHigh, 2, true)));
  EXPECT_EQ(Read(document), "ab");
}

// One who backspaces towards the pair, element by element, comes to its low half next.
TEST(Surrogates, BackspacingOverHalfAPairOnlyIsRefused) {
  Document document = Smile();
  Integrate(document, SetOf(EraseOperation({1, 0}, 4, {1, 3})));
  // Nothing is read in between: the document may expect the next element down.
  const Result<Integrated> half = document.Integrate(SetOf(EraseOperation({1, 1}, 4, kLow)));
  EXPECT_EQ(half.status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Read(document), "a\U0001F600");
}

// An agent's own order has no moment between the halves of what it inserted at once: given on, the
// insertion would be cut there.
TEST(Surrogates, AnEffectBetweenTheHalvesOfItsAgentsPairIsRefused) {
  for (Agent other : {Agent{1}, kOther}) {  // two agents: not the way of a single author
    Document document = Smile();
    Integrate(document, InsertSet({kOther, 0}, kLow, kNullId, u"x"));
    EXPECT_EQ(Refusal(document, SetOf(EraseOperation({1, 0}, 2, {other, 0}))),
              StatusCode::kInvalidArgument);
    OperationSet set = SetOf(EraseOperation({1, 0}, 2, {other, 0}));
    set.operations.push_back(EraseOperation({kOther, 0}, 1, {1, 3}));
    EXPECT_EQ(Refusal(document, set), StatusCode::kInvalidArgument);
    Integrate(document, SetOf(EraseOperation({1, 0}, 3, {other, 0})));
  }
  Document fresh(9);
  OperationSet set = InsertSet({1, 0}, kNullId, kNullId, u"a\U0001F600b", kNote);
  set.operations.push_back(EraseOperation({1, 0}, 2, {1, 0}));
  EXPECT_EQ(Refusal(fresh, set), StatusCode::kInvalidArgument);
}

TEST(Surrogates, RestoringHalfAPairIsRefused) {
  for (bool backward : {false, true}) {
    Document document = Smile();
    Integrate(document, SetOf(EraseOperation({kOther, 0}, 0, {1, 0}, 4, backward)));
    EXPECT_EQ(Read(document), "");
    for (uint32_t effect : {1, 2}) {
      EXPECT_EQ(Refusal(document, SetOf(RestoreOperation({3, 0}, 0, {kOther, effect}))),
                StatusCode::kInvalidArgument);
      EXPECT_EQ(document.Restore({kOther, effect}, 1).code(), StatusCode::kInvalidArgument);
    }
    EXPECT_EQ(document.Restore({kOther, 0}, 2).code(), StatusCode::kInvalidArgument);
    EXPECT_EQ(document.Restore({kOther, 2}, 2).code(), StatusCode::kInvalidArgument);
    EXPECT_TRUE(document.Restore({kOther, 1}, 2).ok());
    EXPECT_EQ(Read(document), "\U0001F600");
  }
}

// One agent deletes the pair twice: effects high, low, high, low. Taking back the middle two would
// be half of each deletion; with the first two taken back as well only the high half would show.
TEST(Surrogates, RestoringHalvesOfTwoDeletionsOfOnePairIsRefused) {
  Document document = Smile();
  Integrate(document, SetOf(EraseOperation({kOther, 0}, 0, kHigh, 2)));
  Integrate(document, SetOf(EraseOperation({kOther, 2}, 0, kHigh, 2)));
  EXPECT_EQ(Refusal(document, SetOf(RestoreOperation({3, 0}, 0, {kOther, 1}, 2))),
            StatusCode::kInvalidArgument);
  EXPECT_TRUE(document.Restore({kOther, 0}, 2).ok());
  EXPECT_EQ(Read(document), "ab");
  EXPECT_TRUE(document.Restore({kOther, 2}, 2).ok());
  EXPECT_EQ(Read(document), "a\U0001F600b");
}

TEST(Surrogates, AVersionInsideAPairIsNoVersion) {
  Document document = Smile();
  auto code = [&document](Counts counts) {
    Version version;
    version.Set(1, counts);
    return document.OperationsSince(version).status().code();
  };
  EXPECT_EQ(code({1, 0}), StatusCode::kOk);
  EXPECT_EQ(code({2, 0}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({3, 0}), StatusCode::kOk);
}

TEST(Surrogates, AVersionInsideThePairsDeletionIsNoVersion) {
  Document document = Smile();
  Integrate(document, SetOf(EraseOperation({kOther, 0}, 0, {1, 0}, 4)));
  auto code = [&document](Counts counts) {
    Version version;
    version.Set(kOther, counts);
    return document.OperationsSince(version).status().code();
  };
  EXPECT_EQ(code({0, 1}), StatusCode::kOk);
  EXPECT_EQ(code({0, 2}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({0, 3}), StatusCode::kOk);
}

// A pair cut in two operations: each piece alone is refused, whatever has come before it.
TEST(Surrogates, APairMayNotBeCut) {
  Document document(9);
  Integrate(document, InsertSet({1, 0}, kNullId, kNullId, u"a", kNote));
  EXPECT_EQ(Refusal(document, InsertSet({1, 1}, {1, 0}, kNullId, u"\xD83D")),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(Refusal(document, InsertSet({1, 2}, {1, 1}, kNullId, u"\xDE00")),
            StatusCode::kInvalidArgument);
}

TEST(Surrogates, BackspacingOverAPairDeletesBothHalvesAndTheRunCanTravel) {
  Document document(1);
  Type(document, 0, "a\U0001F600b");
  for (size_t bytes : {1, 4, 1}) {
    Delete(document, document.Text(kNote).Length() - bytes, bytes);
  }
  EXPECT_EQ(Read(document), "");
  Document other(2);
  Sync(document, other);
  EXPECT_EQ(other.version(), document.version());
  for (uint32_t seq = 0; seq < 4; ++seq) EXPECT_EQ(other.DeletionsOf({1, seq})->size(), 1u);
}

TEST(Surrogates, InYataOrderALoneHalfReadsAsTheReplacementCharacter) {
  Document document = Smile(OrderKind::kYata);
  Integrate(document, SetOf(EraseOperation({kOther, 0}, 0, kHigh)));
  EXPECT_EQ(Read(document), "a\uFFFDb");
  EXPECT_EQ(document.Text(kNote).ReadUtf16(), u"a\xDE00\x62");
  EXPECT_EQ(document.Text(kNote).Length(Unit::kUtf16), 3u);
}

TEST(Surrogates, InYataOrderPositionsCountALoneHalfAsItReads) {
  for (Id deleted : {kHigh, kLow}) {
    Document document = Smile(OrderKind::kYata);
    Integrate(document, SetOf(EraseOperation({kOther, 0}, 0, deleted)));
    Text text = document.Text(kNote);
    EXPECT_EQ(text.Length(), 5u) << "U+FFFD takes three bytes";
    EXPECT_EQ(text.Length(Unit::kCodePoint), 3u);
    const Result<std::string> half = text.Read(1, 3);
    ASSERT_TRUE(half.ok()) << half.status().ToString();
    EXPECT_EQ(*half, "\uFFFD");
    EXPECT_TRUE(text.Insert(4, "x").ok());
    EXPECT_EQ(text.Read(), "a\uFFFDxb");
    EXPECT_TRUE(text.Insert(2, "y", Unit::kCodePoint).ok());
    EXPECT_EQ(text.Read(), "a\uFFFDyxb");
  }
}

TEST(Surrogates, InYataOrderAnInsertionInsideAPairPartsIt) {
  Document document = Smile(OrderKind::kYata);
  Integrate(document, InsertSet({kOther, 0}, kHigh, kLow, u"x"));
  EXPECT_EQ(Read(document), "a\uFFFDx\uFFFDb");
  EXPECT_EQ(document.Text(kNote).ReadUtf16(), u"a\xD83Dx\xDE00\x62");
}

}  // namespace
}  // namespace weft::testing
