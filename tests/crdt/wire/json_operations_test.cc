#include "crdt/wire/json_operations.h"

#include <string>

#include <gtest/gtest.h>

#include "crdt/document/document.h"
#include "crdt/wire/update.h"
#include "tests/crdt/wire/arbitrary_set.h"
#include "tests/support/elements.h"

namespace weft::testing {
namespace {

AgentNames Names() {
  AgentNames names;
  EXPECT_TRUE(names.Add(0, "initial").ok());
  EXPECT_TRUE(names.Add(7, "clientA").ok());
  EXPECT_TRUE(names.Add(9, "client-B").ok());
  return names;
}

// Reads what must be readable.
OperationSet Read(std::string_view json, const PlainDefaults& defaults = {}) {
  OperationSet set;
  const Status status = ReadJsonOperations(json, Names(), {}, defaults, &set);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return set;
}

std::string WhyRefused(std::string_view json) {
  OperationSet set = InsertSet({1, 0}, {2, 0}, kNullId, u"x");
  const Status status = ReadJsonOperations(json, Names(), {}, {}, &set);
  EXPECT_TRUE(status.ok() || (set.operations.empty() && set.text.empty()));
  return status.ToString();
}

TEST(JsonOperations, AreWrittenOneElementALine) {
  OperationSet set = InsertSet({7, 0}, {0, 0}, {0, 1}, u"x\"");
  set.operations.push_back(EraseOperation({9, 4}, 2, {7, 0}, 2, /*backward=*/true));
  set.operations.push_back(RestoreOperation({9, 6}, 2, {9, 4}));
  EXPECT_EQ(
      *WriteJsonOperations(set, Names()),
      R"({"operation":"insert","id":"clientA-1","prev_id":"initial-1","next_id":"initial-2","value":"x","at":0})"
      "\n"
      R"({"operation":"insert","id":"clientA-2","prev_id":"clientA-1","next_id":"initial-2","value":"\"","at":0})"
      "\n"
      R"({"operation":"delete","delete_id":"clientA-2","agent":"client-B","index":4,"at":2})"
      "\n"
      R"({"operation":"delete","delete_id":"clientA-1","agent":"client-B","index":5,"at":2})"
      "\n"
      R"({"operation":"restore","restore_agent":"client-B","restore_index":4,"agent":"client-B","index":6,"at":2})"
      "\n");
}

TEST(JsonOperations, PlainFormIsTheSourceDesigns) {
  OperationSet set = InsertSet({7, 0}, {0, 0}, {0, 1}, u"x");
  set.operations.push_back(EraseOperation({7, 0}, 1, {7, 0}));
  EXPECT_EQ(
      *WriteJsonOperations(set, Names(), JsonForm::kPlain, JsonLayout::kArray),
      "[\n"
      R"({"operation":"insert","id":"clientA-1","prev_id":"initial-1","next_id":"initial-2","value":"x"})"
      ",\n"
      R"({"operation":"delete","delete_id":"clientA-1"})"
      "\n"
      "]\n");
  EXPECT_EQ(*WriteJsonOperations({}, Names(), JsonForm::kPlain, JsonLayout::kArray), "[]\n");
  EXPECT_EQ(*WriteJsonOperations({}, Names()), "");
}

TEST(JsonOperations, PlainFormHasNoRestores) {
  const OperationSet set = SetOf(RestoreOperation({9, 6}, 2, {9, 4}));
  EXPECT_EQ(WriteJsonOperations(set, Names(), JsonForm::kPlain).status().code(),
            StatusCode::kInvalidArgument);
}

TEST(JsonOperations, AgentWithoutANameIsNotWritten) {
  const OperationSet set = SetOf(EraseOperation({9, 6}, 2, {123, 4}));
  EXPECT_EQ(WriteJsonOperations(set, Names()).status().ToString(),
            "NOT_FOUND: no name for agent 123");
}

TEST(JsonOperations, PairIsTwoOperations) {
  const OperationSet set = InsertSet({7, 0}, {0, 0}, kNullId, u"\U0001F600");
  const std::string json = *WriteJsonOperations(set, Names());
  EXPECT_NE(json.find(R"("value":"\ud83d")"), std::string::npos);
  EXPECT_NE(json.find(R"("value":"\ude00")"), std::string::npos);
  EXPECT_EQ(*EncodeUpdate(Read(json)), *EncodeUpdate(set));
}

TEST(JsonOperations, NamesOfTextsTravelWithTheirFirstInsertions) {
  const OperationSet set =
      InsertSet({7, 0}, kNullId, kNullId, u"x\n", "n\xC3\xB6te \xF0\x9F\x98\x80");
  const std::string json = *WriteJsonOperations(set, Names());
  EXPECT_NE(json.find("\"text\":\"n\xC3\xB6te \xF0\x9F\x98\x80\""), std::string::npos);
  EXPECT_NE(json.find(R"("value":"\u000a")"), std::string::npos);
  EXPECT_EQ(*EncodeUpdate(Read(json)), *EncodeUpdate(set));
}

TEST(JsonOperations, ReadingIsLenientAboutSpaceAndTheOrderOfFields) {
  const OperationSet set = Read(
      " [ { \"value\" : \"\\u0078\" ,\n\"next_id\":null,\"prev_id\" :\"initial-11\",\r\n"
      "\t\"id\":\"client-B-3\" , \"operation\":\"insert\", \"at\" : 0 } ] ");
  EXPECT_EQ(*EncodeUpdate(set), *EncodeUpdate(InsertSet({9, 2}, {0, 10}, kNullId, u"x")));
}

TEST(JsonOperations, PlainOperationsFollowTheirAgentsLastOne) {
  PlainDefaults defaults;
  defaults.deleter = 7;
  defaults.counts = {10, 4};
  const OperationSet set = Read(
      R"({"operation":"insert","id":"clientA-11","prev_id":"initial-1","next_id":null,"value":"x"}
         {"operation":"delete","delete_id":"clientA-11"}
         {"operation":"delete","delete_id":"initial-1"}
         {"operation":"insert","id":"clientA-12","prev_id":"clientA-11","next_id":null,"value":"y"})",
      defaults);
  ASSERT_EQ(set.operations.size(), 4u);
  EXPECT_EQ(set.operations[0].at, 4u);
  EXPECT_EQ(set.operations[1].id, (Id{7, 4}));
  EXPECT_EQ(set.operations[1].at, 11u);
  EXPECT_EQ(set.operations[2].id, (Id{7, 5}));
  EXPECT_EQ(set.operations[3].at, 6u);
}

TEST(JsonOperations, RefusalsSayWhatAndWhere) {
  EXPECT_EQ(WhyRefused("{}"),
            "INVALID_ARGUMENT: operations: an operation that lacks a field at byte 0");
  EXPECT_EQ(WhyRefused(R"({"operation":"jump"})"),
            "INVALID_ARGUMENT: operations: an unknown operation at byte 13");
  EXPECT_EQ(WhyRefused(R"({"operation":"delete","delete_id":"clientA-1"})"),
            "INVALID_ARGUMENT: operations: an effect that does not say whose it is at byte 0");
  const std::string start = R"({"operation":"insert","id":"clientA-1","next_id":null,)";
  const auto insert = [&](const std::string& rest) { return WhyRefused(start + rest + "}"); };
  const std::string value = R"("value":"x",)";
  EXPECT_EQ(insert(value + R"("prev_id":"initial-0")"),
            "INVALID_ARGUMENT: operations: an id's number that is out of range at byte 76");
  EXPECT_EQ(insert(value + R"("prev_id":"initial-01")").substr(0, 62),
            "INVALID_ARGUMENT: operations: an id's number that is out of ra");
  EXPECT_EQ(insert(value + R"("prev_id":"initial-2147483648")").substr(0, 62),
            "INVALID_ARGUMENT: operations: an id's number that is out of ra");
  EXPECT_EQ(insert(value + R"("prev_id":"initial")"),
            "INVALID_ARGUMENT: operations: an id without a number at byte 76");
  EXPECT_EQ(insert(value + R"("prev_id":"clientC-1")"),
            "INVALID_ARGUMENT: operations: an unknown agent at byte 76");
  EXPECT_EQ(insert(value + R"("prev_id":"clientA-1")"),
            "INVALID_ARGUMENT: operations: an anchor that no older element can be at byte 0");
  EXPECT_EQ(insert(value + R"("prev_id":"initial-1","text":"note")"),
            "INVALID_ARGUMENT: operations: a text that the anchors imply at byte 95");
  EXPECT_EQ(insert(R"("prev_id":"initial-1","value":"xy")"),
            "INVALID_ARGUMENT: operations: a value that is not one UTF-16 unit at byte 84");
  EXPECT_EQ(insert(R"("prev_id":"initial-1","value":"😀")").substr(0, 60),
            "INVALID_ARGUMENT: operations: a value that is not one UTF-16");
  EXPECT_EQ(insert(value + R"("prev_id":"initial-1","id":"clientA-1")"),
            "INVALID_ARGUMENT: operations: a field that is unknown or given twice at byte 93");
  EXPECT_EQ(insert(value + R"("prev_id":"initial-1","color":null)").substr(0, 57),
            "INVALID_ARGUMENT: operations: a field that is unknown or ");
}

TEST(JsonOperations, WhatIsNotJsonIsRefused) {
  const std::string good =
      R"({"operation":"insert","id":"clientA-1","prev_id":"initial-1","next_id":null,"value":"x"})";
  EXPECT_EQ(WhyRefused(good), "OK");
  EXPECT_EQ(WhyRefused("[" + good + "," + good.substr(0, 1)),
            "INVALID_ARGUMENT: operations: not JSON at byte 91");
  EXPECT_EQ(WhyRefused("[" + good + ",[]]"),
            "INVALID_ARGUMENT: operations: not an object at byte 90");
  EXPECT_EQ(WhyRefused(R"({"operation":{}})"),
            "INVALID_ARGUMENT: operations: no value that operations have at byte 13");
  const std::string bad_texts[] = {"[" + good,
                                   "[" + good + "]]",
                                   "[" + good + ",]",
                                   "[" + good + good + "]",
                                   good + ",",
                                   good + "x",
                                   "[,]",
                                   "[[]]",
                                   "\"text\"",
                                   "{\"a\":1.5}",
                                   "{\"a\":-1}",
                                   "{\"a\":01}",
                                   "{\"a\":4294967296}",
                                   "{\"a\":true}",
                                   "{\"a\":{}}",
                                   "{\"a\":\"\\x\"}",
                                   "{\"a\":\"\\u12g4\"}",
                                   "{\"a\":\"\n\"}",
                                   "{\"a\":\"\xFF\"}",
                                   "{\"a\":nul}",
                                   "{a:1}"};
  for (const std::string& bad : bad_texts) {
    EXPECT_NE(WhyRefused(bad), "OK") << bad;
  }
}

TEST(JsonOperations, LimitsAreThoseGiven) {
  const std::string json =
      *WriteJsonOperations(InsertSet({7, 0}, kNullId, kNullId, u"xyz", "note"), Names());
  const auto code = [&](const Limits& limits) {
    OperationSet set;
    return ReadJsonOperations(json, Names(), limits, {}, &set).code();
  };
  Limits limits;
  limits.elements = 3;
  EXPECT_EQ(code(limits), StatusCode::kOk);
  limits.elements = 2;
  EXPECT_EQ(code(limits), StatusCode::kResourceExhausted);
  limits = {};
  limits.bytes = json.size() - 1;
  EXPECT_EQ(code(limits), StatusCode::kResourceExhausted);
  limits = {};
  limits.containers = 0;
  EXPECT_EQ(code(limits), StatusCode::kResourceExhausted);
}

TEST(JsonOperations, AllElementsOfAKindToComeCount) {
  const std::string json =
      R"({"operation":"other","id":"clientA-1","count":11,"kind":20,"critical":false,"content":"","at":0})";
  Limits limits;
  OperationSet set;
  limits.elements = 11;
  EXPECT_EQ(ReadJsonOperations(json, Names(), limits, {}, &set).code(), StatusCode::kOk);
  limits.elements = 10;
  EXPECT_EQ(ReadJsonOperations(json, Names(), limits, {}, &set).code(),
            StatusCode::kResourceExhausted);
}

TEST(AgentNames, AreOneToOne) {
  AgentNames names = Names();
  EXPECT_EQ(names.Add(7, "another").code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(names.Add(8, "clientA").code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(names.Add(8, "").code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(names.Add(8, "\xFF").code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(names.Add(kMaxAgent + 1, "much").code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(*names.NameOf(9), "client-B");
  EXPECT_EQ(names.NameOf(8), nullptr);
  EXPECT_EQ(names.AgentOf("client-B"), 9u);
  EXPECT_EQ(names.AgentOf("client"), kNoAgent);
}

TEST(JsonOperations, ExactFormHoldsTheSameSet) {
  AgentNames names;
  for (const Agent agent : kSomeAgents) {
    ASSERT_TRUE(names.Add(agent, "-" + std::to_string(agent % 1000) + "\xC3\xA9").ok());
  }
  CheckLaw(300, 60, [&](const std::vector<SetStep>& steps, bool array) {
    const OperationSet set = Pack(MakeElements(steps));
    const auto layout = array ? JsonLayout::kArray : JsonLayout::kLines;
    const Result<std::string> json = WriteJsonOperations(set, names, JsonForm::kExact, layout);
    RC_ASSERT(json.ok());
    OperationSet read;
    const Status status = ReadJsonOperations(*json, names, {}, {}, &read);
    if (!status.ok()) RC_FAIL(status.ToString());
    RC_ASSERT(*EncodeUpdate(read) == *EncodeUpdate(set));
  });
}

// The source design's own example.
TEST(JsonOperations, SourceDesignsExample) {
  Document document(9);
  const OperationSet seed = InsertSet({0, 0}, kNullId, kNullId, u"Hello World", "note");
  ASSERT_TRUE(document.Integrate(seed).ok());
  const auto integrate = [&](std::string_view json) {
    PlainDefaults defaults;
    defaults.deleter = 7;
    defaults.counts = document.version().Get(7);
    ASSERT_TRUE(document.Integrate(Read(json, defaults)).ok());
  };
  integrate(
      R"({"operation":"insert","id":"clientA-1","prev_id":"initial-1","next_id":"initial-2","value":"x"})");
  integrate(
      R"({"operation":"insert","id":"client-B-1","prev_id":"clientA-1","next_id":"initial-2","value":"y"})");
  EXPECT_EQ(document.Text("note").Read(), "Hxyello World");
  integrate(R"({"operation":"delete","delete_id":"clientA-1"})");
  EXPECT_EQ(document.Text("note").Read(), "Hyello World");
}

}  // namespace
}  // namespace weft::testing
