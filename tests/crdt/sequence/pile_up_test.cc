// Many agents inserting at one place, with subtrees under the rivals and different next anchors:
// the engine's shortcuts for that case against the oracle, in both orders.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/actions.h"
#include "tests/support/documents.h"
#include "tests/support/oracle.h"
#include "tests/support/random.h"
#include "tests/support/replica.h"

namespace weft::testing {
namespace {

enum class Agents { kAscending, kDescending, kRandom };

constexpr Id kPrev{kSeedAgent, 0};
constexpr Id kNext{kSeedAgent, 1};

std::vector<Agent> MakeAgents(size_t count, Agents how, Random& random) {
  std::vector<Agent> agents;
  for (size_t i = 0; i < count; ++i) agents.push_back(i + 1);
  if (how == Agents::kDescending) std::reverse(agents.begin(), agents.end());
  if (how == Agents::kRandom) random.Shuffle(agents);
  return agents;
}

// Gives everything to a document and an oracle, in the order given, and compares at the end and at
// a few places on the way.
void ExpectEqual(OrderKind order, const std::vector<OperationSet>& sets, const char* what) {
  Document document(5000, order);
  Oracle oracle(5000, order);
  for (size_t i = 0; i < sets.size(); ++i) {
    Integrate(document, sets[i]);
    oracle.Integrate(sets[i]);
    if (i % 64 != 63 && i + 1 != sets.size()) continue;
    ASSERT_EQ(document.BacklogSize(), 0u);
    ASSERT_TRUE(document.CheckInvariants().ok());
    ASSERT_TRUE(ElementsOf(document.Text(kNote)) == oracle.Elements(kNote))
        << what << ", after " << i + 1 << " of " << sets.size()
        << "; repeat with WEFT_SEED=" << RunSeed();
  }
}

OperationSet Base() { return InsertSet(kPrev, kNullId, kNullId, u"<>", kNote); }

// Each agent's own insertions: one rival and, for some, elements before and behind it, inside its
// run and deeper, all anchored as one who types alone would.
std::vector<OperationSet> Rival(Agent agent, Id next, bool subtree, Random& random) {
  std::vector<OperationSet> sets;
  const auto length = static_cast<uint32_t>(1 + random.Below(subtree ? 4 : 1));
  const std::u16string text(length, static_cast<char16_t>(u'a' + agent % 26));
  sets.push_back(InsertSet({agent, 0}, kPrev, next, text));
  if (!subtree) return sets;
  uint32_t seq = length;
  Id front{agent, 0};
  for (size_t k = random.Below(3); k > 0; --k) {  // backwards in front of the run
    sets.push_back(InsertSet({agent, seq}, kPrev, front, u"("));
    front = Id{agent, seq++};
  }
  Id back{agent, length - 1};
  for (size_t k = random.Below(3); k > 0; --k) {  // behind it
    sets.push_back(InsertSet({agent, seq}, back, next, u")"));
    back = Id{agent, seq++};
  }
  if (length > 1 && random.OneIn(2)) {  // inside
    sets.push_back(InsertSet({agent, seq}, {agent, 0}, {agent, 1}, u"."));
  }
  return sets;
}

constexpr Agents kAllAgents[] = {Agents::kAscending, Agents::kDescending, Agents::kRandom};
constexpr OrderKind kBothOrders[] = {OrderKind::kFugueMax, OrderKind::kYata};

TEST(PileUp, SingleElementsAtOnePlace) {
  Random random(RunSeed());
  for (OrderKind order : kBothOrders) {
    for (Agents how : kAllAgents) {
      for (Id next : {kNext, kNullId}) {
        std::vector<OperationSet> sets = {Base()};
        for (Agent agent : MakeAgents(200, how, random)) {
          sets.push_back(InsertSet({agent, 0}, kPrev, next, u"x"));
        }
        // Nobody sees a null next after '<' when '>' is there.
        if (order == OrderKind::kYata && next.IsNull()) continue;
        ExpectEqual(order, sets, "single elements");
      }
    }
  }
}

TEST(PileUp, AtTheStartOfAnEmptyText) {
  Random random(RunSeed());
  for (OrderKind order : kBothOrders) {
    for (Agents how : kAllAgents) {
      std::vector<OperationSet> sets;
      for (Agent agent : MakeAgents(150, how, random)) {
        sets.push_back(InsertSet({agent, 0}, kNullId, kNullId, u"xy", kNote));
        sets.push_back(InsertSet({agent, 2}, kNullId, {agent, 0}, u"<"));
        sets.push_back(InsertSet({agent, 3}, {agent, 1}, kNullId, u">"));
      }
      ExpectEqual(order, sets, "at the start");
    }
  }
}

TEST(PileUp, SubtreesUnderTheRivals) {
  Random random(RunSeed());
  for (OrderKind order : kBothOrders) {
    for (Agents how : kAllAgents) {
      std::vector<OperationSet> sets = {Base()};
      for (Agent agent : MakeAgents(100, how, random)) {
        for (OperationSet& set : Rival(agent, kNext, true, random)) sets.push_back(std::move(set));
      }
      ExpectEqual(order, sets, "subtrees");
    }
  }
}

// Subtrees grow only after all rivals are there, so cached ends of the siblings must move.
TEST(PileUp, SubtreesThatGrowLater) {
  Random random(RunSeed());
  for (OrderKind order : kBothOrders) {
    for (Agents how : kAllAgents) {
      std::vector<OperationSet> sets = {Base()};
      std::vector<OperationSet> later;
      for (Agent agent : MakeAgents(60, how, random)) {
        std::vector<OperationSet> own = Rival(agent, kNext, true, random);
        sets.push_back(own[0]);
        later.insert(later.end(), own.begin() + 1, own.end());
      }
      sets.insert(sets.end(), later.begin(), later.end());
      for (Agent agent : MakeAgents(60, how, random)) {
        sets.push_back(InsertSet({1000 + agent, 0}, kPrev, kNext, u"!"));
      }
      ExpectEqual(order, sets, "subtrees that grow later");
    }
  }
}

// Agents who had seen some of the others: prev is the same, next is what stood behind it in what
// they had seen. Honest, so for both orders.
TEST(PileUp, MixedNextAnchorsOfHonestAgents) {
  Random random(RunSeed());
  for (size_t run = 0; run < 4 * BudgetFactor(); ++run) {
    for (OrderKind order : kBothOrders) {
      for (Agents how : kAllAgents) {
        Oracle view(5000, order);
        std::vector<OperationSet> sets = {Base()};
        view.Integrate(sets[0]);
        std::vector<Id> first_behind = {kNext};  // by how many sets were seen
        for (Agent agent : MakeAgents(150, how, random)) {
          const size_t seen =
              random.OneIn(3) ? first_behind.size() - 1 : random.Below(first_behind.size());
          for (OperationSet& set : Rival(agent, first_behind[seen], random.OneIn(3), random)) {
            view.Integrate(set);
            sets.push_back(std::move(set));
            first_behind.push_back(view.Elements(kNote)[1].id);
          }
        }
        ExpectEqual(order, sets, "mixed next anchors");
      }
    }
  }
}

// Any next at all, before prev too: fugue-max only.
TEST(PileUp, HostileNextAnchors) {
  Random random(RunSeed());
  for (size_t run = 0; run < 6 * BudgetFactor(); ++run) {
    for (Agents how : kAllAgents) {
      std::vector<OperationSet> sets = {
          InsertSet({kSeedAgent, 0}, kNullId, kNullId, u"<>[]{}", kNote)};
      std::vector<Id> known;
      for (uint32_t seq = 0; seq < 6; ++seq) known.push_back({kSeedAgent, seq});
      for (Agent agent : MakeAgents(120, how, random)) {
        const Id prev = random.OneIn(4) ? known[random.Below(known.size())] : kPrev;
        const Id next = random.OneIn(8) ? kNullId : known[random.Below(known.size())];
        sets.push_back(InsertSet({agent, 0}, prev, next, u"xy"));
        known.push_back({agent, 0});
        known.push_back({agent, 1});
      }
      ExpectEqual(OrderKind::kFugueMax, sets, "hostile next anchors");
    }
  }
}

constexpr Agent kFirst = 100;
constexpr Agent kSmaller = kFirst - 1;
constexpr Agent kGreater = kFirst + 2;

// A chain, letter by letter by two agents in turn: each a right child of the one before, or,
// written backwards, a left child.
std::vector<OperationSet> Chain(uint32_t length, bool backwards) {
  std::vector<OperationSet> sets = {InsertSet({kFirst, 0}, kNullId, kNullId, u"a", kNote)};
  Id last{kFirst, 0};
  for (uint32_t i = 1; i < length; ++i) {
    const Id id{kFirst + i % 2, i / 2};
    sets.push_back(backwards ? InsertSet(id, kNullId, last, u"b")
                             : InsertSet(id, last, kNullId, u"b"));
    last = id;
  }
  return sets;
}

// The places in the chain that what is added to it has as prev and next; nobody honest would.
using ChainAnchors = std::pair<uint32_t, uint32_t> (*)(uint32_t i, uint32_t length);
constexpr uint32_t kNothing = 0xFFFFFFFF;
constexpr ChainAnchors kChainAnchors[] = {
    [](uint32_t i, uint32_t n) { return std::pair{n - 1 - i, kNothing}; },
    [](uint32_t i, uint32_t) { return std::pair{i, kNothing}; },
    [](uint32_t i, uint32_t) { return std::pair{kNothing, i}; },
    [](uint32_t i, uint32_t n) { return std::pair{kNothing, n - 1 - i}; },
    [](uint32_t, uint32_t n) { return std::pair{n / 2, n - 1}; },
    [](uint32_t i, uint32_t n) { return std::pair{i / 2, n - 1 - i / 2}; },
    [](uint32_t i, uint32_t n) { return std::pair{i * 7919 % n, i * 104729 % n}; },
};

std::vector<OperationSet> Hostile(uint32_t length, bool backwards, ChainAnchors anchors,
                                  Agent agent) {
  std::vector<OperationSet> sets = Chain(length, backwards);
  const auto id = [](uint32_t i) { return i == kNothing ? kNullId : Id{kFirst + i % 2, i / 2}; };
  for (uint32_t i = 0; i < length; ++i) {
    auto [prev, next] = anchors(i, length);
    if (prev == next) next = kNothing;
    sets.push_back(InsertSet({agent, i}, id(prev), id(next), u"x"));
  }
  return sets;
}

TEST(PileUp, HostileAnchorsInDeepChains) {
  for (const bool backwards : {false, true}) {
    for (const ChainAnchors anchors : kChainAnchors) {
      for (const Agent agent : {kSmaller, kGreater}) {
        ExpectEqual(OrderKind::kFugueMax, Hostile(60, backwards, anchors, agent), "deep chains");
      }
    }
  }
}

// Most of these took time in the square of the length: a quarter of a minute each, at this one.
TEST(PileUp, HostileAnchorsInDeepChainsCostNoMoreThanOthers) {
  constexpr uint32_t kLength = 20000;
  for (const OrderKind order : kBothOrders) {
    for (const bool backwards : {false, true}) {
      if (backwards && order == OrderKind::kYata) continue;  // that is scanned
      for (const ChainAnchors anchors : kChainAnchors) {
        Document document(5000, order);
        for (const OperationSet& set : Hostile(kLength, backwards, anchors, kGreater)) {
          Integrate(document, set);
        }
        ASSERT_EQ(document.Text(kNote).Length(Unit::kUtf16), 2 * kLength);
      }
    }
  }
}

// Left siblings: everyone inserts in front of one and the same element.
TEST(PileUp, InFrontOfOneElement) {
  Random random(RunSeed());
  for (Agents how : kAllAgents) {
    std::vector<OperationSet> sets = {Base()};
    for (Agent agent : MakeAgents(120, how, random)) {
      uint32_t seq = 2;
      sets.push_back(InsertSet({agent, 0}, random.OneIn(2) ? kPrev : kNullId, kNext, u"xy"));
      if (random.OneIn(2)) sets.push_back(InsertSet({agent, seq++}, {agent, 0}, {agent, 1}, u"."));
      if (random.OneIn(2)) sets.push_back(InsertSet({agent, seq++}, kPrev, {agent, 0}, u"("));
    }
    ExpectEqual(OrderKind::kFugueMax, sets, "in front of one element");
  }
}

// The same pile in any order of delivery is the same text.
TEST(PileUp, TheOrderOfDeliveryDoesNotMatter) {
  Random random(RunSeed());
  for (OrderKind order : kBothOrders) {
    std::vector<std::vector<OperationSet>> authors;
    for (Agent agent : MakeAgents(80, Agents::kRandom, random)) {
      authors.push_back(Rival(agent, kNext, true, random));
    }
    std::string expected;
    for (size_t round = 0; round < 4; ++round) {
      random.Shuffle(authors);
      Document document(5000, order);
      Integrate(document, Base());
      for (size_t step = 0; step < 10; ++step) {
        for (const auto& own : authors) {
          if (step < own.size()) Integrate(document, own[step]);
        }
      }
      if (round == 0) expected = Read(document);
      EXPECT_EQ(Read(document), expected) << "repeat with WEFT_SEED=" << RunSeed();
    }
  }
}

}  // namespace
}  // namespace weft::testing
