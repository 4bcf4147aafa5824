// Maps, lists and trees whose operations arrive before what they name.
#include <vector>

#include <gtest/gtest.h>

#include "crdt/document/document_state.h"
#include "tests/support/documents.h"
#include "tests/support/object_operation.h"

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

// Where values begin is kept in 32 bits, whichever way they come.
TEST(ObjectBacklog, ValuesThatWaitedAreBoundedAsThoseThatDidNot) {
  Document ada(1);
  std::vector<OperationSet> sets;
  for (const char* key : {"a", "b", "c"}) {
    EXPECT_TRUE(ada.Map("map").Set(key, std::string(60, 'x')).ok());
    sets.push_back(Step(ada));
  }
  Document ben(2);
  Creations& creations = ben.state().objects().creations();
  creations.LimitBytes(150);
  Integrate(ben, sets[2]);
  Integrate(ben, sets[1]);
  EXPECT_EQ(ben.BacklogSize(), 2u);
  Integrate(ben, sets[0]);
  EXPECT_LE(creations.content_bytes(), 150u);
  EXPECT_EQ(ben.Map("map").Keys(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(ben.BacklogSize(), 0u) << "what found no room has left";
  EXPECT_EQ(ben.CountsOf(1), (Counts{2, 0}));
  EXPECT_EQ(Refusal(ben, sets[2]), StatusCode::kResourceExhausted);
  EXPECT_EQ(ben.Map("map").Set("d", std::string(60, 'x')).code(), StatusCode::kResourceExhausted);
  creations.LimitBytes(Creations::kMaxBytes);
  Integrate(ben, sets[2]);
  EXPECT_EQ(ben.version(), ada.version());
  EXPECT_TRUE(ben.CheckInvariants().ok());
}

// A few elements may be many bytes.
TEST(ObjectBacklog, WhatWaitsIsBoundedInBytes) {
  Document first(9);
  EXPECT_TRUE(first.Map("map").Set("first", 1).ok());
  const OperationSet before = Step(first);
  std::vector<OperationSet> sets;
  for (Agent agent = 1; agent <= 3; ++agent) {
    Document author(agent);
    Integrate(author, before);
    EXPECT_TRUE(author.Map("map").Set("first", std::string(4000, 'x')).ok());
    sets.push_back(Step(author));
  }
  Document ben(8);
  Backlog& backlog = ben.state().backlog();
  backlog.LimitBytes(10000);
  Integrate(ben, sets[0]);
  Integrate(ben, sets[1]);
  EXPECT_GT(backlog.bytes(), 8000u);
  EXPECT_EQ(Refusal(ben, sets[2]), StatusCode::kResourceExhausted);
  EXPECT_EQ(ben.Map("map").size(), 0u);
  Integrate(ben, before);
  EXPECT_EQ(backlog.bytes(), 0u);
  Integrate(ben, sets[2]);
  EXPECT_EQ(ben.Map("map").GetAll("first").size(), 3u);
}

TEST(ObjectBacklog, TheBytesOfWhatWaitsAreThoseOfItsPieces) {
  Document ben(9);
  Backlog& backlog = ben.state().backlog();
  EXPECT_EQ(backlog.bytes(), 0u);
  Integrate(ben, InsertSet({2, 0}, {1, 1}, kNullId, u"xyz"));
  const uint64_t text = backlog.bytes();
  EXPECT_GT(text, 0u);
  Integrate(ben, InsertSet({2, 0}, {1, 1}, kNullId, u"xyz"));
  EXPECT_EQ(backlog.bytes(), text) << "known";
  Integrate(ben, SetOf(EraseOperation({3, 0}, 0, {1, 0}, 5)));  // which is due in part, later
  EXPECT_GT(backlog.bytes(), text);
  Integrate(ben, InsertSet({1, 0}, kNullId, kNullId, u"ab", "note"));
  EXPECT_EQ(ben.BacklogSize(), 3u);
  EXPECT_GT(backlog.bytes(), 0u);
  Integrate(ben, InsertSet({1, 2}, {1, 1}, kNullId, u"cde"));
  EXPECT_EQ(ben.BacklogSize(), 0u);
  EXPECT_EQ(backlog.bytes(), 0u);
}

TEST(ObjectPath, SeesWhatWasJustInserted) {
  Document document(1);
  EXPECT_TRUE(document.List("items").Append(1).ok());
  EXPECT_EQ(*document.At("items/0"), Value(1));
  EXPECT_TRUE(document.Text("note").Insert(0, "x").ok());
  EXPECT_TRUE(document.TextAt("note").ok());
}

// What is known already, behind what waits: it was cut off before its end, at the cost of all the
// elements that are known, and past its values.
TEST(ObjectBacklog, WhatIsKnownBehindWhatWaitsCostsNothing) {
  Document author(2), here(9);
  Type(author, 0, std::string(200'000, 'x'));
  Sync(author, here);
  Integrate(here, InsertSet({1, 0}, kNullId, kNullId, u"ab", "other"));
  ObjectOperations known{EraseOne({2, 5}, {1, 0})};  // the sixth effect of none: it waits
  for (uint32_t seq = 0; seq < 20'000; ++seq) {
    known.push_back(ItemOperation({2, seq}, {1, seq % 2}, kNullId, 1));
    known.back().at = 6;
  }
  const Result<Integrated> result = here.Integrate(PackObjects(known));
  ASSERT_TRUE(result.ok()) << result.status().ToString();
  EXPECT_EQ(result->duplicate, 20'000u);
  EXPECT_EQ(result->waiting, 1u);
  EXPECT_EQ(here.BacklogSize(), 1u);
  EXPECT_OK(here.CheckInvariants());
}

}  // namespace
}  // namespace weft::testing
