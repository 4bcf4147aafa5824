// Replay: insertions, writes and moves in lists, maps and trees, made again as edits.
#include <algorithm>
#include <utility>

#include "crdt/core/operation_payload.h"
#include "crdt/core/value.h"
#include "sync/replay.h"

namespace weft::sync {

namespace {

// A value as an item or at a key: containers are made anew.
template <class Plain, class Make>
bool Put(const Value& value, Plain plain, Make make) {
  const ContainerId* container = value.AsContainer();
  return container == nullptr ? plain().ok() : make(container->kind);
}

// NaN is itself here; a container is never another's equal.
bool Same(const Value& a, const Value& b) {
  if (a.AsContainer() != nullptr || b.AsContainer() != nullptr) return a == b;
  std::string bytes_of_a;
  std::string bytes_of_b;
  value_bytes::Append(a, &bytes_of_a);
  value_bytes::Append(b, &bytes_of_b);
  return bytes_of_a == bytes_of_b;
}

}  // namespace

bool Replay::IsBesideOthers(const Operation& placed) {
  if (!placed.IsAnchored()) return false;
  const ContainerId& home = hits_.front().home;
  const auto more_between = [&](const auto& index_of, size_t end) {
    const Result<size_t> prev = placed.prev.IsNull() ? Result<size_t>(0) : index_of(placed.prev);
    const Result<size_t> next = placed.next.IsNull() ? Result<size_t>(end) : index_of(placed.next);
    if (!prev.ok() || !next.ok()) return false;
    return *next > *prev + (placed.prev.IsNull() ? 0 : 1) + placed.count;
  };
  if (home.kind == ContainerKind::kText) {
    const Result<Text> text = scratch_->TextOf(home);
    if (!text.ok()) return false;
    // What is deleted has a place too, but no length.
    const auto place = [&](const Id& id, Side side) {
      return text->Resolve({id, side}, Unit::kUtf16);
    };
    const Result<size_t> from =
        placed.prev.IsNull() ? Result<size_t>(0) : place(placed.prev, Side::kBefore);
    const Result<size_t> to = placed.next.IsNull() ? Result<size_t>(text->Length(Unit::kUtf16))
                                                   : place(placed.next, Side::kAfter);
    return from.ok() && to.ok() && *to > *from + placed.count;
  }
  if (home.kind == ContainerKind::kList) {
    const Result<List> list = scratch_->ListOf(home);
    return list.ok() &&
           more_between([&](const Id& item) { return list->IndexOf(item); }, list->size());
  }
  const Result<Tree> tree = ScratchTree();
  if (!tree.ok()) return false;
  const auto index_of = [&](const Id& node) {
    const Result<Id> parent = tree->Parent(node);
    return parent.ok() && *parent == Parent() ? tree->IndexOf(node) : NotFound("elsewhere");
  };
  return more_between(index_of, tree->ChildCount(Parent()));
}

// A tree's top is named by null, a node's children by the node.
Id Replay::Parent() const {
  const ContainerId& home = hits_.front().home;
  return home.kind == ContainerKind::kNode ? home.creator : kNullId;
}

Result<Tree> Replay::ScratchTree() {
  const ContainerId& home = hits_.front().home;
  if (home.kind == ContainerKind::kTree) return scratch_->TreeOf(home);
  const auto has_it = [&](const ContainerId& id) {
    const Result<Tree> tree = scratch_->TreeOf(id);
    return tree.ok() && tree->Data(home.creator).ok();
  };
  if (!tree_ || !has_it(*tree_)) {
    const auto it = std::find_if(trees_.begin(), trees_.end(), has_it);
    if (it == trees_.end()) return NotFound("in no tree");
    tree_ = *it;
  }
  return scratch_->TreeOf(*tree_);
}

Result<Tree> Replay::FreshTree(const Tree& scratch) const {
  const std::optional<ContainerId> id = Find(scratch.id());
  if (!id) return NotFound("the tree is not here");
  return fresh_->TreeOf(*id);
}

size_t Replay::IndexInList(const List& scratch, const List& fresh, const Id& item) {
  List in = scratch;
  Result<size_t> index = in.IndexOf(item);
  for (size_t steps = 1; index.ok() && *index > 0; ++steps) {
    const Result<Id> id = in.IdAt(--*index);
    const std::optional<Id> same = id.ok() ? Find(*id) : std::nullopt;
    const Result<size_t> there = same ? fresh.IndexOf(*same) : NotFound("");
    if (there.ok()) return *there + 1;
    if (steps != kNear) continue;
    const Result<List> common = Common().ListOf(scratch.id());
    const Result<size_t> at = common.ok() ? common->IndexOf(item) : common.status();
    if (!at.ok()) continue;
    in = *common;
    index = at;
  }
  return 0;
}

size_t Replay::IndexInTree(const Tree& scratch, const Tree& fresh, const Operation& operation,
                           const Id& item) const {
  const Id parent = Parent();
  const std::optional<Id> fresh_parent = Find(parent);
  const auto place = [&](const Id& sibling) -> std::optional<size_t> {
    const std::optional<Id> same = Find(sibling);
    if (!same || !fresh_parent || !fresh.Contains(*same)) return std::nullopt;
    const Result<Id> there = fresh.Parent(*same);
    const Result<size_t> at = fresh.IndexOf(*same);
    if (!there.ok() || *there != *fresh_parent || !at.ok()) return std::nullopt;
    return *at;
  };
  const auto stands_at = [&](const Id& sibling, size_t index) {
    const Result<Id> there = scratch.Parent(sibling);
    const Result<size_t> at = scratch.IndexOf(sibling);
    return there.ok() && *there == parent && at.ok() && *at == index;
  };
  const Result<size_t> index = scratch.IndexOf(item);
  if (!index.ok() || *index == 0) return 0;
  // Mostly it stands between what it was put between, which spares looking at all the children.
  if (stands_at(operation.prev, *index - 1)) {
    if (const std::optional<size_t> at = place(operation.prev)) return *at + 1;
  }
  if (stands_at(operation.next, *index + 1)) {
    if (const std::optional<size_t> at = place(operation.next)) return *at;
  }
  const std::vector<Id> children = scratch.Children(parent);
  for (size_t i = *index; i-- > 0;) {
    if (const std::optional<size_t> at = place(children[i])) return *at + 1;
  }
  return 0;
}

bool Replay::InsertItems(const OperationSet& one) {
  const Operation& insertion = one.operations.front();
  std::string_view values = ContentOf(insertion, one.payload.bytes);
  Id item = insertion.id;
  for (uint32_t i = 0; i < insertion.count; ++i, ++item.seq) {
    const Counts before = FreshCounts();
    if (!InsertItem(insertion, item, value_bytes::Read(TakeValue(&values), item))) return false;
    // The next one stands behind it.
    creations_[item] = Id{fresh_->agent(), before.creations};
  }
  return true;
}

bool Replay::InsertItem(const Operation& insertion, const Id& item, const Value& value) {
  const ContainerId& into = hits_.front().home;
  if (into.kind != ContainerKind::kList) {
    const Result<Tree> scratch = ScratchTree();
    Result<Tree> fresh = scratch.ok() ? FreshTree(*scratch) : scratch.status();
    const std::optional<Id> parent = Find(Parent());
    if (!fresh.ok() || !parent) return false;
    Operation place = insertion;
    if (item != insertion.id) place.prev = Id{item.agent, item.seq - 1};
    return fresh->Insert(*parent, IndexInTree(*scratch, *fresh, place, item)).ok();
  }
  const std::optional<ContainerId> home = Find(into);
  const Result<List> scratch = scratch_->ListOf(into);
  Result<List> list = home ? fresh_->ListOf(*home) : NotFound("the list is not here");
  if (!scratch.ok() || !list.ok()) return false;
  if (!scratch->IndexOf(item).ok()) return false;
  const size_t to = IndexInList(*scratch, *list, item);
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

bool Replay::Write(const OperationSet& one) {
  const Operation& write = one.operations.front();
  const Hit& hit = hits_.front();
  const std::optional<ContainerId> home = Find(hit.home);
  const Value value = value_bytes::Read(SplitWrite(write, one.payload.bytes).value, write.id);
  if (!home) return false;
  if (hit.home.kind != ContainerKind::kMap) return WriteItem(one, value);
  const Result<Map> scratch = scratch_->MapOf(hit.home);
  Result<Map> map = fresh_->MapOf(*home);
  if (!scratch.ok() || !map.ok()) return false;
  const std::optional<Value> shown = scratch->Get(hit.key);
  if (!shown || !Same(*shown, value)) return false;
  return Put(
      value, [&] { return map->Set(hit.key, value); },
      [&](ContainerKind kind) {
        switch (kind) {
          case ContainerKind::kText:
            return map->MakeText(hit.key).ok();
          case ContainerKind::kMap:
            return map->MakeMap(hit.key).ok();
          case ContainerKind::kList:
            return map->MakeList(hit.key).ok();
          case ContainerKind::kCounter:
            return map->MakeCounter(hit.key).ok();
          default:
            return map->MakeTree(hit.key).ok();
        }
      });
}

// The first write of an item replaces the item.
Id Replay::ItemOf(const Operation& write) {
  Id item = write.replaced;
  for (auto it = replaced_.find(item); it != replaced_.end(); it = replaced_.find(item)) {
    item = it->second;
  }
  for (Id at = write.id; at != item;) at = std::exchange(replaced_[at], item);
  return item;
}

bool Replay::WriteItem(const OperationSet& one, const Value& value) {
  const Operation& write = one.operations.front();
  if (write.replaced.IsNull()) return false;
  const Id item = ItemOf(write);
  const std::optional<Id> same = Find(item);
  const Result<List> scratch = scratch_->ListOf(hits_.front().home);
  const std::optional<ContainerId> home = Find(hits_.front().home);
  if (!home || !same || !scratch.ok()) return false;
  Result<List> list = fresh_->ListOf(*home);
  if (!list.ok()) return false;
  if (const Result<size_t> at = scratch->IndexOf(item); at.ok()) {
    const Result<Value> shown = scratch->Get(*at);
    if (!shown.ok() || !Same(*shown, value)) return false;
    const Result<size_t> to = list->IndexOf(*same);
    return to.ok() && list->Set(*to, value).ok();
  }
  const Result<ItemOrigin> origin = scratch->OriginOf(item);
  return origin.ok() && origin->value == write.id && RepeatWrite(one);
}

// To an item that is deleted, which no edit reaches.
bool Replay::RepeatWrite(const OperationSet& one) {
  OperationSet again = one;
  Operation& write = again.operations.front();
  std::vector<Id> replaced{write.replaced};
  const auto more = again.payload.ids.begin() + write.more.offset;
  replaced.insert(replaced.end(), more, more + static_cast<ptrdiff_t>(write.more.count));
  for (Id& id : replaced) {
    const std::optional<Id> same = Find(id);
    if (!same) return false;
    id = *same;
  }
  std::sort(replaced.begin(), replaced.end());
  write.replaced = replaced.front();
  std::copy(replaced.begin() + 1, replaced.end(), more);
  return Admit(&again);
}

std::optional<size_t> Replay::IndexOfMoved(const OperationSet& one) const {
  if (hits_.empty() || hits_.front().home.kind != ContainerKind::kList) return std::nullopt;
  const Result<List> list = scratch_->ListOf(hits_.front().home);
  const Result<size_t> at =
      list.ok() ? list->IndexOf(one.payload.ids[one.operations.front().item]) : list.status();
  return at.ok() ? std::optional<size_t>(*at) : std::nullopt;
}

bool Replay::Moved(const OperationSet& one) {
  const Operation& move = one.operations.front();
  const ContainerId& home = hits_.front().home;
  const Id item = one.payload.ids[move.item];
  if (home.kind == ContainerKind::kList) {
    if (stood_at_ && IndexOfMoved(one) != stood_at_) return true;
    const Result<List> list = scratch_->ListOf(home);
    const Result<ItemOrigin> origin = list.ok() ? list->OriginOf(item) : list.status();
    return origin.ok() && origin->place == move.id;
  }
  for (const Change& change : changes_) {
    if (change.list() == nullptr) continue;
    for (const ListStep& step : change.list()->steps) {
      const bool here = std::any_of(step.items.begin(), step.items.end(),
                                    [&](const Item& of) { return of.id == item; });
      if (here && step.kind == ListStep::Kind::kInsert) return true;
    }
  }
  const Result<Tree> tree = ScratchTree();
  const Result<Id> parent = tree.ok() ? tree->Parent(item) : tree.status();
  if (!parent.ok()) return true;  // it does not show, nor would another move of it
  return !scratch_->PathOf(home).ok() && *parent == Parent();
}

bool Replay::Move(const OperationSet& one) {
  const Operation& move = one.operations.front();
  const Id item = one.payload.ids[move.item];
  return hits_.front().home.kind == ContainerKind::kList ? MoveInList(item)
                                                         : MoveInTree(move, item);
}

bool Replay::MoveInList(const Id& item) {
  const ContainerId& was = hits_.front().home;
  const std::optional<ContainerId> home = Find(was);
  const std::optional<Id> same = Find(item);
  const Result<List> scratch = scratch_->ListOf(was);
  if (!home || !same || !scratch.ok()) return false;
  Result<List> list = fresh_->ListOf(*home);
  if (!list.ok() || !scratch->IndexOf(item).ok()) return false;
  const Result<size_t> from = list->IndexOf(*same);
  if (!from.ok()) return false;
  const size_t to = IndexInList(*scratch, *list, item);
  return list->Move(*from, to > *from ? to - 1 : to).ok();
}

bool Replay::MoveInTree(const Operation& move, const Id& item) {
  const Result<Tree> scratch = ScratchTree();
  Result<Tree> fresh = scratch.ok() ? FreshTree(*scratch) : scratch.status();
  const std::optional<Id> same = Find(item);
  const std::optional<Id> parent = Find(Parent());
  if (!fresh.ok() || !same || !parent) return false;
  const Result<Id> old_parent = fresh->Parent(*same);
  const Result<size_t> from = fresh->IndexOf(*same);
  if (!old_parent.ok() || !from.ok()) return false;
  size_t to = IndexInTree(*scratch, *fresh, move, item);
  if (*old_parent == *parent && to > *from) --to;
  return fresh->Move(*same, *parent, to).ok();
}

}  // namespace weft::sync
