#include "tests/support/document_picture.h"

#include <algorithm>

#include "tests/support/object_operation.h"
#include "tests/support/object_replica.h"
#include "tests/support/picture_mirror.h"
#include "tests/support/replica.h"

namespace weft::testing {

namespace {

template <class T>
T Must(Result<T> result, const std::string& what) {
  ExpectOk(result.status(), what);
  return *std::move(result);
}

std::vector<Cell> CellsOf(const std::vector<Value>& values) {
  std::vector<Cell> cells;
  for (const Value& value : values) cells.push_back(CellOf(value));
  return cells;
}

// The getter of the right kind answers, all others refuse.
template <class Getter>
void CompareTyped(const Getter& handle, const auto& place, const Cell& cell) {
  const auto is = [&cell](ContainerKind kind) {
    return cell.container && cell.container->kind == kind;
  };
  const auto same = [](const Status& status, bool expected) {
    Expect(status.ok() == expected, "a typed getter: " + status.ToString());
    Expect(expected || status.code() == StatusCode::kFailedPrecondition,
           "a typed getter of another kind: " + status.ToString());
  };
  same(handle.GetText(place).status(), is(ContainerKind::kText));
  same(handle.GetMap(place).status(), is(ContainerKind::kMap));
  same(handle.GetList(place).status(), is(ContainerKind::kList));
  same(handle.GetCounter(place).status(), is(ContainerKind::kCounter));
  same(handle.GetTree(place).status(), is(ContainerKind::kTree));
}

void ReadMap(const Map& map, Shown* shown) {
  const std::vector<std::string> keys = map.Keys();
  Expect(std::is_sorted(keys.begin(), keys.end()), "Keys ascend");
  Expect(map.size() == keys.size(), "a map's size");
  for (const std::string& key : keys) {
    std::vector<Cell> cells = CellsOf(map.GetAll(key));
    Expect(!cells.empty() && map.Contains(key), "a key without a value");
    Expect(CellOf(map.Get(key).value()) == cells.front(), "Get and GetAll of " + key);
    CompareTyped(map, key, cells.front());
    shown->keys[key] = std::move(cells);
  }
  const std::string absent = "no such key";
  Expect(!map.Contains(absent) && map.GetAll(absent).empty(), "a key that is not there");
  Expect(map.GetText(absent).status().code() == StatusCode::kNotFound, "GetText of no key");
}

void ReadList(const List& list, Shown* shown) {
  const std::vector<Value> values = list.Read();
  Expect(values.size() == list.size(), "a list's size");
  for (size_t i = 0; i < values.size(); ++i) {
    PictureItem item;
    item.id = Must(list.IdAt(i), "IdAt");
    item.cells = CellsOf(list.GetAll(i));
    Expect(!item.cells.empty() && CellOf(values[i]) == item.cells.front(), "Read and GetAll");
    Expect(CellOf(Must(list.Get(i), "Get")) == item.cells.front(), "Get and GetAll");
    Expect(Must(list.IndexOf(item.id), "IndexOf") == i, "IndexOf and IdAt");
    CompareTyped(list, i, item.cells.front());
    shown->items.push_back(std::move(item));
  }
  Expect(list.Get(values.size()).status().code() == StatusCode::kOutOfRange, "Get beyond");
  Expect(list.IdAt(values.size()).status().code() == StatusCode::kOutOfRange, "IdAt beyond");
}

void ReadChildren(const Tree& tree, Id parent, Picture* picture) {
  const ContainerId container =
      parent.IsNull() ? tree.id() : ContainerId(ContainerKind::kNode, parent);
  const std::vector<Id> children = tree.Children(parent);
  Expect(tree.ChildCount(parent) == children.size(), "ChildCount and Children");
  (*picture)[container];
  for (size_t i = 0; i < children.size(); ++i) {
    const Id child = children[i];
    Expect(tree.Contains(child), "a tree does not contain a child: " + ToString(child));
    Expect(Must(tree.Parent(child), "Parent") == parent, "Parent and Children");
    Expect(Must(tree.IndexOf(child), "IndexOf") == i, "IndexOf and Children");
    const Map data = Must(tree.Data(child), "Data");
    Expect(data.id() == ContainerId(ContainerKind::kMap, child), "Data's id");
    (*picture)[container].items.push_back(NodeItem(child));
    ReadChildren(tree, child, picture);
  }
}

void ReadContainer(Document& document, const ContainerId& id, Picture* picture) {
  Shown& shown = (*picture)[id];
  const std::string what = "the handle of " + ToString(id);
  switch (id.kind) {
    case ContainerKind::kText:
      ReadSteps(Must(document.TextOf(id), what).Delta(), &shown);
      Expect(shown.text == document.TextOf(id)->ReadUtf16(), "Delta and ReadUtf16");
      break;
    case ContainerKind::kMap: {
      const Map map = Must(document.MapOf(id), what);
      Expect(map.id() == id, "a map's id");
      ReadMap(map, &shown);
      break;
    }
    case ContainerKind::kList: {
      const List list = Must(document.ListOf(id), what);
      Expect(list.id() == id, "a list's id");
      ReadList(list, &shown);
      break;
    }
    case ContainerKind::kCounter:
      shown.sum = Must(document.CounterOf(id), what).value();
      break;
    case ContainerKind::kTree:
      ReadChildren(Must(document.TreeOf(id), what), kNullId, picture);
      break;
    case ContainerKind::kNode:
      break;
  }
}

}  // namespace

void ReadSteps(const std::vector<DeltaStep>& delta, Shown* shown) {
  for (const DeltaStep& step : delta) {
    Expect(step.kind == DeltaStep::Kind::kInsert, "a whole text's delta inserts");
  }
  const std::string wrong = ApplySteps(delta, shown);
  Expect(wrong.empty(), "a whole text's delta: " + wrong);
}

std::set<ContainerId> ContainersOf(const Picture& picture) {
  std::set<ContainerId> containers = ObjectReplica::Roots();
  for (const auto& [container, shown] : picture) containers.insert(container);
  return containers;
}

Picture PictureOf(Document& document, const std::set<ContainerId>& containers) {
  Picture picture;
  for (const ContainerId& container : containers) {
    if (container.kind != ContainerKind::kNode) ReadContainer(document, container, &picture);
  }
  return picture;
}

void ComparePaths(const Document& document, const Picture& picture) {
  const std::set<ContainerId> reachable = Reachable(picture);
  for (const auto& [container, shown] : picture) {
    if (container.kind == ContainerKind::kNode) continue;
    const Result<Path> path = document.PathOf(container);
    if (!reachable.contains(container)) {
      Expect(path.status().code() == StatusCode::kNotFound,
             "PathOf what is not in the document: " + ToString(container));
      continue;
    }
    ExpectOk(path.status(), "PathOf " + ToString(container));
    const std::string text = ToString(*path);
    const Result<Value> there = document.At(text);
    if (shown == Shown() && container.IsRoot()) continue;  // a root may be unknown yet
    ExpectOk(there.status(), "At " + text);
    Expect(CellOf(*there).container == container, "At " + text + " is another");
  }
}

}  // namespace weft::testing
