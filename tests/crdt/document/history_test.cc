// OperationsSince: what one replica has after a version, and which versions are none.
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/documents.h"

namespace weft::testing {
namespace {

Version VersionOf(Agent agent, Counts counts) {
  Version version;
  version.Set(agent, counts);
  return version;
}

// Agent 1: "abcd", erase c, "e", erase b and a: its own order is 4 creations, 1 effect, 1, 2.
Document Example() {
  Document document(1);
  Type(document, 0, "abcd");
  Delete(document, 2, 1);
  Type(document, 3, "e");
  Delete(document, 1, 1);
  Delete(document, 0, 1);
  return document;
}

TEST(History, OperationsStandInTheirAgentsOwnOrder) {
  const Document document = Example();
  const std::vector<Operation> operations = Everything(document).operations;
  ASSERT_EQ(operations.size(), 4u);
  EXPECT_EQ(operations[0].kind, OperationKind::kInsertText);
  EXPECT_EQ(operations[0].count, 4u);
  EXPECT_EQ(operations[0].at, 0u);
  EXPECT_EQ(operations[1].kind, OperationKind::kErase);
  EXPECT_EQ(operations[1].at, 4u);
  EXPECT_EQ(operations[2].kind, OperationKind::kInsertText);
  EXPECT_EQ(operations[2].id, (Id{1, 4}));
  EXPECT_EQ(operations[2].at, 1u);
  EXPECT_EQ(operations[3].kind, OperationKind::kErase);
  EXPECT_EQ(operations[3].at, 5u);
  EXPECT_EQ(operations[3].count, 2u);
  EXPECT_TRUE(operations[3].backward);
}

TEST(History, EveryVersionThatWasGivesTheRest) {
  const Document document = Example();
  const std::vector<Counts> versions = {{0, 0}, {1, 0}, {4, 0}, {4, 1}, {5, 1}, {5, 2}, {5, 3}};
  const std::vector<ElementOperation> all = Expand(Everything(document));
  for (Counts counts : versions) {
    const auto rest = Expand(Everything(document, VersionOf(1, counts)));
    EXPECT_EQ(rest.size(), 8u - counts.creations - counts.effects);
    EXPECT_TRUE(std::equal(rest.rbegin(), rest.rend(), all.rbegin()));
    Document other(2);
    Integrate(other, Pack({all.begin(), all.end() - static_cast<ptrdiff_t>(rest.size())}));
    EXPECT_EQ(other.version(), VersionOf(1, counts));
    Integrate(other, Pack(rest));
    EXPECT_EQ(other.version(), document.version());
    EXPECT_EQ(Read(other), "de");
  }
}

TEST(History, EffectsPastTheirCreationsAreNoVersion) {
  const Document document = Example();
  for (Counts counts : {Counts{0, 1}, Counts{3, 1}, Counts{4, 2}, Counts{4, 3}, Counts{0, 3}}) {
    EXPECT_EQ(document.OperationsSince(VersionOf(1, counts)).status().code(),
              StatusCode::kInvalidArgument)
        << VersionOf(1, counts).ToString();
  }
}

TEST(History, AVersionMayNameMoreThanIsHere) {
  Document document = Example();
  Integrate(document, InsertSet({2, 0}, kNullId, kNullId, u"xyz", kNote));
  Version since = document.version();
  since.Set(1, {50, 30});
  since.Set(2, {2, 7});
  since.Set(77, {5, 5});
  const OperationSet news = Everything(document, since);
  ASSERT_EQ(news.operations.size(), 1u);
  EXPECT_EQ(news.operations[0].id, (Id{2, 2}));
  EXPECT_EQ(news.operations[0].count, 1u);
  EXPECT_EQ(news.text, u"z");
}

TEST(History, AgentsStandInTheirOrderWhateverOrderTheyCameIn) {
  Document document(5);
  for (Agent agent : {9, 3, 7, 0}) {
    Integrate(document, InsertSet({agent, 0}, kNullId, kNullId, u"ab", kNote));
  }
  Type(document, 0, "x");
  std::vector<Agent> agents;
  for (const Operation& operation : Everything(document).operations) {
    agents.push_back(operation.id.agent);
  }
  EXPECT_EQ(agents, (std::vector<Agent>{0, 3, 5, 7, 9}));
}

TEST(History, PiecesThatCameApartLeaveAsOneRun) {
  Document document(9);
  const std::u16string text = u"abcdefgh";
  for (uint32_t i = 0; i < text.size(); i += 2) {
    const Id prev = i == 0 ? kNullId : Id{1, i - 1};
    Integrate(document, InsertSet({1, i}, prev, kNullId, text.substr(i, 2), i == 0 ? kNote : ""));
    Integrate(document, InsertSet({2, i / 2}, {1, i}, {1, i + 1}, u"-"));  // in between, and by LV
  }
  for (uint32_t i = 0; i < 4; ++i) {
    Integrate(document, SetOf(EraseOperation({3, i}, 0, {1, i * 2}, 1)));
    Integrate(document, InsertSet({4, i}, {1, 7}, kNullId, u"z"));
  }
  const OperationSet all = Everything(document);
  ASSERT_FALSE(all.operations.empty());
  EXPECT_EQ(all.operations[0].id, (Id{1, 0}));
  EXPECT_EQ(all.operations[0].count, text.size()) << "one maximal run";
  EXPECT_EQ(Pack(Expand(all)).operations.size(), all.operations.size()) << "all runs are maximal";
}

TEST(History, EffectsThatCameApartLeaveAsOneRun) {
  for (bool backward : {false, true}) {
    Document document(9);
    Integrate(document, InsertSet({1, 0}, kNullId, kNullId, u"abcd", kNote));
    for (uint32_t i = 0; i < 4; ++i) {
      const uint32_t target = backward ? 3 - i : i;
      Integrate(document, SetOf(EraseOperation({2, i}, 0, {1, target})));
      Integrate(document, InsertSet({3, i}, {1, target}, kNullId, u"z"));
    }
    std::vector<Operation> effects;
    for (const Operation& operation : Everything(document).operations) {
      if (operation.IsEffect()) effects.push_back(operation);
    }
    ASSERT_EQ(effects.size(), 1u) << "one maximal run";
    EXPECT_EQ(effects[0].count, 4u);
    EXPECT_EQ(effects[0].backward, backward);
  }
}

}  // namespace
}  // namespace weft::testing
