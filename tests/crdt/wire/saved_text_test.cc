// The text of saved documents: pages of all kinds load as they were, and go on being edited.
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/sequence/text_arena.h"
#include "crdt/wire/hash.h"
#include "crdt/wire/saved.h"

namespace weft::testing {
namespace {

constexpr size_t kPage = TextArena::kPageUnits;

// `units` of ASCII that compress well, so that they are decompressed when loaded.
std::string Ascii(size_t units) {
  std::string out;
  while (out.size() < units) out += "to be or not to be ";
  out.resize(units);
  return out;
}

std::string Times(size_t count, const std::string& what) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += what;
  return out;
}

void ExpectSameEdits(Document& a, Document& b) {
  for (Document* document : {&a, &b}) {
    Text text = document->Text("t");
    const size_t length = text.Length(Unit::kUtf16);
    ASSERT_TRUE(text.Insert(length, "an end \u00e9 \u4e2d", Unit::kUtf16).ok());
    ASSERT_TRUE(text.Insert(length / 2, "middle", Unit::kUtf16).ok());
    ASSERT_TRUE(text.Insert(0, Ascii(2 * kPage), Unit::kUtf16).ok());
    ASSERT_TRUE(text.Erase(1, 3, Unit::kUtf16).ok());
  }
  EXPECT_EQ(a.Text("t").Read(), b.Text("t").Read());
  EXPECT_TRUE(b.CheckInvariants().ok());
}

void CheckText(const std::string& content) {
  Document document(7);
  ASSERT_TRUE(document.Text("t").Insert(0, content).ok());
  for (const std::string& bytes : {SaveWorkingFile(document), *SaveArchive(document)}) {
    Result<Document> loaded = LoadDocument(bytes, 7);
    ASSERT_TRUE(loaded.ok()) << loaded.status().ToString();
    EXPECT_EQ(loaded->Text("t").Read(), content);
    EXPECT_EQ(loaded->Text("t").ReadUtf16(), document.Text("t").ReadUtf16());
    Document same = *LoadDocument(bytes, 7);
    ExpectSameEdits(same, *loaded);
  }
}

TEST(SavedText, AsciiOfAnyLength) {
  for (const size_t pages : {1u, 2u, 20u}) {
    for (const size_t units : {pages * kPage - 1, pages * kPage, pages * kPage + 1}) {
      CheckText(Ascii(units));
    }
  }
}

TEST(SavedText, AFewPagesThatAreNotAscii) {
  for (const char* other : {"\u00e9", "\u4e2d", "\U0001F600"}) {
    CheckText(Ascii(20 * kPage) + other + Ascii(10 * kPage));
    CheckText(other + Ascii(20 * kPage - 1));
    CheckText(Ascii(20 * kPage - 1) + other);
  }
}

TEST(SavedText, AFewPagesThatAreAscii) {
  CheckText(Times(20 * kPage, "\u00e9") + Ascii(3 * kPage));
  CheckText(Ascii(2 * kPage) + Times(20 * kPage, "\u4e2d") + Ascii(2 * kPage));
}

// The halves of a pair in two pages.
TEST(SavedText, PairsAcrossPages) {
  CheckText(Ascii(20 * kPage - 1) + Times(kPage, "\U0001F600") + Ascii(5 * kPage));
}

// Text that compresses, but not to nothing.
std::string Sentences(size_t count) {
  static constexpr const char* kWords[] = {"milk ", "bread ", "and ", "butter ", "again ", "tea. "};
  std::mt19937 random(7);
  std::string text;
  for (size_t i = 0; i < count; ++i) text += kWords[random() % std::size(kWords)];
  return text;
}

TEST(SavedText, AQuickFileIsTheSameDocumentInMoreBytes) {
  Document document(1);
  ASSERT_TRUE(document.Text("t").Insert(0, Sentences(20'000)).ok());
  const std::string small = SaveWorkingFile(document);
  const std::string quick = SaveWorkingFile(document, {.quick = true});
  EXPECT_GT(quick.size(), small.size());
  EXPECT_LT(quick.size(), document.Text("t").Read().size() / 2) << "compressed all the same";
  const Result<Document> loaded = LoadDocument(quick, 2);
  ASSERT_TRUE(loaded.ok()) << loaded.status().ToString();
  EXPECT_EQ(DocumentHash(*loaded), DocumentHash(document));
}

}  // namespace
}  // namespace weft::testing
