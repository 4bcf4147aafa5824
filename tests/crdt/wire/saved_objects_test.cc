// Saving documents that hold more than text.
#include <gtest/gtest.h>

#include <weft/crdt.h>
#include "crdt/core/operation_payload.h"
#include "crdt/wire/json_document.h"
#include "tests/support/object_operation.h"

namespace weft {
namespace {

// Every kind, nested, with what is deleted, moved, replaced and taken back.
Document Everything() {
  Document document(1);
  Map meta = document.Map("meta");
  List todos = document.List("todos");
  Tree outline = document.Tree("outline");
  EXPECT_TRUE(document.Text("note").Insert(0, "Hello \U0001F600").ok());
  EXPECT_TRUE(document.Text("note").Erase(0, 1).ok());
  EXPECT_TRUE(meta.Set("name", "Groceries").ok());
  EXPECT_TRUE(meta.Set("name", "Food").ok());
  EXPECT_TRUE(meta.Set("gone", Bytes{std::string("\0\xFF", 2)}).ok());
  EXPECT_TRUE(meta.Remove("gone").ok());
  EXPECT_TRUE(todos.InsertAll(0, std::vector<Value>{1, -2.5, true, nullptr, "five"}).ok());
  EXPECT_TRUE(todos.Move(4, 0).ok());
  EXPECT_TRUE(todos.Erase(2).ok());
  EXPECT_TRUE(todos.Erase(0).ok());
  EXPECT_TRUE(document.Restore(EffectId{1, 3}, 1).ok()) << "the moved item comes back";
  EXPECT_TRUE(todos.InsertMap(1)->MakeText("text")->Insert(0, "nested").ok());
  EXPECT_TRUE(meta.MakeCounter("count")->Add(-7).ok());
  const Id node = *outline.Insert(kNullId, 0);
  const Id child = *outline.Insert(node, 0);
  EXPECT_TRUE(outline.Data(child)->Set("title", "below").ok());
  EXPECT_TRUE(outline.Move(child, kNullId, 0).ok());
  EXPECT_TRUE(outline.Erase(node).ok());
  return document;
}

void ExpectSame(const Document& a, const Document& b) {
  EXPECT_EQ(*WriteJson(a), *WriteJson(b));
  EXPECT_EQ(a.version(), b.version());
  EXPECT_EQ(DocumentHash(a), DocumentHash(b));
  EXPECT_EQ(*AgentChains(a), *AgentChains(b));
  EXPECT_TRUE(b.CheckInvariants().ok());
}

TEST(SavedObjects, BothFunctionsKeepEverything) {
  const Document document = Everything();
  for (const std::string& saved : {SaveWorkingFile(document), *SaveArchive(document)}) {
    const Result<Document> loaded = LoadDocument(saved, 2);
    ASSERT_TRUE(loaded.ok()) << loaded.status().ToString();
    ExpectSame(document, *loaded);
  }
}

TEST(SavedObjects, ALoadedReplicaGoesOnAsItself) {
  Document document = Everything();
  Result<Document> loaded = LoadDocument(SaveWorkingFile(document), 1);
  ASSERT_TRUE(loaded.ok());
  EXPECT_TRUE(loaded->TakeLocal().operations.empty()) << "what was saved was taken before";
  ASSERT_TRUE(loaded->List("todos").Append("more").ok());
  ASSERT_TRUE(loaded->Map("meta").Set("name", "again").ok());
  ASSERT_TRUE(document.Integrate(loaded->TakeLocal()).ok());
  ExpectSame(document, *loaded);
}

TEST(SavedObjects, InYataOrderToo) {
  Document document(1, OrderKind::kYata);
  ASSERT_TRUE(document.List("l").Append("x").ok());
  const Result<Document> loaded = LoadDocument(*SaveArchive(document), 2);
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->order(), OrderKind::kYata);
  ExpectSame(document, *loaded);
}

TEST(SavedObjects, DamagedOrCutBytesAreRefused) {
  const std::string saved = SaveWorkingFile(Everything());
  for (size_t i = 0; i < saved.size(); ++i) {
    std::string bytes = saved;
    bytes[i] = static_cast<char>(bytes[i] ^ 0x20);
    EXPECT_FALSE(LoadDocument(bytes, 2).ok()) << "byte " << i;
    EXPECT_FALSE(LoadDocument(saved.substr(0, i), 2).ok()) << "the first " << i;
  }
}

// What is left out is gone, what shows is not; others' edits still come in.
TEST(SavedObjects, DeletedContentAndHistoryCanBeLeftOut) {
  Document document = Everything();
  for (const SaveOptions options :
       {SaveOptions{false, true}, SaveOptions{true, false}, SaveOptions{false, false}}) {
    const std::string bytes = SaveWorkingFile(document, options);
    Result<Document> loaded = LoadDocument(bytes, 2);
    ASSERT_TRUE(loaded.ok()) << loaded.status().ToString();
    EXPECT_EQ(*WriteJson(*loaded), *WriteJson(document));
    EXPECT_EQ(loaded->version(), document.version());
    EXPECT_EQ(DocumentHash(*loaded), DocumentHash(document));
    EXPECT_TRUE(loaded->CheckInvariants().ok());
    EXPECT_EQ(loaded->OperationsSince({}).status().code(), StatusCode::kFailedPrecondition);
    EXPECT_EQ(SaveArchive(*loaded).status().code(), StatusCode::kFailedPrecondition);

    Result<Document> again = LoadDocument(SaveWorkingFile(*loaded), 3);
    ASSERT_TRUE(again.ok()) << again.status().ToString();
    EXPECT_EQ(*WriteJson(*again), *WriteJson(document));

    Document peer = *LoadDocument(SaveWorkingFile(document), 4);
    ASSERT_TRUE(peer.Map("meta").Set("name", "Drinks").ok());
    ASSERT_TRUE(peer.List("todos").Move(1, 0).ok());
    ASSERT_TRUE(loaded->Integrate(peer.TakeLocal()).ok());
    EXPECT_EQ(*WriteJson(*loaded), *WriteJson(peer));
    EXPECT_TRUE(loaded->OperationsSince(document.version()).ok()) << "what came since goes on";
  }
}

TEST(SavedObjects, WhatWasLeftOutIsNotInTheFile) {
  Document document(1);
  Map map = document.Map("m");
  ASSERT_TRUE(map.Set("k", "replaced secret").ok());
  ASSERT_TRUE(map.Set("k", "shown").ok());
  ASSERT_TRUE(map.Set("gone", "removed secret").ok());
  ASSERT_TRUE(map.Remove("gone").ok());
  ASSERT_TRUE(document.List("l").InsertAll(0, std::vector<Value>{"deleted secret", "kept"}).ok());
  ASSERT_TRUE(document.List("l").Move(0, 1).ok());
  ASSERT_TRUE(document.List("l").Erase(1).ok());
  SaveOptions options;
  EXPECT_NE(SaveWorkingFile(document, options).find("secret"), std::string::npos);
  options.deleted_text = false;
  const std::string bytes = SaveWorkingFile(document, options);
  EXPECT_EQ(bytes.find("secret"), std::string::npos);
  EXPECT_NE(bytes.find("shown"), std::string::npos);
  // What is gone does not come back as something else.
  Document loaded = *LoadDocument(bytes, 1);
  EXPECT_EQ(loaded.Restore(EffectId{1, 1}, 1).code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(loaded.List("l").size(), 1u);
}

TEST(SavedObjects, WithoutItsHistoryACounterKeepsItsSum) {
  Document document(1);
  ASSERT_TRUE(document.Counter("c").Add(40).ok());
  ASSERT_TRUE(document.Counter("c").Add(2).ok());
  SaveOptions options;
  options.history = false;
  Document loaded = *LoadDocument(SaveWorkingFile(document, options), 2);
  EXPECT_EQ(loaded.Counter("c").value(), 42);
  ASSERT_TRUE(loaded.Counter("c").Add(1).ok());
  ASSERT_TRUE(document.Integrate(loaded.TakeLocal()).ok());
  EXPECT_EQ(document.Counter("c").value(), 43);
  EXPECT_EQ(loaded.Restore(EffectId{1, 0}, 1).code(), StatusCode::kFailedPrecondition);
}

// Also when nothing else is left of what makes it a document of more than text.
TEST(SavedObjects, WithoutItsHistoryACounterAloneIsSavedAgain) {
  Document document(1);
  ASSERT_TRUE(document.Text("t").Insert(0, "x").ok());
  ASSERT_TRUE(document.Counter("c").Add(5).ok());
  SaveOptions without;
  without.history = false;
  Document once = *LoadDocument(SaveWorkingFile(document, without), 2);
  EXPECT_EQ(SaveArchive(once).status().code(), StatusCode::kFailedPrecondition);
  Document twice = *LoadDocument(SaveWorkingFile(once), 3);
  EXPECT_EQ(twice.Counter("c").value(), 5);
  EXPECT_EQ(twice.Text("t").Read(), "x");
  EXPECT_EQ(*WriteJson(twice), *WriteJson(document));
}

// A document that needs a newer version stays read-only, also without the effect that made it so.
TEST(SavedObjects, ReadOnlyStaysReadOnly) {
  Document document(1);
  ASSERT_TRUE(document.List("l").Append("x").ok());
  testing::ObjectOperation newer;
  newer.kind = OperationKind::kOtherEffect;
  newer.agent = 7;
  AppendOther(OtherContent{77, true, "what only a newer version understands"}, &newer.content);
  ASSERT_TRUE(document.Integrate(testing::PackObjects({newer})).ok());
  ASSERT_TRUE(document.read_only());
  SaveOptions without;
  without.history = false;
  for (const SaveOptions& options : {SaveOptions{}, without}) {
    Document loaded = *LoadDocument(SaveWorkingFile(document, options), 2);
    EXPECT_TRUE(loaded.read_only());
    EXPECT_FALSE(loaded.List("l").Append("y").ok());
  }
}

// The run is told to be missing, and the object in it once more.
TEST(SavedObjects, TextThatWasDeletedTogetherWithAnObjectIsKnownToBeMissing) {
  Document document(1);
  Text text = document.Text("note");
  EXPECT_TRUE(text.InsertEmbed(0, "image", Unit::kUtf16).ok());
  EXPECT_TRUE(text.Insert(1, "abc", Unit::kUtf16).ok());
  EXPECT_TRUE(text.Erase(0, 4, Unit::kUtf16).ok());
  SaveOptions without;
  without.deleted_text = false;
  Result<Document> loaded = LoadDocument(SaveWorkingFile(document, without), 2);
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded->OperationsSince({}).status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(loaded->Restore(EffectId{1, 1}, 1).code(), StatusCode::kFailedPrecondition);
  const Result<Integrated> known = loaded->Integrate(*document.OperationsSince({}));
  ASSERT_TRUE(known.ok()) << known.status().ToString();
  EXPECT_EQ(known->applied, 0u);
}

}  // namespace
}  // namespace weft
