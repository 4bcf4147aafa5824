// Replays tests/vectors/objects.json: sets that hold more than root texts, an element at a time.
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "crdt/wire/update.h"
#include "tests/support/any_element.h"
#include "tests/support/vector_files.h"

namespace weft::testing {
namespace {

using Json = nlohmann::json;

Id IdOf(const Json& json) {
  if (json.is_null()) return kNullId;
  return {json[0].get<Agent>(), json[1].get<Seq>()};
}

ContainerId ContainerOf(const Json& json) {
  uint32_t kind = 0;
  while (kind + 1 < kContainerKinds &&
         ContainerKindName(static_cast<ContainerKind>(kind)) != json["kind"].get<std::string>()) {
    ++kind;
  }
  const auto which = static_cast<ContainerKind>(kind);
  if (json.contains("id")) return ContainerId(which, IdOf(json["id"]));
  return ContainerId(which, json["name"].get<std::string>());
}

OperationKind KindOf(const std::string& name) {
  static const std::vector<std::string> kNames = {
      "insert_text", "erase",          "restore",      "insert_items", "write", "move",
      "add",         "other_creation", "other_effect", "mark",         "undo"};
  const auto place = std::find(kNames.begin(), kNames.end(), name);
  EXPECT_NE(place, kNames.end()) << name;
  return static_cast<OperationKind>(1 + (place - kNames.begin()));
}

AnyElement ElementOf(const Json& json) {
  AnyElement e;
  e.kind = KindOf(json["kind"]);
  e.agent = json["agent"];
  e.index = e.IsEffect() ? json["index"] : json["seq"];
  e.at = json["at"];
  e.count = json.value("count", 1u);
  e.stamp = json.value("stamp", 0u);
  e.unit = json.value("unit", char16_t{0});
  e.content = FromSpacedHex(json.value("content", ""));
  if (json.contains("prev")) e.prev = IdOf(json["prev"]);
  if (json.contains("next")) e.next = IdOf(json["next"]);
  if (json.contains("target")) e.target = IdOf(json["target"]);
  if (json.contains("item")) e.item = IdOf(json["item"]);
  if (json.contains("container")) e.container = ContainerOf(json["container"]);
  if (!json.contains("replaced")) return e;
  for (const Json& id : json["replaced"]) e.replaced.push_back(IdOf(id));
  return e;
}

void Check(const Json& json) {
  const std::string bytes = FromSpacedHex(json["bytes"]);
  const bool session = json["form"] == "session";
  AgentNumbers numbers;
  if (session) {
    for (const Json& agent : json["agents"]) numbers.Add(agent.get<Agent>());
  }
  OperationSet decoded;
  const Status status = session ? DecodeSessionUpdate(bytes, numbers, {}, &decoded)
                                : DecodeUpdate(bytes, {}, &decoded);
  if (json.contains("code")) {
    EXPECT_EQ(StatusCodeName(status.code()), json["code"].get<std::string>());
    EXPECT_EQ(status.message(), json["message"].get<std::string>());
    return;
  }
  ASSERT_TRUE(status.ok()) << status.ToString();
  std::vector<AnyElement> expected;
  for (const Json& element : json["elements"]) expected.push_back(ElementOf(element));
  EXPECT_TRUE(ExpandAny(decoded) == expected);
  const OperationSet set = PackAny(expected);
  const Result<std::string> again = session ? EncodeSessionUpdate(set, numbers) : EncodeUpdate(set);
  ASSERT_TRUE(again.ok()) << again.status().ToString();
  EXPECT_EQ(ToSpacedHex(*again), ToSpacedHex(bytes));
}

TEST(ObjectVectors, DecodeAsStatedAndEncodeToTheSameBytes) {
  const Json vectors = Json::parse(ReadSourceFile("tests/vectors/objects.json"));
  EXPECT_GT(vectors.size(), 40u);
  for (const Json& json : vectors) {
    SCOPED_TRACE(json["name"].get<std::string>());
    Check(json);
  }
}

}  // namespace
}  // namespace weft::testing
