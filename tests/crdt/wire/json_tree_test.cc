#include "crdt/wire/json_tree.h"

#include <string>

#include <gtest/gtest.h>

namespace weft::wire {
namespace {

std::string WhyRefused(std::string_view json, const Limits& limits = {}, uint32_t depth = 8) {
  Refusal refusal;
  JsonTree tree;
  if (ReadJsonTree(json, limits, depth, &refusal, &tree)) return "";
  return refusal.ToStatus("JSON", reinterpret_cast<const uint8_t*>(json.data())).ToString();
}

JsonTree Read(std::string_view json) {
  Refusal refusal;
  JsonTree tree;
  EXPECT_TRUE(ReadJsonTree(json, {}, 8, &refusal, &tree)) << json;
  return tree;
}

TEST(JsonTree, MembersAreSortedAndKnowWhereTheyStand) {
  const JsonTree tree = Read(R"( {"b": [1, "x\n"], "a": null, "B": {}} )");
  const JsonNode& root = tree[0];
  ASSERT_EQ(root.kind, JsonKind::kObject);
  ASSERT_EQ(root.slice.count, 3u);
  const auto members = tree.ChildrenOf(root);
  EXPECT_EQ(tree.KeyOf(tree[members[0]]), "B");
  EXPECT_EQ(tree.KeyOf(tree[members[1]]), "a");
  const JsonNode& list = tree[members[2]];
  EXPECT_EQ(tree.KeyOf(list), "b");
  EXPECT_EQ(list.key_begin, 2u);
  EXPECT_EQ(tree.TextOf(list), R"([1, "x\n"])");
  EXPECT_EQ(tree.StringOf(tree[tree.ChildrenOf(list)[1]]), "x\n");
}

TEST(JsonTree, WholeNumbersAreIntegersHoweverTheyAreWritten) {
  for (const char* json : {"100", "1e2", "100.0", "1000E-1", "10000e-02"}) {
    EXPECT_EQ(Read(json)[0].kind, JsonKind::kInteger) << json;
    EXPECT_EQ(Read(json)[0].integer, 100) << json;
  }
  EXPECT_EQ(Read("-0.0")[0].kind, JsonKind::kInteger);
  EXPECT_EQ(Read("9223372036854775807")[0].integer, INT64_MAX);
  EXPECT_EQ(Read("-9223372036854775808")[0].integer, INT64_MIN);
  EXPECT_EQ(Read("-9.223372036854775808e18")[0].integer, INT64_MIN);
  EXPECT_EQ(Read("9223372036854775808")[0].kind, JsonKind::kDouble);
  EXPECT_EQ(Read("9223372036854775808")[0].real, 9223372036854775808.0);
  EXPECT_EQ(Read("0.1")[0].real, 0.1);
  EXPECT_EQ(Read("5e-324")[0].real, 5e-324);
  EXPECT_EQ(Read("0e999999999999")[0].integer, 0);
}

TEST(JsonTree, WhatIsNotJsonIsRefused) {
  for (const char* json : {"",
                           " ",
                           "nul",
                           "True",
                           "'a'",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "[",
                           "]",
                           "{",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{1:1}",
                           "{\"a\":1 \"b\":2}",
                           "[1}",
                           "{\"a\":1]",
                           "1 1",
                           "+1",
                           ".5",
                           "1.",
                           "1.e5",
                           "1e",
                           "1e+",
                           "0x1",
                           "-",
                           "--1",
                           "NaN",
                           "Infinity",
                           "\"",
                           "\"\\\"",
                           "\"\\u12\"",
                           "\"\\u12g4\"",
                           "\"\\x\"",
                           "\"\n\"",
                           "// x\n1",
                           "\xEF\xBB\xBF"
                           "1"}) {
    EXPECT_EQ(WhyRefused(json).substr(0, 16), "INVALID_ARGUMENT") << json;
  }
}

TEST(JsonTree, RefusalsSayWhatAndWhere) {
  EXPECT_EQ(WhyRefused("[01]"), "INVALID_ARGUMENT: JSON: a leading zero at byte 1");
  EXPECT_EQ(WhyRefused("[-00]"), "INVALID_ARGUMENT: JSON: a leading zero at byte 1");
  EXPECT_EQ(WhyRefused("[1] 2"), "INVALID_ARGUMENT: JSON: something after the value at byte 4");
  EXPECT_EQ(WhyRefused("\"ab\x01\""), "INVALID_ARGUMENT: JSON: a bare control character at byte 3");
  EXPECT_EQ(WhyRefused("\"ab"), "INVALID_ARGUMENT: JSON: a string that does not end at byte 3");
  EXPECT_EQ(WhyRefused("\"\\q\""), "INVALID_ARGUMENT: JSON: an unknown escape at byte 1");
  EXPECT_EQ(WhyRefused("\"\xC0\x80\""),
            "INVALID_ARGUMENT: JSON: a string that is not UTF-8 at byte 1");
  EXPECT_EQ(WhyRefused(R"({"a":1,"b":{},"\u0061":2})"),
            "INVALID_ARGUMENT: JSON: a key that was there already at byte 14");
}

TEST(JsonTree, KeyThatIsThereManyTimesIsRefusedAtItsSecondPlace) {
  std::string json = R"({"b":0)";
  for (int i = 0; i < 40; ++i) json += R"(,"a":0)";
  EXPECT_EQ(WhyRefused(json + "}"),
            "INVALID_ARGUMENT: JSON: a key that was there already at byte 13");
}

TEST(JsonTree, HalvesOfSurrogatePairsAreRefused) {
  for (const char* json : {R"(["\ud800"])", R"(["\udc00"])", R"(["\ud800x"])", R"(["\ud800\n"])",
                           R"(["\ud800\u0041"])", R"(["\ud800\ud800"])", R"(["\udc00\ud800"])"}) {
    EXPECT_EQ(WhyRefused(json), "INVALID_ARGUMENT: JSON: half of a surrogate pair at byte 2")
        << json;
  }
}

TEST(JsonTree, NumbersThatNoDoubleHoldsAreRefused) {
  for (const char* json : {"1e309", "-1e309", "1e-400", "0.0001e-999999999999", "1e99999999999"}) {
    EXPECT_EQ(WhyRefused(json), "INVALID_ARGUMENT: JSON: a number that no double holds at byte 0")
        << json;
  }
}

TEST(JsonTree, LimitsHold) {
  Limits limits;
  limits.elements = 3;
  EXPECT_EQ(WhyRefused("[1,2]", limits), "");
  EXPECT_EQ(WhyRefused("[1,2,[]]", limits), "RESOURCE_EXHAUSTED: JSON: too many values at byte 5");
  limits = {};
  limits.bytes = 4;
  EXPECT_EQ(WhyRefused("[12]", limits), "");
  EXPECT_EQ(WhyRefused("[123]", limits), "RESOURCE_EXHAUSTED: JSON: too many bytes at byte 4");
  EXPECT_EQ(WhyRefused("[[],[[1]]]", {}, 3), "");
  EXPECT_EQ(WhyRefused("[[],[[{}]]]", {}, 3),
            "RESOURCE_EXHAUSTED: JSON: nested too deep at byte 6");
}

}  // namespace
}  // namespace weft::wire
