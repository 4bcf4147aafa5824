// Deletions and their taking back: every deletion counts, by author, until it is restored.
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/documents.h"

namespace weft::testing {
namespace {

std::vector<EffectId> DeletionIds(const Document& document, Id element, bool restored) {
  std::vector<EffectId> out;
  const Result<std::vector<Deletion>> deletions = document.DeletionsOf(element);
  for (const Deletion& deletion : *deletions) {
    if (deletion.restored == restored) out.push_back(deletion.effect);
  }
  return out;
}

TEST(Restore, BringsTheSameElementsBack) {
  Document document(1);
  Type(document, 0, "abc");
  Delete(document, 1, 1);
  EXPECT_TRUE(document.Restore({1, 0}, 1).ok());
  EXPECT_EQ(Read(document), "abc");
  EXPECT_EQ(*document.Text(kNote).IdAt(1), (Id{1, 1}));
}

TEST(Restore, AnElementDeletedByTwoStaysHiddenUntilBothAreTakenBack) {
  Document a(1);
  Type(a, 0, "abc");
  Document b(2);
  Sync(a, b);
  Delete(a, 0, 2);
  Delete(b, 1, 2);
  Meet(a, b);
  EXPECT_EQ(Read(a), "");
  EXPECT_EQ(DeletionIds(a, {1, 1}, false), (std::vector<EffectId>{{1, 1}, {2, 0}}));

  EXPECT_TRUE(a.Restore({1, 0}, 2).ok());
  Meet(a, b);
  for (Document* document : {&a, &b}) {
    EXPECT_EQ(Read(*document), "a") << "b was deleted by the other one, too";
    EXPECT_EQ(DeletionIds(*document, {1, 1}, true), (std::vector<EffectId>{{1, 1}}));
    EXPECT_EQ(DeletionIds(*document, {1, 1}, false), (std::vector<EffectId>{{2, 0}}));
  }
  EXPECT_TRUE(a.Restore({2, 0}, 2).ok()) << "anyone's deletion can be taken back";
  Meet(a, b);
  EXPECT_EQ(Read(a), "abc");
  EXPECT_EQ(Read(b), "abc");
}

TEST(Restore, TwoWhoTakeBackTheSameDeletionTakeItBackOnce) {
  Document a(1);
  Type(a, 0, "abc");
  Document b(2);
  Delete(a, 1, 1);
  Sync(a, b);
  EXPECT_TRUE(a.Restore({1, 0}, 1).ok());
  EXPECT_TRUE(b.Restore({1, 0}, 1).ok());
  Delete(a, 1, 1);
  Meet(a, b);
  EXPECT_EQ(Read(a), "ac") << "the later deletion is not taken back by the earlier restore";
  EXPECT_EQ(Read(b), "ac");
  EXPECT_EQ(a.DeletionsOf({1, 1})->size(), 2u);
}

TEST(Restore, RestoringAgainChangesNothing) {
  Document document(1);
  Type(document, 0, "abc");
  Delete(document, 1, 1);
  EXPECT_TRUE(document.Restore({1, 0}, 1).ok());
  EXPECT_TRUE(document.Restore({1, 0}, 1).ok());
  EXPECT_EQ(Read(document), "abc");
  EXPECT_TRUE(document.CheckInvariants().ok());
}

TEST(Restore, ALocalDeletionSkipsWhatIsHidden) {
  Document document(1);
  Type(document, 0, "abcd");
  Delete(document, 1, 1);
  Delete(document, 0, 3);
  EXPECT_EQ(Read(document), "");
  EXPECT_EQ(document.DeletionsOf({1, 1})->size(), 1u);
}

TEST(Restore, UnknownDeletionsAreNotFound) {
  Document document(1);
  Type(document, 0, "abc");
  Delete(document, 1, 1);
  EXPECT_EQ(document.Restore({1, 1}, 1).code(), StatusCode::kNotFound);
  EXPECT_EQ(document.Restore({1, 0}, 2).code(), StatusCode::kNotFound);
  EXPECT_EQ(document.Restore({7, 0}, 1).code(), StatusCode::kNotFound);
  EXPECT_EQ(document.Restore({1, 0}, 0xFFFFFFFF).code(), StatusCode::kNotFound);
  EXPECT_EQ(document.Restore({1, 0xFFFFFFFF}, 2).code(), StatusCode::kNotFound);
  EXPECT_EQ(Read(document), "ac");
}

TEST(Restore, ARestoreCannotBeTakenBack) {
  Document document(1);
  Type(document, 0, "abc");
  Delete(document, 1, 1);
  EXPECT_TRUE(document.Restore({1, 0}, 1).ok());
  EXPECT_EQ(document.Restore({1, 1}, 1).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(document.Restore({1, 0}, 2).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Refusal(document, SetOf(RestoreOperation({2, 0}, 0, {1, 1}))),
            StatusCode::kInvalidArgument);
}

TEST(Restore, DeletionsOfAnUnknownElementAreNotFound) {
  Document document(1);
  Type(document, 0, "abc");
  EXPECT_TRUE(document.DeletionsOf({1, 2})->empty());
  EXPECT_EQ(document.DeletionsOf({1, 3}).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(document.DeletionsOf({2, 0}).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(document.DeletionsOf(kNullId).status().code(), StatusCode::kNotFound);
}

TEST(Restore, TextBetweenAndAroundTombstonesKeepsItsPlace) {
  Document a(1);
  Type(a, 0, "one two three");
  Document b(2);
  Sync(a, b);
  Delete(a, 3, 4);
  Type(b, 7, "!");  // behind "two"
  Meet(a, b);
  EXPECT_EQ(Read(a), "one! three");
  EXPECT_TRUE(b.Restore({1, 0}, 4).ok());
  Meet(a, b);
  EXPECT_EQ(Read(a), "one two! three");
  EXPECT_EQ(Read(b), "one two! three");
}

}  // namespace
}  // namespace weft::testing
