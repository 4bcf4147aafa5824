// Maps, lists and trees whose operations arrive before what they name.
#include <vector>

#include <gtest/gtest.h>

#include "crdt/document/document.h"
#include "tests/support/documents.h"

namespace weft::testing {
namespace {

// Hands over what `document` did since the last time.
OperationSet Step(Document& document) {
  EXPECT_TRUE(document.CheckInvariants().ok());
  return Taken(document);
}

TEST(ObjectBacklog, ContainersWaitForWhatHoldsThem) {
  Document ada(1);
  Document ben(2);
  Map item = *ada.List("items").InsertMap(0);
  const OperationSet made = Step(ada);
  Text name = *item.MakeText("name");
  const OperationSet named = Step(ada);
  EXPECT_TRUE(name.Insert(0, "milk").ok());
  const OperationSet typed = Step(ada);
  Integrate(ben, typed);
  Integrate(ben, named);
  EXPECT_EQ(ben.BacklogSize(), 5u);
  EXPECT_EQ(ben.Missing().Get(1).creations, 1u);
  Integrate(ben, made);
  EXPECT_EQ(ben.BacklogSize(), 0u);
  EXPECT_EQ(ben.TextAt("items/0/name")->Read(), "milk");
  EXPECT_TRUE(ben.CheckInvariants().ok());
}

// What waits is of another agent than what it waits for, and both have things of their own to name.
TEST(ObjectBacklog, MovesAndWritesWaitForOtherAgents) {
  Document ada(1);
  Document ben(2);
  Document cem(3);
  EXPECT_TRUE(ada.List("items").InsertAll(0, std::vector<Value>{1, 2, 3}).ok());
  EXPECT_TRUE(ada.Map("list").Set("name", "a").ok());
  const OperationSet first = Step(ada);
  Integrate(ben, first);
  EXPECT_TRUE(ben.List("items").Move(2, 0).ok());
  EXPECT_TRUE(ben.Map("list").Set("name", "b").ok());
  const OperationSet second = Step(ben);
  Integrate(cem, second);
  EXPECT_GT(cem.BacklogSize(), 0u);
  Integrate(cem, InsertSet({7, 0}, kNullId, kNullId, u"x", "note"));  // something else
  Integrate(cem, first);
  EXPECT_EQ(cem.BacklogSize(), 0u);
  EXPECT_EQ(cem.List("items").Read(), (std::vector<Value>{3, 1, 2}));
  EXPECT_EQ(*cem.Map("list").Get("name"), Value("b"));
  EXPECT_TRUE(cem.CheckInvariants().ok());
}

TEST(ObjectPath, SeesWhatWasJustInserted) {
  Document document(1);
  EXPECT_TRUE(document.List("items").Append(1).ok());
  EXPECT_EQ(*document.At("items/0"), Value(1));
  EXPECT_TRUE(document.Text("note").Insert(0, "x").ok());
  EXPECT_TRUE(document.TextAt("note").ok());
}

}  // namespace
}  // namespace weft::testing
