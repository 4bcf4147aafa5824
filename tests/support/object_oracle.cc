#include "tests/support/object_oracle.h"

#include <algorithm>

namespace weft::testing {

bool ObjectOracle::IsKnown(const ObjectOperation& operation) const {
  const Counts counts = version_.Get(operation.agent);
  return operation.index < (operation.IsEffect() ? counts.effects : counts.creations);
}

bool ObjectOracle::Names(const ContainerId& container) const {
  return container.IsRoot() || creations_.contains(container.creator);
}

// Due in its agent's own order, and all that it names is here.
bool ObjectOracle::IsReady(const ObjectOperation& operation) const {
  const Counts counts = version_.Get(operation.agent);
  const bool effect = operation.IsEffect();
  if (operation.index != (effect ? counts.effects : counts.creations)) return false;
  if (operation.at > (effect ? counts.creations : counts.effects)) return false;
  if (operation.container && !Names(*operation.container)) return false;
  const auto is_here = [this](Id id) { return id.IsNull() || creations_.contains(id); };
  if (!is_here(operation.prev) || !is_here(operation.next) || !is_here(operation.item)) {
    return false;
  }
  if (operation.kind == OperationKind::kErase) return is_here(operation.target);
  if (operation.kind == OperationKind::kUndo) return is_here(operation.target);
  if (operation.kind == OperationKind::kRestore) {
    return effects_.contains(EffectId{operation.target.agent, operation.target.seq});
  }
  return std::all_of(operation.replaced.begin(), operation.replaced.end(), is_here);
}

void ObjectOracle::Offer(const ObjectOperations& operations) {
  for (const ObjectOperation& operation : operations) {
    if (IsKnown(operation)) continue;
    const bool waits = std::find(waiting_.begin(), waiting_.end(), operation) != waiting_.end();
    if (!waits) waiting_.push_back(operation);
  }
}

template <class Wanted>
void ObjectOracle::IntegrateReady(Wanted wanted) {
  for (;;) {
    auto ready = std::find_if(waiting_.begin(), waiting_.end(), [&](const auto& operation) {
      return IsReady(operation) && wanted(operation);
    });
    if (ready == waiting_.end()) return;
    const ObjectOperation operation = *ready;
    waiting_.erase(ready);
    Apply(operation);
  }
}

void ObjectOracle::Integrate(const ObjectOperations& operations) {
  Offer(operations);
  IntegrateReady([](const ObjectOperation&) { return true; });
}

void ObjectOracle::AdvanceTo(const Version& version) {
  IntegrateReady([&version](const ObjectOperation& operation) {
    const Counts counts = version.Get(operation.agent);
    return operation.index < (operation.IsEffect() ? counts.effects : counts.creations);
  });
}

void ObjectOracle::Apply(const ObjectOperation& operation) {
  Counts counts = version_.Get(operation.agent);
  NoteContainers(operation);
  if (operation.IsEffect()) {
    ApplyEffect(operation);
    ++counts.effects;
  } else {
    ApplyCreation(operation);
    ++counts.creations;
  }
  version_.Set(operation.agent, counts);
  history_.push_back(operation);
}

void ObjectOracle::ApplyEffect(const ObjectOperation& operation) {
  effects_[operation.effect()] = operation;
  if (operation.kind == OperationKind::kErase) {
    deletions_[operation.target].insert(operation.effect());
  } else if (operation.kind == OperationKind::kRestore) {
    taken_back_.insert(EffectId{operation.target.agent, operation.target.seq});
  }
}

ContainerId ObjectOracle::ContainerFor(const ObjectOperation& operation) const {
  if (operation.container) return *operation.container;
  if (!operation.prev.IsNull()) return creations_.at(operation.prev).container;
  if (!operation.next.IsNull()) return creations_.at(operation.next).container;
  if (!operation.replaced.empty()) return creations_.at(operation.replaced.front()).container;
  return ContainerId();  // of a kind to come
}

ObjectOracle::Register ObjectOracle::RegisterOf(const ObjectOperation& write) const {
  if (write.replaced.empty()) return Register{*write.container, write.key, kNullId};
  const Creation& first = creations_.at(write.replaced.front());
  const bool of_item = first.operation.kind == OperationKind::kInsertItems;
  return of_item ? Register{{}, "", first.operation.id()} : first.written;
}

uint64_t ObjectOracle::LamportOf(const ObjectOperation& next) const {
  const auto last = last_lamport_.find(next.agent);
  uint64_t before = last == last_lamport_.end() ? 0 : last->second;
  for (Id id : next.replaced) before = std::max(before, creations_.at(id).lamport);
  return before + 1 + next.stamp;
}

void ObjectOracle::ApplyCreation(const ObjectOperation& operation) {
  Creation creation{operation, ContainerFor(operation), {}, 0};
  if (operation.IsStamped()) {
    creation.lamport = LamportOf(operation);
    last_lamport_[operation.agent] = creation.lamport;
    max_lamport_ = std::max(max_lamport_, creation.lamport);
  }
  if (operation.kind == OperationKind::kWrite) {
    creation.written = RegisterOf(operation);
    writes_[creation.written].push_back(operation.id());
  }
  if (operation.kind == OperationKind::kMark) marks_[creation.container].push_back(operation.id());
  if (operation.IsAnchored()) {
    std::unique_ptr<OracleOrder>& order = orders_[creation.container];
    if (order == nullptr) order = OracleOrder::Make(order_);
    order->Insert(operation.id(), operation.prev, operation.next);
  }
  creations_[operation.id()] = creation;
}

// Those that the operation is in, and that it makes.
void ObjectOracle::NoteContainers(const ObjectOperation& operation) {
  const bool other = operation.kind == OperationKind::kOtherCreation ||
                     operation.kind == OperationKind::kOtherEffect;
  if (!other && operation.container && operation.container->IsRoot()) {
    containers_.insert(*operation.container);
  }
  const bool holds =
      operation.kind == OperationKind::kInsertItems || operation.kind == OperationKind::kWrite;
  if (!holds) return;
  const Cell cell = CellOf(value_bytes::Read(operation.content, operation.id()));
  if (cell.container) containers_.insert(*cell.container);
  const ContainerKind kind = ContainerFor(operation).kind;
  if (kind == ContainerKind::kTree || kind == ContainerKind::kNode) {
    containers_.insert(ContainerId(ContainerKind::kNode, operation.id()));
  }
}

bool ObjectOracle::IsShown(Id creation) const {
  const auto it = deletions_.find(creation);
  return it == deletions_.end() ||
         std::all_of(it->second.begin(), it->second.end(),
                     [this](EffectId effect) { return taken_back_.contains(effect); });
}

bool ObjectOracle::IsUndone(Id creation) const {
  return std::any_of(effects_.begin(), effects_.end(), [&](const auto& entry) {
    const auto& [effect, operation] = entry;
    return operation.kind == OperationKind::kUndo && operation.target == creation &&
           !taken_back_.contains(effect);
  });
}

std::vector<Deletion> ObjectOracle::DeletionsOf(Id creation) const {
  std::vector<Deletion> out;
  const auto it = deletions_.find(creation);
  if (it == deletions_.end()) return out;
  for (EffectId effect : it->second) {
    out.push_back(Deletion{effect, taken_back_.contains(effect)});
  }
  return out;
}

std::vector<Id> ObjectOracle::Elements(const ContainerId& container) const {
  const auto it = orders_.find(container);
  return it == orders_.end() ? std::vector<Id>() : it->second->Elements();
}

bool ObjectOracle::IsNode(Id creation) const {
  const auto it = creations_.find(creation);
  if (it == creations_.end() || it->second.operation.kind != OperationKind::kInsertItems) {
    return false;
  }
  const ContainerKind kind = it->second.container.kind;
  return kind == ContainerKind::kTree || kind == ContainerKind::kNode;
}

ContainerId ObjectOracle::ForestOf(ContainerId container) const {
  while (container.kind == ContainerKind::kNode) {
    container = creations_.at(container.creator).container;
  }
  return container;
}

}  // namespace weft::testing
