#include "crdt/core/utf.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/actions.h"
#include "tests/support/plain_text.h"
#include "tests/support/random.h"

namespace weft::testing {
namespace {

bool Decodes(const std::string& bytes) {
  std::u16string out = u"kept";
  const bool ok = DecodeUtf8(bytes, &out);
  EXPECT_TRUE(ok || out == u"kept") << "a failed decoding left something behind";
  // Bytes are looked at in blocks.
  for (size_t before = 0; before < 40; ++before) {
    const std::string ascii(before, 'a');
    EXPECT_EQ(IsUtf8(ascii + bytes), ok);
    EXPECT_EQ(IsUtf8(ascii + bytes + ascii), ok);
  }
  return ok;
}

// The Unicode Standard, table 3-7: what well-formed UTF-8 may look like, and its nearest misses.
TEST(Utf, IllFormedUtf8IsRefused) {
  EXPECT_TRUE(Decodes(""));
  EXPECT_TRUE(Decodes("\x7F"));
  EXPECT_TRUE(Decodes("\xC2\x80"));
  EXPECT_TRUE(Decodes("\xDF\xBF"));
  EXPECT_TRUE(Decodes("\xE0\xA0\x80"));
  EXPECT_TRUE(Decodes("\xED\x9F\xBF"));
  EXPECT_TRUE(Decodes("\xEF\xBF\xBF"));
  EXPECT_TRUE(Decodes("\xF0\x90\x80\x80"));
  EXPECT_TRUE(Decodes("\xF4\x8F\xBF\xBF"));
  EXPECT_FALSE(Decodes("\x80")) << "a continuation alone";
  EXPECT_FALSE(Decodes("\xC0\x80")) << "over-long";
  EXPECT_FALSE(Decodes("\xC1\xBF")) << "over-long";
  EXPECT_FALSE(Decodes("\xE0\x9F\xBF")) << "over-long";
  EXPECT_FALSE(Decodes("\xF0\x8F\xBF\xBF")) << "over-long";
  EXPECT_FALSE(Decodes("\xED\xA0\x80")) << "a surrogate";
  EXPECT_FALSE(Decodes("\xED\xBF\xBF")) << "a surrogate";
  EXPECT_FALSE(Decodes("\xF4\x90\x80\x80")) << "past U+10FFFF";
  EXPECT_FALSE(Decodes("\xF5\x80\x80\x80")) << "past U+10FFFF";
  EXPECT_FALSE(Decodes("\xFF")) << "never a byte of UTF-8";
  EXPECT_FALSE(Decodes("a\xE4\xB8")) << "cut short";
  EXPECT_FALSE(Decodes("\xE4\xB8z")) << "cut short";
  EXPECT_FALSE(Decodes("\xC3\xC3\xA9")) << "a lead byte twice";
}

TEST(Utf, LoneHalvesAreIllFormedUtf16AndReadAsTheReplacementCharacter) {
  EXPECT_TRUE(WellFormedUtf16(u"a\U0001F600b"));
  EXPECT_FALSE(WellFormedUtf16(u"\xD83D"));
  EXPECT_FALSE(WellFormedUtf16(u"\xDE00"));
  EXPECT_FALSE(WellFormedUtf16(u"\xDE00\xD83D"));
  EXPECT_FALSE(WellFormedUtf16(u"\xD83D\xD83D\xDE00"));
  std::string out = "kept ";
  AppendUtf8(u"a\xD83Dz\xDE00", &out);
  EXPECT_EQ(out, "kept a\uFFFDz\uFFFD");
}

TEST(Utf, ConversionsAgreeWithTheNaiveOnes) {
  Random random(RunSeed());
  for (size_t run = 0; run < 500 * BudgetFactor(); ++run) {
    const std::u16string text = ContentFor(static_cast<uint8_t>(random.Next()), random.Below(40));
    const std::string utf8 = ToUtf8(text);
    std::string encoded;
    AppendUtf8(text, &encoded);
    EXPECT_EQ(encoded, utf8);
    std::u16string decoded;
    EXPECT_TRUE(DecodeUtf8(utf8, &decoded));
    EXPECT_EQ(decoded, text);
    EXPECT_EQ(IsAscii(utf8), utf8.size() == text.size());
    Measures sum;
    for (char16_t unit : text) sum += Measures{1, Utf8Bytes(unit), PointsAt(unit)};
    EXPECT_EQ(sum.bytes, LengthIn(Unit::kUtf8, text));
    EXPECT_EQ(sum.points, LengthIn(Unit::kCodePoint, text));
    if (::testing::Test::HasFailure()) FAIL() << "repeat with WEFT_SEED=" << RunSeed();
  }
}

// Text is looked at in blocks: one odd unit at any place of a text of any length is seen.
TEST(Utf, OneOddUnitAnywhereIsSeen) {
  for (size_t length = 1; length <= 50; ++length) {
    const std::u16string plain(length, u'a');
    const std::string ascii(length, 'a');
    EXPECT_FALSE(HasSurrogates(plain));
    EXPECT_TRUE(WellFormedUtf16(plain));
    EXPECT_TRUE(IsAscii(ascii));
    for (size_t at = 0; at < length; ++at) {
      SCOPED_TRACE(std::to_string(at) + " of " + std::to_string(length));
      std::u16string odd = plain;
      odd[at] = u'\xD83D';
      EXPECT_TRUE(HasSurrogates(odd));
      EXPECT_FALSE(WellFormedUtf16(odd));
      odd.insert(at + 1, 1, u'\xDE00');
      EXPECT_TRUE(WellFormedUtf16(odd));
      EXPECT_TRUE(HasSurrogates(odd));
      odd = plain;
      odd[at] = u'\xFFFD';
      EXPECT_FALSE(HasSurrogates(odd));
      EXPECT_TRUE(WellFormedUtf16(odd));
      std::string bytes = ascii;
      bytes[at] = '\x80';
      EXPECT_FALSE(IsAscii(bytes));
      EXPECT_FALSE(Decodes(bytes));
      std::u16string decoded;
      EXPECT_TRUE(DecodeUtf8(ascii.substr(0, at) + "\u00E9" + ascii.substr(at), &decoded));
      EXPECT_EQ(decoded, plain.substr(0, at) + u"\u00E9" + plain.substr(at));
    }
  }
}

// What positions in bytes are counted by, against what the encoder writes, for every unit there is.
TEST(Utf, BytesOfAUnitAreThoseItTakes) {
  for (uint32_t unit = 1; unit < 0x10000; ++unit) {
    if (unit >= 0xD800 && unit < 0xE000) continue;
    std::string utf8;
    AppendUtf8(std::u16string(1, static_cast<char16_t>(unit)), &utf8);
    ASSERT_EQ(Utf8Bytes(static_cast<char16_t>(unit)), utf8.size()) << unit;
  }
  std::string pair;
  AppendUtf8(u"\U0001F600", &pair);
  EXPECT_EQ(Utf8Bytes(0xD83D) + Utf8Bytes(0xDE00), pair.size());
}

}  // namespace
}  // namespace weft::testing
