#include "sync/replay.h"

#include <utility>

#include "sync/split.h"

namespace weft::sync {

namespace {

template <class Visitor>
void ForEachTarget(const Operation& erase, Visitor&& visitor) {
  for (uint32_t i = 0; i < erase.count; ++i) {
    const uint32_t offset = erase.backward ? erase.count - 1 - i : i;
    visitor(i, Id{erase.target.agent, erase.target.seq + offset});
  }
}

}  // namespace

Replay::Replay(Document* scratch, Document* fresh, Agent author, Counts from, Agent later)
    : scratch_(scratch), fresh_(fresh), author_(author), from_(from), later_(later) {
  scratch_->Observe([this](const Event& event) { changes_ = event.changes; });
}

bool Replay::IsAgain(Agent agent, uint32_t index, uint32_t from) const {
  return (agent == author_ && index >= from) || (agent == later_ && later_ != 0);
}

std::optional<Id> Replay::Find(const Id& id) const {
  if (!IsAgain(id.agent, id.seq, from_.creations)) return id;
  const auto it = creations_.find(id);
  return it == creations_.end() ? std::nullopt : std::optional<Id>(it->second);
}

std::optional<EffectId> Replay::FindEffect(const EffectId& effect) const {
  if (!IsAgain(effect.agent, effect.index, from_.effects)) return effect;
  const auto it = effects_.find(Id{effect.agent, effect.index});
  if (it == effects_.end()) return std::nullopt;
  return EffectId{it->second.agent, it->second.seq};
}

std::optional<ContainerId> Replay::Find(const ContainerId& id) const {
  if (id.IsRoot()) return id;
  const std::optional<Id> creator = Find(id.creator);
  if (!creator) return std::nullopt;
  return ContainerId(id.kind, *creator);
}

Counts Replay::FreshCounts() const { return fresh_->version().Get(fresh_->agent()); }

// An edit in fresh makes the same creations, in the same order.
void Replay::NoteCreations(const Operation& operation, const Counts& before) {
  const uint32_t made = FreshCounts().creations - before.creations;
  for (uint32_t i = 0; i < operation.count && i < made; ++i) {
    creations_[{operation.id.agent, operation.id.seq + i}] =
        Id{fresh_->agent(), before.creations + i};
  }
}

void Replay::NoteEffects(const Operation& operation, const Counts& before) {
  const uint32_t made = FreshCounts().effects - before.effects;
  for (uint32_t i = 0; i < operation.count && i < made; ++i) {
    effects_[{operation.id.agent, operation.id.seq + i}] = Id{fresh_->agent(), before.effects + i};
  }
}

std::vector<Change> Replay::Take(const OperationSet& one, bool again) {
  changes_.clear();
  const Operation& operation = one.operations.front();
  if (again && operation.kind == OperationKind::kMark) return TakeMark(one);
  std::vector<ContainerId> homes;
  const auto note = [&homes](const AdmittedOperation& admitted) {
    homes.push_back(admitted.container);
    return OkStatus();
  };
  const bool erases = again && operation.kind == OperationKind::kErase;
  const auto taken = erases ? scratch_->Admit(one, note) : scratch_->Integrate(one);
  if (!taken.ok()) return {};
  const std::vector<Change> changes = std::move(changes_);
  if (!again) return changes;
  if (operation.kind == OperationKind::kRestore) {
    return Restore(operation) ? std::vector<Change>() : changes;
  }
  if (operation.kind == OperationKind::kUndo) {
    return Undo(operation) ? std::vector<Change>() : changes;
  }
  std::vector<Change> lost;
  for (const Change& change : changes) {
    const Counts before = FreshCounts();
    if (!Make(one, change)) lost.push_back(change);
    if (operation.kind == OperationKind::kErase) continue;  // noted one by one
    if (operation.IsEffect()) {
      NoteEffects(operation, before);
    } else {
      NoteCreations(operation, before);
    }
  }
  for (const ContainerId& home : homes) RemoveMarks(operation, home);
  return lost;
}

bool Replay::Make(const OperationSet& one, const Change& change) {
  const Operation& operation = one.operations.front();
  switch (operation.kind) {
    case OperationKind::kInsertText:
      return InsertText(change);
    case OperationKind::kErase:
      return EraseFrom(operation, change);
    case OperationKind::kInsertItems:
      return change.text() != nullptr ? InsertText(change) : InsertItems(operation, change);
    case OperationKind::kWrite:
      return Write(operation, change);
    case OperationKind::kMove:
      return Move(one, change);
    case OperationKind::kAdd:
      return Add(change);
    default:
      return false;
  }
}

bool Replay::EraseFrom(const Operation& erase, const Change& change) {
  const std::optional<ContainerId> home = Find(change.container);
  if (!home) return false;
  bool all = true;
  const auto one_effect = [&](uint32_t index, const Status& status) {
    if (!status.ok()) return;
    const Counts counts = FreshCounts();
    effects_[{erase.id.agent, erase.id.seq + index}] = Id{fresh_->agent(), counts.effects - 1};
  };
  if (change.map() != nullptr) {
    Result<Map> map = home->IsRoot() ? fresh_->Map(home->name) : fresh_->MapOf(*home);
    for (const MapDelta::Key& key : change.map()->keys) {
      if (!map.ok() || key.value) return false;
      const Status status = map->Remove(key.key);
      one_effect(0, status);
      all = all && status.ok();
    }
    return all;
  }
  ForEachTarget(erase, [&](uint32_t index, const Id& target) {
    const std::optional<Id> same = Find(target);
    if (!same) return;  // it was never made here
    if (change.text() != nullptr) {
      Result<Text> text = home->IsRoot() ? fresh_->Text(home->name) : fresh_->TextOf(*home);
      if (!text.ok()) return void(all = false);
      if (const Status status = text->RemoveMark(*same); status.ok()) {
        return one_effect(index, status);
      }
      const Result<size_t> at = text->Resolve({*same, Side::kAfter}, Unit::kUtf16);
      if (!at.ok()) return;
      const Result<Id> there = text->IdAt(*at);
      if (!there.ok() || *there != *same) return;  // deleted by somebody else, or another text's
      // The two halves of a pair go together.
      const bool pair = text->Read(*at, 1, Unit::kUtf16).ok();
      const Status status = text->Erase(*at, pair ? 1 : 2, Unit::kUtf16);
      one_effect(index, status);
      return;
    }
    if (change.container.kind == ContainerKind::kList) {
      Result<List> list = home->IsRoot() ? fresh_->List(home->name) : fresh_->ListOf(*home);
      const Result<size_t> at = list.ok() ? list->IndexOf(*same) : list.status();
      if (at.ok()) one_effect(index, list->Erase(*at));
      return;
    }
    Result<Tree> tree = FreshTree(change);
    if (tree.ok() && tree->Contains(*same)) one_effect(index, tree->Erase(*same));
  });
  return all;
}

bool Replay::Add(const Change& change) {
  const std::optional<ContainerId> home = Find(change.container);
  if (!home || change.counter() == nullptr) return false;
  Result<Counter> counter = home->IsRoot() ? fresh_->Counter(home->name) : fresh_->CounterOf(*home);
  return counter.ok() && counter->Add(change.counter()->by).ok();
}

// Also when it changes nothing now: a restore of it may follow.
bool Replay::Undo(const Operation& undo) {
  const std::optional<Id> target = Find(undo.target);
  const Counts before = FreshCounts();
  if (!target || !fresh_->Undo(*target).ok()) return false;
  NoteEffects(undo, before);
  return true;
}

bool Replay::Restore(const Operation& restore) {
  bool all = true;
  for (uint32_t i = 0; i < restore.count; ++i) {
    const std::optional<EffectId> effect =
        FindEffect(EffectId{restore.target.agent, restore.target.seq + i});
    const Counts before = FreshCounts();
    if (!effect || !fresh_->Restore(*effect, 1).ok()) {
      all = false;
    } else if (FreshCounts().effects > before.effects) {
      effects_[{restore.id.agent, restore.id.seq + i}] = Id{fresh_->agent(), before.effects};
    }
  }
  return all;
}

}  // namespace weft::sync
