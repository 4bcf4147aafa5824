// Text: positions in three units, what is out of range, and stable positions.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/actions.h"
#include "tests/support/documents.h"
#include "tests/support/plain_text.h"
#include "tests/support/random.h"

namespace weft::testing {
namespace {

// a é 中 😀 b: 1+2+3+4+1 bytes, 1+1+1+2+1 UTF-16 units, 5 code points.
constexpr std::string_view kMixed = "a\u00E9\u4E2D\U0001F600b";

Document Mixed() {
  Document document(1);
  Type(document, 0, kMixed);
  return document;
}

TEST(Text, LengthsInThreeUnits) {
  Document document = Mixed();
  const Text text = document.Text(kNote);
  EXPECT_EQ(text.Length(), 11u);
  EXPECT_EQ(text.Length(Unit::kUtf8), 11u);
  EXPECT_EQ(text.Length(Unit::kUtf16), 6u);
  EXPECT_EQ(text.Length(Unit::kCodePoint), 5u);
  EXPECT_EQ(text.Read(), kMixed);
  EXPECT_EQ(text.ReadUtf16(), u"a\u00E9\u4E2D\U0001F600b");
}

TEST(Text, APositionIsTheSamePlaceInEveryUnit) {
  const std::u16string mixed = u"a\u00E9\u4E2D\U0001F600b";
  for (Unit unit : kAllUnits) {
    for (size_t boundary : Boundaries(mixed)) {
      Document document = Mixed();
      std::u16string expected = mixed;
      expected.insert(boundary, u"X");
      EXPECT_TRUE(document.Text(kNote).Insert(PositionIn(unit, mixed, boundary), "X", unit).ok());
      EXPECT_EQ(document.Text(kNote).ReadUtf16(), expected);
    }
  }
}

TEST(Text, UnitsOfOneTextAreNotConfusedByAnother) {
  Document document = Mixed();
  Text plain = document.Text("plain");
  EXPECT_TRUE(plain.Insert(0, "ascii").ok());
  EXPECT_TRUE(plain.Insert(2, "-").ok());
  EXPECT_TRUE(plain.Erase(0, 1, Unit::kCodePoint).ok());
  EXPECT_EQ(plain.Read(), "s-cii");
  EXPECT_EQ(plain.Length(), 5u);
}

TEST(Text, PositionsBeyondTheEndAreOutOfRange) {
  for (Unit unit : kAllUnits) {
    Document document = Mixed();
    Text text = document.Text(kNote);
    const size_t length = text.Length(unit);
    EXPECT_EQ(text.Insert(length + 1, "x", unit).code(), StatusCode::kOutOfRange);
    EXPECT_EQ(text.Insert(~size_t{0}, "x", unit).code(), StatusCode::kOutOfRange);
    EXPECT_EQ(text.Insert(~size_t{0}, "\u00E9", unit).code(), StatusCode::kOutOfRange);
    EXPECT_EQ(text.Erase(0, length + 1, unit).code(), StatusCode::kOutOfRange);
    EXPECT_EQ(text.Erase(length, 1, unit).code(), StatusCode::kOutOfRange);
    EXPECT_EQ(text.Erase(length + 1, 0, unit).code(), StatusCode::kOutOfRange);
    EXPECT_EQ(text.Erase(1, ~size_t{0}, unit).code(), StatusCode::kOutOfRange);
    EXPECT_EQ(text.Read(0, length + 1, unit).status().code(), StatusCode::kOutOfRange);
    EXPECT_EQ(text.Read(1, ~size_t{0}, unit).status().code(), StatusCode::kOutOfRange);
    EXPECT_EQ(text.Stabilize(length + 1, Side::kBefore, unit).status().code(),
              StatusCode::kOutOfRange);
    EXPECT_EQ(text.Read(), kMixed);
  }
  Document document = Mixed();
  EXPECT_EQ(document.Text(kNote).IdAt(6).status().code(), StatusCode::kOutOfRange);
  EXPECT_EQ(document.Text(kNote).Insert(7, u"x").code(), StatusCode::kOutOfRange);
}

TEST(Text, PositionsInsideACodePointAreRefused) {
  Document document = Mixed();
  Text text = document.Text(kNote);
  for (size_t inside : {2, 4, 5, 7, 8, 9}) {
    EXPECT_EQ(text.Insert(inside, "x").code(), StatusCode::kInvalidArgument) << inside;
    EXPECT_EQ(text.Erase(inside, 0).code(), StatusCode::kInvalidArgument) << inside;
    EXPECT_EQ(text.Erase(0, inside).code(), StatusCode::kInvalidArgument) << inside;
    EXPECT_EQ(text.Read(0, inside).status().code(), StatusCode::kInvalidArgument) << inside;
    EXPECT_EQ(text.Stabilize(inside, Side::kAfter).status().code(), StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(text.Insert(4, u"x").code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(text.Erase(3, 1, Unit::kUtf16).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(text.Read(), kMixed);
  EXPECT_TRUE(Taken(document).operations.size() == 1);
}

TEST(Text, EmptyEditsAreNoOperations) {
  Document document(1);
  EXPECT_TRUE(document.Text(kNote).Insert(0, "").ok());
  EXPECT_TRUE(document.Text(kNote).Insert(0, u"").ok());
  EXPECT_TRUE(document.Text(kNote).Erase(0, 0).ok());
  EXPECT_TRUE(Taken(document).operations.empty());
  Type(document, 0, "\u00E9");
  EXPECT_TRUE(document.Text(kNote).Insert(2, "").ok());
  EXPECT_TRUE(document.Text(kNote).Erase(2, 0).ok());
  EXPECT_EQ(document.Text(kNote).Insert(1, "").code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(document.Text(kNote).Insert(9, "").code(), StatusCode::kOutOfRange);
}

TEST(Text, NulAndOtherControlsAreText) {
  Document document(1);
  const std::string_view text("a\0b\n\x7F\uFEFF\uFFFF", 11);
  Type(document, 0, text);
  EXPECT_EQ(Read(document), text);
}

TEST(Text, VisitShowsTombstonesInPlace) {
  Document document(1);
  Type(document, 0, "abc");
  Delete(document, 1, 1);
  Integrate(document, InsertSet({2, 0}, {1, 1}, {1, 2}, u"xy"));
  std::vector<std::string> pieces;
  document.Text(kNote).Visit([&pieces](const Piece& piece) {
    pieces.push_back(ToString(piece.id) + (piece.visible ? " " : " hidden ") + ToUtf8(piece.text));
  });
  EXPECT_EQ(pieces, (std::vector<std::string>{"1-0 a", "1-1 hidden b", "2-0 xy", "1-2 c"}));
}

// Long texts edited at random places, every unit against a plain string.
TEST(Text, AgreesWithAPlainStringInEveryUnit) {
  Random random(RunSeed());
  for (size_t run = 0; run < 10 * BudgetFactor(); ++run) {
    Document document(1);
    Text text = document.Text(kNote);
    std::u16string plain;
    for (size_t edit = 0; edit < 300; ++edit) {
      const std::vector<size_t> places = Boundaries(plain);
      const Unit unit = kAllUnits[random.Below(3)];
      const size_t from = random.Below(places.size());
      if (plain.size() < 20 || !random.OneIn(3)) {
        const std::u16string content = ContentFor(random.Next(), 1 + random.Below(8));
        const size_t position = PositionIn(unit, plain, places[from]);
        ASSERT_TRUE(text.Insert(position, ToUtf8(content), unit).ok());
        plain.insert(places[from], content);
      } else {
        const size_t to = std::min(from + random.Below(9), places.size() - 1);
        const size_t position = PositionIn(unit, plain, places[from]);
        const size_t end = PositionIn(unit, plain, places[to]);
        ASSERT_TRUE(text.Erase(position, end - position, unit).ok());
        plain.erase(places[from], places[to] - places[from]);
      }
      if (!random.OneIn(4)) continue;
      ASSERT_EQ(text.Length(unit), LengthIn(unit, plain)) << "WEFT_SEED=" << RunSeed();
      ASSERT_EQ(text.ReadUtf16(), plain) << "WEFT_SEED=" << RunSeed();
    }
    ASSERT_TRUE(document.CheckInvariants().ok());
  }
}

TEST(StablePosition, TakesTheSideItWasGiven) {
  Document document(1);
  Type(document, 0, "ab");
  Text text = document.Text(kNote);
  const StablePosition before = *text.Stabilize(1, Side::kBefore);
  const StablePosition after = *text.Stabilize(1, Side::kAfter);
  EXPECT_EQ(before, (StablePosition{{1, 0}, Side::kBefore}));
  EXPECT_EQ(after, (StablePosition{{1, 1}, Side::kAfter}));
  Type(document, 1, "XY");
  EXPECT_EQ(*text.Resolve(before), 1u);
  EXPECT_EQ(*text.Resolve(after), 3u);
}

TEST(StablePosition, TheEdgesOfTheTextHaveNoElement) {
  Document document(1);
  Text text = document.Text(kNote);
  const StablePosition start = *text.Stabilize(0, Side::kBefore);
  const StablePosition end = *text.Stabilize(0, Side::kAfter);
  EXPECT_EQ(start, (StablePosition{kNullId, Side::kBefore}));
  EXPECT_EQ(end, (StablePosition{kNullId, Side::kAfter}));
  Type(document, 0, "ab");
  EXPECT_EQ(*text.Resolve(start), 0u);
  EXPECT_EQ(*text.Resolve(end), 2u);
}

TEST(StablePosition, SurvivesTheDeletionOfItsElementAndItsRestoring) {
  Document document(1);
  Type(document, 0, "abcdef");
  Text text = document.Text(kNote);
  const StablePosition before = *text.Stabilize(3, Side::kBefore);  // behind c
  const StablePosition after = *text.Stabilize(3, Side::kAfter);    // in front of d
  Delete(document, 1, 4);
  EXPECT_EQ(*text.Resolve(before), 1u);
  EXPECT_EQ(*text.Resolve(after), 1u);
  EXPECT_TRUE(document.Restore({1, 0}, 4).ok());
  EXPECT_EQ(*text.Resolve(before), 3u);
  EXPECT_EQ(*text.Resolve(after), 3u);
}

TEST(StablePosition, MeansTheSameOnEveryReplicaAndInEveryUnit) {
  Document a(1);
  Type(a, 0, kMixed);
  Document b(2);
  Sync(a, b);
  const StablePosition position = *a.Text(kNote).Stabilize(4, Side::kAfter, Unit::kCodePoint);
  EXPECT_TRUE(b.Text(kNote).Insert(0, "\U0001F600").ok());
  EXPECT_EQ(*b.Text(kNote).Resolve(position), 14u);
  EXPECT_EQ(*b.Text(kNote).Resolve(position, Unit::kUtf16), 7u);
  EXPECT_EQ(*b.Text(kNote).Resolve(position, Unit::kCodePoint), 5u);
}

TEST(StablePosition, OfAnUnknownElementOrAnotherTextIsSaidToBeSo) {
  Document document(1);
  Type(document, 0, "ab");
  Text other = document.Text("other");
  EXPECT_EQ(other.Resolve({{1, 0}, Side::kBefore}).status().code(),
            StatusCode::kFailedPrecondition);
  EXPECT_EQ(other.Resolve({{1, 2}, Side::kBefore}).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(other.Resolve({{3, 0}, Side::kAfter}).status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace weft::testing
