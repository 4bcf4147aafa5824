// Older versions of a document: facts.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/wire/saved.h"
#include "tests/support/documents.h"

namespace weft {
namespace {

using namespace weft::testing;  // NOLINT

TEST(Past, TextIsReadAsItWas) {
  Document document(7);
  Type(document, 0, "Hello world");
  const Version hello = document.version();
  Delete(document, 0, 6);
  const Version world = document.version();
  Type(document, 5, "!");
  EXPECT_EQ(*document.Text(kNote).ReadAt(hello), "Hello world");
  EXPECT_EQ(*document.Text(kNote).ReadAt(world), "world");
  EXPECT_EQ(*document.Text(kNote).ReadAt(document.version()), "world!");
  EXPECT_EQ(*document.Text(kNote).ReadAt({}), "");
  EXPECT_EQ(Read(document), "world!");
}

TEST(Past, WhatWasTakenBackLaterIsStillDeletedThen) {
  Document document(7);
  Type(document, 0, "abc");
  Delete(document, 1, 1);
  const Version deleted = document.version();
  EXPECT_OK(document.Restore(EffectId{7, 0}, 1));
  EXPECT_EQ(*document.Text(kNote).ReadAt(deleted), "ac");
  EXPECT_EQ(*document.Text(kNote).ReadAt(document.version()), "abc");
}

TEST(Past, TextBeyondAsciiAndLatinIsReadAsItWas) {
  Document document(7);
  Type(document, 0, "na\xC3\xAFve \xF0\x9F\x98\x80\xE2\x82\xAC");
  const Version whole = document.version();
  EXPECT_OK(document.Text(kNote).Erase(0, 6, Unit::kCodePoint));
  EXPECT_EQ(*document.Text(kNote).ReadAt(whole), "na\xC3\xAFve \xF0\x9F\x98\x80\xE2\x82\xAC");
}

// (4 creations, 1 effect) is a version of "abc", backspace, "d"; the others never were.
TEST(Past, VersionsThatNeverWereAreRefused) {
  Document document(7);
  Type(document, 0, "abc");
  Delete(document, 2, 1);
  Type(document, 2, "d");
  const auto code = [&](Agent agent, Counts counts) {
    Version version;
    version.Set(agent, counts);
    const StatusCode read = document.Text(kNote).ReadAt(version).status().code();
    EXPECT_EQ(document.ForkAt(version, 8).status().code(), read);
    EXPECT_EQ(document.Diff({}, version).status().code(), read);
    EXPECT_EQ(document.Diff(version, {}).status().code(), read);
    return read;
  };
  EXPECT_EQ(code(7, {4, 1}), StatusCode::kOk);
  EXPECT_EQ(code(7, {3, 1}), StatusCode::kOk);
  EXPECT_EQ(code(7, {2, 0}), StatusCode::kOk);
  EXPECT_EQ(code(7, {2, 1}), StatusCode::kInvalidArgument);  // an effect past its creations
  EXPECT_EQ(code(7, {4, 0}), StatusCode::kInvalidArgument);  // a creation past its effects
  EXPECT_EQ(code(9, {1, 0}), StatusCode::kInvalidArgument);  // nobody
  EXPECT_EQ(code(7, {5, 1}), StatusCode::kOutOfRange);
  EXPECT_EQ(code(7, {4, 2}), StatusCode::kOutOfRange);
}

TEST(Past, VersionsInsideASurrogatePairAreRefused) {
  Document document(7);
  Type(document, 0, "a\xF0\x9F\x98\x80");
  Version version;
  version.Set(7, {2, 0});
  EXPECT_EQ(document.Text(kNote).ReadAt(version).status().code(), StatusCode::kInvalidArgument);
}

// Nobody has B's answer without what it answers.
TEST(Past, VersionsThatLackWhatTheyDependOnAreRefused) {
  Document a(1);
  Document b(2);
  Type(a, 0, "xz");
  Meet(a, b);
  Type(b, 1, "y");
  Meet(a, b);
  Version only_b;
  only_b.Set(2, {1, 0});
  EXPECT_EQ(a.Text(kNote).ReadAt(only_b).status().code(), StatusCode::kInvalidArgument);
  only_b.Set(1, {1, 0});  // x, without the z that y stands before
  EXPECT_EQ(a.Text(kNote).ReadAt(only_b).status().code(), StatusCode::kInvalidArgument);
  only_b.Set(1, {2, 0});
  EXPECT_EQ(*a.Text(kNote).ReadAt(only_b), "xyz");
}

TEST(Past, ForkGoesOnAndMerges) {
  Document trunk(1);
  Type(trunk, 0, "one two");
  const Version then = trunk.version();
  Delete(trunk, 0, 4);
  Result<Document> fork = trunk.ForkAt(then, 2);
  ASSERT_TRUE(fork.ok());
  EXPECT_EQ(Read(*fork), "one two");
  EXPECT_TRUE(Taken(*fork).operations.empty());  // nothing of its own yet
  Type(*fork, 7, " three");
  Type(trunk, 3, "!");
  // The branch comes back: what it has beyond the trunk, and the other way round.
  Meet(trunk, *fork);
  EXPECT_EQ(Read(trunk), Read(*fork));
  EXPECT_EQ(Read(trunk), "two! three");
}

TEST(Past, ForkNeedsAnAgentOfItsOwn) {
  Document document(1);
  Type(document, 0, "a");
  const Version then = document.version();
  Document other(2);
  Meet(document, other);
  Type(other, 1, "b");
  Meet(document, other);
  EXPECT_EQ(document.ForkAt(then, 1).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(document.ForkAt(then, 2).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(document.ForkAt(then, kMaxAgent + 1).status().code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(document.ForkAt(document.version(), 2).ok());  // who is at rest may go on there
}

TEST(Past, DiffIsTheShapeOfAnEvent) {
  Document document(1);
  Type(document, 0, "abcdef");
  EXPECT_OK(document.Map("m").Set("key", Value("old")));
  const Version before = document.version();
  Delete(document, 1, 2);
  Type(document, 4, "xy");
  EXPECT_OK(document.Map("m").Set("key", Value("new")));
  const Result<std::vector<Change>> changes = document.Diff(before, document.version());
  ASSERT_TRUE(changes.ok());
  ASSERT_EQ(changes->size(), 2u);
  EXPECT_EQ((*changes)[0].text()->steps,
            (std::vector<DeltaStep>{{DeltaStep::Kind::kKeep, 1, {}},
                                    {DeltaStep::Kind::kErase, 2, {}},
                                    {DeltaStep::Kind::kKeep, 3, {}},
                                    {DeltaStep::Kind::kInsert, 2, u"xy"}}));
  EXPECT_EQ((*changes)[1].map()->keys[0].value, Value("new"));
  // And back.
  const Result<std::vector<Change>> back = document.Diff(document.version(), before);
  EXPECT_EQ((*back)[0].text()->steps, (std::vector<DeltaStep>{{DeltaStep::Kind::kKeep, 1, {}},
                                                              {DeltaStep::Kind::kInsert, 2, u"bc"},
                                                              {DeltaStep::Kind::kKeep, 3, {}},
                                                              {DeltaStep::Kind::kErase, 2, {}}}));
  EXPECT_EQ((*back)[1].map()->keys[0].value, Value("old"));
  EXPECT_TRUE(document.Diff(before, before)->empty());
}

TEST(Past, DiffTellsAllCommentsOfATextThatComesIn) {
  Document document(1);
  Map map = document.Map("m");
  Text text = *map.MakeText("t");
  EXPECT_OK(text.Insert(0, "abc"));
  const Result<Id> comment = text.Mark(0, 3, "comment", "?", {Expand::kNone, true});
  ASSERT_TRUE(comment.ok());
  EXPECT_OK(map.Remove("t"));
  const Version without = document.version();
  EXPECT_OK(document.Restore({1, 0}, 1));
  const Result<std::vector<Change>> changes = document.Diff(without, document.version());
  ASSERT_TRUE(changes.ok());
  ASSERT_EQ(changes->size(), 2u);
  ASSERT_NE((*changes)[1].text(), nullptr);
  EXPECT_EQ((*changes)[1].text()->marks_added, std::vector<Id>{*comment});
}

// Two branches, compared without going through what they come from.
TEST(Past, DiffComparesVersionsOfWhichNoneContainsTheOther) {
  Document a(1);
  Document b(2);
  Type(a, 0, "base");
  Meet(a, b);
  Type(a, 4, " left");
  Type(b, 4, " right");
  const Version left = a.version();
  const Version right = b.version();
  Meet(a, b);
  const Result<std::vector<Change>> changes = a.Diff(left, right);
  ASSERT_TRUE(changes.ok());
  std::string text;
  uint32_t erased = 0;
  for (const DeltaStep& step : (*changes)[0].text()->steps) {
    if (step.kind == DeltaStep::Kind::kErase) erased += step.count;
    if (step.kind == DeltaStep::Kind::kInsert) text.append(step.text.begin(), step.text.end());
  }
  EXPECT_EQ(erased, 5u);
  EXPECT_EQ(text, " right");
}

// Linear in the letters and marks: with their product it takes many seconds.
TEST(Past, ALongPasteWithVeryManyMarksIsTold) {
  constexpr size_t kWords = 80'000;
  constexpr size_t kApart = 40;
  Document document(1);
  Type(document, 0, std::string(kWords * kApart, 'a'));
  Text text = document.Text(kNote);
  Version half;
  for (size_t i = 0; i < kWords; ++i) {
    if (i == kWords / 2) half = document.version();
    EXPECT_OK(text.Mark(i * kApart + 10, 5, "bold", true).status());
  }
  const size_t marked = kWords / 2;  // then, and since
  Result<std::vector<DeltaStep>> then = text.DeltaAt(half);
  ASSERT_TRUE(then.ok());
  EXPECT_EQ(then->size(), 2 * marked + 1);
  const Result<std::vector<Change>> typed = document.Diff({}, half);
  ASSERT_TRUE(typed.ok());
  EXPECT_EQ((*typed)[0].text()->steps, *then);
  const Result<std::vector<Change>> since = document.Diff(half, document.version());
  ASSERT_TRUE(since.ok());
  const std::vector<DeltaStep>& steps = (*since)[0].text()->steps;
  ASSERT_EQ(steps.size(), 2 * marked);
  for (size_t i = 0; i < steps.size(); ++i) {
    EXPECT_EQ(steps[i].kind, DeltaStep::Kind::kKeep);
    EXPECT_EQ(steps[i].attributes, i % 2 == 0 ? Attributes{} : (Attributes{{"bold", true}}));
    EXPECT_EQ(steps[i].count, i == 0 ? marked * kApart + 10 : i % 2 == 0 ? kApart - 5 : 5);
  }
}

// The letters are one span again. Linear in them, too.
TEST(Past, ALongTextOfWhichManyPiecesCameBackIsTold) {
  constexpr uint32_t kPieces = 200'000;
  Document document(1);
  Type(document, 0, std::string(2 * size_t{kPieces}, 'a'));
  OperationSet set;
  for (uint32_t i = 0; i < kPieces; ++i) {
    Operation one{};
    one.kind = OperationKind::kErase;
    one.count = 1;
    one.id = Id{7, i};
    one.target = Id{1, 2 * i};
    one.next = kNullId;
    one.container = kImpliedContainer;
    set.operations.push_back(one);
  }
  Integrate(document, set);
  const Version deleted = document.version();
  EXPECT_OK(document.Restore(EffectId{7, 0}, kPieces));
  Result<Document> loaded = LoadDocument(SaveWorkingFile(document), 2);
  ASSERT_TRUE(loaded.ok());
  for (const char* attribute : {"", "bold"}) {
    if (*attribute != 0) EXPECT_OK(loaded->Text(kNote).Mark(0, 1, attribute, true).status());
    const Result<std::vector<Change>> back = loaded->Diff(deleted, document.version());
    ASSERT_TRUE(back.ok());
    EXPECT_EQ((*back)[0].text()->steps,
              (*document.Diff(deleted, document.version()))[0].text()->steps);
    EXPECT_EQ((*back)[0].text()->steps.size(), 2 * kPieces - 1);
  }
}

}  // namespace
}  // namespace weft
