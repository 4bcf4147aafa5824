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

void EffectLog::Append(AgentNumber agent, const EffectRun& run) {
  if (agent >= agents_.size()) agents_.resize(agent + 1);
  PerAgent& log = agents_[agent];
  if (log.runs.empty() || !Merge(log, run)) {
    uint32_t target = run.target;
    if (run.kind == EffectKind::kRestore) {
      target = static_cast<uint32_t>(restores_.size()) | kRestoreFlag;
      restores_.push_back(Restored{run.restored_agent, run.restored_index});
    }
    const bool backward = run.backward && run.count > 1;
    log.runs.push_back(
        Run{log.count, target, run.arrived | (backward ? kBackwardFlag : 0), run.at});
  }
  log.count += run.count;
}

// Grows the last run when `run` goes on where it ends.
bool EffectLog::Merge(PerAgent& log, const EffectRun& run) {
  Run& last = log.runs.back();
  if ((last.arrived & ~kBackwardFlag) != run.arrived || last.at != run.at) return false;
  const bool restore = (last.target & kRestoreFlag) != 0;
  if (restore != (run.kind == EffectKind::kRestore)) return false;
  const uint32_t count = log.count - last.index;
  if (restore) {
    const Restored& first = restores_[last.target & ~kRestoreFlag];
    return first.agent == run.restored_agent && first.index + count == run.restored_index;
  }
  const bool last_backward = (last.arrived & kBackwardFlag) != 0;
  const bool run_backward = run.backward && run.count > 1;
  const bool run_forward = !run.backward && run.count > 1;
  if (!last_backward && !run_backward && last.target + count == run.target) return true;
  if ((last_backward || count == 1) && !run_forward && run.target + run.count == last.target) {
    last.target = run.target;
    last.arrived |= kBackwardFlag;
    return true;
  }
  return false;
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
  const auto shift = static_cast<uint32_t>(older.restores_.size());
  older.restores_.insert(older.restores_.end(), restores_.begin(), restores_.end());
  if (older.agents_.size() < agents_.size()) older.agents_.resize(agents_.size());
  for (size_t agent = 0; agent < agents_.size(); ++agent) {
    PerAgent& log = older.agents_[agent];
    for (Run run : agents_[agent].runs) {
      if ((run.target & kRestoreFlag) != 0) run.target += shift;
      log.runs.push_back(run);
    }
    log.count = agents_[agent].count;
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
