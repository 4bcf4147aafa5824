// Saving documents that hold more than text.
#include <gtest/gtest.h>

#include <weft/crdt.h>
#include "crdt/wire/json_document.h"

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
  for (const Result<std::string>& saved : {SaveWorkingFile(document), SaveArchive(document)}) {
    ASSERT_TRUE(saved.ok());
    const Result<Document> loaded = LoadDocument(*saved, 2);
    ASSERT_TRUE(loaded.ok()) << loaded.status().ToString();
    ExpectSame(document, *loaded);
  }
}

TEST(SavedObjects, ALoadedReplicaGoesOnAsItself) {
  Document document = Everything();
  Result<Document> loaded = LoadDocument(*SaveWorkingFile(document), 1);
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
  const std::string saved = *SaveWorkingFile(Everything());
  for (size_t i = 0; i < saved.size(); ++i) {
    std::string bytes = saved;
    bytes[i] = static_cast<char>(bytes[i] ^ 0x20);
    EXPECT_FALSE(LoadDocument(bytes, 2).ok()) << "byte " << i;
    EXPECT_FALSE(LoadDocument(saved.substr(0, i), 2).ok()) << "the first " << i;
  }
}

TEST(SavedObjects, WithoutItsHistoryADocumentOfMoreThanTextIsNotSaved) {
  Document text(1);
  ASSERT_TRUE(text.Text("note").Insert(0, "abc").ok());
  ASSERT_TRUE(text.Text("note").Erase(1, 1).ok());
  SaveOptions options;
  options.history = false;
  Result<Document> loaded = LoadDocument(*SaveWorkingFile(text, options), 2);
  ASSERT_TRUE(loaded.ok());
  EXPECT_TRUE(SaveWorkingFile(*loaded).ok());
  ASSERT_TRUE(loaded->Map("m").Set("k", 1).ok());
  EXPECT_EQ(SaveWorkingFile(*loaded).status().code(), StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace weft
