// Replays tests/golden: files that a release of Weft wrote, which every later one reads as it did
// and, where bytes depend on the operations alone, writes as it did. They are never changed: what
// this test finds different is a new version of the format, in a folder of its own
// (docs/format.md, "Compatibility").
//
// WEFT_WRITE_GOLDEN=<folder> writes the files of this build there, for a new version.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "crdt/wire/delta_json.h"
#include "crdt/wire/hash.h"
#include "crdt/wire/json_document.h"
#include "crdt/wire/json_operations.h"
#include "crdt/wire/saved.h"
#include "crdt/wire/update.h"
#include "crdt/wire/versions.h"
#include "tests/support/documents.h"
#include "tests/support/golden_documents.h"
#include "tests/support/vector_files.h"

namespace weft::testing {
namespace {

using Json = nlohmann::json;
using Files = std::map<std::string, std::string>;  // by what they are

constexpr Agent kReader = 77;
const char* const kSavedForms[] = {"working.weft", "archive.weft", "light.weft"};

const std::string kFolder = "tests/golden/v1/";

AgentNumbers Numbers() { return {kSeedAgent, 33, 22, 11}; }

AgentNames GoldenNames() {
  AgentNames names;
  EXPECT_OK(names.Add(11, "ada"));
  EXPECT_OK(names.Add(22, "ben"));
  EXPECT_OK(names.Add(33, "cy"));
  return names;
}

// What a document is, whatever its bytes.
Json Facts(Document& document) {
  Json facts;
  facts["order"] = document.order() == OrderKind::kYata ? "yata" : "fugue-max";
  facts["version"] = ToSpacedHex(EncodeVersion(document.version()));
  facts["content"] = Json::parse(*WriteJson(document));
  facts["delta"] = Json::parse(DeltaToJson(document.Text(kNote).Delta()));
  facts["hash"] = ToHex(DocumentHash(document));
  return facts;
}

Json Chains(const Document& document) {
  Json chains;
  const Result<std::vector<Chain>> all = AgentChains(document);
  EXPECT_TRUE(all.ok()) << all.status().ToString();
  for (const Chain& chain : *all) chains[std::to_string(chain.agent)] = ToHex(chain.digest);
  return chains;
}

Files FilesOf(const Document& document) {
  const OperationSet all = Everything(document);
  return {{"weftu", *EncodeUpdate(all)},
          {"session", *EncodeSessionUpdate(all, Numbers())},
          {"operations.json", *WriteJsonOperations(all, GoldenNames())},
          {"working.weft", SaveWorkingFile(document)},
          {"archive.weft", *SaveArchive(document)},
          {"light.weft", SaveWorkingFile(document, {.deleted_text = false, .history = false})}};
}

Json Manifest() { return Json::parse(ReadSourceFile(kFolder + "golden.json")); }

class Golden : public ::testing::Test {
 protected:
  // Each document that was stored, with its facts, chains and files.
  template <class Check>
  void ForEach(const Check& check) {
    const Json manifest = Manifest();
    EXPECT_GE(manifest.size(), 7u);
    for (const auto& [name, entry] : manifest.items()) {
      SCOPED_TRACE(name);
      Files files;
      for (const auto& [kind, ignored] : FilesOf(Document(1))) {
        files[kind] = ReadSourceFile(kFolder + name + "." + kind);
      }
      check(entry, files);
    }
  }
  // A reader's replica of the entry's order, of these operations.
  static Document Of(const Json& entry, const OperationSet& operations) {
    Document document(kReader,
                      entry["facts"]["order"] == "yata" ? OrderKind::kYata : OrderKind::kFugueMax);
    Integrate(document, operations);
    return document;
  }
};

TEST_F(Golden, UpdatesAreReadAndWrittenAlike) {
  ForEach([](const Json& entry, Files& files) {
    OperationSet operations;
    ASSERT_TRUE(DecodeUpdate(files["weftu"], {}, &operations).ok());
    Document document = Of(entry, operations);
    EXPECT_EQ(Facts(document), entry["facts"]);
    EXPECT_EQ(Chains(document), entry["chains"]);
    EXPECT_EQ(*EncodeUpdateSince(document), files["weftu"]);

    OperationSet in_session;
    ASSERT_TRUE(DecodeSessionUpdate(files["session"], Numbers(), {}, &in_session).ok());
    EXPECT_EQ(*EncodeUpdate(in_session), files["weftu"]);
    EXPECT_EQ(*EncodeSessionUpdate(operations, Numbers()), files["session"]);
  });
}

TEST_F(Golden, SavedDocumentsAreReadAndGoOn) {
  ForEach([](const Json& entry, Files& files) {
    for (const char* form : kSavedForms) {
      SCOPED_TRACE(form);
      Result<Document> document = LoadDocument(files[form], kReader);
      ASSERT_TRUE(document.ok()) << document.status().ToString();
      EXPECT_EQ(Facts(*document), entry["facts"]);
      if (form != kSavedForms[2]) {
        EXPECT_EQ(Chains(*document), entry["chains"]);
        EXPECT_EQ(*EncodeUpdateSince(*document), files["weftu"]);
      }
      Type(*document, 0, "goes on: ");
      EXPECT_TRUE(Read(*document).starts_with("goes on: "));
      EXPECT_OK(document->CheckInvariants());
    }
  });
}

TEST_F(Golden, OperationsAsJsonAreReadAndWrittenAlike) {
  ForEach([](const Json& entry, Files& files) {
    OperationSet operations;
    ASSERT_TRUE(
        ReadJsonOperations(files["operations.json"], GoldenNames(), {}, {}, &operations).ok());
    Document document = Of(entry, operations);
    EXPECT_EQ(Facts(document), entry["facts"]);
    EXPECT_EQ(*WriteJsonOperations(Everything(document), GoldenNames()), files["operations.json"]);
  });
}

TEST_F(Golden, VersionsAndDeltasAreReadAndWrittenAlike) {
  ForEach([](const Json& entry, Files& files) {
    Result<Document> document = LoadDocument(files["working.weft"], kReader);
    ASSERT_TRUE(document.ok()) << document.status().ToString();
    const Result<Version> version = DecodeVersion(FromSpacedHex(entry["facts"]["version"]));
    ASSERT_TRUE(version.ok()) << version.status().ToString();
    EXPECT_EQ(*version, document->version());
    const Result<std::vector<DeltaStep>> delta = DeltaFromJson(entry["facts"]["delta"].dump());
    ASSERT_TRUE(delta.ok()) << delta.status().ToString();
    Document copy(kReader);
    EXPECT_OK(copy.Text(kNote).Apply(*delta));
    EXPECT_EQ(Json::parse(DeltaToJson(copy.Text(kNote).Delta())), entry["facts"]["delta"]);
  });
}

// The same edits still give the same operations and the same bytes. Saved documents are written as
// they were, too, as far as no compressor decides.
TEST_F(Golden, TheSameEditsGiveTheSameBytes) {
  const char* const to = std::getenv("WEFT_WRITE_GOLDEN");
  if (to != nullptr) std::filesystem::create_directories(to);
  const Json stored = to != nullptr ? Json() : Manifest();
  Json manifest;
  for (auto& [name, document] : MakeGoldenDocuments()) {
    SCOPED_TRACE(name);
    for (const auto& [kind, bytes] : FilesOf(document)) {
      const std::string file = name + "." + kind;
      if (to != nullptr) {
        std::ofstream(std::string(to) + "/" + file, std::ios::binary) << bytes;
      } else if (name != "long_text" || !kind.ends_with(".weft")) {
        EXPECT_EQ(ToSpacedHex(bytes), ToSpacedHex(ReadSourceFile(kFolder + file))) << kind;
      }
    }
    manifest[name] = {{"facts", Facts(document)}, {"chains", Chains(document)}};
  }
  if (to != nullptr) {
    std::ofstream(std::string(to) + "/golden.json") << manifest.dump(1) << "\n";
  } else {
    EXPECT_EQ(manifest, stored);
  }
}

}  // namespace
}  // namespace weft::testing
