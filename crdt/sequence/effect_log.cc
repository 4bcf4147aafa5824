#include "crdt/sequence/effect_log.h"

#include <algorithm>

namespace weft {

EffectRun EffectRun::Cut(uint32_t from, uint32_t to) const {
  EffectRun part = *this;
  part.index = from;
  part.count = to - from;
  if (kind == EffectKind::kRestore) {
    part.restored_index += from - index;
  } else {
    part.target = backward ? TargetOf(to - 1) : TargetOf(from);
  }
  return part;
}

void EffectLog::Append(AgentNumber agent, EffectRun run) {
  if (agent >= agents_.size()) agents_.resize(agent + 1);
  PerAgent& log = agents_[agent];
  if (!log.runs.empty()) Merge(log, &run);
  if (run.count == 0) return;
  uint32_t target = run.target;
  if (run.kind == EffectKind::kRestore) {
    target = static_cast<uint32_t>(restores_.size()) | kRestoreFlag;
    restores_.push_back(Restored{run.restored_agent, run.restored_index});
  }
  const bool backward = run.backward && run.count > 1;
  log.runs.push_back(Run{log.count, target, run.arrived | (backward ? kBackwardFlag : 0), run.at});
  log.count += run.count;
}

// Moves effects from the front of *run to the last run as long as they go on where it ends.
void EffectLog::Merge(PerAgent& log, EffectRun* run) {
  Run& last = log.runs.back();
  if ((last.arrived & ~kBackwardFlag) != run->arrived || last.at != run->at) return;
  const bool restore = (last.target & kRestoreFlag) != 0;
  if (restore != (run->kind == EffectKind::kRestore)) return;
  const uint32_t count = log.count - last.index;
  uint32_t taken = run->count;
  if (restore) {
    const Restored& first = restores_[last.target & ~kRestoreFlag];
    if (first.agent != run->restored_agent || first.index + count != run->restored_index) return;
  } else {
    const bool last_backward = (last.arrived & kBackwardFlag) != 0;
    const Lv hit = run->backward ? run->target + run->count - 1 : run->target;
    const bool up = !last_backward && hit == last.target + count;
    const bool down = (last_backward || count == 1) && hit + 1 == last.target;
    if (!up && !down) return;
    // One that goes the other way gives its first only.
    if (run->count > 1 && run->backward != down) taken = 1;
    if (down) {
      last.target -= taken;
      last.arrived |= kBackwardFlag;
    }
    if (!run->backward) run->target += taken;
  }
  log.count += taken;
  run->count -= taken;
}

EffectRun EffectLog::At(AgentNumber agent, size_t index) const {
  const PerAgent& log = agents_[agent];
  const Run& run = log.runs[index];
  const uint32_t end = index + 1 < log.runs.size() ? log.runs[index + 1].index : log.count;
  EffectRun out{};
  out.index = run.index;
  out.count = end - run.index;
  out.arrived = run.arrived & ~kBackwardFlag;
  out.at = run.at;
  if ((run.target & kRestoreFlag) != 0) {
    const Restored& restored = restores_[run.target & ~kRestoreFlag];
    out.kind = EffectKind::kRestore;
    out.restored_agent = restored.agent;
    out.restored_index = restored.index;
  } else {
    out.kind = EffectKind::kErase;
    out.backward = (run.arrived & kBackwardFlag) != 0;
    out.target = run.target;
  }
  return out;
}

void EffectLog::StartAt(AgentNumber agent, uint32_t count) {
  if (agent >= agents_.size()) agents_.resize(agent + 1);
  agents_[agent].count = count;
}

void EffectLog::Prepend(EffectLog older) {
  for (AgentNumber agent = 0; agent < agents(); ++agent) {
    for (size_t i = 0; i < RunCount(agent); ++i) older.Append(agent, At(agent, i));
  }
  *this = std::move(older);
}

size_t EffectLog::RunOf(AgentNumber agent, uint32_t index) const {
  const std::vector<Run>& runs = agents_[agent].runs;
  if (runs.back().index <= index) return runs.size() - 1;
  auto after = std::upper_bound(runs.begin(), runs.end(), index,
                                [](uint32_t i, const Run& run) { return i < run.index; });
  return static_cast<size_t>(after - runs.begin()) - 1;
}

}  // namespace weft
