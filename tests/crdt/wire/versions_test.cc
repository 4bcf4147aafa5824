// Replays tests/vectors/versions.json: versions and positions as bytes.
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "crdt/wire/positions.h"
#include "crdt/wire/versions.h"
#include "tests/support/vector_files.h"

namespace weft::testing {
namespace {

using Json = nlohmann::json;

Json Vectors() { return Json::parse(ReadSourceFile("tests/vectors/versions.json")); }

void CheckVersion(const Json& json) {
  const std::string bytes = FromSpacedHex(json["bytes"]);
  const Result<Version> decoded = DecodeVersion(bytes);
  if (json.contains("message")) {
    EXPECT_EQ(decoded.status().code(), StatusCode::kInvalidArgument);
    EXPECT_EQ(decoded.status().message(), json["message"].get<std::string>());
    return;
  }
  ASSERT_TRUE(decoded.ok()) << decoded.status().ToString();
  Version expected;
  for (const Json& entry : json["version"]) expected.Set(entry[0], {entry[1], entry[2]});
  EXPECT_EQ(*decoded, expected);
  EXPECT_EQ(ToSpacedHex(EncodeVersion(expected)), ToSpacedHex(bytes));
}

void CheckPositions(const Json& json) {
  const std::string bytes = FromSpacedHex(json["bytes"]);
  std::vector<StablePosition> decoded;
  const Status status = DecodePositions(bytes, 10, &decoded);
  if (json.contains("message")) {
    EXPECT_EQ(status.message(), json["message"].get<std::string>());
    EXPECT_TRUE(decoded.empty());
    return;
  }
  ASSERT_TRUE(status.ok()) << status.ToString();
  std::vector<StablePosition> expected;
  for (const Json& entry : json["positions"]) {
    const Json& id = entry["id"];
    expected.push_back(
        {id.is_null() ? kNullId : Id{id[0], id[1]}, entry["after"] ? Side::kAfter : Side::kBefore});
  }
  EXPECT_EQ(decoded, expected);
  EXPECT_EQ(ToSpacedHex(EncodePositions(expected)), ToSpacedHex(bytes));
}

TEST(Versions, AndPositionsAreReadAndWrittenAsStated) {
  for (const Json& json : Vectors()) {
    SCOPED_TRACE(json["name"].get<std::string>());
    json["form"] == "version" ? CheckVersion(json) : CheckPositions(json);
  }
}

TEST(Versions, ThatEndTooEarlyAreRefused) {
  Version version;
  version.Set(0, {1, 0});
  version.Set(7, {300, 2});
  version.Set(kMaxAgent, {kMaxElements, kMaxElements});
  const std::string bytes = EncodeVersion(version);
  EXPECT_EQ(bytes.size(), 3u + 4 + 17);
  for (size_t size = 0; size <= bytes.size(); ++size) {
    const Result<Version> cut = DecodeVersion(std::string_view(bytes).substr(0, size));
    EXPECT_EQ(cut.ok(), size == 0 || size == 3 || size == 7 || size == bytes.size()) << size;
  }
}

}  // namespace
}  // namespace weft::testing
