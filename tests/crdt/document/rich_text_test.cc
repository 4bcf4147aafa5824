// Facts about rich text. The worked examples are those of Litt, Lim, Kleppmann, van Hardenberg,
// "Peritext: A CRDT for collaborative rich text editing".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crdt/core/operation_payload.h"
#include "crdt/document/document.h"
#include "crdt/wire/delta_json.h"
#include "crdt/wire/hash.h"
#include "crdt/wire/saved.h"
#include "tests/support/naive_marks.h"

namespace weft {
namespace {

constexpr MarkOptions kLink{Expand::kNone, false};
constexpr MarkOptions kComment{Expand::kNone, true};

void Send(const Document& from, Document& to) {
  const auto operations = from.OperationsSince(to.version());
  ASSERT_TRUE(operations.ok());
  ASSERT_TRUE(to.Integrate(*operations).ok());
}
void Exchange(Document& one, Document& two) {
  Send(one, two);
  Send(two, one);
}

std::string Shown(const Document& document, const Text& text) {
  EXPECT_EQ(text.Delta(), testing::NaiveDelta(document, text));
  EXPECT_TRUE(document.CheckInvariants().ok());
  return DeltaToJson(text.Delta());
}

// Alice and Bob begin with the same text.
class RichText : public ::testing::Test {
 protected:
  void Start(std::string_view content) {
    ASSERT_TRUE(a_.Insert(0, content).ok());
    Exchange(alice_, bob_);
  }
  // The same for both, in JSON.
  std::string Both() {
    Exchange(alice_, bob_);
    const std::string shown = Shown(alice_, a_);
    EXPECT_EQ(shown, Shown(bob_, b_));
    return shown;
  }

  Document alice_{1};
  Document bob_{2};
  Text a_ = alice_.Text("note");
  Text b_ = bob_.Text("note");
};

TEST_F(RichText, BoldOnOverlappingRangesIsBoldOnBoth) {
  Start("The fox jumped.");
  ASSERT_TRUE(a_.Mark(0, 7, "bold", true).ok());
  ASSERT_TRUE(b_.Mark(4, 10, "bold", true).ok());
  EXPECT_EQ(Both(), R"([{"insert":"The fox jumped","attributes":{"bold":true}},{"insert":"."}])");
}

TEST_F(RichText, BoldAndItalicOverlap) {
  Start("The fox jumped.");
  ASSERT_TRUE(a_.Mark(0, 7, "bold", true).ok());
  ASSERT_TRUE(b_.Mark(4, 10, "italic", true).ok());
  EXPECT_EQ(Both(), R"([{"insert":"The ","attributes":{"bold":true}},)"
                    R"({"insert":"fox","attributes":{"bold":true,"italic":true}},)"
                    R"({"insert":" jumped","attributes":{"italic":true}},{"insert":"."}])");
}

TEST_F(RichText, InsertionIntoWhatSomebodyMarksIsMarked) {
  Start("The fox jumped.");
  ASSERT_TRUE(a_.Mark(0, 15, "bold", true).ok());
  ASSERT_TRUE(b_.Insert(4, "quick ").ok());
  EXPECT_EQ(Both(), R"([{"insert":"The quick fox jumped.","attributes":{"bold":true}}])");
}

TEST_F(RichText, OfTwoColoursOneWinsForAll) {
  Start("The fox jumped.");
  ASSERT_TRUE(a_.Mark(0, 7, "color", "red").ok());
  ASSERT_TRUE(b_.Mark(4, 10, "color", "blue").ok());
  EXPECT_EQ(Both(), R"([{"insert":"The ","attributes":{"color":"red"}},)"
                    R"({"insert":"fox jumped","attributes":{"color":"blue"}},{"insert":"."}])");
  // Who has seen it decides, whoever that is.
  ASSERT_TRUE(a_.Mark(4, 3, "color", "red").ok());
  EXPECT_EQ(Both(), R"([{"insert":"The fox","attributes":{"color":"red"}},)"
                    R"({"insert":" jumped","attributes":{"color":"blue"}},{"insert":"."}])");
}

TEST_F(RichText, BoldAndNotBoldAtOnce) {
  Start("The fox jumped.");
  ASSERT_TRUE(a_.Mark(0, 15, "bold", true).ok());
  Exchange(alice_, bob_);
  ASSERT_TRUE(a_.Unmark(0, 7, "bold").ok());
  ASSERT_TRUE(b_.Unmark(4, 3, "bold").ok());
  ASSERT_TRUE(b_.Mark(4, 11, "bold", true).ok());
  EXPECT_EQ(Both(), R"([{"insert":"The "},{"insert":"fox jumped.","attributes":{"bold":true}}])");
}

TEST_F(RichText, BoldGrowsAtItsEndAndNotAtItsStart) {
  Start("The fox jumped.");
  ASSERT_TRUE(a_.Mark(4, 3, "bold", true).ok());
  ASSERT_TRUE(a_.Insert(7, "es").ok());
  ASSERT_TRUE(a_.Insert(4, "big ").ok());
  EXPECT_EQ(Both(), R"([{"insert":"The big "},{"insert":"foxes","attributes":{"bold":true}},)"
                    R"({"insert":" jumped."}])");
}

TEST_F(RichText, LinksGrowAtNoEnd) {
  Start("The fox jumped.");
  ASSERT_TRUE(a_.Mark(4, 3, "link", "x", kLink).ok());
  ASSERT_TRUE(a_.Insert(7, "es").ok());
  ASSERT_TRUE(a_.Insert(4, "big ").ok());
  EXPECT_EQ(Both(), R"([{"insert":"The big "},{"insert":"fox","attributes":{"link":"x"}},)"
                    R"({"insert":"es jumped."}])");
}

TEST_F(RichText, TheOtherTwoWaysToGrow) {
  Start("abc");
  ASSERT_TRUE(a_.Mark(1, 1, "before", 1, {Expand::kBefore, false}).ok());
  ASSERT_TRUE(a_.Mark(1, 1, "both", 2, {Expand::kBoth, false}).ok());
  ASSERT_TRUE(a_.Insert(2, "y").ok());
  ASSERT_TRUE(a_.Insert(1, "x").ok());
  EXPECT_EQ(Both(), R"([{"insert":"a"},{"insert":"xb","attributes":{"before":1,"both":2}},)"
                    R"({"insert":"y","attributes":{"both":2}},{"insert":"c"}])");
}

TEST_F(RichText, WhatIsTypedBesideALinkThatWasTakenOffIsNone) {
  Start("abc");
  ASSERT_TRUE(a_.Mark(0, 3, "link", "x", kLink).ok());
  ASSERT_TRUE(a_.Unmark(1, 1, "link", kLink).ok());
  ASSERT_TRUE(a_.Insert(2, "2").ok());
  ASSERT_TRUE(a_.Insert(1, "1").ok());
  EXPECT_EQ(Both(), R"([{"insert":"a","attributes":{"link":"x"}},{"insert":"1b2"},)"
                    R"({"insert":"c","attributes":{"link":"x"}}])");
}

// The end of a link that was deleted still ends it (section 3.4 of the paper).
TEST_F(RichText, TypingWhereALinksEndWasDeletedIsBehindIt) {
  Start("The fox jumped.");
  ASSERT_TRUE(a_.Mark(4, 10, "link", "x", kLink).ok());
  Exchange(alice_, bob_);
  ASSERT_TRUE(b_.Erase(7, 7).ok());
  Exchange(alice_, bob_);
  ASSERT_TRUE(a_.Insert(7, "!").ok());
  EXPECT_EQ(Both(),
            R"([{"insert":"The "},{"insert":"fox","attributes":{"link":"x"}},{"insert":"!."}])");
  // Nothing of it is left, and what is typed there is plain.
  ASSERT_TRUE(b_.Erase(4, 3).ok());
  Exchange(alice_, bob_);
  ASSERT_TRUE(a_.Insert(4, "cat").ok());
  EXPECT_EQ(Both(), R"([{"insert":"The cat!."}])");
}

TEST_F(RichText, TypingWhereBoldLettersWereDeletedGoesOnBold) {
  Start("The fox jumped.");
  ASSERT_TRUE(a_.Mark(4, 3, "bold", true).ok());
  Exchange(alice_, bob_);
  ASSERT_TRUE(b_.Erase(6, 1).ok());
  Exchange(alice_, bob_);
  ASSERT_TRUE(a_.Insert(6, "g").ok());
  EXPECT_EQ(
      Both(),
      R"([{"insert":"The "},{"insert":"fog","attributes":{"bold":true}},{"insert":" jumped."}])");
}

TEST_F(RichText, CommentsOverlapAndGoOneByOne) {
  Start("The fox jumped.");
  const Result<Id> first = a_.Mark(0, 7, "comment", "who?", kComment);
  const Result<Id> second = b_.Mark(4, 10, "comment", "where?", kComment);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(Both(), R"([{"insert":"The fox jumped."}])");
  ASSERT_EQ(a_.Marks().size(), 2u);
  EXPECT_EQ(a_.Marks()[0].id, *first);
  EXPECT_EQ(a_.Marks()[0].value, Value("who?"));
  EXPECT_EQ(a_.Marks()[0].end, 7u);
  ASSERT_TRUE(b_.RemoveMark(*first).ok());
  EXPECT_EQ(b_.RemoveMark(*first).code(), StatusCode::kNotFound);
  Both();
  ASSERT_EQ(a_.Marks().size(), 1u);
  EXPECT_EQ(a_.Marks()[0].id, *second);
}

TEST_F(RichText, MarksAreListedAlikeWhereTheyArrivedOtherwise) {
  Start("The fox jumped.");
  const Result<Id> first = a_.Mark(4, 3, "comment", "late", kComment);
  const Result<Id> second = b_.Mark(0, 7, "comment", "long", kComment);
  const Result<Id> third = b_.Mark(0, 3, "comment", "early", kComment);
  const Result<Id> fourth = a_.Mark(0, 3, "bold", true);
  ASSERT_TRUE(first.ok() && second.ok() && third.ok() && fourth.ok());
  Exchange(alice_, bob_);
  const auto ids = [](const Text& text) {
    std::vector<Id> marks;
    for (const MarkedRange& mark : text.Marks()) marks.push_back(mark.id);
    return marks;
  };
  EXPECT_THAT(ids(a_), ::testing::ElementsAre(*fourth, *third, *second, *first));
  EXPECT_EQ(ids(a_), ids(b_));
}

TEST_F(RichText, AMarkThatIsRestoredShowsAgain) {
  Start("abc");
  const Result<Id> mark = a_.Mark(0, 3, "bold", true);
  ASSERT_TRUE(a_.RemoveMark(*mark).ok());
  EXPECT_EQ(Both(), R"([{"insert":"abc"}])");
  ASSERT_TRUE(alice_.Restore(EffectId{1, 0}, 1).ok());
  EXPECT_EQ(Both(), R"([{"insert":"abc","attributes":{"bold":true}}])");
}

TEST_F(RichText, ObjectsAreOneElementAndReadAsUFFFC) {
  Start("ab");
  ASSERT_TRUE(a_.InsertEmbed(1, "{\"image\":\"x\"}").ok());
  EXPECT_EQ(a_.Length(Unit::kUtf16), 3u);
  EXPECT_EQ(a_.Read(),
            "a\xEF\xBF\xBC"
            "b");
  ASSERT_TRUE(a_.Mark(0, 3, "link", "y", kLink, Unit::kUtf16).ok());
  EXPECT_EQ(Both(), R"([{"insert":"a","attributes":{"link":"y"}},)"
                    R"({"insert":{"image":"x"},"attributes":{"link":"y"}},)"
                    R"({"insert":"b","attributes":{"link":"y"}}])");
  ASSERT_TRUE(b_.Erase(1, 1, Unit::kUtf16).ok());
  EXPECT_EQ(Both(), R"([{"insert":"ab","attributes":{"link":"y"}}])");
  ASSERT_TRUE(bob_.Restore(EffectId{2, 0}, 1).ok());
  EXPECT_EQ(b_.Length(Unit::kUtf16), 3u);
  Both();
}

TEST_F(RichText, EventsTellAttributes) {
  Start("The fox jumped.");
  std::vector<std::string> told;
  bob_.Observe([&](const Event& event) {
    for (const Change& change : event.changes) told.push_back(DeltaToJson(change.text()->steps));
  });
  const Result<Id> bold = a_.Mark(4, 3, "bold", true);
  Send(alice_, bob_);
  ASSERT_TRUE(a_.Insert(7, "es").ok());
  Send(alice_, bob_);
  ASSERT_TRUE(a_.RemoveMark(*bold).ok());
  Send(alice_, bob_);
  ASSERT_TRUE(b_.InsertEmbed(0, 5).ok());
  EXPECT_THAT(told,
              ::testing::ElementsAre(R"([{"retain":4},{"retain":3,"attributes":{"bold":true}}])",
                                     R"([{"retain":7},{"insert":"es","attributes":{"bold":true}}])",
                                     R"([{"retain":4},{"retain":5,"attributes":{"bold":null}}])",
                                     R"([{"insert":{"value":5}}])"));
}

TEST_F(RichText, EventsTellOfComments) {
  Start("abc");
  std::vector<TextDelta> told;
  alice_.Observe([&](const Event& event) { told.push_back(*event.changes[0].text()); });
  const Result<Id> mark = b_.Mark(0, 1, "comment", "x", kComment);
  Send(bob_, alice_);
  ASSERT_TRUE(a_.RemoveMark(*mark).ok());
  ASSERT_EQ(told.size(), 2u);
  EXPECT_THAT(told[0].marks_added, ::testing::ElementsAre(*mark));
  EXPECT_THAT(told[1].marks_removed, ::testing::ElementsAre(*mark));
  EXPECT_TRUE(told[0].steps.empty());
}

TEST_F(RichText, ADeltaIsAppliedWhole) {
  Start("Gandalf the Grey");
  alice_.SetMarkKind("link", kLink);
  ASSERT_TRUE(a_.Mark(8, 8, "bold", true).ok());
  const auto delta = DeltaFromJson(
      R"([{"retain":7,"attributes":{"italic":true}},{"retain":5},{"insert":"White"},)"
      R"({"insert":"!","attributes":{"link":"x"}},{"insert":{"image":"y"}},{"delete":4}])");
  ASSERT_TRUE(a_.Apply(*delta).ok());
  EXPECT_EQ(Both(), R"([{"insert":"Gandalf","attributes":{"italic":true}},{"insert":" "},)"
                    R"({"insert":"the ","attributes":{"bold":true}},{"insert":"White"},)"
                    R"({"insert":"!","attributes":{"link":"x"}},{"insert":{"image":"y"}}])");
  const Version before = alice_.version();
  for (const char* wrong : {R"([{"insert":"x"},{"retain":99}])", R"([{"delete":99}])"}) {
    EXPECT_EQ(a_.Apply(*DeltaFromJson(wrong)).code(), StatusCode::kOutOfRange);
  }
  std::vector<DeltaStep> half = {{DeltaStep::Kind::kInsert, 1, u"x"},
                                 {DeltaStep::Kind::kInsert, 1, u"\xD83D"}};
  EXPECT_EQ(a_.Apply(half).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(alice_.version(), before);
}

TEST_F(RichText, WhatIsRefusedChangesNothing) {
  Start(
      "a\xF0\x9F\x98\x80"
      "b");
  const Version before = alice_.version();
  EXPECT_EQ(a_.Mark(0, 2, "bold", true, {}, Unit::kUtf16).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(a_.Mark(0, 9, "bold", true).status().code(), StatusCode::kOutOfRange);
  EXPECT_EQ(a_.Mark(1, 0, "bold", true).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(a_.Mark(0, 1, "", true).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(a_.Mark(0, 1, "\xFF", true).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(a_.Mark(0, 1, std::string(1025, 'x'), true).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(a_.Mark(0, 1, "x", Value(ContainerId(ContainerKind::kMap, Id{1, 0}))).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(a_.RemoveMark(Id{1, 0}).code(), StatusCode::kNotFound);
  EXPECT_EQ(a_.RemoveMark(Id{9, 0}).code(), StatusCode::kNotFound);
  EXPECT_EQ(alice_.version(), before);
}

// A mark of agent 9, who never was asked.
class HostileMarks : public RichText {
 protected:
  Status Integrate(Id prev, Id next, uint8_t sides, std::string_view key = "k",
                   const Value& value = true, uint32_t seq = 0) {
    OperationSet set;
    Operation mark{};
    mark.kind = OperationKind::kMark;
    mark.count = 1;
    mark.id = Id{9, seq};
    mark.prev = prev;
    mark.next = next;
    mark.container = kImpliedContainer;
    if (prev.IsNull() && next.IsNull()) {
      mark.container = 0;
      set.containers.emplace_back(ContainerKind::kText, "note");
    }
    set.payload.bytes.push_back(static_cast<char>(sides));
    value_bytes::AppendKey(key, &set.payload.bytes);
    value_bytes::Append(value, &set.payload.bytes);
    set.operations.push_back(mark);
    const auto done = alice_.Integrate(set);
    EXPECT_TRUE(alice_.CheckInvariants().ok());
    return done.status();
  }
};

// Only a mark that nobody's editor makes: it is there all the same, and what is typed is in it.
TEST_F(HostileMarks, OnATextWithoutElementsCount) {
  ASSERT_TRUE(Integrate(kNullId, kNullId, 0).ok());
  EXPECT_EQ(alice_.TextNames(), std::vector<std::string>{"note"});
  Document marked(3);
  Send(alice_, marked);
  EXPECT_EQ(DocumentHash(marked), DocumentHash(alice_));
  const Result<Document> loaded = LoadDocument(SaveWorkingFile(alice_), 4);
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(DocumentHash(*loaded), DocumentHash(alice_));
  EXPECT_NE(DocumentHash(marked), DocumentHash(Document(5)));
}

// Each stretch between their ends is within thousands that do not show, or that all came at once.
TEST_F(HostileMarks, ManyOnOnePlaceAreNotSteppedOver) {
  constexpr size_t kMarks = 20'000;
  ASSERT_TRUE(a_.Insert(0, std::string(2 * kMarks, 'x')).ok());
  Exchange(alice_, bob_);
  size_t steps = 0;
  const auto count = [&steps](const Event& event) {
    for (const Change& change : event.changes) steps += change.text()->steps.size();
  };
  bob_.Observe(count);
  std::vector<Id> marks;
  for (size_t i = 0; i < kMarks; ++i) {
    marks.push_back(*a_.Mark(i, 2 * (kMarks - i), "size", static_cast<int64_t>(i)));
  }
  Exchange(alice_, bob_);
  EXPECT_EQ(a_.Delta().size(), 2 * kMarks - 1);
  EXPECT_EQ(steps, 2 * kMarks - 1);
  for (size_t i = 1; i < kMarks; ++i) ASSERT_TRUE(a_.RemoveMark(marks[i]).ok());
  EXPECT_EQ(a_.Delta().size(), 1u);
  Exchange(alice_, bob_);
  EXPECT_EQ(a_.Delta(), b_.Delta());
}

TEST_F(HostileMarks, CrossedEndsAreOnNothing) {
  Start("abc");
  ASSERT_TRUE(Integrate(Id{1, 2}, Id{1, 0}, 0).ok());
  ASSERT_TRUE(Integrate(Id{1, 1}, Id{1, 1}, 0, "k", true, 1).ok());
  ASSERT_TRUE(Integrate(Id{1, 1}, Id{1, 1}, kStartsAfter | kEndsAfter, "k", true, 2).ok());
  EXPECT_EQ(Both(), R"([{"insert":"abc"}])");
  EXPECT_TRUE(a_.Marks().empty());
  ASSERT_TRUE(Integrate(Id{1, 1}, Id{1, 1}, kEndsAfter, "k", true, 3).ok());
  ASSERT_TRUE(Integrate(kNullId, kNullId, 0, "all", 1, 4).ok());
  EXPECT_EQ(
      Both(),
      R"([{"insert":"a","attributes":{"all":1}},{"insert":"b","attributes":{"all":1,"k":true}},)"
      R"({"insert":"c","attributes":{"all":1}}])");
}

TEST_F(HostileMarks, WhatCannotBeIsRefused) {
  Start(
      "a\xF0\x9F\x98\x80"
      "b");
  ASSERT_TRUE(alice_.Text("other").Insert(0, "x").ok());
  ASSERT_TRUE(alice_.Map("m").Set("k", 1).ok());
  ASSERT_TRUE(a_.Mark(0, 1, "k", 1).ok());
  const Version before = alice_.version();
  const Id other{1, 4};
  const Id write{1, 5};
  const Id mark{1, 6};
  const auto refused = [&](Id prev, Id next, uint8_t sides = 0, std::string_view key = "k",
                           const Value& value = true) {
    EXPECT_EQ(Integrate(prev, next, sides, key, value).code(), StatusCode::kInvalidArgument);
  };
  refused(Id{1, 0}, other);
  refused(write, Id{1, 0});
  refused(Id{1, 0}, mark);
  refused(Id{1, 1}, Id{1, 3}, kStartsAfter);  // behind the first half
  refused(Id{1, 0}, Id{1, 2});                // before the second
  refused(kNullId, Id{1, 0}, kStartsAfter);
  refused(Id{1, 0}, kNullId, kEndsAfter);
  refused(Id{1, 0}, kNullId, 8);
  refused(Id{1, 0}, kNullId, 0, "");
  refused(Id{1, 0}, kNullId, 0, "k", Value(ContainerId(ContainerKind::kText, Id{1, 0})));
  refused(Id{9, 0}, kNullId);
  EXPECT_EQ(alice_.version(), before);
  EXPECT_EQ(alice_.BacklogSize(), 0u);
  EXPECT_TRUE(Integrate(Id{1, 1}, Id{1, 2}, kEndsAfter).ok());
}

}  // namespace
}  // namespace weft
