// What may be in a list: everything the page does, and nothing else.
#include "examples/todo_server/list_policy.h"

#include <gtest/gtest.h>

#include <functional>

namespace weft::todo {
namespace {

// What a client did, handed to a server that holds the policy.
Status Tried(Document& client, Document& server) {
  const Result<std::string> update = EncodeUpdateSince(client, server.version());
  EXPECT_TRUE(update.ok());
  OperationSet set;
  EXPECT_TRUE(DecodeUpdate(*update, Limits(), &set).ok());
  return server.Admit(set, CheckListOperation).status();
}

Map AddTodo(Document& document, std::string_view name) {
  Map todo = *document.List("todos").InsertMap(0);
  EXPECT_TRUE(todo.MakeText("name")->Insert(0, name).ok());
  EXPECT_TRUE(todo.Set("done", false).ok());
  EXPECT_TRUE(todo.MakeText("notes")->Insert(0, "as well").ok());
  return todo;
}

TEST(ListPolicy, EverythingThePageDoesIsAllowed) {
  Document client(1), server(9);
  EXPECT_TRUE(client.Text("name").Insert(0, "Groceries").ok());
  Map milk = AddTodo(client, "milk");
  AddTodo(client, "bread");
  EXPECT_TRUE(Tried(client, server).ok());
  EXPECT_TRUE(milk.Set("done", true).ok());
  EXPECT_TRUE(client.TextAt("todos/0/name")->Erase(0, 2).ok());
  EXPECT_TRUE(client.List("todos").Move(0, 1).ok());
  EXPECT_TRUE(client.List("todos").Erase(0, 1).ok());
  EXPECT_TRUE(client.Text("name").Erase(0, 3).ok());
  EXPECT_TRUE(client.TextAt("todos/0/notes")->Insert(0, "two litres\n").ok());
  Text notes = *client.TextAt("todos/0/notes");
  EXPECT_TRUE(notes.Mark(0, 3, "bold", true).ok());
  EXPECT_TRUE(notes.Mark(0, 3, "link", "https://example.org/").ok());
  EXPECT_TRUE(notes.Mark(10, 1, "list", "bullet").ok());
  EXPECT_TRUE(notes.Mark(10, 1, "header", 1).ok());
  EXPECT_TRUE(notes.Unmark(0, 3, "bold").ok());
  EXPECT_TRUE(client.Map("people").Set("1", "3 Ada").ok());
  EXPECT_TRUE(client.Map("people").Set("1", "3 Ada Lovelace").ok());
  EXPECT_TRUE(Tried(client, server).ok());
  EXPECT_EQ(DocumentHash(client), DocumentHash(server));
}

TEST(ListPolicy, UndoAndRedoOfThatAre) {
  Document client(1), server(9);
  UndoManager undo(&client);
  client.Transact([&] { AddTodo(client, "milk"); });
  EXPECT_TRUE(client.MapAt("todos/0")->Set("done", true).ok());
  AddTodo(client, "bread");
  EXPECT_TRUE(client.List("todos").Move(0, 1).ok());
  EXPECT_TRUE(client.TextAt("todos/0/name")->Erase(0, 2).ok());
  while (*undo.Undo()) EXPECT_TRUE(Tried(client, server).ok());
  EXPECT_EQ(server.List("todos").size(), 0u);
  while (*undo.Redo()) EXPECT_TRUE(Tried(client, server).ok());
  EXPECT_EQ(server.List("todos").size(), 2u);
  EXPECT_EQ(DocumentHash(client), DocumentHash(server));
}

TEST(ListPolicy, NothingElseIs) {
  const std::function<void(Document&)> attempts[] = {
      [](Document& d) { (void)d.Text("other").Insert(0, "x"); },
      [](Document& d) { (void)d.Map("name").Set("x", 1); },
      [](Document& d) { (void)d.List("name").Insert(0, 1); },
      [](Document& d) { (void)d.Counter("name").Add(1); },
      [](Document& d) { (void)d.Text("todos").Insert(0, "x"); },
      [](Document& d) { (void)d.Map("todos").Set("done", true); },
      [](Document& d) { (void)d.Tree("todos").Insert(kNullId, 0); },
      [](Document& d) { (void)d.List("todos").Insert(0, "no map"); },
      [](Document& d) { (void)d.List("todos").InsertText(0); },
      [](Document& d) { (void)d.List("todos").Set(0, "replaced"); },
      [](Document& d) { (void)d.MapAt("todos/0")->Set("more", true); },
      [](Document& d) { (void)d.MapAt("todos/0")->Set("done", "yes"); },
      [](Document& d) { (void)d.MapAt("todos/0")->Set("name", "no text"); },
      [](Document& d) { (void)d.MapAt("todos/0")->MakeList("name"); },
      [](Document& d) { (void)d.MapAt("todos/0")->MakeMap("done"); },
      [](Document& d) { (void)d.MapAt("todos/0")->Set("notes", "no text"); },
      [](Document& d) { (void)d.TextAt("todos/0/name")->Mark(0, 2, "bold", true); },
      [](Document& d) {
        EXPECT_TRUE(d.Text("name").Insert(0, "ab").ok());
        (void)d.Text("name").Mark(0, 2, "bold", true);
      },
      [](Document& d) { (void)d.TextAt("todos/0/notes")->Mark(0, 2, "color", "red"); },
      [](Document& d) { (void)d.TextAt("todos/0/notes")->Mark(0, 2, "bold", "very"); },
      [](Document& d) { (void)d.TextAt("todos/0/notes")->Mark(0, 2, "link", true); },
      [](Document& d) {
        (void)d.TextAt("todos/0/notes")->Mark(0, 2, "link", std::string(3000, 'a'));
      },
      [](Document& d) {
        (void)d.TextAt("todos/0/notes")->Mark(0, 2, "list", std::string(100, 'a'));
      },
      [](Document& d) { (void)d.TextAt("todos/0/notes")->InsertEmbed(0, "picture"); },
      [](Document& d) { (void)d.Map("people").Set("2", "3 Ada"); },  // another agent
      [](Document& d) { (void)d.Map("people").Set("01", "3 Ada"); },
      [](Document& d) { (void)d.Map("people").Set("1", true); },
      [](Document& d) { (void)d.Map("people").Set("1", std::string(300, 'a')); },
      [](Document& d) { (void)d.Map("people").MakeText("1"); },
      [](Document& d) { (void)d.Text("people").Insert(0, "x"); },
  };
  size_t number = 0;
  for (const auto& attempt : attempts) {
    Document client(1), server(9);
    AddTodo(client, "milk");
    ASSERT_TRUE(Tried(client, server).ok());
    const auto before = DocumentHash(server);
    const Version version = server.version();
    attempt(client);
    ASSERT_NE(client.version(), version) << "attempt " << number << " did nothing";
    const Status status = Tried(client, server);
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition) << "attempt " << number;
    EXPECT_EQ(DocumentHash(server), before) << "attempt " << number;
    ++number;
  }
}

// As who restores an older version would without leaving "people" alone.
TEST(ListPolicy, NamesOfOthersAreNotTakenBack) {
  Document ada(1), ben(2), server(9);
  AddTodo(ada, "milk");
  EXPECT_TRUE(ada.Map("people").Set("1", "3 Ada").ok());
  ASSERT_TRUE(Tried(ada, server).ok());
  const Version before = server.version();
  EXPECT_TRUE(ben.Map("people").Set("2", "4 Ben").ok());
  ASSERT_TRUE(Tried(ben, server).ok());
  ASSERT_TRUE(ada.Integrate(*server.OperationsSince(ada.version())).ok());
  EXPECT_TRUE(ada.RevertTo(before, {"people"}).ok());
  ASSERT_TRUE(Tried(ada, server).ok());
  EXPECT_TRUE(ada.RevertTo(before).ok());
  EXPECT_EQ(Tried(ada, server).code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(*server.Map("people").Get("2"), Value("4 Ben"));
  // One's own.
  ASSERT_TRUE(ben.Integrate(*server.OperationsSince(ben.version())).ok());
  EXPECT_TRUE(ben.RevertTo(before).ok());
  EXPECT_TRUE(Tried(ben, server).ok());
  EXPECT_FALSE(server.Map("people").Get("2").has_value());
}

}  // namespace
}  // namespace weft::todo
