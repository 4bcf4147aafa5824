// Yata order, in which halves of surrogate pairs may stand alone: positions in every unit.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/documents.h"
#include "tests/support/plain_text.h"
#include "tests/support/random.h"

namespace weft::testing {
namespace {

// Letters of one to four bytes.
std::u16string AnyLetters(Random& random, size_t count) {
  static constexpr std::u16string_view kLetters[] = {u"a", u"\u00E9", u"\u20AC", u"\U0001F600"};
  std::u16string letters;
  for (size_t i = 0; i < count; ++i) letters += kLetters[random.Below(4)];
  return letters;
}

void ExpectPositionsAsCounted(const Text& text, std::u16string_view plain) {
  const std::vector<size_t> boundaries = Boundaries(plain);
  for (const Unit unit : kAllUnits) {
    const size_t length = LengthIn(unit, plain);
    ASSERT_EQ(text.Length(unit), length);
    std::vector<StatusCode> expected(length + 1, StatusCode::kInvalidArgument);
    expected.resize(length + 3, StatusCode::kOutOfRange);
    for (const size_t boundary : boundaries) {
      const size_t position = PositionIn(unit, plain, boundary);
      expected[position] = StatusCode::kOk;
      ASSERT_EQ(*text.Read(0, position, unit), ToUtf8(plain.substr(0, boundary)));
    }
    for (size_t position = 0; position < expected.size(); ++position) {
      ASSERT_EQ(text.Read(position, 0, unit).status().code(), expected[position])
          << "at " << position << " of " << length;
    }
  }
}

TEST(LoneHalves, EveryPositionIsAsCountedInAPlainString) {
  for (size_t run = 0; run < 20 * BudgetFactor(); ++run) {
    SCOPED_TRACE("WEFT_SEED=" + std::to_string(RunSeed()) + ", run " + std::to_string(run));
    Random random(RunSeed() + run);
    Document document(1, OrderKind::kYata);
    Text text = document.Text(kNote);
    std::u16string plain;
    for (uint32_t edit = 0; edit < 12; ++edit) {
      const std::vector<size_t> places = Boundaries(plain);
      const size_t place = random.Below(places.size());
      const Unit unit = kAllUnits[random.Below(3)];
      const std::u16string letters = AnyLetters(random, 1 + random.Below(5));
      ASSERT_TRUE(text.Insert(PositionIn(unit, plain, places[place]), ToUtf8(letters), unit).ok());
      plain.insert(places[place], letters);
      // Somebody who knows no pairs deletes any unit.
      const size_t gone = random.Below(plain.size());
      Integrate(document, SetOf(EraseOperation({2, edit}, 0, *text.IdAt(gone))));
      plain.erase(gone, 1);
      ASSERT_EQ(text.ReadUtf16(), plain);
      ExpectPositionsAsCounted(text, plain);
      if (::testing::Test::HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace weft::testing
