#include "tests/support/object_edits.h"

#include <algorithm>
#include <limits>

#include "tests/support/random_values.h"
#include "tests/support/text_edits.h"

namespace weft::testing {

namespace {

void MakeInMap(Map& map, const std::string& key, ContainerKind kind) {
  switch (kind) {
    case ContainerKind::kText:
      return ExpectOk(map.MakeText(key).status(), "MakeText");
    case ContainerKind::kMap:
      return ExpectOk(map.MakeMap(key).status(), "MakeMap");
    case ContainerKind::kList:
      return ExpectOk(map.MakeList(key).status(), "MakeList");
    case ContainerKind::kCounter:
      return ExpectOk(map.MakeCounter(key).status(), "MakeCounter");
    default:
      return ExpectOk(map.MakeTree(key).status(), "MakeTree");
  }
}

void InsertInList(List& list, size_t index, ContainerKind kind) {
  switch (kind) {
    case ContainerKind::kText:
      return ExpectOk(list.InsertText(index).status(), "InsertText");
    case ContainerKind::kMap:
      return ExpectOk(list.InsertMap(index).status(), "InsertMap");
    case ContainerKind::kList:
      return ExpectOk(list.InsertList(index).status(), "InsertList");
    case ContainerKind::kCounter:
      return ExpectOk(list.InsertCounter(index).status(), "InsertCounter");
    default:
      return ExpectOk(list.InsertTree(index).status(), "InsertTree");
  }
}

void EditMap(const Edit& edit) {
  Map map = Must(edit.document().MapOf(edit.container), "a map's handle");
  const std::string key = KeyFor(edit.random);
  auto& keys = edit.shown().keys;
  const size_t what = edit.random.Below(8);
  if (what < 2) {
    const Status status = map.Remove(key);
    Expect(status.code() == (keys.contains(key) ? StatusCode::kOk : StatusCode::kNotFound),
           "Remove: " + status.ToString());
    keys.erase(key);
  } else if (what < 5) {
    const Value value = PlainValue(edit.random);
    ExpectOk(map.Set(key, value), "Set");
    keys[key] = {CellOf(value)};
  } else {
    const ContainerId made(KindOfNew(edit.random), edit.replica.NextId());
    MakeInMap(map, key, made.kind);
    keys[key] = {CellOf(made)};
    AddContainer(&edit.replica.plain(), made);
  }
}

void InsertItems(const Edit& edit, List& list) {
  const Id first = edit.replica.NextId();
  auto& items = edit.shown().items;
  const size_t index = edit.random.Below(items.size() + 1);
  const auto place = items.begin() + static_cast<ptrdiff_t>(index);
  if (edit.random.OneIn(3)) {
    const ContainerId made(KindOfNew(edit.random), first);
    InsertInList(list, index, made.kind);
    items.insert(place, PictureItem{first, {CellOf(made)}});
    AddContainer(&edit.replica.plain(), made);
    return;
  }
  std::vector<Value> values(1 + edit.random.Below(3));
  std::vector<PictureItem> inserted;
  for (Value& value : values) {
    value = PlainValue(edit.random);
    const Id id{first.agent, first.seq + static_cast<uint32_t>(inserted.size())};
    inserted.push_back(PictureItem{id, {CellOf(value)}});
  }
  ExpectOk(list.InsertAll(index, values), "InsertAll");
  items.insert(place, inserted.begin(), inserted.end());
}

void EditList(const Edit& edit) {
  List list = Must(edit.document().ListOf(edit.container), "a list's handle");
  auto& items = edit.shown().items;
  const size_t what = edit.random.Below(8);
  if (items.empty() || what < 3) return InsertItems(edit, list);
  const size_t index = edit.random.Below(items.size());
  const auto place = items.begin() + static_cast<ptrdiff_t>(index);
  if (what == 3) {
    const Value value = PlainValue(edit.random);
    ExpectOk(list.Set(index, value), "Set of an item");
    place->cells = {CellOf(value)};
  } else if (what < 6) {
    const size_t to = edit.random.Below(items.size());
    ExpectOk(list.Move(index, to), "Move of an item");
    const PictureItem item = *place;
    items.erase(place);
    items.insert(items.begin() + static_cast<ptrdiff_t>(to), item);
  } else {
    const size_t count = 1 + edit.random.Below(std::min<size_t>(3, items.size() - index));
    ExpectOk(list.Erase(index, count), "Erase of items");
    items.erase(place, place + static_cast<ptrdiff_t>(count));
  }
}

void EditCounter(const Edit& edit) {
  constexpr int64_t kAmounts[] = {
      1, -1, 5, 0, 127, std::numeric_limits<int64_t>::max(), std::numeric_limits<int64_t>::min()};
  const int64_t amount = kAmounts[edit.random.Below(std::size(kAmounts))];
  ExpectOk(Must(edit.document().CounterOf(edit.container), "a counter's handle").Add(amount),
           "Add");
  int64_t& sum = edit.shown().sum;
  sum = static_cast<int64_t>(static_cast<uint64_t>(sum) + static_cast<uint64_t>(amount));
}

ContainerId ChildrenOf(const ContainerId& tree, Id parent) {
  return parent.IsNull() ? tree : ContainerId(ContainerKind::kNode, parent);
}

// A node and all below it, from the picture.
std::vector<Id> Below(Picture& picture, Id node) {
  std::vector<Id> out = {node};
  for (size_t i = 0; i < out.size(); ++i) {
    for (const PictureItem& item : picture[ContainerId(ContainerKind::kNode, out[i])].items) {
      out.push_back(item.id);
    }
  }
  return out;
}

struct NodePlace {
  Id node;
  Id parent;
  size_t index;
};
std::vector<NodePlace> NodesOf(Picture& picture, const ContainerId& tree) {
  std::vector<NodePlace> out;
  std::vector<Id> parents = {kNullId};
  for (size_t i = 0; i < parents.size(); ++i) {
    const std::vector<PictureItem>& items = picture[ChildrenOf(tree, parents[i])].items;
    for (size_t k = 0; k < items.size(); ++k) {
      out.push_back({items[k].id, parents[i], k});
      parents.push_back(items[k].id);
    }
  }
  return out;
}

std::vector<PictureItem>& Children(const Edit& edit, Id parent) {
  return edit.replica.plain()[ChildrenOf(edit.container, parent)].items;
}

void InsertNode(const Edit& edit, Tree& tree, Id parent) {
  const Id id = edit.replica.NextId();
  std::vector<PictureItem>& children = Children(edit, parent);
  const size_t index = edit.random.Below(children.size() + 1);
  Expect(Must(tree.Insert(parent, index), "Insert of a node") == id, "a node's id");
  children.insert(children.begin() + static_cast<ptrdiff_t>(index), NodeItem(id));
  AddNode(&edit.replica.plain(), id);
}

void MoveNode(const Edit& edit, Tree& tree, const NodePlace& from, Id parent) {
  const std::vector<Id> below = Below(edit.replica.plain(), from.node);
  std::vector<PictureItem>& target = Children(edit, parent);
  const size_t room = target.size() + (parent == from.parent ? 0 : 1);
  const size_t index = edit.random.Below(room);
  const Status status = tree.Move(from.node, parent, index);
  if (std::find(below.begin(), below.end(), parent) != below.end()) {
    Expect(status.code() == StatusCode::kInvalidArgument, "a move below itself");
    return;
  }
  ExpectOk(status, "Move of a node");
  std::vector<PictureItem>& source = Children(edit, from.parent);
  source.erase(source.begin() + static_cast<ptrdiff_t>(from.index));
  target.insert(target.begin() + static_cast<ptrdiff_t>(index), NodeItem(from.node));
}

void EraseNode(const Edit& edit, Tree& tree, const NodePlace& place) {
  ExpectOk(tree.Erase(place.node), "Erase of a node");
  std::vector<PictureItem>& siblings = Children(edit, place.parent);
  for (Id id : Below(edit.replica.plain(), place.node)) {
    edit.replica.plain().erase(ContainerId(ContainerKind::kNode, id));
  }
  siblings.erase(siblings.begin() + static_cast<ptrdiff_t>(place.index));
}

void EditTree(const Edit& edit) {
  Tree tree = Must(edit.document().TreeOf(edit.container), "a tree's handle");
  const std::vector<NodePlace> nodes = NodesOf(edit.replica.plain(), edit.container);
  const size_t pick = edit.random.Below(nodes.size() + 1);
  const Id parent = pick == nodes.size() ? kNullId : nodes[pick].node;
  const size_t what = edit.random.Below(8);
  if (nodes.empty() || what < 4) return InsertNode(edit, tree, parent);
  const NodePlace& place = nodes[edit.random.Below(nodes.size())];
  if (what == 4) return EraseNode(edit, tree, place);
  MoveNode(edit, tree, place, parent);
}

// Roots come up more often than by their number, so that not everything is far down.
ContainerId AnyContainer(ObjectReplica& replica, Random& random,
                         std::optional<ContainerKind> focus) {
  if (focus && !random.OneIn(8)) {
    const std::set<ContainerId>& roots = ObjectReplica::Roots();
    return *std::find_if(roots.begin(), roots.end(),
                         [&](const ContainerId& root) { return root.kind == *focus; });
  }
  std::vector<ContainerId> all(ObjectReplica::Roots().begin(), ObjectReplica::Roots().end());
  if (random.OneIn(2)) {
    all.clear();
    for (const auto& [container, shown] : replica.plain()) {
      if (container.kind != ContainerKind::kNode) all.push_back(container);
    }
  }
  return all[random.Below(all.size())];
}

void EditMapInVain(const Edit& edit) {
  Map map = Must(edit.document().MapOf(edit.container), "a map's handle");
  constexpr StatusCode kInvalid = StatusCode::kInvalidArgument;
  ExpectCode(map.Set("\xC3", 1), kInvalid, "a key that is no UTF-8");
  ExpectCode(map.Set(std::string(1025, 'k'), 1), kInvalid, "a key that is too long");
  ExpectCode(map.Set("k", "\xC3"), kInvalid, "a string that is no UTF-8");
  ExpectCode(map.Set("k", ContainerId(ContainerKind::kMap, Id{1, 0})), kInvalid, "a container");
  ExpectCode(map.MakeMap("\xC3").status(), kInvalid, "a key that is no UTF-8");
  ExpectCode(map.Remove("no such key"), StatusCode::kNotFound, "Remove of no key");
}

void EditListInVain(const Edit& edit) {
  List list = Must(edit.document().ListOf(edit.container), "a list's handle");
  const size_t size = edit.shown().items.size();
  constexpr StatusCode kBeyond = StatusCode::kOutOfRange;
  ExpectCode(list.Insert(size + 1, 1), kBeyond, "Insert beyond");
  ExpectCode(list.InsertMap(size + 1).status(), kBeyond, "InsertMap beyond");
  ExpectCode(list.Set(size, 1), kBeyond, "Set beyond");
  ExpectCode(list.Erase(size, 1), kBeyond, "Erase beyond");
  ExpectCode(list.Erase(size / 2, ~size_t{0}), kBeyond, "Erase of all and more");
  ExpectCode(list.Move(size, 0), kBeyond, "Move from beyond");
  ExpectCode(list.Insert(0, "\xC3"), StatusCode::kInvalidArgument, "a string that is no UTF-8");
  if (size > 0) ExpectCode(list.Move(0, size), kBeyond, "Move to beyond");
}

void EditTreeInVain(const Edit& edit) {
  Tree tree = Must(edit.document().TreeOf(edit.container), "a tree's handle");
  const Id unknown{12345, 6};
  ExpectCode(tree.Insert(unknown, 0).status(), StatusCode::kNotFound, "Insert below nothing");
  ExpectCode(tree.Erase(unknown), StatusCode::kNotFound, "Erase of nothing");
  ExpectCode(tree.Move(unknown, kNullId, 0), StatusCode::kNotFound, "Move of nothing");
  const size_t top = edit.shown().items.size();
  ExpectCode(tree.Insert(kNullId, top + 1).status(), StatusCode::kOutOfRange, "Insert beyond");
  if (top == 0) return;
  const Id node = edit.shown().items[0].id;
  ExpectCode(tree.Move(node, node, 0), StatusCode::kInvalidArgument, "Move below itself");
  ExpectCode(tree.Move(node, unknown, 0), StatusCode::kNotFound, "Move below nothing");
  ExpectCode(tree.Move(node, kNullId, top), StatusCode::kOutOfRange, "Move to beyond");
}

}  // namespace

void EditAnything(ObjectReplica& replica, Random& random, std::optional<ContainerKind> focus) {
  const ContainerId container = AnyContainer(replica, random, focus);
  const Edit edit{replica, container, random};
  replica.Edited();
  switch (container.kind) {
    case ContainerKind::kText:
      return EditText(edit);
    case ContainerKind::kMap:
      return EditMap(edit);
    case ContainerKind::kList:
      return EditList(edit);
    case ContainerKind::kCounter:
      return EditCounter(edit);
    default:
      return EditTree(edit);
  }
}

void EditInVain(ObjectReplica& replica, Random& random) {
  const ContainerId container = AnyContainer(replica, random, {});
  const Edit edit{replica, container, random};
  switch (container.kind) {
    case ContainerKind::kMap:
      return EditMapInVain(edit);
    case ContainerKind::kList:
      return EditListInVain(edit);
    case ContainerKind::kTree:
      return EditTreeInVain(edit);
    case ContainerKind::kText:
      return EditTextInVain(edit);
    default:
      return;
  }
}

}  // namespace weft::testing
