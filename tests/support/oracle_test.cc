// The oracle by itself: it has to be right before anything is compared with it.
#include "tests/support/oracle.h"

#include <vector>

#include <gtest/gtest.h>

#include "tests/support/actions.h"
#include "tests/support/plain_text.h"
#include "tests/support/random.h"

namespace weft::testing {
namespace {

constexpr const char* kPad = "note";

// Random operations between any two elements that exist.
std::vector<OperationSet> HostileHistory(size_t length, Random& random) {
  std::vector<OperationSet> sets;
  std::vector<Id> known = {kNullId};
  std::vector<uint32_t> seqs(5, 0);
  while (sets.size() < length) {
    const Agent agent = random.Below(seqs.size());
    const Id id{agent, seqs[agent]++};
    const Id prev = known[random.Below(known.size())];
    const Id next = known[random.Below(known.size())];
    const bool nowhere = prev.IsNull() && next.IsNull();
    sets.push_back(InsertSet(id, prev, next, u"x", nowhere ? kPad : ""));
    known.push_back(id);
  }
  return sets;
}

TEST(Oracle, FugueMaxIsTheSameInEveryOrderOfDelivery) {
  Random random(RunSeed());
  for (size_t run = 0; run < 200 * BudgetFactor(); ++run) {
    std::vector<OperationSet> sets = HostileHistory(2 + random.Below(25), random);
    Oracle first(100);
    for (const OperationSet& set : sets) first.Integrate(set);
    random.Shuffle(sets);
    Oracle second(100);
    for (const OperationSet& set : sets) second.Integrate(set);
    ASSERT_EQ(second.waiting(), 0u);
    ASSERT_TRUE(first.Elements(kPad) == second.Elements(kPad)) << "WEFT_SEED=" << RunSeed();
  }
}

// Oracles that edit for themselves and tell each other.
struct Peers {
  Peers(OrderKind order, size_t count) {
    for (size_t i = 0; i < count; ++i) peers.emplace_back(i + 1, order);
    given.assign(count, std::vector<size_t>(count, 0));
    said.resize(count);
  }
  void Edit(size_t who, Random& random) {
    Oracle& peer = peers[who];
    const std::u16string text = peer.Read(kPad);
    const std::vector<size_t> places = Boundaries(text);
    const size_t from = random.Below(places.size());
    if (text.size() < 6 || random.OneIn(2)) {
      const std::u16string content =
          ContentFor(static_cast<uint8_t>(random.Next()), 1 + random.Below(3));
      said[who].push_back(peer.Insert(kPad, places[from], content));
    } else {
      const size_t to = std::min(from + random.Below(4), places.size() - 1);
      said[who].push_back(peer.Erase(kPad, places[from], places[to] - places[from]));
    }
  }
  void Tell(size_t from, size_t to) {
    for (size_t& next = given[from][to]; next < said[from].size(); ++next) {
      peers[to].Integrate(said[from][next]);
    }
  }
  void TellAll() {
    for (size_t from = 0; from < peers.size(); ++from) {
      for (size_t to = 0; to < peers.size(); ++to) Tell(from, to);
    }
  }
  std::vector<Oracle> peers;
  std::vector<std::vector<OperationSet>> said;
  std::vector<std::vector<size_t>> given;
};

TEST(Oracle, HonestPeersConvergeInBothOrders) {
  Random random(RunSeed());
  for (size_t run = 0; run < 60 * BudgetFactor(); ++run) {
    for (OrderKind order : {OrderKind::kFugueMax, OrderKind::kYata}) {
      Peers world(order, 2 + random.Below(3));
      for (size_t step = 0; step < 60; ++step) {
        const size_t who = random.Below(world.peers.size());
        if (random.OneIn(3)) {
          world.Tell(random.Below(world.peers.size()), who);
        } else {
          world.Edit(who, random);
        }
      }
      world.TellAll();
      for (const Oracle& peer : world.peers) {
        ASSERT_EQ(peer.waiting(), 0u);
        ASSERT_TRUE(peer.Elements(kPad) == world.peers[0].Elements(kPad))
            << "WEFT_SEED=" << RunSeed();
      }
    }
  }
}

TEST(Oracle, ItsOwnEditsAreAnchoredAsItsRuleSays) {
  Oracle oracle(1);
  oracle.Insert(kPad, 0, u"abcd");
  oracle.Erase(kPad, 1, 2);
  EXPECT_EQ(oracle.LocalAnchors(kPad, 1), (Oracle::Anchors{{1, 2}, {1, 3}}));
  EXPECT_EQ(oracle.LocalAnchors(kPad, 0), (Oracle::Anchors{kNullId, {1, 0}}));
  oracle.Insert(kPad, 2, u"e");
  EXPECT_EQ(oracle.LocalAnchors(kPad, 1), (Oracle::Anchors{{1, 0}, {1, 1}}));
}

TEST(Oracle, DeletionsCountUntilAllAreTakenBack) {
  Oracle oracle(1);
  oracle.Insert(kPad, 0, u"ab");
  oracle.Erase(kPad, 0, 1);
  oracle.Integrate(SetOf(EraseOperation({2, 0}, 0, {1, 0})));
  oracle.Restore({1, 0}, 1);
  EXPECT_EQ(oracle.Read(kPad), u"b");
  oracle.Restore({2, 0}, 1);
  EXPECT_EQ(oracle.Read(kPad), u"ab");
  EXPECT_EQ(oracle.DeletionsOf({1, 0}).size(), 2u);
}

TEST(Elements, PackingUndoesExpanding) {
  OperationSet set = InsertSet({1, 0}, kNullId, kNullId, u"abc", kPad);
  set.operations.push_back(EraseOperation({1, 0}, 3, {1, 0}, 3, true));
  set.operations.push_back(RestoreOperation({1, 3}, 3, {1, 0}, 2));
  set.operations.push_back(InsertOperation(&set, {1, 3}, {1, 0}, {1, 1}, u"x", "", 5));
  const OperationSet packed = Pack(Expand(set));
  EXPECT_EQ(packed.operations.size(), 4u);
  EXPECT_EQ(packed.text, set.text);
  EXPECT_EQ(packed.containers, set.containers);
  EXPECT_EQ(Expand(packed), Expand(set));
}

TEST(PlainText, CountsInThreeUnits) {
  const std::u16string text = u"a\u00E9\u4E2D\U0001F600b";
  EXPECT_EQ(ToUtf8(text), "a\u00E9\u4E2D\U0001F600b");
  EXPECT_EQ(LengthIn(Unit::kUtf8, text), 11u);
  EXPECT_EQ(LengthIn(Unit::kUtf16, text), 6u);
  EXPECT_EQ(LengthIn(Unit::kCodePoint, text), 5u);
  EXPECT_EQ(Boundaries(text), (std::vector<size_t>{0, 1, 2, 3, 5, 6}));
}

TEST(PlainText, DeltasThatBreakARuleAreNone) {
  using Kind = DeltaStep::Kind;
  EXPECT_EQ(ApplyDelta(u"abc", {{Kind::kKeep, 1, {}}, {Kind::kErase, 1, {}}}), u"ac");
  EXPECT_EQ(ApplyDelta(u"abc", {{Kind::kInsert, 1, u"x"}}), u"xabc");
  EXPECT_FALSE(ApplyDelta(u"abc", {{Kind::kKeep, 1, {}}}).has_value());
  EXPECT_FALSE(ApplyDelta(u"abc", {{Kind::kErase, 4, {}}}).has_value());
  EXPECT_FALSE(ApplyDelta(u"abc", {{Kind::kErase, 0, {}}}).has_value());
  EXPECT_FALSE(ApplyDelta(u"abc", {{Kind::kInsert, 2, u"x"}}).has_value());
  EXPECT_FALSE(ApplyDelta(u"abc", {{Kind::kErase, 1, {}}, {Kind::kErase, 1, {}}}).has_value());
}

}  // namespace
}  // namespace weft::testing
