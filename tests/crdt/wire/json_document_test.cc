#include "crdt/wire/json_document.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "crdt/wire/json_diff.h"
#include "crdt/wire/update.h"
#include "tests/support/arbitrary.h"
#include "tests/support/documents.h"
#include "tests/support/random_json.h"

namespace weft::testing {
namespace {

// What must not fail.
void Do(const Status& status) { EXPECT_TRUE(status.ok()) << status.ToString(); }
template <class T>
T Do(Result<T> result) {
  EXPECT_TRUE(result.ok()) << result.status().ToString();
  return std::move(result).value();
}

std::string Written(const Document& document, std::string_view path = "") {
  return Do(WriteJson(document, path));
}

Document Shop() {
  Document document(7);
  Map list = document.Map("list");
  Do(list.Set("name", "Saturday"));
  List items = Do(list.MakeList("items"));
  Map milk = Do(items.InsertMap(0));
  Do(Do(milk.MakeText("what")).Insert(0, "oat \"milk\""));
  Do(Do(milk.MakeCounter("count")).Add(-3));
  Do(milk.Set("done", false));
  Do(items.Append(Value()));
  return document;
}

TEST(WriteJson, EveryKindHasItsForm) {
  EXPECT_EQ(Written(Shop()),
            R"({"list":{"items":[{"count":-3,"done":false,"what":"oat \"milk\""},null],)"
            R"("name":"Saturday"}})");
}

TEST(WriteJson, IndentedOnDemand) {
  EXPECT_EQ(Do(WriteJson(Shop(), "list", {.indent = 2})),
            "{\n"
            "  \"items\": [\n"
            "    {\n"
            "      \"count\": -3,\n"
            "      \"done\": false,\n"
            "      \"what\": \"oat \\\"milk\\\"\"\n"
            "    },\n"
            "    null\n"
            "  ],\n"
            "  \"name\": \"Saturday\"\n"
            "}");
}

TEST(WriteJson, PartAtAPath) {
  const Document document = Shop();
  EXPECT_EQ(Written(document, "list/items/0/what"), R"("oat \"milk\"")");
  EXPECT_EQ(Written(document, "list/items/0/count"), "-3");
  EXPECT_EQ(Written(document, "list/items/1"), "null");
  EXPECT_EQ(Written(document, "list/name"), R"("Saturday")");
  EXPECT_EQ(WriteJson(document, "list/nothing").status().code(), StatusCode::kNotFound);
}

TEST(WriteJson, EmptyDocumentIsAnEmptyObject) {
  EXPECT_EQ(Written(Document(1)), "{}");
  EXPECT_EQ(Do(WriteJson(Document(1), "", {.indent = 4})), "{}");
}

TEST(WriteJson, TreeIsItsNodesWithTheirChildren) {
  Document document(7);
  Tree tree = document.Tree("outline");
  const Id a = Do(tree.Insert(kNullId, 0));
  const Id b = Do(tree.Insert(kNullId, 1));
  const Id c = Do(tree.Insert(a, 0));
  Do(Do(tree.Data(a)).Set("title", "A"));
  Do(Do(tree.Data(c)).Set("title", "C"));
  const auto name = [](Id id) { return ToString(PathStep(id)); };
  EXPECT_EQ(Written(document), R"({"outline":[{"id":")" + name(a) +
                                   R"(","data":{"title":"A"},"children":[{"id":")" + name(c) +
                                   R"(","data":{"title":"C"},"children":[]}]},{"id":")" + name(b) +
                                   R"(","data":{},"children":[]}]})");
}

// Containers nest 256 deep, nodes any number.
TEST(WriteJson, DepthOfATreeHasNoLimit) {
  constexpr int kDepth = 3000;
  Document document(7);
  Id parent = kNullId;
  document.Transact([&] {
    for (int i = 0; i < kDepth; ++i) parent = Do(document.Tree("t").Insert(parent, 0));
  });
  const std::string json = Do(WriteJson(document, "", {.indent = 2}));
  EXPECT_EQ(std::count(json.begin(), json.end(), '['), kDepth + 1);
  EXPECT_LT(json.size(), size_t{kDepth} * 500);
}

TEST(WriteJson, RootsOfOneNameAreToldApart) {
  Document document(7);
  Do(document.Map("a").Set("k", 1));
  Do(document.Text("a").Insert(0, "x"));
  Do(document.List("b").Append(2));
  Do(document.Counter("map:b").Add(3));
  EXPECT_EQ(Written(document), R"({"b":[2],"counter:map:b":3,"map:a":{"k":1},"text:a":"x"})");
}

TEST(WriteJson, ValuesAreWrittenPlainly) {
  Document document(7);
  List list = document.List("l");
  const double infinity = std::numeric_limits<double>::infinity();
  for (const Value& value :
       {Value(INT64_MIN), Value(INT64_MAX), Value(0.1), Value(1e300), Value(5e-324), Value(2.0),
        Value(-0.0), Value(infinity), Value(std::nan("")), Value(true), Value(nullptr)}) {
    Do(list.Append(value));
  }
  EXPECT_EQ(
      Written(document, "l"),
      "[-9223372036854775808,9223372036854775807,0.1,1e+300,5e-324,2,-0,null,null,true,null]");
}

TEST(WriteJson, StringsAreEscapedAndBytesAreBase64) {
  Document document(7);
  Map map = document.Map("m");
  Do(map.Set("a/\"\n", std::string("\0\x1F\\\x7F\xC3\xA4\xF0\x9F\x98\x80", 10)));
  for (const char* text : {"", "f", "fo", "foo", "foob"}) Do(map.Set(text, Bytes{text}));
  EXPECT_EQ(Written(document, "m"),
            "{\"\":\"\",\"a/\\\"\\n\":\"\\u0000\\u001f\\\\\\u007f\xC3\xA4\xF0\x9F\x98\x80\","
            R"("f":"Zg==","fo":"Zm8=","foo":"Zm9v","foob":"Zm9vYg=="})");
}

Status SeedStatus(std::string_view json, const SeedOptions& options = {},
                  const Limits& limits = {}) {
  Document document(7);
  const Result<Integrated> seeded = SeedFromJson(document, json, options, limits);
  if (!seeded.ok()) {
    EXPECT_EQ(document.version(), Version());
  }
  return seeded.status();
}

TEST(SeedFromJson, ObjectsBecomeMapsAndArraysLists) {
  Document document(7);
  const std::string json = R"({"todos":[{"text":"milk","n":2,"x":[]},[1,2.5,null,true]],)"
                           R"("map:info":{"a":"b"}})";
  Do(SeedFromJson(document, json));
  EXPECT_EQ(Written(document),
            R"({"info":{"a":"b"},"todos":[{"n":2,"text":"milk","x":[]},[1,2.5,null,true]]})");
  Do(document.CheckInvariants());
}

TEST(SeedFromJson, IsAgentZerosAndOwnEditsFollow) {
  Document document(7);
  Do(SeedFromJson(document, R"({"todos":["milk"]})"));
  EXPECT_EQ(Do(document.List("todos").IdAt(0)).agent, kSeedAgent);
  EXPECT_TRUE(document.TakeLocal().operations.empty());
  Do(document.List("todos").Append("bread"));
  EXPECT_EQ(Do(document.List("todos").IdAt(1)), (Id{7, 0}));
}

TEST(SeedFromJson, OfTwoReplicasOrTwiceIsThereOnce) {
  Document ada(1);
  Document ben(2);
  const Integrated first = Do(SeedFromJson(ada, R"({"todos":["milk",{"a":1,"b":2}]})"));
  const Integrated again = Do(SeedFromJson(ada, R"({"todos": ["m\u0069lk", {"b":2.0,"a":1}]})"));
  EXPECT_EQ(again.applied, 0u);
  EXPECT_EQ(again.duplicate, first.applied);
  Do(SeedFromJson(ben, R"({"todos":["milk",{"b":2,"a":1}]})"));
  Do(ada.List("todos").Append("bread"));
  Do(ben.List("todos").Insert(0, "eggs"));
  Meet(ada, ben);
  EXPECT_EQ(Written(ada), R"({"todos":["eggs","milk",{"a":1,"b":2},"bread"]})");
  EXPECT_EQ(Written(ben), Written(ada));
}

TEST(SeedFromJson, OtherSeedOfOneDocumentIsRefused) {
  Document document(7);
  Do(SeedFromJson(document, R"({"todos":["milk"]})"));
  EXPECT_EQ(SeedFromJson(document, R"({"todos":["bread"]})").status().code(),
            StatusCode::kAlreadyExists);
  EXPECT_EQ(Written(document), R"({"todos":["milk"]})");
}

TEST(SeedFromJson, RootMapTakesValuesOfAnyKind) {
  Document document(7);
  Do(SeedFromJson(document, R"({"title":"Plans","version":3,"list:x":[1]})", {.root_map = "doc"}));
  EXPECT_EQ(Written(document, "map:doc"), R"({"list:x":[1],"title":"Plans","version":3})");
}

TEST(SeedFromJson, WhatCanBeNoRootIsRefusedWithItsPlace) {
  const std::string scalar = "neither an object nor an array, so no root: name a root map";
  EXPECT_EQ(SeedStatus(R"({"a":[],"b":"x"})").ToString(),
            "INVALID_ARGUMENT: JSON: " + scalar + " at byte 12");
  EXPECT_EQ(SeedStatus(R"({"text:a":"x"})").ToString(),
            "INVALID_ARGUMENT: JSON: " + scalar + " at byte 10");
  EXPECT_EQ(SeedStatus(R"({"map:a":[]})").ToString(),
            "INVALID_ARGUMENT: JSON: a root of another kind than its key says at byte 1");
  EXPECT_EQ(SeedStatus(R"({"list:a":[],"a":[]})").ToString(),
            "INVALID_ARGUMENT: JSON: a root that was there already at byte 1");
  EXPECT_EQ(SeedStatus("[1]").ToString(), "INVALID_ARGUMENT: JSON: not an object at byte 0");
  EXPECT_EQ(SeedStatus("7", {.root_map = "x"}).ToString(),
            "INVALID_ARGUMENT: JSON: not an object at byte 0");
}

TEST(SeedFromJson, KeysNamesAndStringsThatAreTooLongAreRefused) {
  const std::string longest(1024, 'k');
  Do(SeedStatus("{\"" + longest + "\":{\"" + longest + "\":1}}"));
  EXPECT_EQ(SeedStatus("{\"m\":{\"" + longest + "k\":1}}").ToString(),
            "INVALID_ARGUMENT: JSON: a key that is too long at byte 6");
  EXPECT_EQ(SeedStatus("{\"m\":[\"" + std::string(kMaxValueBytes + 1, 'x') + "\"]}").ToString(),
            "INVALID_ARGUMENT: JSON: a string that is too long at byte 6");
  EXPECT_EQ(SeedStatus("{}", {.root_map = longest + "k"}).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(SeedStatus("{}", {.root_map = "\xFF"}).code(), StatusCode::kInvalidArgument);
}

std::string Nested(size_t depth) {
  return "{\"a\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
}

TEST(SeedFromJson, NestingAndSizeAreLimited) {
  Do(SeedStatus(Nested(256)));
  EXPECT_EQ(SeedStatus(Nested(257)).ToString(),
            "RESOURCE_EXHAUSTED: JSON: nested too deep at byte 261");
  Do(SeedStatus(Nested(255), {.root_map = "m"}));
  EXPECT_EQ(SeedStatus(Nested(256), {.root_map = "m"}).code(), StatusCode::kResourceExhausted);
  Limits limits;
  limits.elements = 4;
  Do(SeedStatus(R"({"a":[1,2]})", {}, limits));
  EXPECT_EQ(SeedStatus(R"({"a":[1,2,3]})", {}, limits).ToString(),
            "RESOURCE_EXHAUSTED: JSON: too many values at byte 10");
}

TEST(SeedFromJsonLaws, EqualJsonGivesTheSameBytes) {
  CheckLaw(300, 100, [](uint64_t seed, bool yata) {
    Random random(seed);
    Json json = Json::object();
    for (size_t count = random.Below(5); count > 0; --count) {
      json[RandomKey(random)] = random.OneIn(2) ? Json::array({RandomJson(random, 3)})
                                                : Json::object({{"k", RandomJson(random, 3)}});
    }
    const OrderKind order = yata ? OrderKind::kYata : OrderKind::kFugueMax;
    Document ada(1, order);
    Document ben(2, order);
    Do(SeedFromJson(ada, Respell(random, json)));
    Do(SeedFromJson(ben, Respell(random, json)));
    RC_ASSERT(Do(EncodeUpdateSince(ada)) == Do(EncodeUpdateSince(ben)));
    RC_ASSERT(Json::parse(Written(ada)) == json);
  });
}

TEST(SeedFromJsonLaws, IsWrittenAsItWasGivenWhateverItsSpelling) {
  CheckLaw(500, 100, [](uint64_t seed) {
    Random random(seed);
    Json json = Json::object();
    for (size_t count = random.Below(5); count > 0; --count) {
      json[RandomKey(random)] = RandomJson(random, 4);
    }
    Document document(7);
    const SeedOptions options{.root_map = "doc"};
    const Integrated first = Do(SeedFromJson(document, Respell(random, json), options));
    const Integrated again = Do(SeedFromJson(document, Respell(random, json), options));
    RC_ASSERT(again.applied == 0u);
    RC_ASSERT(again.duplicate == first.applied);
    Do(document.CheckInvariants());
    if (json.empty()) return;
    const std::string written = Written(document, "doc");
    RC_ASSERT(Json::parse(written) == json);
    RC_ASSERT(Do(EqualJson(written, json.dump())));
  });
}

}  // namespace
}  // namespace weft::testing
