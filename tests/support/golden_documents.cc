#include "tests/support/golden_documents.h"

#include <utility>

#include "crdt/core/operation_payload.h"
#include "crdt/document/undo_manager.h"
#include "tests/support/documents.h"
#include "tests/support/object_operation.h"
#include "tests/support/random.h"

namespace weft::testing {
namespace {

// Three who type at once: deletions both ways, by two at once, one of them taken back.
Document PlainText(OrderKind order) {
  Document ada(11, order);
  Document ben(22, order);
  Document cy(33, order);
  Type(ada, 0, "Hello \xE4\xB8\xAD\xF0\x9F\x98\x80 world");
  Sync(ada, ben);
  Sync(ada, cy);
  Type(ben, 5, " dear");
  Type(cy, 5, ", big");
  Delete(ben, 0, 2);
  Delete(cy, 1, 3);
  Delete(ada, 4, 1);
  Type(ada, 4, "aloha");
  Meet(ada, ben);
  Meet(ben, cy);
  Sync(ben, ada);
  for (int i = 0; i < 3; ++i) Delete(ada, 3, 1);   // forwards
  for (size_t at : {6, 5, 4}) Delete(ada, at, 1);  // backwards
  EXPECT_OK(ada.Restore({22, 0}, 1));
  EXPECT_OK(ada.Text("other").Insert(0, "a second text"));
  return ada;
}

// Each kind of container and of value, nested, edited and moved by two at once.
Document Containers(OrderKind order) {
  Document ada(11, order);
  Document ben(22, order);
  EXPECT_OK(ada.Map("map").Set("text", "ada"));
  EXPECT_OK(ben.Map("map").Set("text", "ben"));
  for (const auto& [key, value] :
       std::initializer_list<std::pair<const char*, Value>>{{"null", Value()},
                                                            {"true", true},
                                                            {"false", false},
                                                            {"small", 5},
                                                            {"least", INT64_MIN},
                                                            {"real", -0.1},
                                                            {"bytes", Bytes{"\x01\xFF"}}}) {
    EXPECT_OK(ada.Map("map").Set(key, value));
  }
  EXPECT_OK(ada.List("list").Append(1));
  EXPECT_OK(ada.List("list").Append("two"));
  EXPECT_OK(ada.List("list").InsertMap(2)->MakeText("deep")->Insert(0, "nested"));
  const Id left = *ada.Tree("tree").Insert(kNullId, 0);
  const Id right = *ada.Tree("tree").Insert(kNullId, 1);
  EXPECT_TRUE(ada.Tree("tree").Insert(left, 0).ok());
  EXPECT_OK(ada.Tree("tree").Data(left)->Set("name", "left"));
  EXPECT_OK(ada.Counter("count").Add(40));
  Meet(ada, ben);
  EXPECT_OK(ada.List("list").Move(0, 2));
  EXPECT_OK(ben.List("list").Move(0, 1));
  EXPECT_OK(ben.List("list").Set(0, "second"));
  EXPECT_OK(ada.List("list").Erase(0));
  EXPECT_OK(ada.Tree("tree").Move(left, right, 0));
  EXPECT_OK(ben.Tree("tree").Move(right, left, 0));  // both at once would be a circle
  EXPECT_OK(ben.Counter("count").Add(-7));
  EXPECT_OK(ben.Map("map").Remove("small"));
  EXPECT_OK(ada.Map("map").Set("small", 6));
  Meet(ada, ben);
  return ada;
}

// Marks of all four ways, comments, one taken off and one removed, an object; then an undo of some.
Document RichText(OrderKind order) {
  Document ada(11, order);
  Document ben(22, order);
  Type(ada, 0, "The fox jumped over the dog.");
  Sync(ada, ben);
  UndoManager undo(&ada);
  Text text = ada.Text(kNote);
  EXPECT_TRUE(text.Mark(0, 7, "bold", true).ok());
  EXPECT_TRUE(ben.Text(kNote).Mark(4, 10, "bold", true, {Expand::kBoth}).ok());
  EXPECT_TRUE(ben.Text(kNote).Mark(4, 3, "link", "https://example.org", {Expand::kNone}).ok());
  const Result<Id> why = text.Mark(8, 6, "comment", "why?", {Expand::kNone, true});
  EXPECT_TRUE(ben.Text(kNote).Mark(8, 11, "comment", "fine", {Expand::kBefore, true}).ok());
  EXPECT_OK(text.InsertEmbed(28, Value("a picture")));
  Meet(ada, ben);
  EXPECT_OK(text.Unmark(0, 3, "bold"));
  EXPECT_OK(ben.Text(kNote).RemoveMark(*why));
  EXPECT_OK(ada.Map("map").Set("key", "first"));
  EXPECT_OK(ada.Map("map").Set("key", "second"));
  EXPECT_TRUE(*undo.Undo());  // back to "first"
  EXPECT_TRUE(*undo.Undo());
  EXPECT_TRUE(*undo.Redo());
  Meet(ada, ben);
  return ada;
}

// Long enough that its sections are compressed.
Document LongText() {
  Document ada(11);
  Document ben(22);
  Random random(1);
  for (int round = 0; round < 14; ++round) {
    for (Document* document : {&ada, &ben}) {
      const size_t length = Read(*document).size();
      std::string words;
      for (size_t i = random.Below(9) + 1; i > 0; --i) {
        words += static_cast<char>('a' + random.Below(7));
        words += i % 3 == 0 ? " and " : "o";
      }
      Type(*document, random.Below(length + 1), words);
      if (length <= 30) continue;
      const size_t count = random.Below(9) + 1;
      Delete(*document, random.Below(length - 9), count);
    }
    if (round % 4 == 0) Meet(ada, ben);
  }
  Meet(ada, ben);
  return ada;
}

// Of a newer Weft: kinds of operations that are kept and passed on.
Document KindsToCome() {
  Document ada(11);
  Type(ada, 0, "known");
  ObjectOperation creation;
  creation.kind = OperationKind::kOtherCreation;
  creation.agent = 22;
  AppendOther(OtherContent{77, false, "what only a newer version understands"}, &creation.content);
  creation.container = ContainerId(ContainerKind::kMap, "map");
  ObjectOperation effect = creation;
  effect.kind = OperationKind::kOtherEffect;
  effect.at = 1;
  effect.container.reset();
  Integrate(ada, PackObjects({creation, effect}));
  Type(ada, 5, " too");
  return ada;
}

}  // namespace

std::vector<GoldenDocument> MakeGoldenDocuments() {
  std::vector<GoldenDocument> all;
  const auto add = [&](const char* name, Document document) {
    all.push_back({name, std::move(document)});
  };
  add("text", PlainText(OrderKind::kFugueMax));
  add("text_yata", PlainText(OrderKind::kYata));
  add("containers", Containers(OrderKind::kFugueMax));
  add("containers_yata", Containers(OrderKind::kYata));
  add("rich_text", RichText(OrderKind::kFugueMax));
  add("long_text", LongText());
  add("kinds_to_come", KindsToCome());
  return all;
}

}  // namespace weft::testing
