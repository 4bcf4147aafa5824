#include "crdt/sequence/agent_table.h"

#include <algorithm>

#include "crdt/core/check.h"
#include "crdt/core/find_run.h"

namespace weft {

AgentNumber AgentTable::Intern(Agent agent) {
  AgentNumber number = Find(agent);
  if (number != kNoNumber) return number;
  number = size();
  agents_.push_back(Entry{agent, 0, 0, {}});
  numbers_.emplace(agent, number);
  return number;
}

AgentNumber AgentTable::LookUp(Agent agent) const {
  auto it = numbers_.find(agent);
  if (it == numbers_.end()) return kNoNumber;
  memos_[agent % kMemos] = Memo{agent, it->second};
  return it->second;
}

void AgentTable::StartRun(AgentNumber number) {
  Entry& entry = agents_[number];
  runs_.push_back(LvRun{next_lv_, number, entry.creations});
  entry.runs.push_back(SeqRun{entry.creations, next_lv_});
}

LvRange AgentTable::LocateOlder(const Entry& entry, Seq seq) {
  // Who names an element names those close by next.
  const SeqRun* run = &entry.runs[entry.older];
  if (seq < run->seq || seq >= (run + 1)->seq) {
    entry.older = static_cast<uint32_t>(FindRun(entry.runs, &SeqRun::seq, seq));
    run = &entry.runs[entry.older];
  }
  return LvRange{run->lv + (seq - run->seq), (run + 1)->seq - seq};
}

uint32_t AgentTable::CreationsBefore(AgentNumber number, Lv lv) const {
  const Entry& entry = agents_[number];
  if (lv >= next_lv_ || entry.runs.empty()) return entry.creations;
  auto after = std::upper_bound(entry.runs.begin(), entry.runs.end(), lv,
                                [](Lv l, const SeqRun& run) { return l <= run.lv; });
  if (after == entry.runs.begin()) return 0;
  const SeqRun& run = *(after - 1);
  const Seq end = after == entry.runs.end() ? entry.creations : after->seq;
  return std::min(end, run.seq + (lv - run.lv));
}

const AgentTable::LvRun& AgentTable::LookUpRun(Lv lv) const {
  last_run_ = FindRun(runs_, &LvRun::lv, lv);
  return runs_[last_run_];
}

}  // namespace weft
