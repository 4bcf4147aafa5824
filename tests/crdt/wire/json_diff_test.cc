#include "crdt/wire/json_diff.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/arbitrary.h"
#include "tests/support/random_json.h"

namespace weft::testing {
namespace {

std::string Diff(std::string_view before, std::string_view after) {
  const Result<std::string> patch = DiffJson(before, after);
  EXPECT_TRUE(patch.ok()) << patch.status().ToString();
  return patch.ok() ? *patch : "";
}

bool Equal(std::string_view a, std::string_view b) {
  const Result<bool> equal = EqualJson(a, b);
  EXPECT_TRUE(equal.ok()) << equal.status().ToString();
  return equal.ok() && *equal;
}

// Another library's applier, so that both would have to be wrong.
Json Patched(const std::string& before, const std::string& patch) {
  return Json::parse(before).patch(Json::parse(patch));
}

std::string Numbers(size_t first, size_t last) {
  std::string json = "[";
  for (size_t i = first; i < last; ++i) json += (i > first ? "," : "") + std::to_string(i);
  return json + "]";
}

TEST(EqualJson, OrderOfMembersSpacesAndEscapesMeanNothing) {
  EXPECT_TRUE(Equal(R"({"a":1,"b":[true,null]})", "{ \"b\" : [ true , null ] ,\n\"\\u0061\":1}"));
  EXPECT_TRUE(Equal(R"("\ud83d\ude00\/")", "\"\xF0\x9F\x98\x80/\""));
  EXPECT_FALSE(Equal("[1,2]", "[2,1]"));
  EXPECT_FALSE(Equal(R"({"a":1})", R"({"a":1,"b":null})"));
  EXPECT_FALSE(Equal(R"({"a":1})", R"({"b":1})"));
  EXPECT_FALSE(Equal(R"({"a":1,"b":2})", R"({"a":2,"b":1})"));
}

TEST(EqualJson, NumbersAreComparedByValue) {
  EXPECT_TRUE(Equal("[1, 100, 0, 0.5]", "[1.0, 1e2, -0.0, 5E-1]"));
  EXPECT_FALSE(Equal("9007199254740993", "9007199254740992"));
  EXPECT_TRUE(Equal("9223372036854775808", "9223372036854775809"));  // doubles, both
  EXPECT_FALSE(Equal("1", "\"1\""));
  EXPECT_FALSE(Equal("0", "false"));
}

TEST(DiffJson, EqualTextsGiveAnEmptyPatch) {
  EXPECT_EQ(Diff(R"({"a":1,"b":2})", R"({"b":2.0,"a":1})"), "[]");
}

TEST(DiffJson, MembersAreAddedRemovedAndReplaced) {
  EXPECT_EQ(
      Diff(
          R"({"a":1,"b":2,"c":{"d":3,"e":"as it was, and longer than a patch of three operations that leave it alone, each of them short"}})",
          R"({"a":1,"x":[ 1.50 ],"c":{"d":4,"e":"as it was, and longer than a patch of three operations that leave it alone, each of them short"}})"),
      R"([{"op":"remove","path":"/b"},)"
      R"({"op":"replace","path":"/c/d","value":4},)"
      R"({"op":"add","path":"/x","value":[ 1.50 ]}])");
}

TEST(DiffJson, KeysAreEscapedInPaths) {
  EXPECT_EQ(Diff(R"({"a/b":{"~\"":1,"c":"something that is long enough to stay"}})",
                 R"({"a/b":{"~\"":2,"c":"something that is long enough to stay"}})"),
            R"([{"op":"replace","path":"/a~1b/~0\"","value":2}])");
}

TEST(DiffJson, ItemsThatAreTheSameStay) {
  EXPECT_EQ(Diff(Numbers(0, 100), Numbers(1, 101)),
            R"([{"op":"remove","path":"/0"},{"op":"add","path":"/99","value":100}])");
  EXPECT_EQ(Diff(R"([{"id":1,"t":"the first item"},{"id":2,"t":"the second item"}])",
                 R"([{"id":1,"t":"the first item"},{"id":3,"t":"the second item"}])"),
            R"([{"op":"replace","path":"/1/id","value":3}])");
}

TEST(DiffJson, WhatIsShorterReplacedIsReplaced) {
  EXPECT_EQ(Diff("[1,2,3]", "[4,5,6]"), R"([{"op":"replace","path":"","value":[4,5,6]}])");
  EXPECT_EQ(Diff("1", "[2]"), R"([{"op":"replace","path":"","value":[2]}])");
}

// The path to each changed item is long: written one by one they would take a gigabyte.
TEST(DiffJson, LongPathsDoNotMakeALongPatch) {
  const std::string key(10000, 'k');
  const std::string before = "{\"" + key + "\":" + Numbers(0, 20000) + ",\"x\":1}";
  std::string after = before;
  for (char& c : after) c = c == '7' ? '8' : c;
  EXPECT_LT(Diff(before, after).size(), after.size() + 100);
}

TEST(DiffJson, MoreEditsThanTheBudgetStillGiveAPatch) {
  const std::string before = Numbers(0, 20000);
  const std::string after = Numbers(10000, 60000);
  EXPECT_EQ(Patched(before, Diff(before, after)), Json::parse(after));
}

TEST(DiffJson, MessagesSayWhichTextAndWhere) {
  EXPECT_EQ(DiffJson("[1,]", "1").status().ToString(),
            "INVALID_ARGUMENT: the JSON before: not JSON at byte 3");
  EXPECT_EQ(DiffJson("1", R"({"a":1,"b":2,"a":3})").status().ToString(),
            "INVALID_ARGUMENT: the JSON after: a key that was there already at byte 13");
  EXPECT_EQ(EqualJson("1", "").status().ToString(),
            "INVALID_ARGUMENT: the second JSON text: not JSON at byte 0");
}

TEST(DiffJson, TextsThatAreTooDeepAreRefusedAndDeepOnesAreNot) {
  const auto nested = [](size_t depth, const std::string& inner) {
    return std::string(depth, '[') + inner + std::string(depth, ']');
  };
  EXPECT_EQ(Patched(nested(1024, "1"), Diff(nested(1024, "1"), nested(1024, "2"))),
            Json::parse(nested(1024, "2")));
  EXPECT_EQ(DiffJson("1", nested(1025, "")).status().ToString(),
            "RESOURCE_EXHAUSTED: the JSON after: nested too deep at byte 1024");
  EXPECT_EQ(DiffJson(std::string(1 << 20, '['), "1").status().code(),
            StatusCode::kResourceExhausted);
}

TEST(DiffJsonLaws, PatchOfBeforeGivesAfter) {
  CheckLaw(2000, 100, [](uint64_t seed, bool related) {
    Random random(seed);
    Json after = RandomJson(random, 5);
    const Json before = related ? after : RandomJson(random, 5);
    for (size_t count = related ? random.Below(6) : 0; count > 0; --count) Mutate(random, &after);
    const std::string from = Respell(random, before);
    const std::string to = Respell(random, after);
    const std::string patch = Diff(from, to);
    RC_ASSERT(Patched(from, patch) == after);
    RC_ASSERT((patch == "[]") == (before == after));
    RC_ASSERT(Equal(from, to) == (before == after));
    RC_ASSERT(patch.size() <=
              to.size() + std::string(R"([{"op":"replace","path":"","value":}])").size());
  });
}

TEST(DiffJsonLaws, PatchesOfLongArraysAreShort) {
  CheckLaw(50, 100, [](uint64_t seed) {
    Random random(seed);
    Json before = Json::array();
    for (size_t i = 0; i < 500; ++i) before.push_back(random.Below(100));
    Json after = before;
    for (int i = 0; i < 10; ++i) {
      const size_t place = random.Below(after.size());
      if (random.OneIn(2)) {
        after.erase(place);
      } else {
        after.insert(after.begin() + static_cast<ptrdiff_t>(place), 1000);
      }
    }
    const std::string patch = Diff(before.dump(), after.dump());
    RC_ASSERT(Patched(before.dump(), patch) == after);
    RC_ASSERT(Json::parse(patch).size() <= 10u);
  });
}

TEST(DiffJsonLaws, RandomBytesAreRefusedOrRead) {
  CheckLaw(2000, 100, [](uint64_t seed) {
    Random random(seed);
    std::string json = Respell(random, RandomJson(random, 4));
    for (size_t count = 1 + random.Below(3); count > 0; --count) {
      json[random.Below(json.size())] = "{}[],:\"\\0e.-u\xC3 1"[random.Below(16)];
    }
    const Result<bool> equal = EqualJson(json, json);
    if (equal.ok()) {
      RC_ASSERT(*equal);
      RC_ASSERT(Json::accept(json));
    } else if (Json::accept(json)) {  // where JSON leaves it open and Weft does not
      const std::string_view why = equal.status().message();
      RC_LOG() << why << " in " << json;
      RC_ASSERT(why.find("a key that was there already") != std::string_view::npos ||
                why.find("a number that no double holds") != std::string_view::npos);
    }
  });
}

}  // namespace
}  // namespace weft::testing
