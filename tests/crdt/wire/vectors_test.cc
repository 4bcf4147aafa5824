// Replays tests/vectors/*.json, and checks that the examples in docs/format.md are of them.
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "crdt/core/utf.h"
#include "crdt/wire/json_document.h"
#include "crdt/wire/saved.h"
#include "crdt/wire/update.h"
#include "tests/support/elements.h"
#include "tests/support/vector_files.h"

namespace weft::testing {
namespace {

using Json = nlohmann::json;

Id IdOf(const Json& json) {
  if (json.is_null()) return kNullId;
  return {json[0].get<Agent>(), json[1].get<Seq>()};
}

Operation OperationOf(const Json& json, OperationSet* set) {
  const Agent agent = json["agent"];
  const std::string kind = json["kind"];
  const uint32_t at = json["at"];
  if (kind == "insert") {
    std::u16string text;
    EXPECT_TRUE(DecodeUtf8(json["text"].get<std::string>(), &text));
    EXPECT_EQ(text.size(), json["count"].get<size_t>());
    Operation run = InsertOperation(set, {agent, json["seq"]}, IdOf(json["prev"]),
                                    IdOf(json["next"]), text, "", at);
    if (json.contains("container")) run.container = ContainerIndex(set, json["container"]);
    return run;
  }
  const EffectId effect{agent, json["index"]};
  const Id target = IdOf(json["target"]);
  if (kind == "erase") {
    return EraseOperation(effect, at, target, json["count"], json["backward"]);
  }
  EXPECT_EQ(kind, "restore");
  return RestoreOperation(effect, at, {target.agent, target.seq}, json["count"]);
}

std::string Show(const Operation& run, const OperationSet& set) {
  std::string text;
  std::string container;
  if (!run.IsEffect()) {
    AppendUtf8(std::u16string_view(set.text).substr(run.text_offset, run.count), &text);
    if (run.container != kImpliedContainer) container = set.containers[run.container].name;
  }
  return std::to_string(static_cast<int>(run.kind)) + (run.backward ? " backward " : " ") +
         ToString(run.id) + "+" + std::to_string(run.count) + " at " + std::to_string(run.at) +
         " prev or target " + ToString(run.prev) + " next " + ToString(run.next) + " '" + text +
         "' " + container;
}

std::vector<std::string> Show(const OperationSet& set) {
  std::vector<std::string> shown;
  for (const Operation& run : set.operations) shown.push_back(Show(run, set));
  return shown;
}

class Vector {
 public:
  explicit Vector(const Json& json)
      : json_(json), bytes_(FromSpacedHex(json["bytes"])), session_(json["form"] == "session") {
    if (!session_) return;
    for (const Json& agent : json["agents"]) numbers_.Add(agent.get<Agent>());
  }

  void Check() const {
    OperationSet decoded;
    const Status status = session_ ? DecodeSessionUpdate(bytes_, numbers_, {}, &decoded)
                                   : DecodeUpdate(bytes_, {}, &decoded);
    if (!json_.contains("operations")) {
      EXPECT_EQ(StatusCodeName(status.code()), json_["code"].get<std::string>());
      EXPECT_EQ(status.message(), json_["message"].get<std::string>());
      return;
    }
    ASSERT_TRUE(status.ok()) << status.ToString();
    OperationSet expected;
    for (const Json& run : json_["operations"]) {
      expected.operations.push_back(OperationOf(run, &expected));
    }
    EXPECT_EQ(Show(decoded), Show(expected));
    EXPECT_EQ(Encoded(expected), ToSpacedHex(bytes_));
    EXPECT_EQ(Encoded(decoded), ToSpacedHex(bytes_));
  }

 private:
  std::string Encoded(const OperationSet& set) const {
    const Result<std::string> bytes =
        session_ ? EncodeSessionUpdate(set, numbers_) : EncodeUpdate(set);
    return bytes.ok() ? ToSpacedHex(*bytes) : bytes.status().ToString();
  }

  const Json& json_;
  const std::string bytes_;
  const bool session_;
  AgentNumbers numbers_;
};

TEST(UpdateVectors, DecodeAsStatedAndEncodeToTheSameBytes) {
  const Json vectors = Json::parse(ReadSourceFile("tests/vectors/updates.json"));
  EXPECT_GT(vectors.size(), 60u);
  for (const Json& json : vectors) {
    SCOPED_TRACE(json["name"].get<std::string>());
    Vector(json).Check();
  }
}

// A document of more than text: its content, and all its operations as an update.
void CheckSavedObjects(const Document& document, const std::string& bytes, const Json& json) {
  EXPECT_EQ(Json::parse(*WriteJson(document)), json["json"]);
  const Result<OperationSet> operations = document.OperationsSince({});
  ASSERT_TRUE(operations.ok()) << operations.status().ToString();
  EXPECT_EQ(ToSpacedHex(*EncodeUpdate(*operations)), json["update"].get<std::string>());
  EXPECT_EQ(ToSpacedHex(SaveWorkingFile(document)), ToSpacedHex(bytes));
}

// The form is the file's fourth byte.
void CheckSaved(const Json& json) {
  const std::string bytes = FromSpacedHex(json["bytes"]);
  Result<Document> document = LoadDocument(bytes, 4711);
  if (json.contains("code")) {
    EXPECT_EQ(StatusCodeName(document.status().code()), json["code"].get<std::string>());
    EXPECT_EQ(document.status().message(), json["message"].get<std::string>());
    return;
  }
  ASSERT_TRUE(document.ok()) << document.status().ToString();
  EXPECT_EQ(document->order() == OrderKind::kYata, json["order"] == "yata");
  if (json.contains("json")) return CheckSavedObjects(*document, bytes, json);
  EXPECT_EQ(document->TextNames().size(), json["texts"].size());
  for (const auto& [name, text] : json["texts"].items()) {
    EXPECT_EQ(document->Text(name).Read(), text.get<std::string>());
  }
  const Result<OperationSet> operations = document->OperationsSince({});
  EXPECT_EQ(operations.ok(), json.contains("operations"));
  if (operations.ok()) {
    OperationSet expected;
    for (const Json& run : json["operations"]) {
      expected.operations.push_back(OperationOf(run, &expected));
    }
    EXPECT_EQ(Show(*operations), Show(expected));
  } else {
    EXPECT_EQ(StatusCodeName(operations.status().code()), json["history"].get<std::string>());
  }
  if (json.contains("compressed")) return;  // another zstd may write other bytes
  const Result<std::string> again =
      bytes[3] == 1 ? Result<std::string>(SaveWorkingFile(*document)) : SaveArchive(*document);
  ASSERT_TRUE(again.ok()) << again.status().ToString();
  EXPECT_EQ(ToSpacedHex(*again), ToSpacedHex(bytes));
}

TEST(SavedVectors, LoadAsStatedAndSaveToTheSameBytes) {
  const Json vectors = Json::parse(ReadSourceFile("tests/vectors/saved.json"));
  EXPECT_GT(vectors.size(), 25u);
  for (const Json& json : vectors) {
    SCOPED_TRACE(json["name"].get<std::string>());
    CheckSaved(json);
  }
}

// The examples of the document: a block of code whose first line names a vector, and its bytes,
// each line with a comment after three spaces.
TEST(Vectors, ExamplesOfTheDocumentAreThere) {
  const std::string kExample = "example: ";
  std::map<std::string, std::string> bytes_of;
  for (const char* file : {"tests/vectors/updates.json", "tests/vectors/objects.json",
                           "tests/vectors/saved.json", "tests/vectors/versions.json"}) {
    for (const Json& json : Json::parse(ReadSourceFile(file))) {
      EXPECT_TRUE(bytes_of.emplace(json["name"], json["bytes"]).second) << json["name"];
    }
  }
  std::istringstream document(ReadSourceFile("docs/format.md"));
  size_t examples = 0;
  for (std::string line; std::getline(document, line);) {
    if (line.rfind(kExample, 0) != 0) continue;
    const std::string name = line.substr(kExample.size());
    std::string hex;
    while (std::getline(document, line) && line != "```")
      hex += line.substr(0, line.find("   ")) + " ";
    EXPECT_EQ(ToSpacedHex(FromSpacedHex(hex)), bytes_of[name]) << name;
    ++examples;
  }
  EXPECT_GE(examples, 9u);
}

}  // namespace
}  // namespace weft::testing
