// Integrate is all or nothing: a set with an operation that can never be valid is refused whole.
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/documents.h"

namespace weft::testing {
namespace {

// "abc" by agent 1 in the note, "xyz" by agent 2 in another text, b deleted by agent 2.
Document Example() {
  Document document(9);
  Integrate(document, InsertSet({1, 0}, kNullId, kNullId, u"abc", kNote));
  Integrate(document, InsertSet({2, 0}, kNullId, kNullId, u"xyz", "other"));
  Integrate(document, SetOf(EraseOperation({2, 0}, 3, {1, 1})));
  return document;
}

// The set refused alone is refused in company too, and its company with it.
void ExpectRefused(const OperationSet& bad, StatusCode code, const std::string& why) {
  Document document = Example();
  EXPECT_EQ(Refusal(document, bad), code) << why;
  for (bool first : {true, false}) {
    OperationSet set = bad;
    set.text.insert(0, u"good");  // in front: bad text must not become good by what follows it
    for (Operation& operation : set.operations) {
      const bool text = operation.kind == OperationKind::kInsertText;
      if (text && operation.text_offset < 0x80000000) operation.text_offset += 4;
    }
    Operation good = InsertOperation(&set, {5, 0}, {1, 2}, kNullId, {});
    good.text_offset = 0;
    good.count = 4;
    set.operations.insert(first ? set.operations.begin() : set.operations.end(), good);
    EXPECT_EQ(Refusal(document, set), code) << why;
  }
  Document empty(8);
  EXPECT_NE(Refusal(empty, bad), StatusCode::kInternal) << why;
}

OperationSet With(OperationSet set, void (*change)(Operation&)) {
  change(set.operations[0]);
  return set;
}

const OperationSet kInsertion = InsertSet({4, 0}, {1, 0}, {1, 2}, u"hi");

TEST(Refusal, OfShapesThatAreNone) {
  constexpr StatusCode kInvalid = StatusCode::kInvalidArgument;
  const OperationSet erase = SetOf(EraseOperation({4, 0}, 0, {1, 0}, 2));
  ExpectRefused(With(kInsertion, [](Operation& o) { o.count = 0; }), kInvalid, "no elements");
  ExpectRefused(With(erase, [](Operation& o) { o.count = 0; }), kInvalid, "no effects");
  ExpectRefused(With(kInsertion, [](Operation& o) { o.count = 3; }), kInvalid, "text too short");
  ExpectRefused(With(kInsertion, [](Operation& o) { o.count = 0xFFFFFFFF; }), kInvalid, "huge");
  ExpectRefused(With(kInsertion, [](Operation& o) { o.text_offset = 1; }), kInvalid, "text ends");
  ExpectRefused(With(kInsertion, [](Operation& o) { o.text_offset = 0xFFFFFFFF; }), kInvalid,
                "text offset overflows");
  ExpectRefused(With(kInsertion, [](Operation& o) { o.id.agent = kMaxAgent + 1; }), kInvalid,
                "no such agent");
  ExpectRefused(With(kInsertion, [](Operation& o) { o.id.agent = kNoAgent; }), kInvalid,
                "no agent");
  ExpectRefused(With(erase, [](Operation& o) { o.id.agent = kNoAgent; }), kInvalid, "no agent");
  ExpectRefused(With(erase, [](Operation& o) { o.target.agent = kNoAgent; }), kInvalid,
                "no target agent");
  ExpectRefused(With(kInsertion, [](Operation& o) { o.prev.agent = kMaxAgent + 1; }), kInvalid,
                "no such anchor agent");
  ExpectRefused(With(kInsertion, [](Operation& o) { o.id.seq = kMaxElements - 1; }), kInvalid,
                "seqs past the last");
  ExpectRefused(With(erase, [](Operation& o) { o.id.seq = 0xFFFFFFFF; }), kInvalid,
                "effects past the last");
  ExpectRefused(With(erase, [](Operation& o) { o.target.seq = 0xFFFFFFFF; }), kInvalid,
                "targets past the last");
}

// The edge has one spelling: what is taken in must be equal to itself when it comes again.
TEST(Refusal, OfAnEdgeOfTheTextThatIsSpelledOtherwise) {
  constexpr StatusCode kInvalid = StatusCode::kInvalidArgument;
  constexpr Id kOtherEdge{kNoAgent, 5};
  for (const Id by : {Id{4, 0}, Id{2, 3}}) {  // of one who is new, and of one who is not
    ExpectRefused(InsertSet(by, kOtherEdge, {1, 0}, u"hi"), kInvalid, "before it");
    ExpectRefused(InsertSet(by, {1, 2}, kOtherEdge, u"hi"), kInvalid, "after it");
    ExpectRefused(InsertSet(by, kOtherEdge, kNullId, u"hi", kNote), kInvalid, "a root's");
    OperationSet set = InsertSet(by, kNullId, kNullId, u"hi", kNote);
    set.containers[0].creator = kOtherEdge;
    ExpectRefused(set, kInvalid, "a root that is not made by nobody");
  }
}

// Nothing is what a closed lane expects.
TEST(Refusal, OfNothingWhereTheNextOneWasExpected) {
  for (const bool erase : {false, true}) {
    Document document = Example();
    Integrate(document, InsertSet({4, 0}, {1, 0}, kNullId, u"hijk"));
    OperationSet next = InsertSet({4, 4}, {4, 3}, kNullId, u"x");
    if (erase) {
      Integrate(document, SetOf(EraseOperation({4, 0}, 4, {4, 3})));
      next = SetOf(EraseOperation({4, 1}, 4, {4, 2}));
    }
    (void)document.Integrate(OperationSet());  // closes it
    next.operations[0].count = 0;
    EXPECT_EQ(Refusal(document, next), StatusCode::kInvalidArgument) << erase;
    next.operations[0].count = 1;
    EXPECT_EQ(Refusal(document, next), StatusCode::kOk) << erase;
  }
}

TEST(Refusal, OfAnUnknownKindSaysThatItIsNewer) {
  ExpectRefused(With(kInsertion, [](Operation& o) { o.kind = static_cast<OperationKind>(77); }),
                StatusCode::kUnimplemented, "a kind from the future");
}

TEST(Refusal, OfContainersThatAreNone) {
  constexpr StatusCode kInvalid = StatusCode::kInvalidArgument;
  OperationSet set = InsertSet({4, 0}, kNullId, kNullId, u"hi", kNote);
  ExpectRefused(With(set, [](Operation& o) { o.container = kImpliedContainer; }), kInvalid,
                "nothing says which text");
  ExpectRefused(With(set, [](Operation& o) { o.container = 1; }), kInvalid, "no such container");
  set.containers[0] = "\xC3";
  ExpectRefused(set, kInvalid, "a name that is no UTF-8");
  set.containers[0] = std::string(1025, 'n');
  ExpectRefused(set, kInvalid, "a name that is too long");
  const OperationSet erase = SetOf(EraseOperation({4, 0}, 0, {1, 0}));
  const OperationSet restore = SetOf(RestoreOperation({4, 0}, 0, {1, 0}));
  ExpectRefused(With(erase, [](Operation& o) { o.container = 0; }), kInvalid,
                "a deletion that names one");
  ExpectRefused(With(restore, [](Operation& o) { o.container = 0; }), kInvalid,
                "a restore that names one");
}

TEST(Refusal, OfReferencesToTheirOwnFuture) {
  constexpr StatusCode kInvalid = StatusCode::kInvalidArgument;
  ExpectRefused(InsertSet({4, 0}, {4, 0}, kNullId, u"x"), kInvalid, "itself as prev");
  ExpectRefused(InsertSet({4, 0}, kNullId, {4, 1}, u"xy"), kInvalid, "a later one as next");
  ExpectRefused(SetOf(EraseOperation({4, 0}, 0, {4, 0})), kInvalid, "an element not yet made");
  ExpectRefused(SetOf(RestoreOperation({4, 0}, 0, {4, 0})), kInvalid, "itself");
}

TEST(Refusal, OfAnchorsInDifferentTexts) {
  ExpectRefused(InsertSet({4, 0}, {1, 0}, {2, 0}, u"x"), StatusCode::kInvalidArgument,
                "anchors in two texts");
}

TEST(Refusal, OfAKnownIdWithOtherContent) {
  constexpr StatusCode kExists = StatusCode::kAlreadyExists;
  ExpectRefused(InsertSet({1, 0}, kNullId, kNullId, u"abX", kNote), kExists, "other text");
  ExpectRefused(InsertSet({1, 2}, {1, 1}, kNullId, u"Xd"), kExists, "other text, and more");
  // The set's own operations count, too.
  OperationSet twice = InsertSet({4, 0}, {1, 0}, {1, 1}, u"x");
  twice.operations.push_back(InsertOperation(&twice, {4, 0}, {1, 0}, {1, 1}, u"y"));
  ExpectRefused(twice, kExists, "one id twice in one set");
}

TEST(Refusal, OfAKnownIdWithOtherAnchors) {
  constexpr StatusCode kExists = StatusCode::kAlreadyExists;
  ExpectRefused(InsertSet({1, 1}, {1, 0}, {1, 0}, u"bc"), kExists, "another next");
  ExpectRefused(InsertSet({1, 0}, {2, 0}, kNullId, u"a"), kExists, "another prev");
  ExpectRefused(InsertSet({1, 2}, {1, 0}, kNullId, u"cd"), kExists, "another prev, and more");
  ExpectRefused(InsertSet({1, 0}, kNullId, kNullId, u"abc", "other"), kExists, "another text");
  OperationSet twice = InsertSet({4, 0}, {1, 0}, {1, 1}, u"x");
  twice.operations.push_back(InsertOperation(&twice, {4, 0}, {1, 0}, {1, 2}, u"x"));
  ExpectRefused(twice, kExists, "one id with two nexts in one set");
}

TEST(Refusal, OfAKnownEffectOnSomethingElse) {
  constexpr StatusCode kExists = StatusCode::kAlreadyExists;
  ExpectRefused(SetOf(EraseOperation({2, 0}, 3, {1, 0})), kExists, "another target");
  ExpectRefused(SetOf(EraseOperation({2, 0}, 3, {1, 0}, 2)), kExists, "another first target");
  ExpectRefused(SetOf(EraseOperation({2, 0}, 2, {1, 1})), kExists, "another `at`");
  OperationSet twice = SetOf(EraseOperation({4, 0}, 0, {1, 0}));
  twice.operations.push_back(EraseOperation({4, 0}, 0, {1, 2}));
  ExpectRefused(twice, kExists, "one effect with two targets in one set");
  Document document = Example();
  const Result<Integrated> same = document.Integrate(SetOf(EraseOperation({2, 0}, 3, {1, 1}, 2)));
  ASSERT_TRUE(same.ok()) << same.status().ToString();
  EXPECT_EQ(same->duplicate, 1u);
  EXPECT_EQ(same->applied, 1u);
}

// The same content, but elsewhere: its end would stand in a text with its beginning in another.
TEST(Refusal, OfAKnownBeginningInAnotherText) {
  ExpectRefused(InsertSet({1, 2}, kNullId, kNullId, u"cd", "other"), StatusCode::kAlreadyExists,
                "c is in the note");
  ExpectRefused(InsertSet({1, 2}, kNullId, kNullId, u"cd", "a new text"),
                StatusCode::kAlreadyExists, "c is in the note");
  ExpectRefused(InsertSet({1, 2}, {2, 0}, kNullId, u"cd", {}), StatusCode::kAlreadyExists,
                "c is in the note");
}

TEST(Refusal, OfEffectsBeforeTheirAgentsEarlierOnes) {
  // Agent 2 had made 3 elements when it made effect 0; effect 1 cannot have come before.
  ExpectRefused(SetOf(EraseOperation({2, 1}, 2, {1, 0})), StatusCode::kInvalidArgument,
                "an `at` that goes back");
  // Nor when the earlier one is of the same set.
  OperationSet set = InsertSet({4, 0}, {1, 0}, kNullId, u"pqr");
  set.operations.push_back(EraseOperation({4, 0}, 3, {1, 0}));
  set.operations.push_back(EraseOperation({4, 1}, 2, {1, 2}));
  ExpectRefused(set, StatusCode::kInvalidArgument, "an `at` that goes back in one set");
}

// An agent that lies about `at` must not bring honest replicas to where they cannot talk: the first
// has integrated what the second knows to come after something else.
TEST(Refusal, ALyingAtDoesNotPartHonestReplicas) {
  Document first(1);
  Document second(2);
  const OperationSet one = InsertSet({66, 0}, kNullId, kNullId, u"a", kNote);
  const OperationSet effect = SetOf(EraseOperation({66, 0}, 1, {66, 0}));
  const OperationSet two = InsertSet({66, 1}, {66, 0}, kNullId, u"b");  // says: before `effect`
  Integrate(first, one);
  Integrate(second, one);
  Integrate(first, two);
  Integrate(second, effect);
  (void)second.Integrate(two);  // refused or not, the rest must keep flowing
  Type(first, 0, "x");
  Type(second, 0, "y");
  const Result<OperationSet> to_first = second.OperationsSince(first.version());
  const Result<OperationSet> to_second = first.OperationsSince(second.version());
  ASSERT_TRUE(to_first.ok()) << to_first.status().ToString();
  ASSERT_TRUE(to_second.ok()) << to_second.status().ToString();
  EXPECT_TRUE(first.Integrate(*to_first).ok());
  EXPECT_TRUE(second.Integrate(*to_second).ok());
  EXPECT_EQ(first.version().Get(2), (Counts{1, 0}));
  EXPECT_EQ(second.version().Get(1), (Counts{1, 0}));
}

TEST(Refusal, OfAnythingTellsWhy) {
  Document document = Example();
  const Result<Integrated> result = document.Integrate(InsertSet({4, 0}, {1, 0}, {2, 0}, u"x"));
  ASSERT_FALSE(result.ok());
  EXPECT_NE(result.status().message().find("different texts"), std::string::npos)
      << result.status().ToString();
}

TEST(Refusal, LeavesTheDocumentWorking) {
  Document document = Example();
  EXPECT_NE(Refusal(document, InsertSet({4, 0}, {1, 0}, {2, 0}, u"x")), StatusCode::kOk);
  Type(document, 2, "!");
  Integrate(document, InsertSet({4, 0}, {1, 0}, {1, 1}, u"x"));
  EXPECT_EQ(Read(document), "axc!");
}

// The shortest way of a keystroke must refuse what the long way refuses, whatever is pending.
TEST(Refusal, NoPositionIsMistakenForTheEndOfWhatIsPending) {
  constexpr size_t kFar = ~size_t{0};
  Document author(1);
  Document document(2);
  const auto refuses_all = [&] {
    Text text = document.Text(kNote);
    for (const size_t far : {kFar, kFar - 1, size_t{1} << 40}) {
      for (const Unit unit : {Unit::kUtf8, Unit::kUtf16, Unit::kCodePoint}) {
        EXPECT_EQ(text.Insert(far, "x", unit).code(), StatusCode::kOutOfRange);
        EXPECT_EQ(text.Erase(far, 1, unit).code(), StatusCode::kOutOfRange);
      }
      EXPECT_EQ(text.Insert(far, u"x").code(), StatusCode::kOutOfRange);
    }
  };
  refuses_all();
  Type(author, 0, "ab");
  Integrate(document, author.TakeLocal());
  refuses_all();  // with another's typing pending
  Type(author, 2, "c");
  Integrate(document, author.TakeLocal());
  Delete(author, 2, 1);
  Integrate(document, author.TakeLocal());
  refuses_all();  // and what it took back
  Type(document, 1, "x");
  refuses_all();
  Delete(document, 1, 1);
  refuses_all();
  Delete(document, 0, 1);
  refuses_all();
  EXPECT_EQ(Read(document), "b");
}

}  // namespace
}  // namespace weft::testing
