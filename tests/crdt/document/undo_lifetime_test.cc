// Whoever is told of steps may end the manager that tells of them.
#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/document/undo_manager.h"
#include "tests/support/documents.h"

namespace weft::testing {
namespace {

class UndoLifetime : public ::testing::TestWithParam<bool> {
 protected:
  Document document_{1};
  std::unique_ptr<UndoManager> undo_ =
      std::make_unique<UndoManager>(&document_, UndoOptions{.clock = {}, .by_hand = GetParam()});
  UndoManager other_{&document_};
};

TEST_P(UndoLifetime, EndsWhileItTellsOfAnEdit) {
  undo_->OnChange([&] { undo_.reset(); });
  document_.Transact([&] { Type(document_, 0, "one"); });
  EXPECT_EQ(undo_, nullptr);
  Type(document_, 3, " two");
  EXPECT_EQ(other_.UndoSteps(), 2u) << "the others are told all the same";
  EXPECT_OK(other_.Undo().status());
  EXPECT_EQ(Read(document_), "one");
}

TEST_P(UndoLifetime, EndsWhileItIsAsked) {
  Type(document_, 0, "one");
  undo_->OnChange([&] { undo_.reset(); });
  // By hand it is asked what keystrokes did, and tells of it.
  EXPECT_TRUE(undo_->CanUndo());
  if (undo_ != nullptr) EXPECT_OK(undo_->Undo().status());
  EXPECT_EQ(undo_, nullptr);
}

TEST_P(UndoLifetime, EndsInAnObserverOfWhatItUndoes) {
  Type(document_, 0, "one");
  size_t told = 0;
  document_.Observe([&](const Event& event) {
    EXPECT_EQ(event.origin, Origin::kUndo);
    undo_.reset();
    ++told;
  });
  const Result<bool> done = undo_->Undo();
  EXPECT_TRUE(done.ok() && *done);
  EXPECT_EQ(told, 1u);
  EXPECT_EQ(Read(document_), "");
}

TEST_P(UndoLifetime, AnotherBeginsWhileOneEnds) {
  std::unique_ptr<UndoManager> next;
  undo_->OnChange([&] {
    undo_.reset();
    next = std::make_unique<UndoManager>(&document_, UndoOptions{});
  });
  document_.Transact([&] { Type(document_, 0, "one"); });
  ASSERT_NE(next, nullptr);
  Type(document_, 3, " two");
  EXPECT_EQ(next->UndoSteps(), 1u);
}

TEST_P(UndoLifetime, WhoIsToldCanBeAnotherFromThenOn) {
  size_t first = 0;
  size_t second = 0;
  undo_->OnChange([&] {
    undo_->OnChange([&second] { ++second; });
    ++first;
  });
  document_.Transact([&] { Type(document_, 0, "one"); });
  document_.Transact([&] { Type(document_, 0, "two"); });
  undo_->Clear();
  EXPECT_EQ(first, 1u);
  EXPECT_GE(second, 1u);
}

// One of those that come after is where the first was.
TEST_P(UndoLifetime, ADocumentReplacedTwiceHasNoStepsOfTheFirst) {
  Type(document_, 0, "one");
  EXPECT_EQ(undo_->UndoSteps(), 1u);
  const DocumentState* const first = &document_.state();
  std::vector<Document> others;  // what else could be there
  others.reserve(100);
  document_ = Document(1);
  for (size_t i = 0; i < 100 && &document_.state() != first; ++i) {
    others.push_back(std::move(document_));
    document_ = Document(1);
  }
  Type(document_, 0, "another");
  EXPECT_FALSE(*undo_->Undo()) << "none of it was seen";
  EXPECT_FALSE(undo_->CanUndo());
  EXPECT_FALSE(undo_->CanRedo());
  Type(document_, 0, "a ");
  EXPECT_EQ(undo_->UndoSteps(), 1u);
  EXPECT_TRUE(*undo_->Undo());
  EXPECT_EQ(Read(document_), "another");
}

TEST_P(UndoLifetime, OutlivesNoDocumentThatItWasMovedFrom) {
  {
    Document gone(2);
    std::swap(document_, gone);
    EXPECT_EQ(undo_->UndoSteps(), 0u);
    Type(gone, 0, "elsewhere");
    EXPECT_EQ(undo_->UndoSteps(), 0u);
  }
  Type(document_, 0, "here");
  EXPECT_EQ(undo_->UndoSteps(), 1u);
}

// Another document stands where the first was when what is not tracked ends.
TEST_P(UndoLifetime, ADocumentReplacedInUntrackedEditsHasNoSteps) {
  Type(document_, 0, "one");
  EXPECT_EQ(undo_->UndoSteps(), 1u);
  undo_->Untracked([&] {
    document_ = Document(1);
    Type(document_, 0, "another");
  });
  EXPECT_EQ(undo_->UndoSteps(), 0u);
  Type(document_, 0, "a ");
  EXPECT_EQ(undo_->UndoSteps(), 1u);
  EXPECT_TRUE(*undo_->Undo());
  EXPECT_EQ(Read(document_), "another");
}

TEST_P(UndoLifetime, AnEndOfUntrackedEditsWithoutABeginDoesNothing) {
  Type(document_, 0, "one");
  undo_->EndUntracked();
  EXPECT_EQ(undo_->UndoSteps(), 1u);
  undo_->Untracked([&] { Type(document_, 0, "not a step "); });
  EXPECT_EQ(undo_->UndoSteps(), 1u);
  EXPECT_TRUE(*undo_->Undo());
  EXPECT_EQ(Read(document_), "not a step ");
}

INSTANTIATE_TEST_SUITE_P(ByTimeOrByHand, UndoLifetime, ::testing::Bool());

}  // namespace
}  // namespace weft::testing
