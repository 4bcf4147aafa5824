#include "crdt/document/map.h"

#include "crdt/core/sort.h"
#include "crdt/document/counter.h"
#include "crdt/document/handles.h"
#include "crdt/document/list.h"
#include "crdt/document/text.h"
#include "crdt/document/tree.h"

namespace weft {

namespace {

// The write that shows at a key, or kNoLv.
Lv ShownAt(DocumentState* state, ContainerNumber map, std::string_view key) {
  const RegisterNumber of = state->objects().registers().FindOfMap(map, key);
  return of == kNoRegister ? kNoLv : state->objects().Winner(of);
}

Result<ContainerNumber> MakeAt(DocumentState* state, ContainerNumber map, std::string_view key,
                               ContainerKind kind) {
  return ContainerMade(state, state->SetKey(map, key, ContainerBytes(kind)), kind);
}

Result<ContainerNumber> NestedAt(DocumentState* state, ContainerNumber map, std::string_view key,
                                 ContainerKind kind) {
  return ContainerShown(state, ShownAt(state, map, key), kind);
}

}  // namespace

Status Map::Set(std::string_view key, const Value& value) {
  const Result<std::string> bytes = PlainBytes(value);
  if (!bytes.ok()) return bytes.status();
  return state_->SetKey(container_, key, *bytes).status();
}

Result<weft::Text> Map::MakeText(std::string_view key) {
  return AsText(state_, MakeAt(state_, container_, key, ContainerKind::kText));
}
Result<Map> Map::MakeMap(std::string_view key) {
  return AsHandle<Map>(state_, MakeAt(state_, container_, key, ContainerKind::kMap));
}
Result<List> Map::MakeList(std::string_view key) {
  return AsHandle<List>(state_, MakeAt(state_, container_, key, ContainerKind::kList));
}
Result<Counter> Map::MakeCounter(std::string_view key) {
  return AsHandle<Counter>(state_, MakeAt(state_, container_, key, ContainerKind::kCounter));
}
Result<Tree> Map::MakeTree(std::string_view key) {
  return AsHandle<Tree>(state_, MakeAt(state_, container_, key, ContainerKind::kTree));
}

Status Map::Remove(std::string_view key) { return state_->RemoveKey(container_, key); }

std::optional<Value> Map::Get(std::string_view key) const {
  const Lv shown = ShownAt(state_, container_, key);
  if (shown == kNoLv) return std::nullopt;
  return state_->objects().ValueOf(shown);
}

std::vector<Value> Map::GetAll(std::string_view key) const {
  std::vector<Value> all;
  const Objects& objects = state_->objects();
  const RegisterNumber of = objects.registers().FindOfMap(container_, key);
  if (of == kNoRegister) return all;
  for (const Lv write : objects.LiveWrites(of)) all.push_back(objects.ValueOf(write));
  return all;
}

Result<weft::Text> Map::GetText(std::string_view key) const {
  return AsText(state_, NestedAt(state_, container_, key, ContainerKind::kText));
}
Result<Map> Map::GetMap(std::string_view key) const {
  return AsHandle<Map>(state_, NestedAt(state_, container_, key, ContainerKind::kMap));
}
Result<List> Map::GetList(std::string_view key) const {
  return AsHandle<List>(state_, NestedAt(state_, container_, key, ContainerKind::kList));
}
Result<Counter> Map::GetCounter(std::string_view key) const {
  return AsHandle<Counter>(state_, NestedAt(state_, container_, key, ContainerKind::kCounter));
}
Result<Tree> Map::GetTree(std::string_view key) const {
  return AsHandle<Tree>(state_, NestedAt(state_, container_, key, ContainerKind::kTree));
}

size_t Map::size() const { return state_->objects().containers()[container_].shown_keys; }

std::vector<std::string> Map::Keys() const {
  std::vector<std::string> keys;
  const Objects& objects = state_->objects();
  for (const RegisterNumber of : objects.containers()[container_].entries) {
    if (objects.Winner(of) == kNoLv) continue;
    keys.emplace_back(objects.registers().KeyAt(objects.registers()[of].key));
  }
  Sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace weft
