// The oracle of maps, lists, counters and trees by itself: it has to be right before anything is
// compared with it.
#include "tests/support/object_oracle.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/foreign_operations.h"
#include "tests/support/random.h"

namespace weft::testing {
namespace {

const ContainerId kMap(ContainerKind::kMap, "map");
const ContainerId kList(ContainerKind::kList, "list");
const ContainerId kCounter(ContainerKind::kCounter, "count");
const ContainerId kTree(ContainerKind::kTree, "tree");

ContainerId Under(Id node) { return ContainerId(ContainerKind::kNode, node); }
Value NewMap() { return ContainerId(ContainerKind::kMap, Id{0, 0}); }
ObjectOperation Node(Id id, const ContainerId& parent) {
  return ItemOperation(id, parent, NewMap());
}
ObjectOperation Stamped(ObjectOperation operation, uint32_t stamp) {
  operation.stamp = stamp;
  return operation;
}

Picture After(const ObjectOperations& operations) {
  ObjectOracle oracle(OrderKind::kFugueMax);
  oracle.Integrate(operations);
  EXPECT_EQ(oracle.waiting(), 0u);
  return oracle.Show();
}

std::vector<Id> Ids(const Shown& shown) {
  std::vector<Id> ids;
  for (const PictureItem& item : shown.items) ids.push_back(item.id);
  return ids;
}
using IdList = std::vector<Id>;
using Cells = std::vector<Cell>;

TEST(ObjectOracle, ConcurrentWritesOfAKeyAllStayTheGreatestFirst) {
  const Picture picture =
      After({KeyOperation({1, 0}, kMap, "k", "one"), KeyOperation({3, 0}, kMap, "k", "three"),
             KeyOperation({2, 0}, kMap, "k", "two")});
  EXPECT_EQ(picture.at(kMap).keys.at("k"), (Cells{CellOf("three"), CellOf("two"), CellOf("one")}));
}

TEST(ObjectOracle, AWriteReplacesWhatItNamesAndNothingElse) {
  const Picture picture =
      After({KeyOperation({1, 0}, kMap, "k", "one"), KeyOperation({3, 0}, kMap, "k", "three"),
             ReplaceOperation({2, 0}, {{1, 0}}, "two")});
  // Its Lamport stamp is 2, one above what it replaced.
  EXPECT_EQ(picture.at(kMap).keys.at("k"), (Cells{CellOf("two"), CellOf("three")}));
}

TEST(ObjectOracle, ADeletedWriteIsGoneUntilTheDeletionIsTakenBack) {
  ObjectOperations operations = {KeyOperation({1, 0}, kMap, "k", 1), EraseOne({2, 0}, {1, 0})};
  EXPECT_TRUE(After(operations).at(kMap).keys.empty());
  operations.push_back(RestoreOne({1, 0}, {2, 0}));
  operations.back().at = 1;
  EXPECT_EQ(After(operations).at(kMap).keys.at("k"), Cells{CellOf(1)});
}

TEST(ObjectOracle, LamportStampsFollowTheAuthorsOwnWritesAndMoves) {
  ObjectOracle oracle(OrderKind::kFugueMax);
  oracle.Integrate({Stamped(KeyOperation({1, 0}, kMap, "k", 1), 4), ItemOperation({1, 1}, kList, 1),
                    MoveOperation({1, 2}, {1, 1}, kList), ReplaceOperation({2, 0}, {{1, 0}}, 2)});
  EXPECT_EQ(oracle.creations().at({1, 0}).lamport, 5u);
  EXPECT_EQ(oracle.creations().at({1, 1}).lamport, 0u);
  EXPECT_EQ(oracle.creations().at({1, 2}).lamport, 6u);
  EXPECT_EQ(oracle.creations().at({2, 0}).lamport, 6u);
}

TEST(ObjectOracle, AnItemIsWhereItsGreatestMovePutIt) {
  const ObjectOperations items = {ItemOperation({1, 0}, kList, "a"),
                                  ItemOperation({1, 1}, {1, 0}, kNullId, "b"),
                                  ItemOperation({1, 2}, {1, 1}, kNullId, "c")};
  ObjectOperations operations = items;
  operations.push_back(MoveOperation({2, 0}, {1, 0}, {1, 2}, kNullId));  // a to the end
  operations.push_back(MoveOperation({3, 0}, {1, 0}, {1, 1}, {1, 2}));   // a between
  EXPECT_EQ(Ids(After(operations).at(kList)), (IdList{{1, 1}, {1, 0}, {1, 2}}));
  operations[3].stamp = 1;
  EXPECT_EQ(Ids(After(operations).at(kList)), (IdList{{1, 1}, {1, 2}, {1, 0}}));
  operations.push_back(EraseOne({4, 0}, {1, 0}));
  EXPECT_EQ(Ids(After(operations).at(kList)), (IdList{{1, 1}, {1, 2}}));
}

TEST(ObjectOracle, AnItemWithoutLiveWritesHasTheValueItWasInsertedWith) {
  ObjectOperations operations = {
      ItemOperation({1, 0}, kList, "a"), ReplaceOperation({2, 0}, {{1, 0}}, "b"),
      ReplaceOperation({3, 0}, {{1, 0}}, "c"), ReplaceOperation({2, 1}, {{2, 0}}, "d")};
  EXPECT_EQ(After(operations).at(kList).items[0].cells, (Cells{CellOf("d"), CellOf("c")}));
  operations.push_back(EraseOne({4, 0}, {2, 1}));
  operations.push_back(EraseOne({4, 1}, {3, 0}));
  EXPECT_EQ(After(operations).at(kList).items[0].cells, Cells{CellOf("a")});
}

TEST(ObjectOracle, AMoveBelowItselfDoesNothing) {
  ObjectOperations operations = {Node({1, 0}, kTree), Node({1, 1}, kTree)};
  operations[1].prev = {1, 0};
  operations[1].container.reset();
  operations.push_back(MoveOperation({2, 0}, {1, 0}, Under({1, 1})));  // first: A below B
  operations.push_back(MoveOperation({3, 0}, {1, 1}, Under({1, 0})));  // then B below A: no
  const Picture picture = After(operations);
  EXPECT_EQ(Ids(picture.at(kTree)), IdList({{1, 1}}));
  EXPECT_EQ(Ids(picture.at(Under({1, 1}))), IdList({{1, 0}}));
  operations[2].stamp = 1;  // the other way around
  EXPECT_EQ(Ids(After(operations).at(kTree)), IdList({{1, 0}}));
  EXPECT_EQ(Ids(After(operations).at(Under({1, 0}))), IdList({{1, 1}}));
}

TEST(ObjectOracle, AMoveThatDidNothingLeavesTheOneBefore) {
  ObjectOperations operations = {Node({1, 0}, kTree), Node({1, 1}, Under({1, 0})),
                                 Node({1, 2}, Under({1, 1}))};
  operations.push_back(MoveOperation({2, 0}, {1, 1}, {1, 0}, kNullId));  // beside its parent
  operations.push_back(MoveOperation({2, 1}, {1, 1}, Under({1, 2})));    // below its child: no
  const Picture picture = After(operations);
  EXPECT_EQ(Ids(picture.at(kTree)), (IdList{{1, 0}, {1, 1}}));
  EXPECT_EQ(Ids(picture.at(Under({1, 1}))), IdList({{1, 2}}));
}

TEST(ObjectOracle, WhatIsBelowADeletedNodeDoesNotShowUnlessItMovesAway) {
  ObjectOperations operations = {Node({1, 0}, kTree), Node({1, 1}, Under({1, 0})),
                                 EraseOne({1, 0}, {1, 0})};
  operations[2].at = 2;
  EXPECT_TRUE(After(operations).at(kTree).items.empty());
  EXPECT_FALSE(After(operations).contains(Under({1, 0})));
  operations.push_back(MoveOperation({2, 0}, {1, 1}, {1, 0}, kNullId));
  EXPECT_EQ(Ids(After(operations).at(kTree)), IdList({{1, 1}}));
}

TEST(ObjectOracle, AdditionsCountUnlessTheyAreTakenBack) {
  const Picture picture =
      After({AddOperation({1, 0}, kCounter, 5), AddOperation({1, 1}, kCounter, -7),
             AddOperation({2, 0}, kCounter, 100), RestoreOne({3, 0}, {1, 1})});
  EXPECT_EQ(picture.at(kCounter).sum, 105);
}

TEST(ObjectOracle, NestedContainersAreKnownByTheirCreation) {
  ObjectOperations operations = {
      KeyOperation({1, 0}, kMap, "k", ContainerId(ContainerKind::kList, Id{0, 0}))};
  const ContainerId inner(ContainerKind::kList, Id{1, 0});
  operations.push_back(ItemOperation({2, 0}, inner, "x"));
  const Picture picture = After(operations);
  EXPECT_EQ(picture.at(kMap).keys.at("k"), Cells{CellOf(inner)});
  EXPECT_EQ(Ids(picture.at(inner)), IdList({{2, 0}}));
  EXPECT_EQ(Reachable(picture), (std::set<ContainerId>{inner, kMap}));
}

TEST(ObjectOracle, WaitsForAllThatAnOperationNames) {
  ObjectOracle oracle(OrderKind::kFugueMax);
  oracle.Integrate({MoveOperation({2, 0}, {1, 0}, kList), EraseOne({3, 0}, {1, 0}),
                    ReplaceOperation({4, 0}, {{1, 0}}, 1), RestoreOne({5, 0}, {3, 0}),
                    ItemOperation({6, 0}, ContainerId(ContainerKind::kList, Id{1, 1}), 1)});
  EXPECT_EQ(oracle.waiting(), 5u);
  oracle.Integrate({ItemOperation({1, 0}, kList, 0)});
  EXPECT_EQ(oracle.waiting(), 1u);
  oracle.Integrate(
      {ItemOperation({1, 1}, {1, 0}, kNullId, ContainerId(ContainerKind::kList, Id{0, 0}))});
  EXPECT_EQ(oracle.waiting(), 0u);
}

TEST(ObjectOracle, ShowsTheSameInEveryOrderOfDelivery) {
  Random random(RunSeed());
  for (size_t run = 0; run < 100 * BudgetFactor(); ++run) {
    ObjectOracle first(OrderKind::kFugueMax);
    ObjectOperations all;
    for (size_t changes = 5 + random.Below(60); changes > 0; --changes) {
      const ObjectOperations change = ForeignChange(first, 1 + random.Below(4), random);
      first.Integrate(change);
      all.insert(all.end(), change.begin(), change.end());
    }
    ASSERT_EQ(first.waiting(), 0u);
    random.Shuffle(all);
    ObjectOracle second(OrderKind::kFugueMax);
    second.Integrate(all);
    second.Integrate(all);
    ASSERT_EQ(second.waiting(), 0u);
    ASSERT_EQ(Difference(second.Show(), first.Show()), "") << "WEFT_SEED=" << RunSeed();
  }
}

TEST(ObjectOperations, PackingUndoesExpanding) {
  Random random(RunSeed());
  ObjectOracle oracle(OrderKind::kFugueMax);
  for (size_t changes = 0; changes < 300; ++changes) {
    oracle.Integrate(ForeignChange(oracle, 1 + random.Below(4), random));
  }
  ASSERT_GT(oracle.history().size(), 250u);
  const OperationSet set = PackObjects(oracle.history());
  EXPECT_LT(set.operations.size(), oracle.history().size());
  EXPECT_EQ(ExpandObjects(set), oracle.history()) << "WEFT_SEED=" << RunSeed();
}

}  // namespace
}  // namespace weft::testing
