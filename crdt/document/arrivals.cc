#include "crdt/document/arrivals.h"

#include <algorithm>

namespace weft {

Arrival Arrival::Take(uint32_t count) {
  Arrival part = *this;
  if (effect) {
    part.run = run.Cut(run.index, run.index + count);
    if (count < run.count) run = run.Cut(run.index + count, run.end());
  } else {
    part.elements.count = count;
    elements = LvRange{elements.lv + count, elements.count - count};
  }
  return part;
}

Arrivals::Arrivals(Sequence* sequence)
    : sequence_(*sequence), lv_(sequence->has_all_effects() ? 0 : sequence->loaded_end()) {
  const EffectLog& log = sequence_.effects();
  done_.resize(std::max(log.agents(), sequence_.agents().size()));
  for (AgentNumber agent = 0; agent < log.agents(); ++agent) {
    done_[agent] = log.FirstKnown(agent);
    Push(agent, 0);
  }
}

void Arrivals::Push(AgentNumber agent, size_t run) {
  const EffectLog& log = sequence_.effects();
  if (run == log.RunCount(agent)) return;
  heads_.push_back(Head{log.At(agent, run).arrived, agent, run});
  std::push_heap(heads_.begin(), heads_.end(), Later());
}

bool Arrivals::Next(Arrival* out) { return NextEffect(out) || NextElements(out); }

// Effects that arrived at one moment have the order of their agents; but a restore comes after
// what it takes back.
bool Arrivals::NextEffect(Arrival* out) {
  while (!heads_.empty() && heads_.front().arrived <= lv_) {
    std::pop_heap(heads_.begin(), heads_.end(), Later());
    const Head head = heads_.back();
    heads_.pop_back();
    const EffectRun run = sequence_.effects().At(head.agent, head.run);
    if (!IsReady(run)) {
      waiting_.push_back(head);
      continue;
    }
    for (const Head& waits : waiting_) {
      heads_.push_back(waits);
      std::push_heap(heads_.begin(), heads_.end(), Later());
    }
    waiting_.clear();
    Push(head.agent, head.run + 1);
    done_[head.agent] = run.end();
    *out = Arrival{head.agent, true, {}, kNoTree, run};
    return true;
  }
  return false;
}

bool Arrivals::NextElements(Arrival* out) {
  const AgentTable& agents = sequence_.agents();
  const auto& trees = sequence_.text_runs();
  if (lv_ == agents.next_lv()) return false;
  while (agents.RunEnd(agents.runs()[agent_run_]) <= lv_) ++agent_run_;
  while (tree_run_ + 1 < trees.size() && trees[tree_run_ + 1].lv <= lv_) ++tree_run_;
  const AgentTable::LvRun& run = agents.runs()[agent_run_];
  Lv end = agents.RunEnd(run);
  if (tree_run_ + 1 < trees.size()) end = std::min(end, trees[tree_run_ + 1].lv);
  if (!heads_.empty()) end = std::min(end, heads_.front().arrived);
  *out = Arrival{run.agent, false, LvRange{lv_, end - lv_}, trees[tree_run_].text, {}};
  lv_ = end;
  return true;
}

}  // namespace weft
