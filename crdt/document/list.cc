#include "crdt/document/list.h"

#include "crdt/document/counter.h"
#include "crdt/document/handles.h"
#include "crdt/document/map.h"
#include "crdt/document/text.h"
#include "crdt/document/tree.h"

namespace weft {

namespace {

// The creation whose value the item at an index shows, or kNoLv.
Lv ShownAt(DocumentState* state, ContainerNumber list, size_t index) {
  const Lv item = state->ItemAt(list, index);
  return item == kNoLv ? kNoLv : state->objects().ShownOf(item);
}

Status NothingAt(size_t index) {
  return OutOfRange("index " + std::to_string(index) + " is beyond the list's items");
}

Result<ContainerNumber> InsertAt(DocumentState* state, ContainerNumber list, size_t index,
                                 ContainerKind kind) {
  return ContainerMade(state, state->InsertItems(list, index, 1, ContainerBytes(kind)), kind);
}

Result<ContainerNumber> NestedAt(DocumentState* state, ContainerNumber list, size_t index,
                                 ContainerKind kind) {
  const Lv shown = ShownAt(state, list, index);
  if (shown == kNoLv) return NothingAt(index);
  return ContainerShown(state, shown, kind);
}

}  // namespace

Status List::InsertAll(size_t index, std::span<const Value> values) {
  std::string bytes;
  for (const Value& value : values) {
    if (value.AsContainer() != nullptr) return PlainBytes(value).status();
    value_bytes::Append(value, &bytes);
  }
  if (values.size() > kMaxElements) return ResourceExhausted("more than 2^31 - 1 items");
  const auto count = static_cast<uint32_t>(values.size());
  return state_->InsertItems(container_, index, count, bytes).status();
}

Result<weft::Text> List::InsertText(size_t index) {
  return AsText(state_, InsertAt(state_, container_, index, ContainerKind::kText));
}
Result<weft::Map> List::InsertMap(size_t index) {
  return AsHandle<weft::Map>(state_, InsertAt(state_, container_, index, ContainerKind::kMap));
}
Result<List> List::InsertList(size_t index) {
  return AsHandle<List>(state_, InsertAt(state_, container_, index, ContainerKind::kList));
}
Result<Counter> List::InsertCounter(size_t index) {
  return AsHandle<Counter>(state_, InsertAt(state_, container_, index, ContainerKind::kCounter));
}
Result<Tree> List::InsertTree(size_t index) {
  return AsHandle<Tree>(state_, InsertAt(state_, container_, index, ContainerKind::kTree));
}

Status List::Set(size_t index, const Value& value) {
  const Result<std::string> bytes = PlainBytes(value);
  if (!bytes.ok()) return bytes.status();
  return state_->SetItem(container_, index, *bytes);
}

Status List::Erase(size_t index, size_t count) {
  return state_->EraseItems(container_, index, count);
}

Status List::Move(size_t from, size_t to) { return state_->MoveItem(container_, from, to); }

size_t List::size() const { return state_->CountItems(container_); }

Result<Value> List::Get(size_t index) const {
  const Lv shown = ShownAt(state_, container_, index);
  if (shown == kNoLv) return NothingAt(index);
  return state_->objects().ValueOf(shown);
}

std::vector<Value> List::GetAll(size_t index) const {
  std::vector<Value> all;
  const Lv item = state_->ItemAt(container_, index);
  if (item == kNoLv) return all;
  const Objects& objects = state_->objects();
  const RegisterNumber of = objects.registers().FindOfItem(item);
  if (of != kNoRegister) {
    for (const Lv write : objects.LiveWrites(of)) all.push_back(objects.ValueOf(write));
  }
  if (all.empty()) all.push_back(objects.ValueOf(item));
  return all;
}

Result<weft::Text> List::GetText(size_t index) const {
  return AsText(state_, NestedAt(state_, container_, index, ContainerKind::kText));
}
Result<weft::Map> List::GetMap(size_t index) const {
  return AsHandle<weft::Map>(state_, NestedAt(state_, container_, index, ContainerKind::kMap));
}
Result<List> List::GetList(size_t index) const {
  return AsHandle<List>(state_, NestedAt(state_, container_, index, ContainerKind::kList));
}
Result<Counter> List::GetCounter(size_t index) const {
  return AsHandle<Counter>(state_, NestedAt(state_, container_, index, ContainerKind::kCounter));
}
Result<Tree> List::GetTree(size_t index) const {
  return AsHandle<Tree>(state_, NestedAt(state_, container_, index, ContainerKind::kTree));
}

std::vector<Value> List::Read() const {
  std::vector<Value> values;
  values.reserve(size());
  const Objects& objects = state_->objects();
  state_->ForEachItem(container_,
                      [&](Lv item) { values.push_back(objects.ValueOf(objects.ShownOf(item))); });
  return values;
}

Result<Id> List::IdAt(size_t index) const {
  const Lv item = state_->ItemAt(container_, index);
  if (item == kNoLv) return NothingAt(index);
  return state_->sequence().agents().IdOf(item);
}

Result<size_t> List::IndexOf(Id id) const {
  const Lv item = state_->Find(id);
  state_->sequence().Flush();
  const Objects& objects = state_->objects();
  const bool here = item != kNoLv && objects.creations().KindOf(item) == CreationKind::kItem &&
                    objects.HomeOf(item) == container_ && !state_->objects().IsDeleted(item);
  if (!here) return NotFound("the item is not in the list");
  return state_->IndexOf(item);
}

}  // namespace weft
