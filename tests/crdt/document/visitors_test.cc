// Visitors that read the document they are shown: also nested texts that nobody has asked for yet,
// which makes places for them.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/documents.h"

namespace weft::testing {
namespace {

constexpr uint32_t kNested = 300;

// A list of empty texts and a note of many pieces, as they came from another replica.
class Visitors : public ::testing::Test {
 protected:
  Visitors() {
    Document author(1);
    for (uint32_t i = 0; i < kNested; ++i) {
      EXPECT_OK(author.List("list").InsertText(i).status());
      texts_.push_back(Id{1, i});
    }
    for (uint32_t i = 0; i < kNested; ++i) {
      Type(author, 0, std::to_string(i % 10));
      note_.insert(note_.begin(), static_cast<char>('0' + i % 10));
    }
    Sync(author, document_);
  }
  void AskFor(size_t index) {
    const Result<Text> text = document_.List("list").GetText(index);
    ASSERT_TRUE(text.ok()) << text.status().ToString();
    asked_.push_back(text->id().creator);
    EXPECT_EQ(text->Read(), "");
  }

  Document document_{2};
  std::vector<Id> texts_;
  std::vector<Id> asked_;
  std::string note_;
  std::string seen_;
};

TEST_F(Visitors, OfAListsBlameReadTheTextsInIt) {
  std::vector<Id> items;
  EXPECT_OK(document_.List("list").Blame([&](const BlamedItem& item) {
    AskFor(item.index);
    items.push_back(item.item);
  }));
  EXPECT_EQ(items, texts_);
  EXPECT_EQ(asked_, texts_);
}

TEST_F(Visitors, OfATextsBlameReadOtherTexts) {
  EXPECT_OK(document_.Text(kNote).Blame([&](const BlamedText& range) {
    AskFor(asked_.size());
    seen_.append(range.text.begin(), range.text.end());
  }));
  EXPECT_EQ(seen_, note_);
  EXPECT_EQ(asked_, texts_);
}

TEST_F(Visitors, OfATextsPiecesReadOtherTexts) {
  document_.Text(kNote).Visit([&](const Piece& piece) {
    AskFor(asked_.size());
    seen_.append(piece.text.begin(), piece.text.end());
  });
  EXPECT_EQ(seen_, note_);
  EXPECT_EQ(asked_, texts_);
}

}  // namespace
}  // namespace weft::testing
