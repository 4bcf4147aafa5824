// Undo and redo of one's own edits, among those of others.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/document/undo_manager.h"
#include "crdt/wire/hash.h"
#include "tests/support/documents.h"

namespace weft::testing {
namespace {

bool Undone(UndoManager& undo) {
  const Result<bool> done = undo.Undo();
  EXPECT_TRUE(done.ok()) << done.status().ToString();
  return done.ok() && *done;
}
bool Redone(UndoManager& undo) {
  const Result<bool> done = undo.Redo();
  EXPECT_TRUE(done.ok()) << done.status().ToString();
  return done.ok() && *done;
}

// Two people at one note.
struct Two {
  Two() {
    Type(a, 0, "base ");
    Meet(a, b);
    a_undo.Clear();
    b_undo.Clear();
  }
  void Meet() { testing::Meet(a, b); }
  void Meet(Document& x, Document& y) { testing::Meet(x, y); }
  std::string Text() {
    Meet();
    EXPECT_EQ(Read(a), Read(b));
    EXPECT_EQ(DocumentHash(a), DocumentHash(b));
    EXPECT_OK(a.CheckInvariants());
    return Read(a);
  }

  Document a{1};
  Document b{2};
  UndoManager a_undo{&a};
  UndoManager b_undo{&b};
};

TEST(UndoManager, TakesBackAndDoesAgain) {
  Document a(1);
  UndoManager undo(&a);
  EXPECT_FALSE(undo.CanUndo());
  EXPECT_FALSE(Undone(undo));
  Type(a, 0, "one ");
  Type(a, 4, "two");
  EXPECT_EQ(undo.UndoSteps(), 2u);
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(Read(a), "one ");
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(Read(a), "");
  EXPECT_FALSE(Undone(undo));
  EXPECT_TRUE(Redone(undo));
  EXPECT_TRUE(Redone(undo));
  EXPECT_FALSE(Redone(undo));
  EXPECT_EQ(Read(a), "one two");
  EXPECT_EQ(*a.Text(kNote).IdAt(0), (Id{1, 0})) << "the same elements";
}

TEST(UndoManager, LeavesAloneWhatOthersDid) {
  Two two;
  Type(two.a, 5, "mine");
  two.Meet();
  Type(two.b, 7, "YOURS");
  EXPECT_EQ(two.Text(), "base miYOURSne");
  EXPECT_FALSE(two.a_undo.UndoSteps() > 1);
  EXPECT_TRUE(Undone(two.a_undo));
  EXPECT_EQ(two.Text(), "base YOURS") << "another's text inside what is undone stays";
  EXPECT_TRUE(Redone(two.a_undo));
  EXPECT_EQ(two.Text(), "base miYOURSne");
  EXPECT_TRUE(Undone(two.b_undo));
  EXPECT_EQ(two.Text(), "base mine");
}

// The two at once, at every step one of them.
TEST(UndoManager, TwoInterleaveTheirUndosAndRedos) {
  Two two;
  Type(two.a, 5, "A");
  two.Meet();
  Type(two.b, 6, "B");
  two.Meet();
  Type(two.a, 7, "C");
  EXPECT_EQ(two.Text(), "base ABC");
  EXPECT_TRUE(Undone(two.b_undo));
  EXPECT_TRUE(Undone(two.a_undo));
  EXPECT_EQ(two.Text(), "base A");
  EXPECT_TRUE(Redone(two.b_undo));
  EXPECT_TRUE(Undone(two.a_undo));
  EXPECT_EQ(two.Text(), "base B");
  EXPECT_TRUE(Redone(two.a_undo));
  EXPECT_TRUE(Redone(two.a_undo));
  EXPECT_EQ(two.Text(), "base ABC");
}

TEST(UndoManager, ADeletionThatTwoMadeComesBackOnceAndWhenBothUndoIt) {
  Two two;
  Delete(two.a, 0, 3);
  Delete(two.b, 1, 3);
  EXPECT_EQ(two.Text(), " ");
  EXPECT_TRUE(Undone(two.a_undo));
  EXPECT_EQ(two.Text(), "b ") << "the other one still deletes the rest";
  EXPECT_TRUE(Undone(two.b_undo));
  EXPECT_EQ(two.Text(), "base ");
  EXPECT_TRUE(Redone(two.a_undo));
  EXPECT_EQ(two.Text(), "e ");
}

TEST(UndoManager, UndoingTextThatAnotherDeletedDeletesItStill) {
  Two two;
  Type(two.a, 5, "gone");
  two.Meet();
  Delete(two.b, 5, 4);
  two.Meet();
  EXPECT_TRUE(Undone(two.a_undo));
  EXPECT_TRUE(Undone(two.b_undo));
  EXPECT_EQ(two.Text(), "base ") << "b takes back its deletion, a its text";
  EXPECT_TRUE(Redone(two.a_undo));
  EXPECT_EQ(two.Text(), "base gone");
}

TEST(UndoManager, AMapsKeyShowsWhatOthersWrote) {
  Two two;
  EXPECT_OK(two.a.Map("m").Set("k", "first"));
  two.Meet();
  EXPECT_OK(two.a.Map("m").Set("k", "a"));
  EXPECT_OK(two.b.Map("m").Set("k", "b"));
  two.Meet();
  EXPECT_TRUE(Undone(two.a_undo));
  two.Meet();
  EXPECT_EQ(two.b.Map("m").GetAll("k"), (std::vector<Value>{"b"}));
  EXPECT_TRUE(Undone(two.b_undo));
  two.Meet();
  EXPECT_EQ(two.a.Map("m").GetAll("k"), (std::vector<Value>{"first"}));
  EXPECT_TRUE(Redone(two.a_undo));
  EXPECT_TRUE(Redone(two.b_undo));
  two.Meet();
  EXPECT_EQ(two.a.Map("m").GetAll("k").size(), 2u);
}

TEST(UndoManager, ANestedContainerComesBackWithItsContent) {
  Two two;
  Result<Text> text = two.a.Map("m").MakeText("title");
  EXPECT_OK(text->Insert(0, "Hello"));
  two.Meet();
  EXPECT_OK(two.b.TextAt("m/title")->Insert(5, " you"));
  EXPECT_OK(two.a.Map("m").Set("title", 1));
  two.Meet();
  EXPECT_TRUE(Undone(two.a_undo));
  two.Meet();
  EXPECT_EQ(two.a.TextAt("m/title")->Read(), "Hello you");
  EXPECT_EQ(two.b.TextAt("m/title")->id(), text->id()) << "the same text";
  EXPECT_OK(two.a.Map("m").Remove("title"));
  EXPECT_TRUE(Undone(two.a_undo));
  EXPECT_EQ(two.a.TextAt("m/title")->Read(), "Hello you");
}

// A write that the step itself removed stands over what it replaced.
TEST(UndoManager, AKeySetAndRemovedInOneStepShowsWhatItShowed) {
  Document a(1);
  UndoManager undo(&a);
  EXPECT_OK(a.Map("m").Set("k", 1));
  a.Transact([&] {
    EXPECT_OK(a.Map("m").Set("k", 2));
    EXPECT_OK(a.Map("m").Remove("k"));
  });
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(*a.Map("m").Get("k"), Value(1));
  EXPECT_TRUE(Redone(undo));
  EXPECT_FALSE(a.Map("m").Contains("k"));
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(*a.Map("m").Get("k"), Value(1));
}

TEST(UndoManager, TakesMarksBackAndOff) {
  Two two;
  EXPECT_OK(two.a.Text(kNote).Mark(0, 4, "bold", true).status());
  two.Meet();
  EXPECT_EQ(two.b.Text(kNote).Marks().size(), 1u);
  EXPECT_TRUE(Undone(two.a_undo));
  two.Meet();
  EXPECT_EQ(two.b.Text(kNote).Marks().size(), 0u);
  EXPECT_TRUE(Redone(two.a_undo));
  EXPECT_OK(two.a.Text(kNote).Unmark(0, 4, "bold"));
  EXPECT_TRUE(Undone(two.a_undo));
  two.Meet();
  EXPECT_EQ(two.b.Text(kNote).Delta().at(0).attributes.size(), 1u);
}

TEST(UndoManager, MovesItemsBackUnlessAnotherMovedThemSince) {
  Two two;
  for (const char* item : {"a", "b", "c"}) EXPECT_OK(two.a.List("l").Append(item));
  two.Meet();
  EXPECT_OK(two.a.List("l").Move(0, 2));
  EXPECT_TRUE(Undone(two.a_undo));
  two.Meet();
  EXPECT_EQ(two.b.List("l").Read(), (std::vector<Value>{"a", "b", "c"}));
  EXPECT_TRUE(Redone(two.a_undo));
  two.Meet();
  EXPECT_OK(two.b.List("l").Move(2, 1));
  two.Meet();
  EXPECT_TRUE(Undone(two.a_undo));
  two.Meet();
  EXPECT_EQ(two.a.List("l").Read(), (std::vector<Value>{"b", "a", "c"})) << "b's move stands";
}

TEST(UndoManager, WorksOnTreesItemsAndCounters) {
  Document a(1);
  UndoManager undo(&a);
  const Id x = *a.Tree("t").Insert(kNullId, 0);
  const Id y = *a.Tree("t").Insert(kNullId, 1);
  EXPECT_OK(a.Tree("t").Data(x)->Set("name", "x"));
  EXPECT_OK(a.Tree("t").Move(x, y, 0));
  EXPECT_OK(a.Tree("t").Erase(y));
  EXPECT_OK(a.Counter("c").Add(7));
  EXPECT_OK(a.List("l").InsertAll(0, std::vector<Value>{1, 2}));
  EXPECT_OK(a.List("l").Set(0, "one"));
  const Digest done = DocumentHash(a);
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(*a.List("l").Get(0), Value(1));
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(a.List("l").size(), 0u);
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(a.Counter("c").value(), 0);
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(*a.Tree("t").Parent(x), y);
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(*a.Tree("t").Parent(x), kNullId);
  while (Undone(undo)) {
  }
  EXPECT_EQ(a.Tree("t").ChildCount(kNullId), 0u);
  while (Redone(undo)) {
  }
  EXPECT_EQ(DocumentHash(a), done);
  EXPECT_EQ(a.Counter("c").value(), 7);
}

TEST(UndoManager, GroupsByTime) {
  Document a(1);
  uint64_t now = 1000;
  UndoManager undo(&a, {.clock = [&] { return now; }, .merge_interval = 500});
  for (const char* word : {"a", "b", "c"}) {
    Type(a, a.Text(kNote).Length(), word);
    now += 500;
  }
  now += 1;
  Type(a, 3, "d");
  EXPECT_EQ(undo.UndoSteps(), 2u);
  undo.Separate();
  Type(a, 4, "e");
  EXPECT_EQ(undo.UndoSteps(), 3u);
  EXPECT_TRUE(Undone(undo));
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(Read(a), "abc");
  Type(a, 3, "!");
  EXPECT_FALSE(undo.CanRedo()) << "a new edit forgets what could be redone";
  EXPECT_EQ(undo.UndoSteps(), 2u) << "an undo ends a step";
  EXPECT_TRUE(Undone(undo));
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(Read(a), "");
}

TEST(UndoManager, ATransactionIsOneStep) {
  Document a(1);
  UndoManager undo(&a);
  a.Transact([&] {
    Type(a, 0, "abc");
    Delete(a, 1, 1);
    undo.Untracked([&] { EXPECT_OK(a.Map("m").Set("seen", true)); });
    Type(a, 2, "d");
    EXPECT_EQ(undo.Undo().status().code(), StatusCode::kFailedPrecondition);
  });
  EXPECT_EQ(undo.UndoSteps(), 1u);
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(Read(a), "");
  EXPECT_EQ(*a.Map("m").Get("seen"), Value(true)) << "what is left out stays";
  EXPECT_TRUE(Redone(undo));
  EXPECT_EQ(Read(a), "acd") << "what the step itself deleted stays away";
}

TEST(UndoManager, ByHandStepsAreCutWhereTheProgramSays) {
  Document a(1);
  UndoManager undo(&a, {.clock = {}, .by_hand = true});
  for (size_t i = 0; i < 5; ++i) Type(a, i, "x");
  undo.Separate();
  for (size_t i = 0; i < 3; ++i) Delete(a, 4 - i, 1);
  EXPECT_EQ(undo.UndoSteps(), 2u);
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(Read(a), "xxxxx");
  undo.Untracked([&] { Type(a, 0, "y"); });
  EXPECT_TRUE(undo.CanRedo()) << "what is left out is no edit";
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(Read(a), "y");
}

TEST(UndoManager, ForgetsTheOldestSteps) {
  Document a(1);
  UndoManager undo(&a, {.clock = {}, .max_steps = 3});
  for (size_t i = 0; i < 5; ++i) Type(a, i, std::string(1, static_cast<char>('a' + i)));
  EXPECT_EQ(undo.UndoSteps(), 3u);
  while (Undone(undo)) {
  }
  EXPECT_EQ(Read(a), "ab");
  EXPECT_EQ(undo.RedoSteps(), 3u);
}

TEST(UndoManager, GivesTheCursorBack) {
  Document a(1);
  UndoManager undo(&a);
  undo.SetCursor("at 0");
  Type(a, 0, "abc");
  undo.SetCursor("at 3");
  undo.SetCursor("elsewhere");
  Type(a, 3, "d");
  undo.SetCursor("at 4");
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(undo.cursor(), "elsewhere");
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(undo.cursor(), "at 0");
  EXPECT_TRUE(Redone(undo));
  EXPECT_EQ(undo.cursor(), "at 3") << "where the edit left it";
  EXPECT_TRUE(Redone(undo));
  EXPECT_EQ(undo.cursor(), "at 4");
}

TEST(UndoManager, TellsOfItsStacksAndOfItsEvents) {
  Document a(1);
  UndoManager undo(&a);
  std::vector<std::string> told;
  undo.OnChange([&] {
    told.push_back(std::to_string(undo.UndoSteps()) + "/" + std::to_string(undo.RedoSteps()));
  });
  std::vector<Origin> origins;
  a.Observe([&](const Event& event) { origins.push_back(event.origin); });
  Type(a, 0, "a");
  EXPECT_TRUE(Undone(undo));
  EXPECT_TRUE(Redone(undo));
  EXPECT_EQ(told, (std::vector<std::string>{"1/0", "0/1", "1/0"}));
  EXPECT_EQ(origins, (std::vector<Origin>{Origin::kLocal, Origin::kUndo, Origin::kUndo}));
}

// Whoever is told of an undo may edit: that is a step of its own, behind the undo.
TEST(UndoManager, AnObserverMayEditAfterAnUndo) {
  Document a(1);
  UndoManager undo(&a);
  a.Observe([&](const Event& event) {
    if (event.origin == Origin::kUndo) EXPECT_OK(a.Map("m").Set("undos", 1));
  });
  Type(a, 0, "a");
  Type(a, 1, "b");
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(Read(a), "a");
  EXPECT_FALSE(undo.CanRedo());
  EXPECT_EQ(undo.UndoSteps(), 2u);
}

// Not the steps of the document that was there before.
TEST(UndoManager, BeginsAnewWithAnotherDocument) {
  Document a(1);
  UndoManager undo(&a);
  Type(a, 0, "a");
  a = Document(1);
  EXPECT_FALSE(Undone(undo));
  Type(a, 0, "b");
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(Read(a), "");
}

TEST(UndoManager, RemoteOperationsOfTheOwnAgentAreNoSteps) {
  Document before(1);
  Type(before, 0, "old");
  Document a(1);
  UndoManager undo(&a);
  Sync(before, a);
  EXPECT_FALSE(undo.CanUndo());
  Type(a, 3, "!");
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(Read(a), "old");
}

TEST(UndoManager, PairsComeAndGoWhole) {
  Document a(1);
  UndoManager undo(&a);
  EXPECT_OK(a.Text(kNote).Insert(0, u"a\xD83D\xDE00z"));
  EXPECT_OK(a.Text(kNote).Erase(1, 2, Unit::kUtf16));
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(a.Text(kNote).ReadUtf16(), u"a\xD83D\xDE00z");
  EXPECT_TRUE(Undone(undo));
  EXPECT_TRUE(Redone(undo));
  EXPECT_TRUE(Redone(undo));
  EXPECT_EQ(a.Text(kNote).ReadUtf16(), u"az");
}

// Linear: ten thousand steps there and back.
TEST(UndoManager, ManySteps) {
  constexpr size_t kSteps = 10000;
  Document a(1);
  UndoManager undo(&a, {.clock = {}, .max_steps = kSteps});
  for (size_t i = 0; i < kSteps / 2; ++i) {
    Type(a, i, "x");
    EXPECT_OK(a.Map("m").Set("k", static_cast<int64_t>(i)));
  }
  while (Undone(undo)) {
  }
  EXPECT_EQ(Read(a), "");
  EXPECT_FALSE(a.Map("m").Contains("k"));
  while (Redone(undo)) {
  }
  EXPECT_EQ(Read(a).size(), kSteps / 2);
  EXPECT_EQ(*a.Map("m").Get("k"), Value(static_cast<int64_t>(kSteps / 2 - 1)));
  EXPECT_OK(a.CheckInvariants());
}

TEST(UndoManager, WhatAStepItselfTookBackStaysAsItWas) {
  Document a(1);
  Type(a, 0, "abc");
  UndoManager undo(&a, {.clock = {}, .by_hand = true});
  const Version before = a.version();
  Delete(a, 0, 1);
  EXPECT_OK(a.Counter("c").Add(5));
  EXPECT_OK(a.RevertTo(before));  // within the step
  EXPECT_EQ(Read(a), "abc");
  EXPECT_FALSE(Undone(undo));  // as it was before and after
  EXPECT_EQ(Read(a), "abc");
  EXPECT_EQ(a.Counter("c").value(), 0);
}

// A step with something untracked in its midst is one all the same.
TEST(UndoManager, WhatAStepTookBackInALaterPartStaysAsItWas) {
  Document a(1);
  Type(a, 0, "abc");
  UndoManager undo(&a, {.clock = {}, .by_hand = true});
  Delete(a, 0, 1);
  undo.Untracked([&] { Type(a, 0, "-"); });
  EXPECT_OK(a.Restore({1, 0}, 1));
  EXPECT_EQ(Read(a), "a-bc");
  Delete(a, 0, 1);  // once more: that counts
  EXPECT_EQ(Read(a), "-bc");
  EXPECT_TRUE(Undone(undo));
  EXPECT_EQ(Read(a), "a-bc");
  EXPECT_TRUE(Redone(undo));
  EXPECT_EQ(Read(a), "-bc");
}

}  // namespace
}  // namespace weft::testing
