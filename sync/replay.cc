#include "sync/replay.h"

#include <utility>

namespace weft::sync {

Replay::Replay(Document* scratch, Document* fresh, Agent author, Counts from, Agent later,
               const OperationSet& begun)
    : scratch_(scratch), fresh_(fresh), author_(author), from_(from), later_(later) {
  NoteNames(begun);
  scratch_->Observe([this](const Event& event) { changes_ = event.changes; });
}

bool Replay::IsAgain(Agent agent, uint32_t index, uint32_t from) const {
  return (agent == author_ && index >= from) || (agent == later_ && later_ != 0);
}

std::optional<Id> Replay::Find(const Id& id) const {
  if (id.IsNull() || !IsAgain(id.agent, id.seq, from_.creations)) return id;
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

Counts Replay::FreshCounts() const { return fresh_->CountsOf(fresh_->agent()); }

// An edit in fresh makes the same creations, in the same order.
void Replay::NoteCreations(const Operation& operation, const Counts& before) {
  const uint32_t made = FreshCounts().creations - before.creations;
  for (uint32_t i = 0; i < operation.count && i < made; ++i) {
    creations_[{operation.id.agent, operation.id.seq + i}] =
        Id{fresh_->agent(), before.creations + i};
  }
}

void Replay::NoteNames(const OperationSet& set) {
  // A tree that has nodes is named by the first of them.
  for (const ContainerId& container : set.containers) {
    if (container.kind == ContainerKind::kTree) trees_.insert(container);
  }
  for (const Operation& operation : set.operations) {
    if (operation.kind != OperationKind::kWrite || operation.replaced.IsNull()) continue;
    replaced_.emplace(operation.id, operation.replaced);
  }
}

void Replay::NoteRefused(const Operation& operation) {
  if (!operation.IsAnchored() || operation.kind == OperationKind::kMove) return;
  // Where only part of it was made again, that is its beginning.
  const auto is_here = [&](uint32_t i) {
    return Find(Id{operation.id.agent, operation.id.seq + i}).has_value();
  };
  uint32_t from = operation.count;
  while (from > 0 && !is_here(from - 1)) --from;
  if (from == operation.count) return;
  refused_.push_back({Id{operation.id.agent, operation.id.seq + from}, operation.count - from});
  if (common_) HideInCommon(refused_.back());
}

void Replay::HideInCommon(const IdRun& run) {
  Operation erase{};
  erase.kind = OperationKind::kErase;
  erase.count = run.count;
  // Scratch itself makes nothing, so the agent is free.
  erase.id = Id{common_->agent(), common_->CountsOf(common_->agent()).effects};
  erase.target = run.first;
  erase.container = kImpliedContainer;
  OperationSet one;
  one.operations.push_back(erase);
  (void)common_->Integrate(one);
}

Document& Replay::Common() {
  if (common_) return *common_;
  common_.emplace(scratch_->agent(), scratch_->order());
  if (const Result<OperationSet> all = scratch_->OperationsSince({}); all.ok()) {
    (void)common_->Integrate(*all);
  }
  for (const IdRun& run : refused_) HideInCommon(run);
  return *common_;
}

std::optional<std::vector<Change>> Replay::Take(const OperationSet& one, bool again) {
  changes_.clear();
  NoteNames(one);
  const auto admit = [&](const Status& answer) {
    hits_.clear();
    return scratch_
        ->Admit(one,
                [&](const AdmittedOperation& part) {
                  hits_.push_back({part.container, part.key, part.count});
                  return answer;
                })
        .status();
  };
  if (again && one.operations.front().kind == OperationKind::kMove) {
    (void)admit(FailedPrecondition("only asked"));
    stood_at_ = IndexOfMoved(one);
  }
  const Status admitted = admit(OkStatus());
  // Those of newer kinds are not admitted; what comes after them needs them all the same.
  if (!admitted.ok()) (void)scratch_->Integrate(one);
  if (common_) (void)common_->Integrate(one);
  if (again && admitted.ok() && !hits_.empty() && Make(one)) return std::nullopt;
  NoteRefused(one.operations.front());
  return std::move(changes_);
}

bool Replay::Make(const OperationSet& one) {
  const Operation& operation = one.operations.front();
  switch (operation.kind) {
    case OperationKind::kErase:
    case OperationKind::kRestore:
    case OperationKind::kUndo:
      return RepeatEffects(operation);
    case OperationKind::kAdd:
      return Repeat(one);
    default:
      break;
  }
  if (operation.kind == OperationKind::kMove && !Moved(one)) return false;
  const bool edits = operation.kind == OperationKind::kWrite ||
                     operation.kind == OperationKind::kMark || IsBesideOthers(operation);
  if (!edits && Repeat(one)) return true;
  const Counts before = FreshCounts();
  const auto edit = [&] {
    switch (operation.kind) {
      case OperationKind::kInsertText:
      case OperationKind::kInsertItems:
        return hits_.front().home.kind == ContainerKind::kText ? InsertInText(one)
                                                               : InsertItems(one);
      case OperationKind::kWrite:
        return Write(one);
      case OperationKind::kMove:
        return Move(one);
      case OperationKind::kMark:
        return Mark(one);
      default:
        return false;
    }
  };
  const bool made = edit();
  if (!made && operation.IsAnchored() && FreshCounts() == before) return Repeat(one);
  NoteCreations(operation, before);
  return made;
}

bool Replay::Repeat(const OperationSet& one) {
  OperationSet again = one;
  Operation& operation = again.operations.front();
  if (operation.HasAnchors()) {
    const std::optional<Id> prev = Find(operation.prev);
    const std::optional<Id> next = Find(operation.next);
    if (!prev || !next) return false;
    operation.prev = *prev;
    operation.next = *next;
  }
  if (operation.container != kImpliedContainer) {
    const std::optional<ContainerId> home = Find(one.containers[operation.container]);
    if (!home) return false;
    again.containers[operation.container] = *home;
  }
  if (operation.kind == OperationKind::kMove) {
    const std::optional<Id> item = Find(one.payload.ids[operation.item]);
    if (!item) return false;
    again.payload.ids[operation.item] = *item;
  }
  const Operation& was = one.operations.front();
  const Counts before = FreshCounts();
  if (!Admit(&again)) return false;
  if (was.IsEffect()) {
    effects_[was.id] = operation.id;
  } else {
    NoteCreations(was, before);
  }
  return true;
}

bool Replay::Admit(OperationSet* one) {
  Operation& operation = one->operations.front();
  const Counts counts = FreshCounts();
  const bool effect = operation.IsEffect();
  operation.id = Id{fresh_->agent(), effect ? counts.effects : counts.creations};
  operation.at = effect ? counts.creations : counts.effects;
  if (operation.IsStamped() && !StampNow(one)) return false;
  return fresh_->Admit(*one).ok();
}

// The greatest that is admitted is the one that an edit would have.
bool Replay::StampNow(OperationSet* one) {
  uint32_t& stamp = one->operations.front().stamp;
  const auto admitted = [&](uint32_t it) {
    bool asked = false;
    stamp = it;
    (void)fresh_->Admit(*one, [&](const AdmittedOperation&) {
      asked = true;
      return FailedPrecondition("only asked");
    });
    return asked;
  };
  uint32_t greatest = 0;
  if (!admitted(0)) return false;
  uint32_t step = 1;
  while (step < kMaxElements && admitted(greatest + step)) {
    greatest += step;
    step *= 2;
  }
  while ((step /= 2) > 0) {
    if (admitted(greatest + step)) greatest += step;
  }
  stamp = greatest;
  return true;
}

// In runs, as long as the ids run in fresh as they did: so the halves of a pair stay together.
bool Replay::RepeatEffects(const Operation& effects) {
  bool all = true;
  Operation run = effects;
  uint32_t first = 0;  // of the run
  Id last{};
  run.count = 0;
  const auto flush = [&] {
    if (run.count == 0) return;
    OperationSet one;
    one.operations.push_back(run);
    one.operations.front().backward = run.backward && run.count > 1;
    if (Admit(&one)) {
      const Id id = one.operations.front().id;
      for (uint32_t i = 0; i < run.count; ++i) {
        effects_[{effects.id.agent, effects.id.seq + first + i}] = Id{id.agent, id.seq + i};
      }
    } else {
      all = false;
    }
    run.count = 0;
  };
  const auto called = [&](const Id& target) -> std::optional<Id> {
    if (effects.kind != OperationKind::kRestore) return Find(target);
    const std::optional<EffectId> effect = FindEffect(EffectId{target.agent, target.seq});
    if (!effect) return std::nullopt;
    return Id{effect->agent, effect->index};
  };
  for (uint32_t i = 0; i < effects.count; ++i) {
    const uint32_t offset = effects.backward ? effects.count - 1 - i : i;
    const Id was{effects.target.agent, effects.target.seq + offset};
    const std::optional<Id> target = called(was);
    if (!target) {
      flush();
      all = RemoveKey(effects, i, was) && all;
      continue;
    }
    const Id goes_on{last.agent, effects.backward ? last.seq - 1 : last.seq + 1};
    if (run.count > 0 && *target != goes_on) flush();
    if (run.count++ == 0) {
      first = i;
      run.target = *target;
    }
    if (effects.backward) run.target = *target;
    last = *target;
  }
  flush();
  return all;
}

// What was at the key when it was removed is not here, and what that had replaced may be.
bool Replay::RemoveKey(const Operation& erase, uint32_t index, const Id& target) {
  if (erase.kind != OperationKind::kErase) return false;
  uint32_t offset = target.seq - erase.target.seq;
  for (const Hit& hit : hits_) {
    if (offset >= hit.count) {
      offset -= hit.count;
      continue;
    }
    const std::optional<ContainerId> home = Find(hit.home);
    if (!home || home->kind != ContainerKind::kMap) return false;
    const Result<Map> scratch = scratch_->MapOf(hit.home);
    Result<Map> fresh = fresh_->MapOf(*home);
    if (!scratch.ok() || !fresh.ok() || scratch->Contains(hit.key)) return false;
    const Counts before = FreshCounts();
    if (!fresh->Remove(hit.key).ok()) return false;
    effects_[{erase.id.agent, erase.id.seq + index}] = Id{fresh_->agent(), before.effects};
    return true;
  }
  return false;
}

}  // namespace weft::sync
