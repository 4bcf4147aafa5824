// Events of maps, lists, counters and trees: what changed, in the user's positions.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/documents.h"
#include "tests/support/object_operation.h"
#include "tests/support/show.h"

namespace weft::testing {
namespace {

// "=2 +a,b -1 *x": keep, insert (moved ones with a ~), erase, set.
std::string Tell(const ListDelta& delta) {
  std::string out;
  for (const ListStep& step : delta.steps) {
    out += out.empty() ? "" : " ";
    out += "=+-*"[static_cast<size_t>(step.kind)];
    if (step.items.empty()) out += std::to_string(step.count);
    for (size_t i = 0; i < step.items.size(); ++i) {
      out += i == 0 ? "" : ",";
      out += (step.items[i].moved ? "~" : "") + Show(step.items[i].value);
    }
  }
  return out;
}
std::string Tell(const MapDelta& delta) {
  std::string out;
  for (const MapDelta::Key& key : delta.keys) {
    out += (out.empty() ? "" : " ") + key.key + (key.value ? "=" + Show(*key.value) : "-");
  }
  return out;
}
// path: change, one a line.
std::string Tell(const Event& event) {
  std::string out;
  for (const Change& change : event.changes) {
    out += ToString(change.path) + ": ";
    if (change.text() != nullptr) out += std::to_string(change.text()->steps.size()) + " steps";
    if (change.list() != nullptr) out += Tell(*change.list());
    if (change.map() != nullptr) out += Tell(*change.map());
    if (change.counter() != nullptr) {
      out +=
          std::to_string(change.counter()->by) + " to " + std::to_string(change.counter()->value);
    }
    out += "\n";
  }
  return out;
}

class ObjectEvents : public ::testing::Test {
 protected:
  ObjectEvents() : document_(1), other_(2) {
    document_.Observe([this](const Event& event) {
      origins_.push_back(event.origin);
      shown_.push_back(Tell(event));
    });
  }
  // All since the last call.
  std::string News() {
    std::string out;
    for (const std::string& event : shown_) out += (out.empty() ? "" : "--\n") + event;
    shown_.clear();
    origins_.clear();
    return out;
  }
  void FromOther() { Sync(other_, document_); }

  Document document_;
  Document other_;
  std::vector<Origin> origins_;
  std::vector<std::string> shown_;
};

TEST_F(ObjectEvents, OfAMapNameKeysAndValues) {
  Map map = document_.Map("map");
  EXPECT_OK(map.Set("b", 1));
  EXPECT_EQ(News(), "map: b=1\n");
  document_.Transact([&] {
    EXPECT_OK(map.Set("c", 2));
    EXPECT_OK(map.Set("a", 3));
    EXPECT_OK(map.Remove("b"));
    EXPECT_OK(map.Set("gone", 1));
    EXPECT_OK(map.Remove("gone"));
  });
  EXPECT_EQ(News(), "map: a=3 b- c=2\n");
  EXPECT_OK(map.Set("a", 3));
  EXPECT_EQ(News(), "") << "the value it had";
}

TEST_F(ObjectEvents, OfAConcurrentWriteThatLosesTellNothing) {
  EXPECT_OK(other_.Map("map").Set("k", "theirs"));
  EXPECT_OK(document_.Map("map").Set("j", 1));
  EXPECT_OK(document_.Map("map").Set("k", "mine"));  // stamp 2
  News();
  FromOther();
  EXPECT_EQ(News(), "");
  EXPECT_EQ(document_.Map("map").GetAll("k").size(), 2u);
}

TEST_F(ObjectEvents, OfAListTellPositions) {
  List list = document_.List("list");
  AppendLetters(list, "abc");
  EXPECT_EQ(News(), "list: +a\n--\nlist: =1 +b\n--\nlist: =2 +c\n");
  EXPECT_OK(list.Set(1, "B"));
  EXPECT_EQ(News(), "list: =1 *B\n");
  EXPECT_OK(list.Erase(0));
  EXPECT_EQ(News(), "list: -1\n");
  document_.Transact([&] {
    EXPECT_OK(list.Insert(0, "x"));
    EXPECT_OK(list.Insert(3, "y"));
    EXPECT_OK(list.Set(0, "X"));
  });
  EXPECT_EQ(News(), "list: +X =2 +y\n") << "an item that came in has its value";
}

TEST_F(ObjectEvents, OfAMoveTakeTheItemAndPutItElsewhere) {
  List list = document_.List("list");
  AppendLetters(list, "abcd");
  News();
  EXPECT_OK(list.Move(0, 2));
  EXPECT_EQ(News(), "list: -1 =2 +~a\n");
  EXPECT_OK(list.Move(3, 1));
  EXPECT_EQ(News(), "list: =1 +~d =2 -1\n");
  document_.Transact([&] {
    EXPECT_OK(list.Move(0, 3));
    EXPECT_OK(list.Move(3, 0));
  });
  EXPECT_EQ(News(), "list: +~b -1\n") << "back where it was, from one slot to another";
  document_.Transact([&] {
    EXPECT_OK(list.Move(0, 3));
    EXPECT_OK(list.Erase(3));
  });
  EXPECT_EQ(News(), "list: -1\n");
}

TEST_F(ObjectEvents, OfAMoveThatLosesTellNothing) {
  AppendLetters(other_.List("list"), "abc");
  FromOther();
  EXPECT_OK(other_.List("list").Move(0, 1));
  EXPECT_OK(document_.Map("map").Set("k", 1));
  EXPECT_OK(document_.List("list").Move(0, 2));  // stamp 2
  News();
  FromOther();
  EXPECT_EQ(News(), "");
}

TEST_F(ObjectEvents, OfACounterTellByHowMuch) {
  EXPECT_OK(document_.Counter("n").Add(5));
  EXPECT_OK(other_.Counter("n").Add(-2));
  FromOther();
  EXPECT_EQ(News(), "n: 5 to 5\n--\nn: -2 to 3\n");
  EXPECT_OK(document_.Restore({1, 0}, 1));
  EXPECT_EQ(News(), "n: -5 to -2\n");
  document_.Transact([&] {
    EXPECT_OK(document_.Counter("n").Add(1));
    EXPECT_OK(document_.Counter("n").Add(-1));
  });
  EXPECT_EQ(News(), "");
}

TEST_F(ObjectEvents, OfATreeAreOfChildren) {
  Tree tree = document_.Tree("tree");
  const Id a = *tree.Insert(kNullId, 0);
  EXPECT_EQ(News(), "tree: +map:1-0\n");
  const Id b = *tree.Insert(a, 0);
  EXPECT_EQ(News(), "tree/1:0: +map:1-1\n");
  EXPECT_OK(tree.Data(b)->Set("x", 1));
  EXPECT_EQ(News(), "tree/1:1: x=1\n");
  EXPECT_OK(tree.Move(b, kNullId, 0));
  EXPECT_EQ(News(), "tree: +~map:1-1\ntree/1:0: -1\n");
  EXPECT_OK(tree.Move(a, b, 0));
  EXPECT_EQ(News(), "tree: =1 -1\ntree/1:1: +~map:1-0\n");
  EXPECT_OK(tree.Erase(b));
  EXPECT_EQ(News(), "tree: -1\n") << "what was below is gone with it";
  EXPECT_OK(document_.Restore({1, 0}, 1));
  EXPECT_EQ(News(), "tree: +map:1-1\ntree/1:1: x=1\ntree/1:1: +map:1-0\n");
}

TEST_F(ObjectEvents, OfAContainerThatComesInTellItsContent) {
  document_.Transact([&] {
    Map todo = *document_.List("todos").InsertMap(0);
    EXPECT_OK(todo.Set("done", false));
    EXPECT_OK(todo.MakeText("text")->Insert(0, "milk"));
  });
  EXPECT_EQ(News(), "todos: +map:1-0\ntodos/0: done=false text=text:1-2\ntodos/0/text: 1 steps\n");
  EXPECT_OK(document_.List("todos").Erase(0));
  EXPECT_EQ(News(), "todos: -1\n");
  EXPECT_OK(document_.TextOf({ContainerKind::kText, Id{1, 2}})->Insert(4, "!"));
  EXPECT_EQ(News(), "") << "nobody sees it";
  EXPECT_OK(document_.Restore({1, 0}, 1));
  EXPECT_EQ(News(), "todos: +map:1-0\ntodos/0: done=false text=text:1-2\ntodos/0/text: 1 steps\n");
}

TEST_F(ObjectEvents, OfAContainerThatMovesTellOnlyThat) {
  List todos = document_.List("todos");
  EXPECT_OK(todos.Append("first"));
  EXPECT_OK(todos.InsertMap(1)->Set("x", 1));
  News();
  EXPECT_OK(todos.Move(1, 0));
  EXPECT_EQ(News(), "todos: +~map:1-1 =1 -1\n");
  EXPECT_OK(todos.GetMap(0)->Set("x", 2));
  EXPECT_EQ(News(), "todos/0: x=2\n");
}

TEST_F(ObjectEvents, OfWhatAMoveSavedFromADeletionTellAllOfIt) {
  Tree tree = other_.Tree("tree");
  const Id a = AddNamed(tree, kNullId, 0, "A");
  const Id b = AddNamed(tree, a, 0, "B");
  FromOther();
  EXPECT_OK(document_.Tree("tree").Erase(a));
  EXPECT_OK(tree.Move(b, kNullId, 1));
  News();
  FromOther();
  EXPECT_EQ(News(), "tree: +map:2-2\ntree/2:2: name=B\n") << "it was not to be seen";
}

TEST_F(ObjectEvents, TellRemoteChangesAsOneEvent) {
  EXPECT_OK(other_.Map("map").MakeList("list")->Append(1));
  EXPECT_OK(other_.Counter("n").Add(1));
  FromOther();
  EXPECT_EQ(origins_, std::vector<Origin>{Origin::kRemote});
  const std::string news = News();
  EXPECT_EQ(news, "map: list=list:2-0\nn: 1 to 1\nmap/list: +1\n");
}

TEST_F(ObjectEvents, ObserversMayEditWhatIsToldAfterwards) {
  Map map = document_.Map("map");
  document_.Observe([&](const Event&) {
    if (!map.Contains("seen")) EXPECT_OK(map.Set("seen", true));
  });
  EXPECT_OK(map.Set("k", 1));
  EXPECT_EQ(News(), "map: k=1\n--\nmap: seen=true\n");
}

TEST_F(ObjectEvents, OfANodeThatMovesIntoANewOneTellItsOwnChangesToo) {
  Tree tree = other_.Tree("tree");
  const Id old = AddNamed(tree, kNullId, 0, "old");
  FromOther();
  News();
  const Id parent = *tree.Insert(kNullId, 0);
  EXPECT_OK(tree.Move(old, parent, 0));
  EXPECT_OK(tree.Data(old)->Set("x", 1));
  EXPECT_OK(tree.Insert(old, 0).status());
  FromOther();
  EXPECT_EQ(News(), "tree: +map:2-2 -1\ntree/2:2: +~map:2-0\ntree/2:0: x=1\ntree/2:0: +map:2-5\n");
}

TEST_F(ObjectEvents, OfNodesBelowEachOtherTellTheUpperFirst) {
  Tree tree = document_.Tree("tree");
  const Id low = AddNamed(tree, kNullId, 0, "low");
  const Id high = AddNamed(tree, kNullId, 0, "high");
  EXPECT_OK(tree.Move(low, high, 0));
  News();
  document_.Transact([&] {
    EXPECT_OK(tree.Insert(low, 0).status());
    EXPECT_OK(tree.Insert(high, 0).status());
  });
  EXPECT_EQ(News(), "tree/1:2: +map:1-6\ntree/1:0: +map:1-5\n");
}

// The list the item was inserted with shows again when the write over it goes; where it moved in
// the same transaction is no reason to leave out what is in it.
TEST_F(ObjectEvents, AnItemThatMovesAndShowsAnotherContainerBringsItsContent) {
  List items = document_.List("items");
  EXPECT_OK(items.InsertList(0)->Append("inside"));
  EXPECT_OK(items.Append("last"));
  EXPECT_OK(items.Set(0, "over it"));
  (void)News();
  Sync(document_, other_);
  const Id write{1, document_.version().Get(1).creations - 1};
  EXPECT_OK(other_.List("items").Move(0, 1));
  ObjectOperations both = ExpandObjects(other_.TakeLocal());
  ObjectOperation erase;
  erase.kind = OperationKind::kErase;
  erase.agent = 7;
  erase.target = write;
  both.push_back(erase);
  Integrate(document_, PackObjects(both));
  EXPECT_EQ(News(), "items: -1 =1 +~list:1-0\nitems/1: +inside\n");
}

}  // namespace
}  // namespace weft::testing
