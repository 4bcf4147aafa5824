// Texts in which much was deleted, in many pieces: positions lead past it.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/actions.h"
#include "tests/support/documents.h"
#include "tests/support/plain_text.h"
#include "tests/support/random.h"

namespace weft::testing {
namespace {

// Of single characters put at random places, so that hardly two stand in one span.
void Scatter(Document& document, size_t count, std::string_view character, Random& random) {
  Text text = document.Text(kNote);
  for (size_t i = 0; i < count; ++i) {
    EXPECT_OK(text.Insert(random.Below(i + 1), character, Unit::kCodePoint));
  }
}

// Most of it goes in large pieces and grows again in small ones.
TEST(Holes, EveryUnitAgreesWithAPlainString) {
  Random random(RunSeed());
  for (size_t run = 0; run < 40 * BudgetFactor(); ++run) {
    SCOPED_TRACE("WEFT_SEED=" + std::to_string(RunSeed()));
    Document document(1);
    Text text = document.Text(kNote);
    std::u16string plain;
    for (size_t edit = 0; edit < 600; ++edit) {
      const std::vector<size_t> places = Boundaries(plain);
      const Unit unit = kAllUnits[random.Below(3)];
      const size_t from = random.OneIn(3) ? 0 : random.Below(places.size());
      const size_t position = PositionIn(unit, plain, places[from]);
      if (edit % 100 < 97) {
        const std::u16string content = ContentFor(random.Next(), 1);
        ASSERT_TRUE(text.Insert(position, ToUtf8(content), unit).ok());
        plain.insert(places[from], content);
      } else {
        const size_t to = std::min(from + random.Below(200), places.size() - 1);
        const size_t end = PositionIn(unit, plain, places[to]);
        ASSERT_TRUE(text.Erase(position, end - position, unit).ok());
        plain.erase(places[from], places[to] - places[from]);
      }
      const std::vector<size_t> now = Boundaries(plain);
      const size_t start = random.Below(now.size());
      const size_t stop = start + random.Below(now.size() - start);
      const size_t at = PositionIn(unit, plain, now[start]);
      ASSERT_EQ(*text.Read(at, PositionIn(unit, plain, now[stop]) - at, unit),
                ToUtf8(plain.substr(now[start], now[stop] - now[start])));
      const StablePosition stable = *text.Stabilize(at, Side::kAfter, unit);
      ASSERT_EQ(*text.Resolve(stable, unit), at);
      if (edit % 20 != 0) continue;
      ASSERT_TRUE(document.CheckInvariants().ok());
    }
    ASSERT_EQ(text.ReadUtf16(), plain);
  }
}

// Each of these went through all that is deleted, step by step: time in the square of the length.
TEST(Holes, WhatIsDeletedCostsNothing) {
  constexpr size_t kLength = 200000;
  Random random(RunSeed());
  Document document(1);
  document.Observe([](const Event&) {});
  Text text = document.Text(kNote);
  Scatter(document, kLength, "x", random);
  for (size_t i = 1; i < kLength; ++i) EXPECT_OK(text.Erase(0, 1));
  EXPECT_EQ(text.Read(), "x");

  EXPECT_OK(text.Insert(0, "a"));
  for (size_t i = 0; i < kLength / 2; ++i) {
    EXPECT_OK(text.Insert(2, "b"));
    EXPECT_OK(text.Erase(1, 1));
    EXPECT_OK(text.Insert(1, "x"));
    EXPECT_OK(text.Erase(2, 1));
    EXPECT_EQ(*text.Read(1, 1), "x");
  }
  EXPECT_EQ(text.Read(), "ax");
}

TEST(Holes, CountingCodePointsDoesNotCountTheWholeText) {
  constexpr size_t kLength = 100000;
  Random random(RunSeed());
  Document document(1);
  Text text = document.Text(kNote);
  Scatter(document, kLength, "\U0001F600", random);
  for (size_t i = 0; i < kLength; ++i) {
    EXPECT_EQ(*text.Read(4 * random.Below(kLength), 4), "\U0001F600");
  }
  // And in one piece.
  Text pasted = document.Text("pasted");
  std::string bytes;
  for (size_t i = 0; i < 10 * kLength; ++i) bytes += "\U0001F600";
  EXPECT_OK(pasted.Insert(0, bytes));
  for (size_t i = 0; i < kLength / 10; ++i) {
    EXPECT_EQ(*pasted.Read(10 * random.Below(kLength), 1, Unit::kCodePoint), "\U0001F600");
  }
}

}  // namespace
}  // namespace weft::testing
