// What maps, lists, counters and trees refuse: a set with an operation that can never be valid is
// refused whole, and changes nothing.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/core/operation_payload.h"
#include "tests/support/document_picture.h"
#include "tests/support/documents.h"
#include "tests/support/object_operation.h"

namespace weft::testing {
namespace {

const ContainerId kText(ContainerKind::kText, "text");
const ContainerId kMap(ContainerKind::kMap, "map");
const ContainerId kList(ContainerKind::kList, "list");
const ContainerId kOther(ContainerKind::kList, "other");
const ContainerId kCounter(ContainerKind::kCounter, "count");
const ContainerId kTree(ContainerKind::kTree, "tree");
const ContainerId kForest(ContainerKind::kTree, "forest");
constexpr StatusCode kInvalid = StatusCode::kInvalidArgument;

Value NewMap() { return ContainerId(ContainerKind::kMap, Id{0, 0}); }
ContainerId Under(Id node) { return ContainerId(ContainerKind::kNode, node); }
ContainerId MapOf(Id id) { return ContainerId(ContainerKind::kMap, id); }

// By agent 1, in this order: 0 a unit; 1 key k; 2 key j; 3, 4 items of the list, the second a map;
// 5 an item of another list; 6 a slot of item 3; 7 a node, 8 one below it; 9 a node of another
// tree; 10 a write of item 3. Effects: 0 an addition, 1 a restore of it.
ObjectOperations Basis() {
  ObjectOperations basis = {UnitOperation({1, 0}, kText, u'x'),
                            KeyOperation({1, 1}, kMap, "k", 1),
                            KeyOperation({1, 2}, kMap, "j", 2),
                            ItemOperation({1, 3}, kList, "a"),
                            ItemOperation({1, 4}, {1, 3}, kNullId, NewMap()),
                            ItemOperation({1, 5}, kOther, "b"),
                            MoveOperation({1, 6}, {1, 3}, {1, 4}, kNullId),
                            ItemOperation({1, 7}, kTree, NewMap()),
                            ItemOperation({1, 8}, Under({1, 7}), NewMap()),
                            ItemOperation({1, 9}, kForest, NewMap()),
                            ReplaceOperation({1, 10}, {{1, 3}}, "A"),
                            AddOperation({1, 0}, kCounter, 5),
                            RestoreOne({1, 1}, {1, 0})};
  basis[11].at = basis[12].at = 11;
  return basis;
}

std::set<ContainerId> Containers() {
  return {kText, kMap, kList, kOther, kCounter, kTree, kForest, MapOf({1, 4}), MapOf({1, 7})};
}

StatusCode CodeOf(Document& document, const OperationSet& set) {
  const Picture before = PictureOf(document, Containers());
  const Version version = document.version();
  const Result<Integrated> result = document.Integrate(set);
  if (result.ok()) return StatusCode::kOk;
  EXPECT_EQ(Difference(PictureOf(document, Containers()), before), "");
  EXPECT_EQ(document.version(), version);
  EXPECT_EQ(document.BacklogSize(), 0u);
  EXPECT_TRUE(document.CheckInvariants().ok());
  EXPECT_FALSE(result.status().message().empty());
  return result.status().code();
}

// Refused alone, and in company, which then is refused with it.
void ExpectRefusedAlone(const ObjectOperation& bad, const char* why, StatusCode code = kInvalid) {
  Document document(9);
  Integrate(document, PackObjects(Basis()));
  EXPECT_EQ(CodeOf(document, PackObjects({bad})), code) << why;
}
void ExpectRefused(const ObjectOperation& bad, const char* why, StatusCode code = kInvalid) {
  ExpectRefusedAlone(bad, why, code);
  Document document(9);
  Integrate(document, PackObjects(Basis()));
  const ObjectOperation good = ItemOperation({5, 0}, {1, 3}, {1, 4}, "good");
  EXPECT_EQ(CodeOf(document, PackObjects({good, bad})), code) << why;
  EXPECT_EQ(CodeOf(document, PackObjects({bad, good})), code) << why;
  // And when all of what it names comes with it.
  ObjectOperations together = Basis();
  together.push_back(bad);
  Document empty(8);
  EXPECT_EQ(empty.Integrate(PackObjects(together)).status().code(), code) << why;
  EXPECT_EQ(empty.version(), Version()) << why;
}

TEST(ObjectRefusal, WhatTheCasesStartFromIsValid) {
  Document document(9);
  Integrate(document, PackObjects(Basis()));
  EXPECT_EQ(document.version().Get(1), (Counts{11, 2}));
  EXPECT_EQ(document.BacklogSize(), 0u);
}

TEST(ObjectRefusal, OfAnchorsInDifferentContainers) {
  ExpectRefused(ItemOperation({4, 0}, {1, 3}, {1, 5}, 1), "two lists");
  ExpectRefused(ItemOperation({4, 0}, {1, 5}, {1, 6}, 1), "two lists, a slot");
  ExpectRefused(ItemOperation({4, 0}, {1, 7}, {1, 8}, NewMap()), "a parent's and its children's");
  ExpectRefused(ItemOperation({4, 0}, {1, 7}, {1, 9}, NewMap()), "two trees");
  ExpectRefused(MoveOperation({4, 0}, {1, 3}, {1, 3}, {1, 5}), "a move, two lists");
  ExpectRefused(MoveOperation({4, 0}, {1, 8}, {1, 7}, {1, 8}), "a move, two parents");
}

TEST(ObjectRefusal, OfAnchorsOfTheWrongKind) {
  ExpectRefused(ItemOperation({4, 0}, {1, 0}, kNullId, NewMap()), "a map beside a unit");
  ExpectRefused(ItemOperation({4, 0}, {1, 1}, kNullId, 1), "an item beside a write");
  ExpectRefused(ItemOperation({4, 0}, kNullId, {1, 10}, 1), "an item before a write");
  ObjectOperation unit = UnitOperation({4, 0}, kText, u'y');
  unit.container.reset();
  for (Id anchor : {Id{1, 3}, Id{1, 6}, Id{1, 7}, Id{1, 1}}) {
    unit.prev = anchor;
    ExpectRefused(unit, "a unit beside what is none");
  }
}

TEST(ObjectRefusal, OfMovesOfWhatCannotGoThere) {
  ExpectRefused(MoveOperation({4, 0}, {1, 3}, {1, 5}, kNullId), "to another list");
  ExpectRefused(MoveOperation({4, 0}, {1, 3}, kOther), "to another list by name");
  ExpectRefused(MoveOperation({4, 0}, {1, 3}, {1, 7}, kNullId), "an item to a tree");
  ExpectRefused(MoveOperation({4, 0}, {1, 7}, {1, 3}, kNullId), "a node to a list");
  ExpectRefused(MoveOperation({4, 0}, {1, 7}, {1, 9}, kNullId), "a node to another tree");
  ExpectRefused(MoveOperation({4, 0}, {1, 8}, Under({1, 9})), "below a node of another tree");
  ExpectRefused(MoveOperation({4, 0}, {1, 0}, {1, 0}, kNullId), "a unit in its text");
  ExpectRefused(MoveOperation({4, 0}, {1, 0}, kList), "a unit to a list");
  ExpectRefused(MoveOperation({4, 0}, {1, 1}, kList), "a write");
  ExpectRefused(MoveOperation({4, 0}, {1, 10}, {1, 3}, kNullId), "an item's write");
  ExpectRefused(MoveOperation({4, 0}, {1, 6}, {1, 3}, kNullId), "a slot");
}

TEST(ObjectRefusal, OfEffectsOnWhatHasNone) {
  ExpectRefused(EraseOne({4, 0}, {1, 6}), "a deletion of a slot");
  ExpectRefused(RestoreOne({4, 0}, {1, 1}), "a restore of a restore");
  ExpectRefused(UndoOne({4, 0}, {1, 0}), "an undo of a unit");
  ExpectRefused(UndoOne({4, 0}, {1, 3}), "an undo of an item");
  ExpectRefused(UndoOne({4, 0}, {1, 7}), "an undo of a node");
  ObjectOperation run = EraseOne({4, 0}, {1, 5});
  Document document(9);
  Integrate(document, PackObjects(Basis()));
  ObjectOperation next = EraseOne({4, 1}, {1, 6});
  EXPECT_EQ(CodeOf(document, PackObjects({run, next})), kInvalid) << "a slot within a run";
}

TEST(ObjectRefusal, OfWritesThatReplaceWhatTheyCannot) {
  ExpectRefused(ReplaceOperation({4, 0}, {{1, 1}, {1, 2}}, 1), "two keys'");
  ExpectRefused(ReplaceOperation({4, 0}, {{1, 2}, {1, 10}}, 1), "a key's and an item's");
  ExpectRefused(ReplaceOperation({4, 0}, {{1, 3}, {1, 5}}, 1), "two items'");
  ExpectRefused(ReplaceOperation({4, 0}, {{1, 0}}, 1), "a unit");
  ExpectRefused(ReplaceOperation({4, 0}, {{1, 6}}, 1), "a slot");
  ExpectRefused(ReplaceOperation({4, 0}, {{1, 7}}, 1), "a node");
  ObjectOperation bad = ReplaceOperation({4, 0}, {{1, 10}, {1, 3}}, 1);
  ExpectRefused(bad, "not ascending");
  bad.replaced = {{1, 3}, {1, 3}};
  ExpectRefused(bad, "twice");
}

TEST(ObjectRefusal, OfContainersThatAreOfAnotherKind) {
  ExpectRefused(KeyOperation({4, 0}, MapOf({1, 3}), "k", 1), "a string as a map");
  ExpectRefused(KeyOperation({4, 0}, MapOf({1, 0}), "k", 1), "a unit as a map");
  ExpectRefused(KeyOperation({4, 0}, MapOf({1, 6}), "k", 1), "a slot as a map");
  ExpectRefused(ItemOperation({4, 0}, ContainerId(ContainerKind::kList, Id{1, 4}), 1),
                "a map as a list");
  ExpectRefused(UnitOperation({4, 0}, ContainerId(ContainerKind::kText, Id{1, 4}), u'x'),
                "a map as a text");
  ExpectRefused(AddOperation({4, 0}, ContainerId(ContainerKind::kCounter, Id{1, 7}), 1),
                "a node as a counter");
  ExpectRefused(ItemOperation({4, 0}, Under({1, 4}), NewMap()), "a list's map as a node");
  ExpectRefused(ItemOperation({4, 0}, Under({1, 1}), NewMap()), "a write as a node");
  ExpectRefused(ItemOperation({4, 0}, kText, NewMap()), "a map in a text");
  ExpectRefused(ItemOperation({4, 0}, kMap, 1), "an item in a map");
  ExpectRefused(KeyOperation({4, 0}, kList, "k", 1), "a key in a list");
  ExpectRefused(AddOperation({4, 0}, kMap, 1), "an addition to a map");
  ExpectRefused(ItemOperation({4, 0}, ContainerId(ContainerKind::kNode, "name"), NewMap()),
                "a node's children by name");
}

TEST(ObjectRefusal, OfNodesThatAreNoMaps) {
  ExpectRefused(ItemOperation({4, 0}, kTree, 1), "a number as a node");
  ExpectRefused(ItemOperation({4, 0}, {1, 7}, kNullId, "x"), "a string as a node");
  ExpectRefused(ItemOperation({4, 0}, Under({1, 7}), ContainerId(ContainerKind::kList, Id{0, 0})),
                "a list as a node");
}

TEST(ObjectRefusal, OfOnesOwnFuture) {
  ExpectRefused(ItemOperation({4, 0}, {4, 0}, kNullId, 1), "itself as prev");
  ExpectRefused(MoveOperation({4, 0}, {4, 0}, kList), "a move of itself");
  ExpectRefused(MoveOperation({4, 0}, {4, 3}, kList), "a move of a later one");
  ExpectRefused(ReplaceOperation({4, 0}, {{4, 0}}, 1), "a write of itself");
  ExpectRefused(KeyOperation({4, 0}, MapOf({4, 0}), "k", 1), "inside itself");
  ExpectRefused(ItemOperation({4, 0}, Under({4, 0}), NewMap()), "below itself");
  ExpectRefused(EraseOne({4, 0}, {4, 0}), "a deletion of what comes later");
  ExpectRefused(RestoreOne({4, 0}, {4, 0}), "a restore of itself");
}

TEST(ObjectRefusal, OfAKnownIdWithOtherContent) {
  constexpr StatusCode kExists = StatusCode::kAlreadyExists;
  ExpectRefused(KeyOperation({1, 1}, kMap, "k", 7), "another value", kExists);
  ExpectRefused(ItemOperation({1, 3}, kList, "z"), "another item", kExists);
  ExpectRefused(ReplaceOperation({1, 10}, {{1, 3}}, "z"), "another write of an item", kExists);
  ExpectRefused(UnitOperation({1, 3}, kText, u'x'), "another kind", kExists);
  ExpectRefused(ItemOperation({1, 6}, {1, 4}, kNullId, 1), "an item, not a slot", kExists);
}

TEST(ObjectRefusal, OfAKnownIdThatNamesSomethingElse) {
  constexpr StatusCode kExists = StatusCode::kAlreadyExists;
  ExpectRefused(KeyOperation({1, 1}, kMap, "i", 1), "another key", kExists);
  const ContainerId atlas(ContainerKind::kMap, "atlas");
  ExpectRefused(KeyOperation({1, 1}, atlas, "k", 1), "another map", kExists);
  ExpectRefused(ReplaceOperation({1, 10}, {{1, 5}}, "A"), "another item written", kExists);
  ExpectRefused(ItemOperation({1, 3}, kOther, "a"), "another list", kExists);
  ExpectRefused(ItemOperation({1, 4}, kNullId, {1, 3}, NewMap()), "another place", kExists);
  ExpectRefused(MoveOperation({1, 6}, {1, 4}, {1, 4}, kNullId), "another item moved", kExists);
  ExpectRefused(MoveOperation({1, 6}, {1, 3}, kNullId, {1, 4}), "moved elsewhere", kExists);
  ObjectOperation later = MoveOperation({1, 6}, {1, 3}, {1, 4}, kNullId);
  later.stamp = 1;
  ExpectRefused(later, "another stamp", kExists);
  ObjectOperation amount = AddOperation({1, 0}, kCounter, 6);
  amount.at = 11;
  ExpectRefused(amount, "another amount", kExists);
  amount = AddOperation({1, 0}, ContainerId(ContainerKind::kCounter, "sum"), 5);
  amount.at = 11;
  ExpectRefused(amount, "another counter", kExists);
  ObjectOperation erase = EraseOne({1, 1}, {1, 3});
  erase.at = 11;
  ExpectRefused(erase, "another kind of effect", kExists);
}

TEST(ObjectRefusal, OfMalformedContent) {
  ObjectOperation bad = KeyOperation({4, 0}, kMap, "k", 1);
  bad.content = "";
  ExpectRefusedAlone(bad, "no value");  // in company it would have the next one's
  bad.content = "\xC4";
  ExpectRefusedAlone(bad, "half a double");
  bad.content = "\xFF";
  ExpectRefused(bad, "a value of a newer version", StatusCode::kUnimplemented);
  bad = AddOperation({4, 0}, kCounter, 1);
  bad.content = BytesOf("x");
  ExpectRefused(bad, "an addition of a string");
}

// What is still missing may turn out to be of the wrong kind: then what waits for it is dropped,
// and everything else works on.
TEST(ObjectRefusal, OfWhatWaitedAndTurnsOutImpossible) {
  Document document(9);
  Integrate(document, PackObjects({MoveOperation({4, 0}, {1, 5}, kList)}));
  Integrate(document, PackObjects({KeyOperation({6, 0}, MapOf({1, 3}), "k", 1)}));
  EXPECT_EQ(document.BacklogSize(), 2u);
  Integrate(document, PackObjects(Basis()));
  EXPECT_EQ(document.version().Get(4), Counts());
  EXPECT_EQ(document.version().Get(6), Counts());
  EXPECT_TRUE(document.CheckInvariants().ok());
  EXPECT_EQ(document.List("list").size(), 2u);
  Integrate(document, PackObjects({ItemOperation({5, 0}, {1, 3}, {1, 4}, "good")}));
  EXPECT_EQ(document.List("list").size(), 3u);
}

}  // namespace
}  // namespace weft::testing
