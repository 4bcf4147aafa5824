// A document forgets what it was before a version.
#include "crdt/wire/drop_history.h"

#include <string>

#include <gtest/gtest.h>

#include "crdt/document/timeline.h"
#include "crdt/wire/json_document.h"
#include "crdt/wire/saved.h"
#include "tests/support/documents.h"

namespace weft {
namespace {

using namespace weft::testing;  // NOLINT

// "secret text", of which "secret " is deleted; then the version; then "TEXT" for "text".
struct Story {
  Document document{7};
  Version start;
  Version then;
  Version later;

  Story() {
    Type(document, 0, "secret text");
    start = document.version();
    Delete(document, 0, 7);
    then = document.version();
    Type(document, 0, "TEXT");
    later = document.version();
    Delete(document, 4, 4);
  }
};

TEST(DropHistory, OlderVersionsAreGoneAndLaterOnesStay) {
  Story story;
  Result<Document> left = DropHistory(story.document, story.then);
  ASSERT_TRUE(left.ok()) << left.status().ToString();
  EXPECT_OK(left->CheckInvariants());
  EXPECT_EQ(left->version(), story.document.version());
  EXPECT_EQ(Read(*left), "TEXT");
  EXPECT_EQ(*left->Text(kNote).ReadAt(story.then), "text");
  EXPECT_EQ(*left->Text(kNote).ReadAt(story.later), "TEXTtext");
  const Status gone = left->Text(kNote).ReadAt(story.start).status();
  EXPECT_EQ(gone.code(), StatusCode::kFailedPrecondition);
  EXPECT_NE(gone.message().find("history before {7: 11+7}"), std::string::npos) << gone.message();
  EXPECT_EQ(left->Diff(story.start, story.later).status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(left->ForkAt(story.later, 8).status().code(), StatusCode::kFailedPrecondition);
  ASSERT_TRUE(left->Diff(story.then, story.later).ok());
}

TEST(DropHistory, WhatWasDeletedIsInNoFile) {
  Story story;
  Result<Document> left = DropHistory(story.document, story.then);
  const SaveOptions plain{.quick = true};
  const auto holds = [&](const Document& document) {
    bool found = false;
    Document copy(9);
    document.state();
    const_cast<Document&>(document).Text(kNote).Visit([&](const Piece& piece) {
      found = found || piece.text.find(u"secret") != piece.text.npos;
    });
    return found;
  };
  EXPECT_TRUE(holds(story.document));
  EXPECT_FALSE(holds(*left));
  Result<Document> again = LoadDocument(SaveWorkingFile(*left, plain), 7);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(Read(*again), "TEXT");
}

TEST(DropHistory, MergesOnWithWhoeverIsPastTheVersion) {
  Story story;
  Document other(9);
  Integrate(other, Everything(story.document));
  Result<Document> left = DropHistory(story.document, story.then);
  Type(other, 4, "!");
  Type(*left, 0, "?");
  Meet(*left, other);
  EXPECT_EQ(Read(*left), "?TEXT!");
  EXPECT_EQ(Read(other), "?TEXT!");
  // But not with one that never saw it.
  EXPECT_EQ(left->OperationsSince({}).status().code(), StatusCode::kFailedPrecondition);
}

TEST(DropHistory, EditsNotTakenYetAreTakenFromTheReplacement) {
  Document document(7);
  Type(document, 0, "ab");
  EXPECT_EQ(Taken(document).operations.size(), 1u);
  Type(document, 2, "c");
  Result<Document> left = DropHistory(document, document.version());
  const OperationSet taken = Taken(*left);
  ASSERT_EQ(taken.operations.size(), 1u);
  EXPECT_EQ(taken.text, u"c");
}

TEST(DropHistory, CanBeDoneAgainUpToNow) {
  Story story;
  Result<Document> once = DropHistory(story.document, story.then);
  Result<Document> twice = DropHistory(*once, once->version());
  ASSERT_TRUE(twice.ok());
  EXPECT_EQ(Read(*twice), "TEXT");
  EXPECT_EQ(twice->Text(kNote).ReadAt(story.later).status().code(),
            StatusCode::kFailedPrecondition);
}

TEST(DropHistory, IsRefusedWhenSomethingLaterTakesBackSomethingEarlier) {
  Story story;
  EXPECT_OK(story.document.Restore(EffectId{7, 0}, 1));
  EXPECT_EQ(DropHistory(story.document, story.then).status().code(),
            StatusCode::kFailedPrecondition);
}

TEST(DropHistory, TimelineBeginsThere) {
  Story story;
  Result<Document> left = DropHistory(story.document, story.then);
  Result<Timeline> timeline = Timeline::OfText(*left, kNote, {TimelineOptions::By::kOperations, 4});
  ASSERT_TRUE(timeline.ok());
  ASSERT_EQ(timeline->size(), 2u);
  TimelineStep step;
  ASSERT_TRUE(timeline->Next(&step));
  EXPECT_EQ(timeline->Read(), "TEXTtext");
  EXPECT_EQ(step.version, story.later);
  ASSERT_TRUE(timeline->Next(&step));
  EXPECT_EQ(timeline->Read(), "TEXT");
}

TEST(DropHistory, ValuesThatWereReplacedAreGone) {
  Document document(7);
  Map map = document.Map("m");
  EXPECT_OK(map.Set("k", Value("old")));
  const Version old = document.version();
  EXPECT_OK(map.Set("k", Value("new")));
  EXPECT_OK(document.Counter("c").Add(3));
  EXPECT_OK(document.List("l").Append(Value(1)));
  EXPECT_OK(document.List("l").Erase(0));
  const Version then = document.version();
  EXPECT_OK(map.Set("k", Value("newest")));
  EXPECT_OK(document.Counter("c").Add(4));
  Result<Document> left = DropHistory(document, then);
  ASSERT_TRUE(left.ok()) << left.status().ToString();
  EXPECT_EQ(left->Diff(old, then).status().code(), StatusCode::kFailedPrecondition);
  const Result<std::vector<Change>> changes = left->Diff(then, left->version());
  ASSERT_TRUE(changes.ok());
  ASSERT_EQ(changes->size(), 2u);
  for (const Change& change : *changes) {
    if (change.counter() != nullptr) {
      EXPECT_EQ(change.counter()->by, 4);
      EXPECT_EQ(change.counter()->value, 7);
    }
  }
}

}  // namespace
}  // namespace weft
