#include "crdt/sequence/effect_log.h"

#include "crdt/core/find_run.h"

namespace weft {

EffectRun EffectRun::Cut(uint32_t from, uint32_t to) const {
  EffectRun part = *this;
  part.index = from;
  part.count = to - from;
  if (kind != EffectKind::kErase) {
    part.restored_index += from - index;
  } else {
    part.target = backward ? TargetOf(to - 1) : TargetOf(from);
  }
  return part;
}

void EffectLog::Append(AgentNumber agent, const EffectRun& run) {
  if (run.kind == EffectKind::kErase) {
    return AppendErase(agent, LvRange{run.target, run.count}, run.backward, run.at, run.arrived);
  }
  const AgentNumber of = run.kind == EffectKind::kOther ? kOtherEffects : run.restored_agent;
  PerAgent& log = LogOf(agent);
  if (!log.runs.empty()) {
    const Run& last = log.runs.back();
    if (last.arrived == run.arrived && last.at == run.at && (last.target & kRestoreFlag) != 0) {
      const Restored& first = restores_[last.target & ~kRestoreFlag];
      const uint32_t count = log.count - last.index;
      if (first.agent == of && first.index + count == run.restored_index) {
        log.count += run.count;
        return;
      }
    }
  }
  const auto place = static_cast<uint32_t>(restores_.size());
  restores_.push_back(Restored{of, run.restored_index});
  log.runs.push_back(Run{log.count, place | kRestoreFlag, run.arrived, run.at});
  log.count += run.count;
}

uint32_t EffectLog::GrowErase(Run* last, uint32_t count, LvRange target, bool backward) {
  const bool last_backward = (last->arrived & kBackwardFlag) != 0;
  const Lv hit = backward ? target.end() - 1 : target.lv;
  const bool up = !last_backward && hit == last->target + count;
  const bool down = (last_backward || count == 1) && hit + 1 == last->target;
  if (!up && !down) return 0;
  // One that goes the other way gives its first only.
  const uint32_t taken = target.count > 1 && backward != down ? 1 : target.count;
  if (down) {
    last->target -= taken;
    last->arrived |= kBackwardFlag;
  }
  return taken;
}

void EffectLog::AppendErases(AgentNumber agent, std::span<const LvRange> targets, bool backward,
                             uint32_t at, Lv arrived) {
  PerAgent& log = LogOf(agent);
  Run* last = log.runs.empty() ? nullptr : &log.runs.back();
  bool same = last != nullptr && (last->arrived & ~kBackwardFlag) == arrived && last->at == at &&
              (last->target & kRestoreFlag) == 0;
  uint32_t count = log.count;
  for (LvRange target : targets) {
    if (same) {
      const uint32_t taken = GrowErase(last, count - last->index, target, backward);
      count += taken;
      if (taken == target.count) continue;
      if (!backward) target.lv += taken;
      target.count -= taken;
    }
    const bool flag = backward && target.count > 1;
    log.runs.push_back(Run{count, target.lv, arrived | (flag ? kBackwardFlag : 0), at});
    last = &log.runs.back();
    same = true;
    count += target.count;
  }
  log.count = count;
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
    out.kind = restored.agent == kOtherEffects ? EffectKind::kOther : EffectKind::kRestore;
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
  return FindRun(agents_[agent].runs, &Run::index, index);
}

}  // namespace weft
