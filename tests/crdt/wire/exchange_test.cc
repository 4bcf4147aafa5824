// Replays tests/vectors/exchange.json: documents that this build and the WebAssembly module made of
// edits, which each opens to the same content, hash and bytes as the other. The module's entries
// are made by bindings/wasm/test/make_vectors.mjs; this build's are checked here to be what it
// makes.
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "crdt/wire/hash.h"
#include "crdt/wire/json_document.h"
#include "crdt/wire/saved.h"
#include "crdt/wire/update.h"
#include "tests/support/vector_files.h"

namespace weft::testing {
namespace {

using Json = nlohmann::json;

std::string HexHashOf(const Document& document) {
  const Digest digest = DocumentHash(document);
  return ToSpacedHex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

Json Entries() { return Json::parse(ReadSourceFile("tests/vectors/exchange.json")); }

OrderKind OrderOf(const Json& entry) {
  return entry["order"] == "yata" ? OrderKind::kYata : OrderKind::kFugueMax;
}

void ExpectSame(const Document& document, const Json& entry) {
  EXPECT_EQ(Json::parse(*WriteJson(document)), entry["content"]);
  EXPECT_EQ(HexHashOf(document), entry["hash"].get<std::string>());
}

TEST(Exchange, EveryBuildOpensWhatTheOthersMade) {
  for (const Json& entry : Entries()) {
    SCOPED_TRACE(entry["name"].get<std::string>());
    Document document(7, OrderOf(entry));
    ASSERT_TRUE(ApplyUpdate(document, FromSpacedHex(entry["update"])).ok());
    ExpectSame(document, entry);
    EXPECT_EQ(ToSpacedHex(*EncodeUpdateSince(document)), entry["update"].get<std::string>());
    const Result<Document> loaded = LoadDocument(FromSpacedHex(entry["saved"]), 8);
    ASSERT_TRUE(loaded.ok()) << loaded.status().ToString();
    ExpectSame(*loaded, entry);
  }
}

// Two agents that write at once in everything there is; short, so that nothing is compressed.
Document EverythingIn(OrderKind order) {
  Document ada(11, order);
  Document ben(22, order);
  EXPECT_TRUE(ada.Text("t").Insert(0, "Hello \xE4\xB8\xAD\xF0\x9F\x98\x80").ok());
  EXPECT_TRUE(ada.Map("m").Set("k", "ada").ok() && ben.Map("m").Set("k", 0.1).ok());
  EXPECT_TRUE(ben.Map("m").Set("big", 1e21).ok() && ben.Map("m").Set("small", -1e-7).ok());
  EXPECT_TRUE(ada.List("l").Append(1).ok() && ada.List("l").Append("x").ok());
  EXPECT_TRUE(ben.List("l").InsertMap(0)->MakeText("t")->Insert(0, "deep").ok());
  const Id node = *ada.Tree("tree").Insert(kNullId, 0);
  EXPECT_TRUE(ada.Tree("tree").Insert(node, 0).ok() && ben.Counter("c").Add(-5).ok());
  EXPECT_TRUE(ApplyUpdate(ben, *EncodeUpdateSince(ada)).ok());
  EXPECT_TRUE(ben.List("l").Move(0, 2).ok() && ben.Text("t").Erase(0, 1).ok());
  EXPECT_TRUE(ada.Text("t").Insert(5, "!").ok());
  EXPECT_TRUE(ApplyUpdate(ada, *EncodeUpdateSince(ben)).ok());
  return ada;
}

Document TextAlone() {
  Document document(33);
  EXPECT_TRUE(document.Text("note").Insert(0, "text alone").ok());
  EXPECT_TRUE(document.Text("note").Erase(2, 3).ok());
  return document;
}

Json EntryOf(const std::string& name, const Document& document) {
  return {{"name", name + ", from the native build"},
          {"order", document.order() == OrderKind::kYata ? "yata" : "fugue"},
          {"update", ToSpacedHex(*EncodeUpdateSince(document))},
          {"content", Json::parse(*WriteJson(document))},
          {"hash", HexHashOf(document)},
          {"saved", ToSpacedHex(SaveWorkingFile(document))}};
}

// WEFT_PRINT_VECTORS=1 prints them, for the file.
TEST(Exchange, NativeEntriesAreWhatThisBuildMakes) {
  const std::vector<Json> made = {
      EntryOf("text", TextAlone()), EntryOf("everything", EverythingIn(OrderKind::kFugueMax)),
      EntryOf("everything in yata's order", EverythingIn(OrderKind::kYata))};
  if (std::getenv("WEFT_PRINT_VECTORS") != nullptr) std::cout << Json(made).dump(1) << "\n";
  std::vector<Json> stored;
  for (const Json& entry : Entries()) {
    if (entry["name"].get<std::string>().ends_with("from the native build"))
      stored.push_back(entry);
  }
  EXPECT_EQ(made, stored);
}

}  // namespace
}  // namespace weft::testing
