#include "tests/support/object_operation.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "crdt/core/operation_payload.h"
#include "tests/support/elements.h"

namespace weft::testing {

bool ObjectOperation::IsEffect() const {
  return kind == OperationKind::kErase || kind == OperationKind::kRestore ||
         kind == OperationKind::kAdd || kind == OperationKind::kOtherEffect ||
         kind == OperationKind::kUndo;
}

bool ObjectOperation::IsAnchored() const {
  return kind == OperationKind::kInsertText || kind == OperationKind::kInsertItems ||
         kind == OperationKind::kMove;
}

bool ObjectOperation::IsStamped() const {
  return kind == OperationKind::kWrite || kind == OperationKind::kMove ||
         kind == OperationKind::kMark;
}

std::string ToString(const ContainerId& container) {
  return std::string(ContainerKindName(container.kind)) + ":" +
         (container.IsRoot() ? container.name : ToString(container.creator));
}

std::string ToString(const ObjectOperation& operation) {
  static constexpr const char* kNames[] = {
      "?",    "unit", "erase",          "restore",      "item", "write",
      "move", "add",  "other creation", "other effect", "mark", "undo"};
  std::string out = kNames[static_cast<size_t>(operation.kind) % 12];
  out += " " + ToString(operation.id()) + " at " + std::to_string(operation.at);
  if (operation.container) out += " in " + ToString(*operation.container);
  if (operation.HasAnchors()) {
    out += " between " + ToString(operation.prev) + " and " + ToString(operation.next);
  }
  if (operation.kind == OperationKind::kMove) out += " of " + ToString(operation.item);
  if (!operation.key.empty()) out += " key " + operation.key;
  for (Id id : operation.replaced) out += " replaces " + ToString(id);
  if (!operation.target.IsNull()) out += " target " + ToString(operation.target);
  if (operation.stamp != 0) out += " stamp " + std::to_string(operation.stamp);
  return out;
}

namespace {

void ReadWrite(const OperationSet& set, const Operation& run, ObjectOperation* out) {
  const WriteContent content = SplitWrite(run, set.payload.bytes);
  out->key = content.key;
  out->content = content.value;
  if (run.replaced.IsNull()) return;
  out->replaced.push_back(run.replaced);
  for (uint64_t i = 0; i < run.more.count; ++i) {
    out->replaced.push_back(set.payload.ids[run.more.offset + i]);
  }
}

// Whatever has a place: its anchors, and its container when there are none.
void ReadAnchors(const OperationSet& set, const Operation& run, uint32_t k, ObjectOperation* out) {
  out->prev = k == 0 ? run.prev : Id{run.id.agent, run.id.seq + k - 1};
  out->next = run.next;
  if (out->prev.IsNull() && out->next.IsNull()) out->container = set.containers[run.container];
}

ObjectOperation ObjectElementOf(const OperationSet& set, const Operation& run, uint32_t k) {
  ObjectOperation out;
  out.kind = run.kind;
  out.agent = run.id.agent;
  out.index = run.id.seq + k;
  out.at = run.at;
  out.stamp = run.stamp;
  if (run.HasAnchors()) {
    ReadAnchors(set, run, k, &out);
  } else if (run.container != kImpliedContainer) {
    out.container = set.containers[run.container];
  }
  switch (run.kind) {
    case OperationKind::kInsertText:
      out.unit = set.text[run.text_offset + k];
      break;
    case OperationKind::kInsertItems: {
      std::string_view values = std::string_view(set.payload.bytes).substr(run.content);
      for (uint32_t skip = 0; skip < k; ++skip) values.remove_prefix(value_bytes::Size(values));
      out.content = values.substr(0, value_bytes::Size(values));
      break;
    }
    case OperationKind::kWrite:
      ReadWrite(set, run, &out);
      break;
    case OperationKind::kMove:
      out.item = set.payload.ids[run.item];
      break;
    case OperationKind::kErase:
      out.target = {run.target.agent, run.target.seq + (run.backward ? run.count - 1 - k : k)};
      break;
    case OperationKind::kUndo:
      out.target = run.target;
      break;
    case OperationKind::kRestore:
      out.target = {run.target.agent, run.target.seq + k};
      break;
    default:
      out.content = ContentOf(run, set.payload.bytes);
      break;
  }
  return out;
}

// Where each container stands in a set's table.
using ContainerIndices = std::map<ContainerId, uint32_t>;

uint32_t IndexOf(OperationSet* set, ContainerIndices* indices, const ContainerId& container) {
  const auto next = static_cast<uint32_t>(set->containers.size());
  const auto [place, added] = indices->try_emplace(container, next);
  if (added) set->containers.push_back(container);
  return place->second;
}

void PackWrite(OperationSet* set, const ObjectOperation& element, Operation* run) {
  run->replaced = element.replaced.empty() ? kNullId : element.replaced.front();
  run->more = {0, 0};
  if (element.replaced.empty()) {
    value_bytes::AppendKey(element.key, &set->payload.bytes);
  } else if (element.replaced.size() > 1) {
    run->more = {element.replaced.size() - 1, static_cast<uint32_t>(set->payload.ids.size())};
    set->payload.ids.insert(set->payload.ids.end(), element.replaced.begin() + 1,
                            element.replaced.end());
  }
}

Operation RunOf(OperationSet* set, ContainerIndices* indices, const ObjectOperation& element) {
  Operation run{};
  run.kind = element.kind;
  run.count = 1;
  run.id = element.id();
  run.prev = kNullId;
  run.next = kNullId;
  run.at = element.at;
  run.stamp = element.stamp;
  run.container = element.container ? IndexOf(set, indices, *element.container) : kImpliedContainer;
  if (element.HasAnchors()) {
    run.prev = element.prev;
    run.next = element.next;
  } else if (element.IsEffect() && !element.target.IsNull()) {
    run.target = element.target;
  }
  if (element.kind == OperationKind::kInsertText) {
    run.text_offset = static_cast<uint32_t>(set->text.size());
  } else if (element.kind == OperationKind::kMove) {
    run.item = static_cast<uint32_t>(set->payload.ids.size());
    set->payload.ids.push_back(element.item);
  } else if (HasPayload(element.kind)) {
    run.content = static_cast<uint32_t>(set->payload.bytes.size());
  }
  if (element.kind == OperationKind::kWrite) PackWrite(set, element, &run);
  return run;
}

// Adds `next` to the run, which holds `run->count` elements, when it goes on where the run ends.
bool Extend(Operation* run, const ObjectOperation& next) {
  if (run->kind != next.kind || run->id.agent != next.agent) return false;
  if (run->id.seq + run->count != next.index || run->at != next.at) return false;
  if (next.kind == OperationKind::kInsertText || next.kind == OperationKind::kInsertItems) {
    const bool goes_on = next.prev == Id{next.agent, next.index - 1} && next.next == run->next;
    run->count += goes_on ? 1 : 0;
    return goes_on;
  }
  const bool erases = next.kind == OperationKind::kErase;
  if (!erases && next.kind != OperationKind::kRestore) return false;
  if (run->target.agent != next.target.agent) return false;
  if (!run->backward && run->target.seq + run->count == next.target.seq) {
    ++run->count;
    return true;
  }
  const bool may_turn = erases && (run->backward || run->count == 1);
  if (!may_turn || next.target.seq + 1 != run->target.seq) return false;
  run->backward = true;
  run->target = next.target;
  ++run->count;
  return true;
}

ObjectOperation CreationOf(OperationKind kind, Id id) {
  ObjectOperation out;
  out.kind = kind;
  out.agent = id.agent;
  out.index = id.seq;
  return out;
}

}  // namespace

ObjectOperations ExpandObjects(const OperationSet& set) {
  ObjectOperations out;
  for (const Operation& run : set.operations) {
    for (uint32_t k = 0; k < run.count; ++k) out.push_back(ObjectElementOf(set, run, k));
  }
  return out;
}

OperationSet PackObjects(const ObjectOperations& operations) {
  OperationSet set;
  ContainerIndices indices;
  for (const ObjectOperation& element : operations) {
    const bool extended = !set.operations.empty() && Extend(&set.operations.back(), element);
    if (!extended) set.operations.push_back(RunOf(&set, &indices, element));
    if (element.kind == OperationKind::kInsertText) set.text.push_back(element.unit);
    set.payload.bytes += element.content;
  }
  return set;
}

void SortByAgent(ObjectOperations* operations) {
  std::sort(operations->begin(), operations->end(), [](const auto& a, const auto& b) {
    return std::tuple(a.agent, a.OwnOrder()) < std::tuple(b.agent, b.OwnOrder());
  });
}

std::string BytesOf(const Value& value) {
  std::string bytes;
  value_bytes::Append(value, &bytes);
  return bytes;
}

ObjectOperation ItemOperation(Id id, Id prev, Id next, const Value& value) {
  ObjectOperation out = CreationOf(OperationKind::kInsertItems, id);
  out.prev = prev;
  out.next = next;
  out.content = BytesOf(value);
  return out;
}

ObjectOperation ItemOperation(Id id, const ContainerId& container, const Value& value) {
  ObjectOperation out = ItemOperation(id, kNullId, kNullId, value);
  out.container = container;
  return out;
}

ObjectOperation KeyOperation(Id id, const ContainerId& map, std::string_view key,
                             const Value& value) {
  ObjectOperation out = CreationOf(OperationKind::kWrite, id);
  out.container = map;
  out.key = key;
  out.content = BytesOf(value);
  return out;
}

ObjectOperation ReplaceOperation(Id id, std::vector<Id> replaced, const Value& value) {
  ObjectOperation out = CreationOf(OperationKind::kWrite, id);
  out.replaced = std::move(replaced);
  out.content = BytesOf(value);
  return out;
}

ObjectOperation MoveOperation(Id id, Id item, Id prev, Id next) {
  ObjectOperation out = CreationOf(OperationKind::kMove, id);
  out.item = item;
  out.prev = prev;
  out.next = next;
  return out;
}

ObjectOperation MoveOperation(Id id, Id item, const ContainerId& container) {
  ObjectOperation out = MoveOperation(id, item, kNullId, kNullId);
  out.container = container;
  return out;
}

ObjectOperation MarkOperation(Id id, Id prev, Id next, uint8_t sides, std::string_view key,
                              const Value& value) {
  ObjectOperation out = CreationOf(OperationKind::kMark, id);
  out.prev = prev;
  out.next = next;
  out.content.push_back(static_cast<char>(sides));
  value_bytes::AppendKey(key, &out.content);
  out.content += BytesOf(value);
  return out;
}

ObjectOperation MarkOperation(Id id, const ContainerId& text, std::string_view key,
                              const Value& value) {
  ObjectOperation out = MarkOperation(id, kNullId, kNullId, 0, key, value);
  out.container = text;
  return out;
}

ObjectOperation AddOperation(EffectId effect, const ContainerId& counter, int64_t amount) {
  ObjectOperation out = CreationOf(OperationKind::kAdd, {effect.agent, effect.index});
  out.container = counter;
  out.content = BytesOf(Value(amount));
  return out;
}

ObjectOperation EraseOne(EffectId effect, Id target) {
  ObjectOperation out = CreationOf(OperationKind::kErase, {effect.agent, effect.index});
  out.target = target;
  return out;
}

ObjectOperation UndoOne(EffectId effect, Id target) {
  ObjectOperation out = CreationOf(OperationKind::kUndo, {effect.agent, effect.index});
  out.target = target;
  return out;
}

ObjectOperation RestoreOne(EffectId effect, EffectId target) {
  ObjectOperation out = CreationOf(OperationKind::kRestore, {effect.agent, effect.index});
  out.target = {target.agent, target.index};
  return out;
}

ObjectOperation UnitOperation(Id id, const ContainerId& text, char16_t unit) {
  ObjectOperation out = CreationOf(OperationKind::kInsertText, id);
  out.container = text;
  out.unit = unit;
  return out;
}

}  // namespace weft::testing
