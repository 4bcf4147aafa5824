#include "crdt/wire/effect_order.h"

#include "crdt/core/sort.h"

namespace weft::wire {

InOrderOfArrival::InOrderOfArrival(const EffectLog& log)
    : log_(log), heads_(log.agents()), blocked_(log.agents()) {
  std::vector<ArrivedEffect> effects;
  for (AgentNumber agent = 0; agent < log.agents(); ++agent) {
    for (size_t i = 0; i < log.RunCount(agent); ++i) effects.push_back({agent, log.At(agent, i)});
  }
  StableSort(effects.begin(), effects.end(), [](const ArrivedEffect& a, const ArrivedEffect& b) {
    return a.run.arrived < b.run.arrived;
  });
  ordered_.reserve(effects.size());
  for (const ArrivedEffect& effect : effects) {
    possible_ = Emit(effect.agent, effect.run.end());
    if (!possible_) return;
  }
}

uint32_t InOrderOfArrival::Done(AgentNumber agent) const {
  const size_t head = heads_[agent];
  return head == 0 ? 0 : log_.At(agent, head - 1).end();
}

// Brings the agent's effects up to `end`, and before each restore what that needs.
bool InOrderOfArrival::Emit(AgentNumber agent, uint32_t end) {
  std::vector<Wanted> wanted{{agent, end}};
  while (!wanted.empty()) {
    const Wanted want = wanted.back();
    if (Done(want.agent) >= want.end) {
      wanted.pop_back();
      continue;
    }
    const EffectRun run = log_.At(want.agent, heads_[want.agent]);
    if (run.kind == EffectKind::kRestore &&
        Done(run.restored_agent) < run.restored_index + run.count) {
      blocked_[want.agent] = true;
      if (blocked_[run.restored_agent]) return false;
      wanted.push_back({run.restored_agent, run.restored_index + run.count});
      continue;
    }
    if (!ordered_.empty() && run.arrived < ordered_.back().run.arrived) return false;
    blocked_[want.agent] = false;
    ordered_.push_back({want.agent, run});
    ++heads_[want.agent];
  }
  return true;
}

}  // namespace weft::wire
