// Facts about deltas as JSON.
#include "crdt/wire/delta_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace weft {
namespace {

using Kind = DeltaStep::Kind;

DeltaStep Insert(std::u16string text, Attributes attributes = {}) {
  const auto count = static_cast<uint32_t>(text.size());
  return {Kind::kInsert, count, std::move(text), {}, std::move(attributes)};
}
DeltaStep Embed(Value value, Attributes attributes = {}) {
  return {Kind::kInsert, 1, {}, std::move(value), std::move(attributes)};
}
DeltaStep Keep(uint32_t count, Attributes attributes = {}) {
  return {Kind::kKeep, count, {}, {}, std::move(attributes)};
}
DeltaStep Erase(uint32_t count) { return {Kind::kErase, count}; }

std::string WhyRefused(std::string_view json, const Limits& limits = {}) {
  const auto delta = DeltaFromJson(json, limits);
  return delta.ok() ? "accepted" : delta.status().ToString();
}

TEST(DeltaJson, WritesAndReadsWhatQuillDoes) {
  const std::vector<DeltaStep> delta = {
      Insert(u"Gandalf", {{"bold", true}, {"color", "#fff"}}),
      Insert(u" \"the\"\n"),
      Embed("{\"image\":\"https://weft.example/a.png\"}", {{"link", "x"}}),
      Keep(5),
      Keep(2, {{"bold", Value()}, {"size", 1.5}, {"times", 3}}),
      Erase(3),
  };
  const std::string json =
      R"([{"insert":"Gandalf","attributes":{"bold":true,"color":"#fff"}},{"insert":" \"the\"\n"},)"
      R"({"insert":{"image":"https://weft.example/a.png"},"attributes":{"link":"x"}},)"
      R"({"retain":5},{"retain":2,"attributes":{"bold":null,"size":1.5,"times":3}},{"delete":3}])";
  EXPECT_EQ(DeltaToJson(delta), json);
  EXPECT_EQ(*DeltaFromJson(json), delta);
  EXPECT_EQ(*DeltaFromJson("{\"ops\":" + json + "}"), delta);
  EXPECT_EQ(DeltaToJson({}), "[]");
  EXPECT_TRUE(DeltaFromJson("[]")->empty());
}

TEST(DeltaJson, ObjectsThatAreNoJsonObjectStandUnderValue) {
  for (const Value& value :
       {Value(5), Value("{"), Value("{}x"), Value("[1]"), Value(true), Value()}) {
    const std::vector<DeltaStep> delta = {Embed(value)};
    EXPECT_EQ(*DeltaFromJson(DeltaToJson(delta)), delta) << DeltaToJson(delta);
  }
  EXPECT_EQ(DeltaToJson(std::vector<DeltaStep>{Embed(5)}), R"([{"insert":{"value":5}}])");
}

TEST(DeltaJson, WhatJsonHasNoNumberForIsAString) {
  const std::vector<DeltaStep> delta = {Insert(
      u"x",
      {{"a", std::numeric_limits<double>::infinity()}, {"b", Bytes{std::string("\0\xFF", 2)}}})};
  EXPECT_EQ(DeltaToJson(delta), R"([{"insert":"x","attributes":{"a":"Infinity","b":"AP8="}}])");
}

TEST(DeltaJson, RefusesWhatIsNoDeltaAndSaysWhere) {
  EXPECT_EQ(WhyRefused("5"),
            "INVALID_ARGUMENT: delta: it is neither an array nor an object with \"ops\" at byte 0");
  EXPECT_EQ(WhyRefused("[5]"), "INVALID_ARGUMENT: delta: an operation that is no object at byte 1");
  EXPECT_EQ(WhyRefused(R"([{"insert":""}])"),
            "INVALID_ARGUMENT: delta: an insertion of nothing at byte 11");
  for (const char* count : {"0", "-1", "1.5", "4294967296", "\"1\"", "null"}) {
    EXPECT_THAT(WhyRefused("[{\"retain\":" + std::string(count) + "}]"),
                ::testing::HasSubstr("no whole number from 1 on at byte 11"))
        << count;
  }
  EXPECT_THAT(WhyRefused(R"([{"insert":"x","delete":1}])"), ::testing::HasSubstr("is one of"));
  EXPECT_THAT(WhyRefused(R"([{"insert":"x","more":1}])"), ::testing::HasSubstr("is one of"));
  EXPECT_THAT(WhyRefused(R"([{}])"), ::testing::HasSubstr("is one of"));
  EXPECT_THAT(WhyRefused(R"([{"delete":1,"attributes":{}}])"),
              ::testing::HasSubstr("a deletion with attributes"));
  EXPECT_THAT(WhyRefused(R"([{"insert":"x","attributes":{"a":[]}}])"),
              ::testing::HasSubstr("no plain value at byte 33"));
  EXPECT_THAT(WhyRefused(R"([{"insert":"x","attributes":{"":1}}])"),
              ::testing::HasSubstr("1 to 1,024 bytes"));
  EXPECT_THAT(WhyRefused(R"([{"insert":["x"]}])"), ::testing::HasSubstr("is no string"));
  EXPECT_THAT(WhyRefused(R"([{"insert":"\ud83d"}])"), ::testing::HasSubstr("INVALID_ARGUMENT"));
  EXPECT_THAT(WhyRefused(std::string(100, '[')), ::testing::HasSubstr("RESOURCE_EXHAUSTED"));
  Limits few;
  few.elements = 2;
  EXPECT_THAT(WhyRefused(R"([{"insert":"x"}])", few), ::testing::HasSubstr("RESOURCE_EXHAUSTED"));
}

}  // namespace
}  // namespace weft
