// Admission checks: each operation is told with its place before anything is done.
#include <gtest/gtest.h>

#include "tests/support/documents.h"

namespace weft::testing {
namespace {

std::string Told(const AdmittedOperation& operation) {
  static constexpr const char* kKinds[] = {"",     "text", "erase", "restore", "items", "write",
                                           "move", "add",  "other", "other",   "mark",  "undo"};
  std::string told = kKinds[static_cast<size_t>(operation.kind)];
  told += " " + std::to_string(operation.count) + " " + operation.path;
  return operation.key.empty() ? told : told + " @" + operation.key;
}

// Admits what `client` did and tells what the check was told.
std::vector<std::string> Admitted(Document& client, Document& server) {
  std::vector<std::string> told;
  const Result<Integrated> result =
      server.Admit(Taken(client), [&](const AdmittedOperation& operation) {
        EXPECT_EQ(operation.author, client.agent());
        told.push_back(Told(operation));
        return OkStatus();
      });
  EXPECT_TRUE(result.ok()) << result.status().ToString();
  return told;
}

using Lines = std::vector<std::string>;

TEST(Admission, TellsTextAndItsDeletion) {
  Document client(1), server(9);
  Type(client, 0, "hello");
  EXPECT_EQ(Admitted(client, server), Lines{"text 5 note"});
  Delete(client, 1, 2);
  EXPECT_EQ(Admitted(client, server), Lines{"erase 2 note"});
  EXPECT_OK(client.Restore({1, 0}, 1));
  EXPECT_EQ(Admitted(client, server), Lines{"restore 1 note"});
}

TEST(Admission, TellsPlacesOfWhatIsMadeInTheSameSet) {
  Document client(1), server(9);
  Map item = *client.List("todos").InsertMap(0);
  EXPECT_OK(item.MakeText("na/me")->Insert(0, "milk"));
  EXPECT_OK(item.Set("done", false));
  EXPECT_EQ(Admitted(client, server), (Lines{"items 1 todos", "write 1 todos/* @na/me",
                                             "text 4 todos/*/na~1me", "write 1 todos/* @done"}));
  EXPECT_OK(client.MapAt("todos/0")->Set("done", true));  // replaces: names no key
  EXPECT_OK(client.TextAt("todos/0/na~1me")->Erase(0, 1));
  EXPECT_EQ(Admitted(client, server), (Lines{"write 1 todos/* @done", "erase 1 todos/*/na~1me"}));
}

// A chain of nodes, each below the one before: a path with a step for each level would be longer
// than the set, and so would be the ways up from each of them; that would take longer than a test
// may.
TEST(Admission, TellsNodesByTheirTreeHoweverDeep) {
  constexpr uint32_t kNodes = 100'000;
  Document author(1);
  const Id top = *author.Tree("t").Insert(kNullId, 0);
  ASSERT_TRUE(author.Tree("t").Insert(top, 0).ok());
  OperationSet chain = Everything(author);
  Operation node = chain.operations.back();
  for (node.id.seq = 2; node.id.seq < kNodes; ++node.id.seq) {
    node.container = static_cast<uint32_t>(chain.containers.size());
    chain.containers.emplace_back(ContainerKind::kNode, Id{1, node.id.seq - 1});
    chain.operations.push_back(node);
  }
  Document watched(8), server(9);
  size_t changes = 0;
  watched.Observe([&](const Event& event) { changes += event.changes.size(); });
  Integrate(watched, chain);
  EXPECT_EQ(changes, kNodes);
  size_t told = 0;
  const Result<Integrated> done = server.Admit(chain, [&](const AdmittedOperation& operation) {
    ++told;
    return operation.path == (told == 1 ? "t" : "t/*") ? OkStatus() : NotFound(operation.path);
  });
  EXPECT_TRUE(done.ok()) << done.status().ToString();
  EXPECT_EQ(told, kNodes);
}

TEST(Admission, TellsListsCountersAndTrees) {
  Document client(1), server(9);
  EXPECT_OK(client.List("l").Append(1));
  EXPECT_OK(client.List("l").Append(2));
  EXPECT_OK(client.List("l").Set(0, 3));
  EXPECT_OK(client.List("l").Move(0, 1));
  EXPECT_OK(client.Counter("c").Add(5));
  const Id node = *client.Tree("t").Insert(kNullId, 0);
  EXPECT_OK(client.Tree("t").Data(node)->Set("k", 1));
  EXPECT_OK(client.Tree("t").Insert(node, 0).status());
  const Lines told = Admitted(client, server);
  EXPECT_EQ(told, (Lines{"items 2 l", "write 1 l", "move 1 l", "add 1 c", "items 1 t",
                         "write 1 t/* @k", "items 1 t/*"}));
  EXPECT_OK(client.List("l").Erase(0));
  EXPECT_OK(client.Tree("t").Erase(node));
  EXPECT_EQ(Admitted(client, server), (Lines{"erase 1 l", "erase 1 t"}));
}

TEST(Admission, ARunOfDeletionsIsToldByContainer) {
  Document client(1), server(9);
  EXPECT_OK(client.Text("a").Insert(0, "xy"));
  EXPECT_OK(client.Text("b").Insert(0, "zw"));
  client.Transact([&] {
    EXPECT_OK(client.Text("a").Erase(1, 1));
    EXPECT_OK(client.Text("b").Erase(0, 1));
  });
  EXPECT_EQ(Admitted(client, server), (Lines{"text 2 a", "text 2 b", "erase 1 a", "erase 1 b"}));
}

TEST(Admission, DeletionsTellTheKeyOfWhatTheyHit) {
  Document client(1), server(9);
  Map map = client.Map("m");
  client.Transact([&] {
    EXPECT_OK(map.Set("a", 1));
    EXPECT_OK(map.Set("b", 2));
    EXPECT_OK(map.Set("c", 3));
    EXPECT_OK(map.Remove("c"));  // of the same set
  });
  EXPECT_EQ(Admitted(client, server),
            (Lines{"write 1 m @a", "write 1 m @b", "write 1 m @c", "erase 1 m @c"}));
  client.Transact([&] {  // one run, of two keys
    EXPECT_OK(map.Remove("a"));
    EXPECT_OK(map.Remove("b"));
  });
  const OperationSet both = client.TakeLocal();
  ASSERT_EQ(both.operations.size(), 1u);
  Lines told;
  const auto note = [&](const AdmittedOperation& operation) {
    told.push_back(Told(operation));
    return OkStatus();
  };
  EXPECT_TRUE(server.Admit(both, note).ok());
  EXPECT_EQ(told, (Lines{"erase 1 m @a", "erase 1 m @b"}));
  EXPECT_OK(client.Restore({1, 1}, 2));
  EXPECT_EQ(Admitted(client, server), (Lines{"restore 1 m @a", "restore 1 m @b"}));
}

TEST(Admission, DeletionsTellTheKeyOfAMark) {
  Document client(1), server(9);
  Type(client, 0, "hello");
  const Id mark = *client.Text("note").Mark(1, 3, "bold", true);
  EXPECT_EQ(Admitted(client, server).size(), 2u);
  client.Transact([&] {
    EXPECT_OK(client.Text("note").RemoveMark(mark));
    EXPECT_OK(client.Text("note").Erase(0, 1));
  });
  EXPECT_EQ(Admitted(client, server), (Lines{"erase 1 note @bold", "erase 1 note"}));
}

TEST(Admission, ARefusalChangesNothing) {
  Document client(1), server(9);
  Type(client, 0, "hello");
  EXPECT_OK(client.Map("m").Set("k", 1));
  const OperationSet set = Taken(client);
  const Result<Integrated> result = server.Admit(set, [](const AdmittedOperation& operation) {
    return operation.path == "m" ? FailedPrecondition("no maps") : OkStatus();
  });
  EXPECT_EQ(result.status().message(), "no maps");
  EXPECT_EQ(server.version(), Version());
  EXPECT_EQ(Read(server), "");
  EXPECT_TRUE(server.CheckInvariants().ok());
  EXPECT_TRUE(server.Admit(set).ok());
}

TEST(Admission, TellsTheTypesOfValues) {
  Document client(1), server(9);
  List items = client.List("items");
  EXPECT_OK(items.Insert(0, 7));
  EXPECT_OK(items.Insert(1, "x"));
  (void)items.InsertMap(2);
  Map map = client.Map("map");
  EXPECT_OK(map.Set("done", true));
  EXPECT_OK(map.Set("half", 0.5));
  EXPECT_OK(map.Set("none", nullptr));
  EXPECT_OK(map.Set("raw", Bytes{"x"}));
  EXPECT_OK(map.MakeText("text")->Insert(0, "hello"));
  EXPECT_OK(items.Move(0, 2));
  std::map<std::string, ValueTypes> told;
  ValueTypes of_items;
  EXPECT_TRUE(server
                  .Admit(Taken(client),
                         [&](const AdmittedOperation& operation) {
                           if (operation.kind == OperationKind::kInsertItems) {
                             for (uint8_t type = 0; type < 16; ++type) {
                               const auto which = static_cast<ValueType>(type);
                               if (operation.values.Has(which)) of_items.Add(which);
                             }
                           } else {
                             told[operation.path + "/" + operation.key] = operation.values;
                           }
                           return OkStatus();
                         })
                  .ok());
  ValueTypes expected = ValueType::kInt;
  expected.Add(ValueType::kString);
  expected.Add(ValueType::kMap);
  EXPECT_EQ(of_items, expected);
  EXPECT_EQ(told["map/done"], ValueType::kBool);
  EXPECT_EQ(told["map/half"], ValueType::kDouble);
  EXPECT_EQ(told["map/none"], ValueType::kNull);
  EXPECT_EQ(told["map/raw"], ValueType::kBytes);
  EXPECT_EQ(told["map/text"], ValueType::kText);
  EXPECT_EQ(told["map/text/"], ValueTypes()) << "typing puts no values anywhere";
  EXPECT_EQ(told["items/"], ValueTypes()) << "nor does a move";
}

TEST(Admission, WhatIsKnownIsNotToldAgain) {
  Document client(1), server(9);
  Type(client, 0, "hello");
  (void)Admitted(client, server);
  Type(client, 5, "!");
  size_t told = 0;
  const Result<Integrated> result =
      server.Admit(Everything(client), [&](const AdmittedOperation& operation) {
        told += operation.count;
        return OkStatus();
      });
  EXPECT_TRUE(result.ok());
  EXPECT_EQ(told, 1u);
}

}  // namespace
}  // namespace weft::testing
