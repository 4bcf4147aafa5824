// The examples of the design this library grew from: "Hello World", edited by two clients.
#include <gtest/gtest.h>

#include "tests/support/documents.h"

namespace weft::testing {
namespace {

constexpr Agent kInitial = kSeedAgent;
constexpr Agent kClientA = 101;
constexpr Agent kClientB = 202;

// The example counts from 1: "initial-1" is the H.
Id Number(Agent agent, uint32_t number) { return Id{agent, number - 1}; }

OperationSet HelloWorld() {
  return InsertSet(Number(kInitial, 1), kNullId, kNullId, u"Hello World", kNote);
}
OperationSet InsertX() {
  return InsertSet(Number(kClientA, 1), Number(kInitial, 1), Number(kInitial, 2), u"x");
}
OperationSet InsertY() {
  return InsertSet(Number(kClientB, 1), Number(kClientA, 1), Number(kInitial, 2), u"y");
}

TEST(SourceDesign, ByIdsEveryoneShowsTheSame) {
  for (OrderKind order : {OrderKind::kFugueMax, OrderKind::kYata}) {
    Document first(1, order);
    Document second(2, order);
    for (const OperationSet& set : {HelloWorld(), InsertX(), InsertY()}) Integrate(first, set);
    for (const OperationSet& set : {InsertY(), InsertX(), HelloWorld()}) Integrate(second, set);
    EXPECT_EQ(Read(first), "Hxyello World");
    EXPECT_EQ(Read(second), "Hxyello World");
  }
}

TEST(SourceDesign, ADeletionLeavesTheInsertionLogUnchanged) {
  Document document(1);
  for (const OperationSet& set : {HelloWorld(), InsertX(), InsertY()}) Integrate(document, set);
  const Version before = document.version();
  Integrate(document, SetOf(EraseOperation({kClientA, 0}, 1, Number(kClientA, 1))));
  EXPECT_EQ(Read(document), "Hyello World");

  const Version after = document.version();
  for (Agent agent : {kInitial, kClientA, kClientB}) {
    EXPECT_EQ(after.Get(agent).creations, before.Get(agent).creations);
  }
  EXPECT_EQ(after.Get(kClientA).effects, 1u);
  std::vector<Id> deletion_log;
  for (const ElementOperation& operation : Expand(Everything(document))) {
    if (operation.kind == OperationKind::kErase) deletion_log.push_back(operation.target);
  }
  EXPECT_EQ(deletion_log, std::vector<Id>{Number(kClientA, 1)});
}

TEST(SourceDesign, ByTextTheSameOperationsAreMade) {
  Document seed(kInitial);
  Type(seed, 0, "Hello World");
  Document client_a(kClientA);
  Document client_b(kClientB);
  Sync(seed, client_a);
  Type(client_a, 1, "x");
  EXPECT_EQ(Expand(Taken(client_a)), Expand(InsertX()));
  Sync(client_a, client_b);
  Type(client_b, 2, "y");
  EXPECT_EQ(Expand(Taken(client_b)), Expand(InsertY()));
  Sync(client_b, client_a);
  EXPECT_EQ(Read(client_a), "Hxyello World");

  Delete(client_a, 1, 1);
  const OperationSet deletion = Taken(client_a);
  EXPECT_EQ(Expand(deletion), Expand(SetOf(EraseOperation({kClientA, 0}, 1, {kClientA, 0}))));
  Integrate(client_b, deletion);
  EXPECT_EQ(Read(client_a), "Hyello World");
  EXPECT_EQ(Read(client_b), "Hyello World");
}

// A inserts x at 1; just after, B, who has not seen it, inserts y at 1. Nothing is transformed by
// hand: ids do it, and both letters stay where their authors put them, between H and e.
TEST(SourceDesign, PositionsOfTwoWhoHaveNotSeenEachOther) {
  Document seed(kInitial);
  Type(seed, 0, "Hello World");
  Document client_a(kClientA);
  Document client_b(kClientB);
  Sync(seed, client_a);
  Sync(seed, client_b);
  Type(client_a, 1, "x");
  Type(client_b, 1, "y");
  Meet(client_a, client_b);
  EXPECT_EQ(Read(client_a), "Hxyello World");
  EXPECT_EQ(Read(client_b), "Hxyello World");
}

}  // namespace
}  // namespace weft::testing
