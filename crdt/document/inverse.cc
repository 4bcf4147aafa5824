#include "crdt/document/inverse.h"

#include <algorithm>
#include <iterator>

#include "absl/container/flat_hash_set.h"
#include "crdt/core/value.h"
#include "crdt/document/operation_runs.h"

namespace weft {

struct Inverse::Within {
  AgentNumber agent;
  std::span<const LogInterval> intervals;
  const AgentTable* agents;
  // Elements, writes and slots that were made here, by LV.
  absl::flat_hash_set<Lv> taken_back;

  bool Made(Lv lv) const {
    const AgentTable::LvRun& run = agents->RunOf(lv);
    return run.agent == agent && Holds(&Counts::creations, run.seq + (lv - run.lv));
  }
  bool Did(AgentNumber by, uint32_t effect) const {
    return by == agent && Holds(&Counts::effects, effect);
  }

 private:
  bool Holds(uint32_t Counts::* log, uint32_t index) const {
    const auto after = std::upper_bound(
        intervals.begin(), intervals.end(), index,
        [log](uint32_t i, const LogInterval& interval) { return i < interval.from.*log; });
    return after != intervals.begin() && index < std::prev(after)->to.*log;
  }
};

Inverse::Inverse(DocumentState* state)
    : state_(state), sequence_(state->sequence()), objects_(state->objects()) {
  sequence_.Flush();
  state->ForgetTakenContainers();
  before_ = sequence_.CountsOf(sequence_.local());
}

void Inverse::Append(const EffectRun& run) {
  EffectRun mine = run;
  mine.index = before_.effects + static_cast<uint32_t>(effects_);
  mine.at = before_.creations;
  state_->AppendEffects(sequence_.local(), mine, &set_);
  effects_ += run.count;
}

void Inverse::Erase(LvRange elements) {
  EffectRun run{};
  run.kind = EffectKind::kErase;
  run.target = elements.lv;
  run.count = elements.count;
  Append(run);
}

void Inverse::Restore(AgentNumber by, uint32_t first, uint32_t count) {
  EffectRun run{};
  run.kind = EffectKind::kRestore;
  run.restored_agent = by;
  run.restored_index = first;
  run.count = count;
  Append(run);
}

void Inverse::Undo(Lv creation) {
  Operation undo{};
  undo.kind = OperationKind::kUndo;
  undo.count = 1;
  undo.id = Id{state_->agent(), before_.effects + static_cast<uint32_t>(effects_++)};
  undo.target = sequence_.agents().IdOf(creation);
  undo.next = kNullId;
  undo.at = before_.creations;
  undo.container = kImpliedContainer;
  set_.operations.push_back(undo);
}

void Inverse::Add(ContainerNumber counter, int64_t amount) {
  Operation add{};
  add.kind = OperationKind::kAdd;
  add.count = 1;
  add.id = Id{state_->agent(), before_.effects + static_cast<uint32_t>(effects_++)};
  add.prev = add.next = kNullId;
  add.at = before_.creations;
  add.content = static_cast<uint32_t>(set_.payload.bytes.size());
  value_bytes::AppendInt(amount, &set_.payload.bytes);
  add.container = state_->ContainerIn(&set_, counter);
  set_.operations.push_back(add);
}

Status Inverse::AddIntervals(AgentNumber agent, std::span<const LogInterval> intervals) {
  Within within{agent, intervals, &sequence_.agents(), {}};
  std::vector<EffectRun> runs;
  for (const LogInterval& interval : intervals) {
    WEFT_RETURN_IF_ERROR(AddRunsOf(agent, interval, &runs));
  }
  for (const EffectRun& run : runs) NoteTakenBack(agent, run, &within);
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) AddEffects(agent, *run, within);
  for (const LogInterval& interval : intervals) {
    for (uint32_t seq = interval.from.creations; seq < interval.to.creations;) {
      LvRange range = sequence_.agents().Locate(agent, seq);
      range.count = std::min(range.count, interval.to.creations - seq);
      AddCreations(range, within);
      seq += range.count;
    }
  }
  return OkStatus();
}

Status Inverse::AddRunsOf(AgentNumber agent, const LogInterval& interval,
                          std::vector<EffectRun>* runs) {
  const uint32_t end = interval.to.effects;
  if (interval.from.effects == end) return OkStatus();
  WEFT_RETURN_IF_ERROR(sequence_.EnsureEffect(agent, interval.from.effects));
  const EffectLog& effects = sequence_.effects();
  for (uint32_t at = interval.from.effects; at < end;) {
    const EffectRun run = effects.At(agent, effects.RunOf(agent, at));
    const uint32_t to = std::min(run.end(), end);
    runs->push_back(run.Cut(at, to));
    at = to;
  }
  return OkStatus();
}

void Inverse::NoteTakenBack(AgentNumber agent, const EffectRun& run, Within* within) {
  for (uint32_t i = run.index; i < run.end(); ++i) {
    if (sequence_.IsRestored(agent, i)) continue;
    Lv lv = kNoLv;
    // A deleted write still stands over what it replaced, unless it is undone.
    if (run.kind == EffectKind::kErase &&
        objects_.creations().KindOf(run.TargetOf(i)) != CreationKind::kWrite) {
      lv = run.TargetOf(i);
    }
    if (run.kind == EffectKind::kOther) {
      const OtherEffect& other = objects_.other_effect(run.restored_index + (i - run.index));
      if (other.IsUndo()) lv = other.target();
    }
    if (lv != kNoLv && within->Made(lv)) within->taken_back.insert(lv);
  }
}

// Effects that nobody has taken back are restored, in stretches.
void Inverse::AddEffects(AgentNumber agent, const EffectRun& run, const Within& within) {
  if (run.kind == EffectKind::kRestore) {
    for (uint32_t i = 0; i < run.count; ++i) {
      DoAgain(run.restored_agent, run.restored_index + i, within);
    }
    return;
  }
  const auto stays = [&](uint32_t i) {
    if (sequence_.IsRestored(agent, i)) return true;
    if (run.kind == EffectKind::kErase) return within.Made(run.TargetOf(i));
    const OtherEffect& other = objects_.other_effect(run.restored_index + (i - run.index));
    return other.IsUndo() ? within.Made(other.target()) : !other.IsAddition();
  };
  for (uint32_t i = run.index; i < run.end();) {
    uint32_t end = i;
    while (end < run.end() && !stays(end)) ++end;
    if (end > i) Restore(agent, i, end - i);
    i = end + (end == i ? 1 : 0);
  }
}

// What a restore took back.
void Inverse::DoAgain(AgentNumber by, uint32_t index, const Within& within) {
  if (within.Did(by, index)) return;
  if (!sequence_.EnsureEffect(by, index).ok()) return;
  const Lv lv = sequence_.ErasedBy(by, index);
  if (lv != kNoLv) {
    if (!within.Made(lv)) Erase(LvRange{lv, 1});
    return;
  }
  const uint32_t place = sequence_.OtherEffect(by, index);
  if (place == Sequence::kNoEffect) return;
  const OtherEffect other = objects_.other_effect(place);
  if (other.IsAddition()) return Add(other.container, other.amount);
  if (other.IsUndo() && !within.Made(other.target())) Undo(other.target());
}

void Inverse::AddCreations(LvRange range, const Within& within) {
  const Creations& creations = objects_.creations();
  for (Lv lv = range.lv; lv < range.end();) {
    if (within.taken_back.contains(lv)) {
      ++lv;
      continue;
    }
    const CreationKind kind = creations.KindOf(lv);
    if (kind != CreationKind::kText && kind != CreationKind::kItem) {
      AddCreation(lv++, kind);
      continue;
    }
    const Lv first = lv;
    const Lv end = lv + creations.RunLength(lv, range.end() - lv);
    if (within.taken_back.empty()) {
      lv = end;
    } else {
      while (lv < end && !within.taken_back.contains(lv)) ++lv;
    }
    Erase(LvRange{first, lv - first});
  }
}

void Inverse::AddCreation(Lv lv, CreationKind kind) {
  if (kind == CreationKind::kWrite || kind == CreationKind::kSlot) return Undo(lv);
  if (kind == CreationKind::kMark) Erase(LvRange{lv, 1});
}

Status Inverse::Commit(Origin origin) {
  if (empty()) return OkStatus();
  if (state_->read_only()) return state_->NeedsNewer();
  WEFT_RETURN_IF_ERROR(state_->CheckEffectRoom(effects_));
  return state_->IntegrateLocally(set_, origin);
}

}  // namespace weft
