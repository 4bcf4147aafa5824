#include "tests/support/random_edit.h"

#include <string>

#include "tests/support/documents.h"

namespace weft::testing {

namespace {

void EditText(Text text, Random& random) {
  static constexpr const char* kWords[] = {"a", "hello ", "ä", "😀", "日本", "x\n"};
  const size_t length = text.Length(Unit::kCodePoint);
  if (length > 0 && random.OneIn(3)) {
    const size_t at = random.Below(length);
    EXPECT_OK(text.Erase(at, random.Below(std::min<size_t>(length - at, 5)) + 1, Unit::kCodePoint));
  } else {
    EXPECT_OK(text.Insert(random.Below(length + 1), kWords[random.Below(std::size(kWords))],
                          Unit::kCodePoint));
  }
}

void EditMap(Map map, Random& random) {
  const std::string key(1, static_cast<char>('a' + random.Below(4)));
  if (random.OneIn(4) && map.Contains(key)) {
    EXPECT_OK(map.Remove(key));
  } else if (random.OneIn(4)) {
    EXPECT_OK(map.MakeText(key)->Insert(0, "nested"));
  } else {
    EXPECT_OK(map.Set(key, static_cast<int64_t>(random.Below(1000))));
  }
}

void EditTodos(Document& document, Random& random) {
  List todos = document.List("todos");
  const size_t size = todos.size();
  if (size == 0 || random.OneIn(3)) {
    Result<Map> item = todos.InsertMap(random.Below(size + 1));
    ASSERT_TRUE(item.ok());
    EXPECT_OK(item->MakeText("name")->Insert(0, "milk"));
    EXPECT_OK(item->Set("done", false));
    return;
  }
  const size_t at = random.Below(size);
  Result<Map> item = todos.GetMap(at);
  switch (random.Below(5)) {
    case 0:
      EXPECT_OK(todos.Erase(at));
      break;
    case 1:
      EXPECT_OK(todos.Move(at, random.Below(size)));
      break;
    case 2:
      EXPECT_OK(todos.Set(at, "plain"));
      break;
    default:
      if (!item.ok()) break;  // it was set to something plain
      EXPECT_OK(item->Set("done", random.OneIn(2)));
      if (Result<Text> name = item->GetText("name"); name.ok()) EditText(*name, random);
  }
}

void EditOutline(Tree tree, Random& random) {
  std::vector<Id> nodes{kNullId};
  for (size_t i = 0; i < nodes.size() && nodes.size() < 20; ++i) {
    for (const Id& child : tree.Children(nodes[i])) nodes.push_back(child);
  }
  const Id parent = nodes[random.Below(nodes.size())];
  const Id node = nodes[random.Below(nodes.size())];
  if (node.IsNull() || random.OneIn(2)) {
    const Result<Id> made = tree.Insert(parent, random.Below(tree.ChildCount(parent) + 1));
    ASSERT_TRUE(made.ok());
    EXPECT_OK(tree.Data(*made)->Set("title", "node"));
  } else if (random.OneIn(4)) {
    EXPECT_OK(tree.Erase(node));
  } else {
    (void)tree.Move(node, parent, 0);  // below itself is refused
  }
}

}  // namespace

void EditAtRandom(Document& document, Random& random) {
  switch (random.Below(8)) {
    case 0:
      return EditMap(document.Map("facts"), random);
    case 1:
    case 2:
      return EditTodos(document, random);
    case 3:
      EXPECT_OK(document.Counter("likes").Add(static_cast<int64_t>(random.Below(9)) - 4));
      return;
    case 4:
      return EditOutline(document.Tree("outline"), random);
    case 5: {
      const uint32_t effects = document.version().Get(document.agent()).effects;
      if (effects == 0) return;
      // What is no deletion, or half of a pair's, is refused.
      (void)document.Restore({document.agent(), static_cast<uint32_t>(random.Below(effects))}, 1);
      return;
    }
    default:
      return EditText(document.Text("note"), random);
  }
}

}  // namespace weft::testing
