// Marks and objects are made again where their text is, whatever of it was refused.
#include <string>

#include <gtest/gtest.h>

#include "sync/rebuild.h"
#include "tests/support/documents.h"

namespace weft::testing {
namespace {

constexpr Agent kOld = 1;
constexpr Agent kRenewed = 7;

// What is there of the text: each stretch with its attributes, objects as U+FFFC.
std::string Shown(Document& document) {
  std::string shown;
  for (const DeltaStep& step : document.Text("t").Delta()) {
    shown += step.embed ? "*" : std::string(step.text.begin(), step.text.end());
    for (const Attribute& attribute : step.attributes) shown += "<" + attribute.key + ">";
    shown += "|";
  }
  return shown;
}

struct Refused {
  Refused() : document(kOld) { EXPECT_OK(Note().Insert(0, "one two three")); }
  Text Note() { return document.Text("t"); }
  Counts Now() { return document.version().Get(kOld); }
  void Keep() { keep = Now(); }
  // All since Keep is refused, what comes after is made again.
  void Drop() { drop = Now(); }
  sync::Rebuilt Again() {
    Result<sync::Rebuilt> rebuilt = sync::Rebuild(document, kOld, keep, drop, kRenewed);
    EXPECT_OK(rebuilt.status());
    EXPECT_OK(rebuilt->document.CheckInvariants());
    return *std::move(rebuilt);
  }
  Document document;
  Counts keep{};
  Counts drop{};
};

TEST(RebuildText, MarksAndObjectsAreMadeAgain) {
  Refused edits;
  edits.Keep();
  edits.Drop();
  EXPECT_OK(edits.Note().Mark(0, 3, "bold", true).status());
  EXPECT_OK(edits.Note().Mark(4, 9, "link", "x", {Expand::kNone}).status());
  EXPECT_OK(edits.Note().InsertEmbed(3, 5));
  EXPECT_OK(edits.Note().Unmark(8, 6, "link", {Expand::kNone}, Unit::kUtf16));
  const std::string wanted = Shown(edits.document);
  EXPECT_EQ(wanted, "one<bold>|*<bold>| |two<link>| three|");
  sync::Rebuilt again = edits.Again();
  EXPECT_EQ(Shown(again.document), wanted);
  EXPECT_TRUE(again.proposal.changes.empty());
  // They grow as they did.
  EXPECT_OK(again.document.Text("t").Insert(8, u"!"));
  EXPECT_EQ(Shown(again.document), "one<bold>|*<bold>| |two<link>|! three|");
}

TEST(RebuildText, WithoutTheLettersThatWereRefused) {
  Refused edits;
  edits.Keep();
  EXPECT_OK(edits.Note().Insert(4, "and a half "));
  edits.Drop();
  EXPECT_OK(edits.Note().Mark(4, 14, "bold", true).status());
  EXPECT_OK(edits.Note().Mark(5, 3, "em", true).status());  // all of it on what was refused
  EXPECT_OK(edits.Note().Mark(4, 11, "wide", true, {Expand::kBoth}).status());  // likewise
  sync::Rebuilt again = edits.Again();
  EXPECT_EQ(Shown(again.document), "one |two<bold>| three|");
  ASSERT_EQ(again.proposal.changes.size(), 3u);
  EXPECT_OK(again.document.Text("t").Insert(4, "?"));
  EXPECT_EQ(Shown(again.document), "one ?|two<bold>| three|");
}

// The second changed nothing to be seen, since the first was there.
TEST(RebuildText, WhatARefusedMarkHadHidden) {
  Refused edits;
  edits.Keep();
  EXPECT_OK(edits.Note().Mark(0, 3, "bold", true).status());
  edits.Drop();
  EXPECT_OK(edits.Note().Mark(0, 3, "bold", true).status());
  sync::Rebuilt again = edits.Again();
  EXPECT_EQ(Shown(again.document), "one<bold>| two three|");
}

TEST(RebuildText, MarksThatWereTakenAway) {
  Refused edits;
  const Id before = *edits.Note().Mark(0, 3, "note", "old", {Expand::kNone, true});
  edits.Keep();
  edits.Drop();
  const Id after = *edits.Note().Mark(4, 3, "note", "new", {Expand::kNone, true});
  const Id stays = *edits.Note().Mark(4, 3, "note", "stays", {Expand::kNone, true});
  EXPECT_OK(edits.Note().RemoveMark(before));
  EXPECT_OK(edits.Note().RemoveMark(after));
  sync::Rebuilt again = edits.Again();
  const std::vector<MarkedRange> marks = again.document.Text("t").Marks();
  ASSERT_EQ(marks.size(), 1u);
  EXPECT_EQ(marks[0].value, Value("stays"));
  EXPECT_EQ(marks[0].id.agent, kRenewed);
  EXPECT_NE(marks[0].id, stays);
  EXPECT_EQ(marks[0].start, 4u);
  EXPECT_EQ(marks[0].end, 7u);
}

// Taking it away showed nothing, since the refused one lay over it.
TEST(RebuildText, AMarkThatWasTakenAwayUnderARefusedOne) {
  Refused edits;
  const Id under = *edits.Note().Mark(0, 3, "bold", true);
  edits.Keep();
  EXPECT_OK(edits.Note().Mark(0, 3, "bold", true).status());
  edits.Drop();
  EXPECT_OK(edits.Note().RemoveMark(under));
  EXPECT_EQ(Shown(edits.document), "one<bold>| two three|");
  sync::Rebuilt again = edits.Again();
  EXPECT_EQ(Shown(again.document), "one two three|");
}

// The removal can be taken back again, so its effect has to be known.
TEST(RebuildText, ARemovalThatShowedNothingIsTakenBack) {
  Refused edits;
  const Id under = *edits.Note().Mark(0, 3, "bold", true);
  edits.Keep();
  EXPECT_OK(edits.Note().Mark(0, 3, "bold", true).status());
  edits.Drop();
  EXPECT_OK(edits.Note().RemoveMark(under));
  EXPECT_OK(edits.document.Restore(EffectId{kOld, edits.Now().effects - 1}, 1));
  sync::Rebuilt again = edits.Again();
  EXPECT_EQ(Shown(again.document), "one<bold>| two three|");
}

// The halves of a pair are deleted, and come back, together.
TEST(RebuildText, ADeletionOfAPairIsTakenBack) {
  for (const std::string word : {"x", "\U0001F600", "a\U0001F600\U0001F600b"}) {
    SCOPED_TRACE(word);
    Refused edits;
    EXPECT_OK(edits.Note().Insert(0, word));
    edits.Keep();
    EXPECT_OK(edits.document.Map("refused").Set("k", 1));
    edits.Drop();
    const uint32_t before = edits.Now().effects;
    EXPECT_OK(edits.Note().Erase(0, word.size()));
    EXPECT_OK(edits.document.Restore(EffectId{kOld, before}, edits.Now().effects - before));
    sync::Rebuilt again = edits.Again();
    EXPECT_EQ(again.document.Text("t").Read(), word + "one two three");
    EXPECT_EQ(again.proposal.changes.size(), 1u);
  }
}

// Stepping over all that was refused for each of them took most of a minute.
TEST(RebuildText, ManyLettersAndMarksBehindAndInManyRefusedOnes) {
  constexpr size_t kLetters = 30000;
  Refused edits;
  edits.Keep();
  // A paste, and what was typed letter by letter from the back.
  EXPECT_OK(edits.Note().Insert(4, std::string(kLetters, 'r')));
  for (size_t i = 0; i < kLetters; ++i) EXPECT_OK(edits.Note().Insert(4, "r"));
  edits.Drop();
  for (size_t i = 0; i < kLetters; ++i) {
    EXPECT_OK(edits.Note().Insert(4 + 2 * kLetters, i % 2 == 0 ? "x" : "y"));
    if (i % 10 == 0) EXPECT_OK(edits.Note().Mark(4 + 2 * i, 2, "bold", true).status());
  }
  EXPECT_OK(edits.Note().Mark(2 * kLetters, 8, "em", true).status());  // only the end is here
  sync::Rebuilt again = edits.Again();
  std::string wanted = "one |yxyx<em>|";
  for (size_t i = 4; i < kLetters; i += 2) wanted += "yx";
  EXPECT_EQ(Shown(again.document), wanted + "two three|");
  EXPECT_EQ(again.proposal.changes.size(), 2 + kLetters + kLetters / 10 - 1);
}

}  // namespace
}  // namespace weft::testing
