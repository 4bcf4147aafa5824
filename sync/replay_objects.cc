// Replay: what operations on lists, maps and trees did, made again.
#include <utility>

#include "sync/replay.h"

namespace weft::sync {

namespace {

// A tree's top is named by null, a node's children by the node.
Id ParentOf(const ContainerId& children) {
  return children.kind == ContainerKind::kNode ? children.creator : kNullId;
}

// A value as an item or at a key: containers are made anew.
template <class Plain, class Make>
bool Put(const Value& value, Plain plain, Make make) {
  const ContainerId* container = value.AsContainer();
  return container == nullptr ? plain().ok() : make(container->kind);
}

}  // namespace

Result<Tree> Replay::ScratchTree(const Change& change) const {
  Path prefix;
  Result<Tree> found = NotFound("in no tree");
  for (const PathStep& step : change.path) {
    prefix.push_back(step);
    Result<Tree> tree = scratch_->TreeAt(ToString(prefix));
    if (tree.ok()) found = std::move(tree);
  }
  return found;
}

Result<Tree> Replay::FreshTree(const Change& change) const {
  const Result<Tree> tree = ScratchTree(change);
  if (!tree.ok()) return tree.status();
  const std::optional<ContainerId> id = Find(tree->id());
  if (!id) return NotFound("the tree is not here");
  return id->IsRoot() ? fresh_->Tree(id->name) : fresh_->TreeOf(*id);
}

size_t Replay::IndexInList(const List& scratch, const List& fresh, size_t index) const {
  while (index-- > 0) {
    const Result<Id> id = scratch.IdAt(index);
    const std::optional<Id> same = id.ok() ? Find(*id) : std::nullopt;
    const Result<size_t> there = same ? fresh.IndexOf(*same) : NotFound("");
    if (there.ok()) return *there + 1;
  }
  return 0;
}

size_t Replay::IndexInTree(const Tree& scratch, const Tree& fresh, const Id& parent,
                           size_t index) const {
  const std::vector<Id> children = scratch.Children(parent);
  const std::optional<Id> fresh_parent = parent.IsNull() ? parent : Find(parent);
  while (index-- > 0) {
    const std::optional<Id> same = Find(children[index]);
    if (!same || !fresh_parent || !fresh.Contains(*same)) continue;
    const Result<Id> there = fresh.Parent(*same);
    const Result<size_t> at = fresh.IndexOf(*same);
    if (there.ok() && *there == *fresh_parent && at.ok()) return *at + 1;
  }
  return 0;
}

bool Replay::InsertItems(const Operation& /*insertion*/, const Change& change) {
  const ListDelta* delta = change.list();
  if (delta == nullptr) return false;
  size_t at = 0;
  bool all = true;
  for (const ListStep& step : delta->steps) {
    if (step.kind == ListStep::Kind::kInsert) {
      for (const Item& item : step.items) all = InsertItem(change, at++, item.value) && all;
    } else if (step.kind != ListStep::Kind::kErase) {
      at += step.count;
    }
  }
  return all;
}

bool Replay::InsertItem(const Change& change, size_t index, const Value& value) {
  if (change.container.kind != ContainerKind::kList) {
    const Result<Tree> scratch = ScratchTree(change);
    Result<Tree> fresh = FreshTree(change);
    const Id parent = ParentOf(change.container);
    const std::optional<Id> fresh_parent = parent.IsNull() ? parent : Find(parent);
    if (!scratch.ok() || !fresh.ok() || !fresh_parent) return false;
    return fresh->Insert(*fresh_parent, IndexInTree(*scratch, *fresh, parent, index)).ok();
  }
  const std::optional<ContainerId> home = Find(change.container);
  const Result<List> scratch = scratch_->ListOf(change.container);
  if (!home || !scratch.ok()) return false;
  Result<List> list = home->IsRoot() ? fresh_->List(home->name) : fresh_->ListOf(*home);
  if (!list.ok()) return false;
  const size_t to = IndexInList(*scratch, *list, index);
  return Put(
      value, [&] { return list->Insert(to, value); },
      [&](ContainerKind kind) {
        switch (kind) {
          case ContainerKind::kText:
            return list->InsertText(to).ok();
          case ContainerKind::kMap:
            return list->InsertMap(to).ok();
          case ContainerKind::kList:
            return list->InsertList(to).ok();
          case ContainerKind::kCounter:
            return list->InsertCounter(to).ok();
          default:
            return list->InsertTree(to).ok();
        }
      });
}

bool Replay::Write(const Operation& /*write*/, const Change& change) {
  const std::optional<ContainerId> home = Find(change.container);
  if (!home) return false;
  if (const ListDelta* delta = change.list()) {
    Result<List> list = home->IsRoot() ? fresh_->List(home->name) : fresh_->ListOf(*home);
    for (const ListStep& step : delta->steps) {
      if (step.kind != ListStep::Kind::kSet || !list.ok()) continue;
      const std::optional<Id> same = Find(step.items.front().id);
      const Result<size_t> at = same ? list->IndexOf(*same) : NotFound("");
      return at.ok() && list->Set(*at, step.items.front().value).ok();
    }
    return false;
  }
  if (change.map() == nullptr || change.map()->keys.empty()) return false;
  Result<Map> map = home->IsRoot() ? fresh_->Map(home->name) : fresh_->MapOf(*home);
  const MapDelta::Key& key = change.map()->keys.front();
  if (!map.ok() || !key.value) return false;
  return Put(
      *key.value, [&] { return map->Set(key.key, *key.value); },
      [&](ContainerKind kind) {
        switch (kind) {
          case ContainerKind::kText:
            return map->MakeText(key.key).ok();
          case ContainerKind::kMap:
            return map->MakeMap(key.key).ok();
          case ContainerKind::kList:
            return map->MakeList(key.key).ok();
          case ContainerKind::kCounter:
            return map->MakeCounter(key.key).ok();
          default:
            return map->MakeTree(key.key).ok();
        }
      });
}

bool Replay::Move(const OperationSet& one, const Change& change) {
  const ListDelta* delta = change.list();
  if (delta == nullptr) return false;
  const Id item = one.payload.ids[one.operations.front().item];
  for (const ListStep& step : delta->steps) {
    if (step.kind != ListStep::Kind::kInsert) continue;
    return change.container.kind == ContainerKind::kList ? MoveInList(change, item)
                                                         : MoveInTree(change, item);
  }
  return true;  // where it came from
}

bool Replay::MoveInList(const Change& change, const Id& item) {
  const std::optional<ContainerId> home = Find(change.container);
  const std::optional<Id> same = Find(item);
  const Result<List> scratch = scratch_->ListOf(change.container);
  if (!home || !same || !scratch.ok()) return false;
  Result<List> list = home->IsRoot() ? fresh_->List(home->name) : fresh_->ListOf(*home);
  const Result<size_t> index = scratch->IndexOf(item);
  if (!list.ok() || !index.ok()) return false;
  const Result<size_t> from = list->IndexOf(*same);
  if (!from.ok()) return false;
  const size_t to = IndexInList(*scratch, *list, *index);
  return list->Move(*from, to > *from ? to - 1 : to).ok();
}

bool Replay::MoveInTree(const Change& change, const Id& item) {
  const Result<Tree> scratch = ScratchTree(change);
  Result<Tree> fresh = FreshTree(change);
  const std::optional<Id> same = Find(item);
  const Id parent = ParentOf(change.container);
  const std::optional<Id> fresh_parent = parent.IsNull() ? parent : Find(parent);
  if (!scratch.ok() || !fresh.ok() || !same || !fresh_parent) return false;
  const Result<size_t> index = scratch->IndexOf(item);
  const Result<Id> old_parent = fresh->Parent(*same);
  const Result<size_t> from = fresh->IndexOf(*same);
  if (!index.ok() || !old_parent.ok() || !from.ok()) return false;
  size_t to = IndexInTree(*scratch, *fresh, parent, *index);
  if (*old_parent == *fresh_parent && to > *from) --to;
  return fresh->Move(*same, *fresh_parent, to).ok();
}

}  // namespace weft::sync
