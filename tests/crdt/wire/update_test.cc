// Facts about updates. What each byte means is in vectors_test.cc, the laws in update_laws_test.cc.
#include "crdt/wire/update.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/elements.h"

namespace weft::testing {
namespace {

constexpr Agent kAnn = 0x1A2B3C4D5E6F7;
constexpr Agent kBob = 0x0FEDCBA987654;

std::string Alone(const OperationSet& set) {
  const Result<std::string> bytes = EncodeUpdate(set);
  return bytes.ok() ? *bytes : bytes.status().ToString();
}

Status WhyNotEncoded(const OperationSet& set) { return EncodeUpdate(set).status(); }

StatusCode DecodeCode(std::string_view bytes, const Limits& limits) {
  OperationSet set;
  return DecodeUpdate(bytes, limits, &set).code();
}

// A late keystroke of a long document by two people, typed into the other one's text.
TEST(Update, KeystrokeIsSmall) {
  const AgentNumbers numbers{kBob, kAnn};
  const OperationSet first =
      InsertSet({kAnn, 200000}, {kBob, 90000}, {kBob, 90001}, u"x", "", 70000);
  const OperationSet further =
      InsertSet({kAnn, 200001}, {kAnn, 200000}, {kBob, 90001}, u"y", "", 70000);
  const OperationSet erased = SetOf(EraseOperation({kAnn, 70000}, 200002, {kAnn, 200001}));
  EXPECT_EQ(EncodeSessionUpdate(first, numbers)->size(), 13u);
  EXPECT_EQ(EncodeSessionUpdate(further, numbers)->size(), 13u);
  EXPECT_EQ(EncodeSessionUpdate(erased, numbers)->size(), 9u);
  EXPECT_EQ(EncodeUpdate(first)->size(), 32u);
  EXPECT_EQ(EncodeUpdate(erased)->size(), 22u);
}

TEST(Update, DecodingReplacesWhatWasThere) {
  OperationSet set = InsertSet({1, 0}, kNullId, kNullId, u"old", "old");
  const std::string bytes = Alone(SetOf(EraseOperation({kAnn, 0}, 3, {kAnn, 1})));
  ASSERT_TRUE(DecodeUpdate(bytes, {}, &set).ok());
  EXPECT_EQ(set.operations.size(), 1u);
  EXPECT_TRUE(set.text.empty());
  EXPECT_TRUE(set.containers.empty());
}

TEST(Update, FailedDecodingLeavesNothing) {
  OperationSet set = InsertSet({1, 0}, kNullId, kNullId, u"old", "old");
  const AgentNumbers numbers{7};
  // The name and the insertion are read before the text turns out to be no UTF-8.
  EXPECT_FALSE(
      DecodeSessionUpdate(std::string_view("\x01\0\0\0\x01n\xFF", 7), numbers, {}, &set).ok());
  EXPECT_TRUE(set.operations.empty());
  EXPECT_TRUE(set.text.empty());
  EXPECT_TRUE(set.containers.empty());
}

TEST(Update, AppendingLeavesWhatIsThereAndTakesBackAFailure) {
  std::string out = "before";
  const OperationSet good = SetOf(EraseOperation({kAnn, 0}, 3, {kAnn, 1}));
  ASSERT_TRUE(AppendUpdate(good, &out).ok());
  EXPECT_EQ(out, "before" + Alone(good));
  const std::string kept = out;
  OperationSet bad = InsertSet({1, 0}, {2, 0}, kNullId, u"good");
  bad.operations.push_back(EraseOperation({1, 0}, 0, {1, 0}));
  EXPECT_FALSE(AppendUpdate(bad, &out).ok());
  EXPECT_EQ(out, kept);
  EXPECT_FALSE(AppendSessionUpdate(good, AgentNumbers{kBob}, &out).ok());
  EXPECT_EQ(out, kept);
}

TEST(Update, OneAgentsOperationsStandInItsOrder) {
  // Typed "ab", deleted it, typed "c": the second insertion is not next to the first.
  OperationSet set = InsertSet({kAnn, 0}, {kBob, 1}, kNullId, u"ab");
  set.operations.push_back(EraseOperation({kAnn, 0}, 2, {kAnn, 0}, 2, /*backward=*/true));
  set.operations.push_back(InsertOperation(&set, {kAnn, 2}, {kAnn, 1}, kNullId, u"c", "", 2));
  OperationSet decoded;
  ASSERT_TRUE(DecodeUpdate(Alone(set), {}, &decoded).ok());
  ASSERT_EQ(decoded.operations.size(), 3u);
  EXPECT_EQ(decoded.operations[1].kind, OperationKind::kErase);
  EXPECT_TRUE(decoded.operations[1].backward);
  EXPECT_EQ(decoded.operations[2].at, 2u);
}

TEST(Update, OperationsOutOfTheirAgentsOrderAreNotEncoded) {
  OperationSet set;
  set.operations.push_back(InsertOperation(&set, {kAnn, 2}, {kBob, 1}, kNullId, u"c", "", 2));
  set.operations.push_back(EraseOperation({kAnn, 0}, 2, {kBob, 0}, 2));
  EXPECT_EQ(
      WhyNotEncoded(set).ToString(),
      "INVALID_ARGUMENT: operation 1: it does not come after the agent's operation before it");
}

TEST(Update, OverlappingOperationsAreNotEncoded) {
  OperationSet set;
  set.operations.push_back(InsertOperation(&set, {kAnn, 2}, {kBob, 1}, kNullId, u"cd"));
  set.operations.push_back(InsertOperation(&set, {kAnn, 3}, {kAnn, 2}, kNullId, u"d"));
  EXPECT_EQ(WhyNotEncoded(set).code(), StatusCode::kInvalidArgument);
}

TEST(Update, MalformedOperationsAreNotEncoded) {
  const auto refused = [](const OperationSet& set) {
    const Status alone = WhyNotEncoded(set);
    OperationSet with_another = set;
    with_another.operations.push_back(EraseOperation({kMaxAgent, 0}, 0, {1, 0}));
    const Status in_columns = WhyNotEncoded(with_another);
    return alone.code() == StatusCode::kInvalidArgument && alone.message() == in_columns.message();
  };
  EXPECT_TRUE(refused(InsertSet({1, 0}, kNullId, kNullId, u"x")));  // into no text
  EXPECT_TRUE(refused(InsertSet({1, 5}, {1, 5}, kNullId, u"x")));
  EXPECT_TRUE(refused(InsertSet({1, 5}, {2, 5}, {1, 6}, u"x")));
  EXPECT_TRUE(refused(InsertSet({kMaxAgent + 1, 5}, {2, 5}, kNullId, u"x")));
  EXPECT_TRUE(refused(InsertSet({1, 5}, {kMaxAgent + 1, 5}, kNullId, u"x")));
  EXPECT_TRUE(refused(InsertSet({1, kMaxElements - 1}, {2, 5}, kNullId, u"xy")));
  EXPECT_TRUE(refused(InsertSet({1, 5}, {2, 5}, kNullId, u"")));
  EXPECT_TRUE(refused(InsertSet({1, 5}, {2, 5}, kNullId, u"x\xD83D")));
  EXPECT_TRUE(refused(InsertSet({1, 5}, kNullId, kNullId, u"x", "\xFF")));
  EXPECT_TRUE(refused(InsertSet({1, 5}, kNullId, kNullId, u"x", std::string(1025, 'n'))));
  EXPECT_TRUE(refused(SetOf(EraseOperation({1, 0}, 5, {1, 5}))));
  EXPECT_TRUE(refused(SetOf(EraseOperation({1, 0}, 5, {2, kMaxElements - 1}, 2))));
  EXPECT_TRUE(refused(SetOf(EraseOperation({1, kMaxElements}, 5, {2, 0}))));
  EXPECT_TRUE(refused(SetOf(EraseOperation({1, 0}, kMaxElements + 1, {2, 0}))));
  EXPECT_TRUE(refused(SetOf(RestoreOperation({1, 4}, 5, {1, 4}))));
}

TEST(Update, SurrogatePairIsWholeInItsRun) {
  OperationSet cut;
  cut.operations.push_back(InsertOperation(&cut, {1, 0}, {2, 0}, kNullId, u"\xD83D"));
  cut.operations.push_back(InsertOperation(&cut, {1, 1}, {1, 0}, kNullId, u"\xDE00"));
  EXPECT_EQ(Alone(cut), Alone(InsertSet({1, 0}, {2, 0}, kNullId, u"\U0001F600")));

  OperationSet apart;
  apart.operations.push_back(InsertOperation(&apart, {1, 0}, {2, 0}, kNullId, u"\xD83D"));
  apart.operations.push_back(InsertOperation(&apart, {1, 1}, {1, 0}, {2, 9}, u"\xDE00"));
  EXPECT_EQ(WhyNotEncoded(apart).message(), "a surrogate pair that is cut at a run's end");

  OperationSet effect_between;
  effect_between.operations.push_back(
      InsertOperation(&effect_between, {1, 0}, {2, 0}, kNullId, u"\xD83D"));
  effect_between.operations.push_back(EraseOperation({1, 0}, 1, {2, 5}));
  effect_between.operations.push_back(
      InsertOperation(&effect_between, {1, 1}, {1, 0}, kNullId, u"\xDE00", "", 1));
  EXPECT_EQ(WhyNotEncoded(effect_between).message(), "a surrogate pair that is cut at a run's end");
}

TEST(Update, RestoringARestoreIsNotEncoded) {
  // Each alone could be meant well; together they are one run that reaches itself.
  OperationSet set = SetOf(RestoreOperation({1, 5}, 0, {1, 3}, 2));
  set.operations.push_back(RestoreOperation({1, 7}, 0, {1, 5}));
  EXPECT_EQ(WhyNotEncoded(set).message(), "operation 1: a target that is not older");
}

TEST(Update, ContainerThatAnchorsImplyIsLeftOut) {
  OperationSet named = InsertSet({1, 5}, {2, 5}, kNullId, u"x");
  named.containers.push_back("note");
  named.operations[0].container = 0;
  EXPECT_EQ(Alone(named), Alone(InsertSet({1, 5}, {2, 5}, kNullId, u"x")));
}

TEST(Update, ContainersOfOneNameAreOne) {
  OperationSet set;
  set.operations.push_back(InsertOperation(&set, {1, 0}, kNullId, kNullId, u"a", "note"));
  set.operations.push_back(InsertOperation(&set, {2, 0}, kNullId, kNullId, u"b", "note"));
  OperationSet twice = set;
  twice.containers.push_back("note");
  twice.containers.push_back("unused");
  twice.operations[1].container = 1;
  EXPECT_EQ(Alone(twice), Alone(set));
}

TEST(Update, AgentsAscendByAgentWhateverTheirNumbers) {
  const AgentNumbers numbers{900, 5, 70};
  OperationSet set = SetOf(EraseOperation({900, 0}, 1, {70, 0}));
  set.operations.push_back(EraseOperation({5, 0}, 1, {70, 0}));
  OperationSet decoded;
  const std::string bytes = *EncodeSessionUpdate(set, numbers);
  ASSERT_TRUE(DecodeSessionUpdate(bytes, numbers, {}, &decoded).ok());
  EXPECT_EQ(decoded.operations[0].id.agent, 5u);
  EXPECT_EQ(decoded.operations[1].id.agent, 900u);
}

TEST(Update, AgentWithoutANumberIsNotEncoded) {
  const AgentNumbers numbers{kAnn};
  const OperationSet one = InsertSet({kAnn, 5}, {kBob, 5}, kNullId, u"x");
  OperationSet two = one;
  two.operations.push_back(EraseOperation({kAnn, 0}, 6, {kAnn, 5}));
  for (const OperationSet& set : {one, two}) {
    EXPECT_EQ(EncodeSessionUpdate(set, numbers).status().message(),
              "an agent without a number in this session");
  }
}

TEST(Update, LimitsAreThoseGiven) {
  OperationSet set = InsertSet({1, 0}, kNullId, kNullId, u"four", "note");
  const std::string one = Alone(set);
  set.operations.push_back(EraseOperation({1, 0}, 4, {2, 0}, 6));
  const std::string two = Alone(set);
  const auto with = [](auto field, auto value) {
    Limits limits;
    limits.*field = value;
    return limits;
  };
  constexpr StatusCode kTooMuch = StatusCode::kResourceExhausted;
  EXPECT_EQ(DecodeCode(one, with(&Limits::bytes, one.size())), StatusCode::kOk);
  EXPECT_EQ(DecodeCode(one, with(&Limits::bytes, one.size() - 1)), kTooMuch);
  EXPECT_EQ(DecodeCode(one, with(&Limits::elements, 4u)), StatusCode::kOk);
  EXPECT_EQ(DecodeCode(one, with(&Limits::elements, 3u)), kTooMuch);
  EXPECT_EQ(DecodeCode(one, with(&Limits::runs, 0u)), kTooMuch);
  EXPECT_EQ(DecodeCode(one, with(&Limits::agents, 0u)), kTooMuch);
  EXPECT_EQ(DecodeCode(one, with(&Limits::containers, 0u)), kTooMuch);
  EXPECT_EQ(DecodeCode(two, with(&Limits::elements, 10u)), StatusCode::kOk);
  EXPECT_EQ(DecodeCode(two, with(&Limits::elements, 9u)), kTooMuch);
  EXPECT_EQ(DecodeCode(two, with(&Limits::runs, 2u)), StatusCode::kOk);
  EXPECT_EQ(DecodeCode(two, with(&Limits::runs, 1u)), kTooMuch);
  EXPECT_EQ(DecodeCode(two, with(&Limits::agents, 2u)), StatusCode::kOk);
  EXPECT_EQ(DecodeCode(two, with(&Limits::agents, 1u)), kTooMuch);
  EXPECT_EQ(DecodeCode(two, with(&Limits::containers, 1u)), StatusCode::kOk);
  EXPECT_EQ(DecodeCode(two, with(&Limits::containers, 0u)), kTooMuch);
}

TEST(Update, LimitOnAgentsCountsThoseReferredTo) {
  Limits limits;
  limits.agents = 2;
  EXPECT_EQ(DecodeCode(Alone(InsertSet({1, 5}, {2, 5}, {2, 9}, u"x")), limits), StatusCode::kOk);
  EXPECT_EQ(DecodeCode(Alone(InsertSet({1, 5}, {2, 5}, {3, 9}, u"x")), limits),
            StatusCode::kResourceExhausted);
  limits.agents = 1;
  EXPECT_EQ(DecodeCode(Alone(InsertSet({1, 5}, {1, 3}, {1, 4}, u"x")), limits), StatusCode::kOk);
  EXPECT_EQ(DecodeCode(Alone(SetOf(EraseOperation({1, 0}, 4, {2, 0}))), limits),
            StatusCode::kResourceExhausted);
}

TEST(UpdateMerge, TakesEachOperationOnce) {
  const OperationSet left = InsertSet({1, 0}, {2, 0}, kNullId, u"abc");
  OperationSet right;
  right.operations.push_back(InsertOperation(&right, {1, 2}, {1, 1}, kNullId, u"cd"));
  const std::string whole = Alone(InsertSet({1, 0}, {2, 0}, kNullId, u"abcd"));
  EXPECT_EQ(*MergeUpdates({Alone(left), Alone(right)}), whole);
  EXPECT_EQ(*MergeUpdates({Alone(right), Alone(left), Alone(right)}), whole);
}

TEST(UpdateMerge, OfNothingIsTheEmptyUpdate) { EXPECT_EQ(*MergeUpdates({}), Alone({})); }

TEST(UpdateMerge, KeepsWhatIsMissingBetween) {
  const std::string first = Alone(SetOf(EraseOperation({1, 0}, 5, {2, 0}, 3)));
  const std::string later = Alone(SetOf(EraseOperation({1, 7}, 5, {2, 7}, 3)));
  OperationSet decoded;
  ASSERT_TRUE(DecodeUpdate(*MergeUpdates({later, first}), {}, &decoded).ok());
  EXPECT_EQ(decoded.operations.size(), 2u);
}

TEST(UpdateMerge, DifferentContentUnderOneIdIsRefused) {
  const std::string one = Alone(InsertSet({1, 0}, kNullId, kNullId, u"abc", "note"));
  const auto code = [&](const OperationSet& other) {
    return MergeUpdates({one, Alone(other)}).status().code();
  };
  constexpr StatusCode kForked = StatusCode::kAlreadyExists;
  EXPECT_EQ(code(InsertSet({1, 0}, kNullId, kNullId, u"abd", "note")), kForked);
  EXPECT_EQ(code(InsertSet({1, 0}, kNullId, kNullId, u"abc", "other")), kForked);
  EXPECT_EQ(code(InsertSet({1, 0}, {2, 0}, kNullId, u"abc")), kForked);
  EXPECT_EQ(code(InsertSet({1, 1}, {2, 0}, kNullId, u"bc")), kForked);
  // The same elements, made before and after an effect.
  EXPECT_EQ(code(InsertSet({1, 1}, {1, 0}, kNullId, u"bc", "", 1)), kForked);
  // An effect made when only two of the three elements were there.
  EXPECT_EQ(code(SetOf(EraseOperation({1, 0}, 2, {1, 0}))), kForked);
  EXPECT_EQ(code(InsertSet({1, 2}, {1, 1}, kNullId, u"c")), StatusCode::kOk);
  EXPECT_EQ(code(SetOf(EraseOperation({1, 0}, 3, {1, 0}))), StatusCode::kOk);
}

TEST(UpdateMerge, LimitsHoldForTheResult) {
  const std::string one = Alone(InsertSet({1, 0}, kNullId, kNullId, u"abc", "note"));
  const std::string two = Alone(InsertSet({2, 0}, kNullId, kNullId, u"abc", "note"));
  Limits limits;
  limits.elements = 5;
  EXPECT_EQ(MergeUpdates({one, two}, limits).status().code(), StatusCode::kResourceExhausted);
  limits = {};
  limits.bytes = one.size();
  EXPECT_EQ(MergeUpdates({one, two}, limits).status().code(), StatusCode::kResourceExhausted);
  EXPECT_TRUE(MergeUpdates({one, one}, limits).ok());
}

TEST(UpdateMerge, RefusesBytesThatAreNoUpdate) {
  EXPECT_EQ(MergeUpdates({"junk"}).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace weft::testing
