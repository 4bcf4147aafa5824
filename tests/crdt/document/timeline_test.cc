// The history of a text as steps.
#include "crdt/document/timeline.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/document/undo_manager.h"
#include "crdt/wire/drop_history.h"
#include "crdt/wire/saved.h"
#include "tests/support/document_picture.h"
#include "tests/support/documents.h"
#include "tests/support/naive_marks.h"
#include "tests/support/picture_mirror.h"

namespace weft {
namespace {

using namespace weft::testing;  // NOLINT
using By = TimelineOptions::By;

std::vector<TimelineStep> StepsOf(Document& document, const TimelineOptions& options) {
  Result<Timeline> timeline = Timeline::OfText(document, kNote, options);
  EXPECT_TRUE(timeline.ok());
  std::vector<TimelineStep> steps;
  std::u16string text;
  for (TimelineStep step; timeline->Next(&step);) {
    steps.push_back(step);
    size_t at = 0;
    for (const DeltaStep& change : step.delta.steps) {
      if (change.kind == DeltaStep::Kind::kErase) text.erase(at, change.count);
      if (change.kind == DeltaStep::Kind::kInsert) text.insert(at, change.text);
      if (change.kind != DeltaStep::Kind::kErase) at += change.count;
    }
    // Its steps add up, and say what the version was.
    EXPECT_EQ(timeline->Read(), *document.Text(kNote).ReadAt(step.version));
    EXPECT_EQ(timeline->Read(), std::string(text.begin(), text.end()));
  }
  EXPECT_EQ(timeline->size(), steps.size());
  return steps;
}

TEST(Timeline, StepsAreOfTheLengthAskedFor) {
  Document document(7);
  Type(document, 0, "abcde");
  Delete(document, 1, 3);
  const std::vector<TimelineStep> steps = StepsOf(document, {By::kOperations, 3});
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[0].delta.steps[0].text, u"abc");
  // "de" came and one unit went.
  EXPECT_EQ(steps[1].operations, 3u);
  EXPECT_EQ(steps[2].operations, 2u);
  EXPECT_EQ(steps[2].version, document.version());
}

TEST(Timeline, AtMostSoManyStepsInAll) {
  Document document(7);
  Type(document, 0, std::string(100, 'x'));
  EXPECT_EQ(StepsOf(document, {By::kSteps, 10}).size(), 10u);
  EXPECT_EQ(StepsOf(document, {By::kSteps, 7}).size(), 7u);
  EXPECT_EQ(StepsOf(document, {By::kSteps, 1000}).size(), 100u);
  EXPECT_EQ(StepsOf(document, {By::kSteps, 1}).size(), 1u);
}

TEST(Timeline, OneStepForEachTurnOfAnAuthor) {
  Document a(1);
  Document b(2);
  Type(a, 0, "hello");
  Meet(a, b);
  Type(b, 5, " world");
  Meet(a, b);
  Delete(a, 0, 5);
  const std::vector<TimelineStep> steps = StepsOf(a, {By::kAuthors, 1000});
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[0].authors, std::vector<Agent>{1});
  EXPECT_EQ(steps[1].authors, std::vector<Agent>{2});
  EXPECT_EQ(steps[2].authors, std::vector<Agent>{1});
}

TEST(Timeline, WhatCameAndWentWithinAStepDoesNotShow) {
  Document document(7);
  Type(document, 0, "abc");
  Delete(document, 0, 3);
  const std::vector<TimelineStep> steps = StepsOf(document, {By::kSteps, 1});
  ASSERT_EQ(steps.size(), 1u);
  EXPECT_TRUE(steps[0].delta.steps.empty());
}

TEST(Timeline, OtherTextsAreNotCounted) {
  Document document(7);
  for (int i = 0; i < 10; ++i) {
    Type(document, 0, "n");
    EXPECT_OK(document.Text("other").Insert(0, "ooo"));
    EXPECT_OK(document.Text("other").Erase(0, 1));
  }
  EXPECT_EQ(StepsOf(document, {By::kOperations, 2}).size(), 5u);
}

TEST(Timeline, NoStepEndsInsideASurrogatePair) {
  Document document(7);
  const std::string smile = "\xF0\x9F\x98\x80";
  Type(document, 0, smile + smile + smile);
  EXPECT_OK(document.Text(kNote).Erase(1, 1, Unit::kCodePoint));
  EXPECT_OK(document.Text(kNote).Erase(0, 1, Unit::kCodePoint));
  Result<Timeline> timeline = Timeline::OfText(document, kNote, {By::kOperations, 1});
  std::vector<std::string> texts;
  for (TimelineStep step; timeline->Next(&step);) {
    texts.push_back(timeline->Read());
    EXPECT_EQ(texts.back(), *document.Text(kNote).ReadAt(step.version));
  }
  EXPECT_EQ(texts, (std::vector<std::string>{smile, smile + smile, smile + smile + smile,
                                             smile + smile, smile}));
}

// The texts of its steps, each of which a fork reads too.
std::vector<std::string> TextsOf(Document& document, const TimelineOptions& options) {
  std::vector<std::string> texts;
  Result<Timeline> timeline = Timeline::OfText(document, kNote, options);
  for (TimelineStep step; timeline->Next(&step);) {
    texts.push_back(timeline->Read());
    Result<Document> fork = document.ForkAt(step.version, 9);
    EXPECT_OK(fork.status());
    EXPECT_EQ(fork.ok() ? Read(*fork) : "refused", texts.back());
  }
  return texts;
}

TEST(Timeline, NoStepEndsInsideASurrogatePairThatComesBack) {
  const std::string smile = "\xF0\x9F\x98\x80";
  for (const OrderKind order : {OrderKind::kFugueMax, OrderKind::kYata}) {
    Document document(7, order);
    UndoManager undo(&document);
    Type(document, 0, smile + smile);
    const Version then = document.version();
    EXPECT_TRUE(*undo.Undo());
    EXPECT_TRUE(*undo.Redo());
    Delete(document, 0, 8);
    EXPECT_OK(document.RevertTo(then));
    const std::vector<std::string> each = {
        smile, smile + smile, smile, "", smile, smile + smile, smile, "", smile, smile + smile};
    const std::vector<std::string> texts = TextsOf(document, {By::kOperations, 1});
    ASSERT_EQ(texts.size(), each.size());
    for (size_t i = 0; i < each.size(); ++i) EXPECT_EQ(texts[i].size(), each[i].size());
    EXPECT_EQ(TextsOf(document, {By::kAuthors, 1}), texts);
    for (const uint64_t count : {1u, 2u, 3u, 5u, 100u}) {
      for (const std::string& text : TextsOf(document, {By::kSteps, count})) {
        EXPECT_EQ(text.find("\xEF\xBF\xBD"), text.npos);
      }
    }
    Result<Timeline> all = Timeline::OfDocument(document, {By::kOperations, 1});
    EXPECT_EQ(all->size(), each.size());
  }
}

TEST(Timeline, InYataOrderHalvesThatStandAloneAreStepsOfTheirOwn) {
  const std::u16string smile = u"\U0001F600";
  Document document(7, OrderKind::kYata);
  Integrate(document, InsertSet({1, 0}, kNullId, kNullId, smile.substr(0, 1), kNote));
  Integrate(document, InsertSet({2, 0}, {1, 0}, kNullId, smile.substr(1)));
  Integrate(document, SetOf(EraseOperation({1, 0}, 1, {1, 0})));
  Integrate(document, SetOf(EraseOperation({2, 0}, 1, {2, 0})));
  EXPECT_EQ(TextsOf(document, {By::kOperations, 1}).size(), 4u);
}

TEST(Timeline, SeeksForwardsAndBack) {
  Document document(7);
  Type(document, 0, "abcdef");
  Result<Timeline> timeline = Timeline::OfText(document, kNote, {By::kOperations, 1});
  TimelineStep step;
  timeline->Seek(4);
  EXPECT_EQ(timeline->Read(), "abcd");
  ASSERT_TRUE(timeline->Next(&step));
  EXPECT_EQ(step.number, 4u);
  EXPECT_EQ(step.delta.steps.back().text, u"e");
  timeline->Seek(1);
  EXPECT_EQ(timeline->Read(), "a");
  timeline->Seek(100);
  EXPECT_EQ(timeline->Read(), "abcdef");
  EXPECT_FALSE(timeline->Next(&step));
}

// b's restore and a's deletion arrive at c at one moment.
TEST(Timeline, ARestoreComesAfterWhatItTakesBack) {
  Document b(1);
  Document a(2);
  Document c(3);
  EXPECT_OK(b.Text("other").Insert(0, "b is known first"));
  Sync(b, c);
  Type(a, 0, "xy");
  Meet(a, b);
  Meet(a, c);
  Delete(a, 0, 1);
  Meet(a, b);
  EXPECT_OK(b.Restore(EffectId{2, 0}, 1));
  Sync(b, c);
  const std::vector<TimelineStep> steps = StepsOf(c, {By::kOperations, 1});
  ASSERT_EQ(steps.size(), 4u);
  EXPECT_EQ(steps[2].authors, std::vector<Agent>{2});
  EXPECT_EQ(steps[3].authors, std::vector<Agent>{1});
}

TEST(Timeline, ADeletionAndAnAdditionMayBeTakenBackInOne) {
  Document document(7);
  Type(document, 0, "ab");
  Delete(document, 0, 1);
  EXPECT_OK(document.Counter("c").Add(5));
  EXPECT_OK(document.Restore(EffectId{7, 0}, 2));
  EXPECT_EQ(StepsOf(document, {By::kOperations, 1}).size(), 4u);
}

TEST(Timeline, OfADocumentTellsWhatChangedInAll) {
  Document document(7);
  Type(document, 0, "a");
  EXPECT_OK(document.Map("m").Set("k", Value("v")));
  EXPECT_OK(document.Counter("c").Add(5));
  Result<Timeline> timeline = Timeline::OfDocument(document, {By::kOperations, 1});
  ASSERT_EQ(timeline->size(), 3u);
  TimelineStep step;
  ASSERT_TRUE(timeline->Next(&step));
  EXPECT_EQ(step.changes[0].container, ContainerId(kNote));
  ASSERT_TRUE(timeline->Next(&step));
  EXPECT_EQ(step.changes[0].container, ContainerId(ContainerKind::kMap, "m"));
  ASSERT_TRUE(timeline->Next(&step));
  EXPECT_EQ(step.changes[0].counter()->by, 5);
}

// Of documents whose history begins late, or that lack what was deleted.

// Of every kind something that shows, and something that does not any more.
Document Furnished(bool marked = true) {
  Document document(7);
  Type(document, 0, "xyz");
  Delete(document, 0, 1);
  if (marked) EXPECT_OK(document.Text(kNote).Mark(0, 1, "bold", Value(true)).status());
  EXPECT_OK(document.Map("m").Set("k", Value(1)));
  EXPECT_OK(document.Map("m").Set("k", Value(2)));
  List list = *document.Map("m").MakeList("l");
  EXPECT_OK(list.Append(Value("a")));
  EXPECT_OK(list.Append(Value("b")));
  EXPECT_OK(list.Move(0, 1));
  EXPECT_OK(document.Counter("c").Add(5));
  EXPECT_OK(document.Tree("t").Insert(kNullId, 0).status());
  return document;
}

Document WithoutHistory(const Document& document) {
  Result<Document> loaded = LoadDocument(
      SaveWorkingFile(document, {.deleted_text = false, .history = false}), document.agent());
  EXPECT_TRUE(loaded.ok());
  return *std::move(loaded);
}

// That its steps, from nothing on, come to what the document shows.
void ExpectAddsUp(Document& document, const TimelineOptions& options, size_t steps) {
  Result<Timeline> timeline = Timeline::OfDocument(document, options);
  ASSERT_TRUE(timeline.ok());
  EXPECT_EQ(timeline->size(), steps);
  timeline->Seek(0);
  PictureMirror mirror;
  mirror.Start({});
  for (TimelineStep step; timeline->Next(&step);) {
    EXPECT_OK(document.Diff(step.version, document.version()).status());
    if (!step.changes.empty()) mirror.Apply(Event{Origin::kRemote, step.changes});
    EXPECT_EQ(mirror.error(), "");
  }
  const Picture all = PictureOf(
      document, {ContainerId(kNote), document.Map("m").id(), document.Map("m").GetList("l")->id(),
                 document.Counter("c").id(), document.Tree("t").id()});
  EXPECT_EQ(Difference(mirror.picture(), WhatShows(all)), "");
}

void ExpectTextAddsUp(Document& document, const TimelineOptions& options, size_t steps) {
  Result<Timeline> timeline = Timeline::OfText(document, kNote, options);
  ASSERT_TRUE(timeline.ok());
  EXPECT_EQ(timeline->size(), steps);
  timeline->Seek(0);
  std::vector<DeltaStep> applied;
  for (TimelineStep step; timeline->Next(&step);) {
    applied = AppliedDelta(applied, step.delta.steps);
    EXPECT_EQ(timeline->Read(), *document.Text(kNote).ReadAt(step.version));
  }
  EXPECT_EQ(applied, document.Text(kNote).Delta());
  EXPECT_EQ(timeline->Read(), Read(document));
}

TEST(LateTimeline, TheFirstStepHoldsWhatWasThere) {
  for (const bool marked : {true, false}) {
    const Document document = Furnished(marked);
    Result<Document> dropped = DropHistory(document, document.version());
    std::vector<Document> all;
    all.push_back(WithoutHistory(document));
    all.push_back(*std::move(dropped));
    for (Document& late : all) {
      Type(late, 0, "q");
      EXPECT_OK(late.Map("m").Set("k", Value(3)));
      Delete(late, 1, 1);
      ExpectAddsUp(late, {By::kOperations, 1}, 3);
      ExpectAddsUp(late, {By::kSteps, 1}, 1);
      ExpectTextAddsUp(late, {By::kOperations, 1}, 2);
    }
  }
}

TEST(LateTimeline, WhenNothingWasDoneSinceTheOnlyStepHoldsIt) {
  for (const bool marked : {true, false}) {
    const Document document = Furnished(marked);
    Document late = WithoutHistory(document);
    ExpectAddsUp(late, {}, 1);
    ExpectTextAddsUp(late, {}, 1);
    Result<Timeline> timeline = Timeline::OfDocument(late);
    TimelineStep step;
    ASSERT_TRUE(timeline->Next(&step));
    EXPECT_EQ(step.operations, 0u);
    EXPECT_TRUE(step.authors.empty());
    EXPECT_EQ(step.version, late.version());
    EXPECT_FALSE(timeline->Next(&step));
    // Of a text that others were edited beside, too.
    EXPECT_OK(late.Counter("c").Add(1));
    ExpectTextAddsUp(late, {}, 1);
  }
}

// There is nothing in its sequence.
TEST(LateTimeline, TheFirstStepHoldsASum) {
  Document document(7);
  EXPECT_OK(document.Counter("c").Add(5));
  Document late = WithoutHistory(document);
  EXPECT_OK(late.Counter("c").Add(1));
  Result<Timeline> timeline = Timeline::OfDocument(late);
  ASSERT_TRUE(timeline.ok());
  TimelineStep step;
  ASSERT_TRUE(timeline->Next(&step));
  ASSERT_EQ(step.changes.size(), 1u);
  EXPECT_EQ(step.changes[0].counter()->by, 6);
  EXPECT_FALSE(timeline->Next(&step));
}

TEST(LateTimeline, AnEmptyDocumentHasNoSteps) {
  const Document document(7);
  EXPECT_EQ(Timeline::OfDocument(document)->size(), 0u);
}

TEST(LateTimeline, IsRefusedWithoutWhatWasDeleted) {
  for (const bool marked : {true, false}) {
    const Document document = Furnished(marked);
    Result<Document> late =
        LoadDocument(SaveWorkingFile(document, {.deleted_text = false, .history = true}), 7);
    ASSERT_TRUE(late.ok());
    const Status refused = Timeline::OfDocument(*late).status();
    EXPECT_EQ(refused.code(), StatusCode::kFailedPrecondition);
    Version typed;
    typed.Set(7, Counts{3, 0});
    EXPECT_EQ(late->Diff({}, typed).status().ToString(), refused.ToString());
    EXPECT_EQ(Timeline::OfText(*late, kNote).status().ToString(), refused.ToString());
  }
}

TEST(LateTimeline, OfATextThatLacksNothingIsNotRefused) {
  Document document(7);
  Type(document, 0, "ab");
  EXPECT_OK(document.Text("other").Insert(0, "xyz"));
  EXPECT_OK(document.Text("other").Erase(0, 1));
  Result<Document> late =
      LoadDocument(SaveWorkingFile(document, {.deleted_text = false, .history = true}), 7);
  ASSERT_TRUE(late.ok());
  ExpectTextAddsUp(*late, {By::kOperations, 1}, 2);
  EXPECT_EQ(Timeline::OfText(*late, ContainerId("other")).status().code(),
            StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace weft
