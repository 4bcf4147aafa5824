// Named cases of concurrent insertion, delivered in every order: the interleaving cases of "The Art
// of the Fugue" (Weidner and Kleppmann), the concurrent cases of josephg/reference-crdts, and
// what the rule says where anchors are hostile.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/documents.h"
#include "tests/support/oracle.h"
#include "tests/support/plain_text.h"

namespace weft::testing {
namespace {

constexpr OrderKind kBoth[] = {OrderKind::kFugueMax, OrderKind::kYata};

OperationSet Item(Id id, Id prev, Id next, std::u16string_view text) {
  return InsertSet(id, prev, next, text, prev.IsNull() && next.IsNull() ? kNote : "");
}

// The text is `expected` in the engine and in the oracle, whatever order the sets come in.
void ExpectInEveryOrder(OrderKind order, const std::vector<OperationSet>& sets,
                        const std::string& expected) {
  std::vector<size_t> delivery(sets.size());
  for (size_t i = 0; i < delivery.size(); ++i) delivery[i] = i;
  do {
    Document document(1000, order);
    Oracle oracle(1000, order);
    for (size_t i : delivery) {
      Integrate(document, sets[i]);
      oracle.Integrate(sets[i]);
    }
    EXPECT_TRUE(document.CheckInvariants().ok());
    EXPECT_EQ(Read(document), expected);
    EXPECT_EQ(ToUtf8(oracle.Read(kNote)), expected);
  } while (!::testing::Test::HasFailure() &&
           std::next_permutation(delivery.begin(), delivery.end()));
}

// Every letter an operation of its own, each after the one before.
std::vector<OperationSet> Forward(Agent agent, std::u16string_view text, Id prev, Id next) {
  std::vector<OperationSet> sets;
  for (uint32_t k = 0; k < text.size(); ++k) {
    sets.push_back(Item({agent, k}, prev, next, text.substr(k, 1)));
    prev = Id{agent, k};
  }
  return sets;
}

// Each letter in front of the one before: reads backwards.
std::vector<OperationSet> Backward(Agent agent, std::u16string_view text, Id prev, Id next) {
  std::vector<OperationSet> sets;
  for (uint32_t k = 0; k < text.size(); ++k) {
    sets.push_back(Item({agent, k}, prev, next, text.substr(k, 1)));
    next = Id{agent, k};
  }
  return sets;
}

std::vector<OperationSet> operator+(std::vector<OperationSet> a,
                                    const std::vector<OperationSet>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(Order, TwoTypedRunsDoNotInterleave) {
  for (OrderKind order : kBoth) {
    ExpectInEveryOrder(order,
                       Forward(1, u"abc", kNullId, kNullId) + Forward(2, u"xyz", kNullId, kNullId),
                       "abcxyz");
  }
}

TEST(Order, TwoRunsTypedBackwardsDoNotInterleave) {
  for (OrderKind order : kBoth) {
    ExpectInEveryOrder(
        order, Backward(1, u"cba", kNullId, kNullId) + Backward(2, u"zyx", kNullId, kNullId),
        "abcxyz");
  }
}

// The paper's opening example: both append to a shared text, one of them in front of a closing
// mark.
TEST(Order, RunsBetweenSharedNeighboursDoNotInterleave) {
  for (OrderKind order : kBoth) {
    const std::vector<OperationSet> base = {Item({5, 0}, kNullId, kNullId, u"()")};
    ExpectInEveryOrder(
        order, base + Forward(1, u"mil", {5, 0}, {5, 1}) + Forward(9, u"egg", {5, 0}, {5, 1}),
        "(milegg)");
    ExpectInEveryOrder(
        order, base + Backward(1, u"lim", {5, 0}, {5, 1}) + Backward(9, u"gge", {5, 0}, {5, 1}),
        "(milegg)");
  }
}

// A letter, one in front of it and one behind it, by each of two.
TEST(Order, TailsOnBothSidesStayWithTheirLetter) {
  std::vector<OperationSet> sets;
  for (Agent agent : {1, 2}) {
    sets.push_back(Item({agent, 0}, kNullId, kNullId, agent == 1 ? u"b" : u"y"));
    sets.push_back(Item({agent, 1}, kNullId, {agent, 0}, agent == 1 ? u"a" : u"x"));
    sets.push_back(Item({agent, 2}, {agent, 0}, kNullId, agent == 1 ? u"c" : u"z"));
  }
  for (OrderKind order : kBoth) ExpectInEveryOrder(order, sets, "abcxyz");
}

// d was made between a and c by someone who had not seen b.
TEST(Order, ALocalInsertionBetweenConcurrentOnes) {
  for (OrderKind order : kBoth) {
    ExpectInEveryOrder(order,
                       {Item({1, 0}, kNullId, kNullId, u"a"), Item({2, 0}, kNullId, kNullId, u"b"),
                        Item({3, 0}, kNullId, kNullId, u"c"), Item({4, 0}, {1, 0}, {3, 0}, u"d")},
                       "adbc");
  }
}

// Both continue P: d by someone who saw N after it, c by someone who saw Z, an insertion before N
// that d's author had not seen. The one with the further next comes first, so each stays beside the
// neighbour it was typed at, whichever agent is smaller.
TEST(Order, FugueMaxPutsTheFurtherNextFirst) {
  for (bool swapped : {false, true}) {
    const Agent of_c = swapped ? 8 : 7;
    const Agent of_d = swapped ? 7 : 8;
    ExpectInEveryOrder(OrderKind::kFugueMax,
                       {Item({1, 0}, kNullId, kNullId, u"QN"), Item({2, 0}, {1, 0}, {1, 1}, u"P"),
                        Item({3, 0}, {1, 0}, {1, 1}, u"Z"), Item({of_c, 0}, {2, 0}, {3, 0}, u"c"),
                        Item({of_d, 0}, {2, 0}, {1, 1}, u"d")},
                       "QPdcZN");
  }
}

TEST(Order, EqualClaimsStandByAgentThenSeq) {
  for (OrderKind order : kBoth) {
    ExpectInEveryOrder(
        order,
        {Item({3, 0}, kNullId, kNullId, u"c"), Item({1, 0}, kNullId, kNullId, u"a"),
         Item({2, 0}, kNullId, kNullId, u"b"), Item({kMaxAgent, 0}, kNullId, kNullId, u"z"),
         Item({kSeedAgent, 0}, kNullId, kNullId, u"0")},
        "0abcz");
  }
  // One agent may claim one place several times, if it says so.
  ExpectInEveryOrder(OrderKind::kFugueMax,
                     {Item({1, 0}, kNullId, kNullId, u"a"), Item({1, 1}, kNullId, kNullId, u"b"),
                      Item({2, 0}, kNullId, kNullId, u"c"), Item({1, 2}, kNullId, kNullId, u"d")},
                     "abdc");
}

// Hostile anchors: the tree gives each a place, everywhere the same.
TEST(Order, NextBeforePrevIsARightChildOfPrev) {
  const OperationSet base = Item({5, 0}, kNullId, kNullId, u"abcd");
  ExpectInEveryOrder(OrderKind::kFugueMax,
                     {base, Item({1, 0}, {5, 2}, {5, 0}, u"x"), Item({2, 0}, {5, 2}, {5, 1}, u"y"),
                      Item({3, 0}, {5, 2}, kNullId, u"z")},
                     "abczdyx");
}

TEST(Order, PrevThatIsAlsoNextIsARightChildOfIt) {
  const OperationSet base = Item({5, 0}, kNullId, kNullId, u"ab");
  ExpectInEveryOrder(OrderKind::kFugueMax,
                     {base, Item({1, 0}, {5, 0}, {5, 0}, u"x"), Item({2, 0}, {5, 1}, {5, 1}, u"y")},
                     "abyx");
}

// a is everyone's ancestor here, so an insertion far apart lands beside its next.
TEST(Order, AFarNextInTheRightSubtreeMakesALeftChildOfNext) {
  const OperationSet base = Item({5, 0}, kNullId, kNullId, u"abcd");
  ExpectInEveryOrder(OrderKind::kFugueMax,
                     {base, Item({1, 0}, {5, 0}, {5, 3}, u"x"), Item({2, 0}, kNullId, {5, 3}, u"y"),
                      Item({3, 0}, {5, 2}, {5, 3}, u"z")},
                     "abcxyzd");
}

}  // namespace
}  // namespace weft::testing
