// AgentTable: (agent, seq) <-> LV, by two run-length tables, and the small numbers that stand for
// agents inside one replica.
//
// A run is a stretch where both LVs and seqs go up by one; typing by one agent is one run however
// long. Invariants: both tables ascending; the runs of all agents cover [0, next_lv()) once.
// Cost: an append O(1), a look-up O(log runs), O(1) when near the last one.
#ifndef WEFT_CRDT_SEQUENCE_AGENT_TABLE_H_
#define WEFT_CRDT_SEQUENCE_AGENT_TABLE_H_

#include <array>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "crdt/core/check.h"
#include "crdt/core/id.h"
#include "crdt/sequence/lv.h"

namespace weft {

using AgentNumber = uint32_t;
inline constexpr AgentNumber kNoNumber = 0xFFFFFFFF;

class AgentTable {
 public:
  struct LvRun {
    Lv lv;
    AgentNumber agent;
    Seq seq;
  };

  AgentNumber Intern(Agent agent);
  AgentNumber Find(Agent agent) const {  // kNoNumber when unknown
    const Memo& memo = memos_[agent % kMemos];
    return memo.agent == agent ? memo.number : LookUp(agent);
  }
  Agent AgentOf(AgentNumber number) const { return agents_[number].agent; }
  uint32_t size() const { return static_cast<uint32_t>(agents_.size()); }

  // Gives the agent's next `count` creations the next LVs; returns the first.
  Lv Append(AgentNumber number, uint32_t count) {
    if (runs_.empty() || runs_.back().agent != number) [[unlikely]]
      StartRun(number);
    const Lv first = next_lv_;
    Extend(number, count);
    return first;
  }
  // The same for the agent of the last Append.
  void Extend(AgentNumber number, uint32_t count) {
    agents_[number].creations += count;
    next_lv_ += count;
  }
  Lv next_lv() const { return next_lv_; }
  uint32_t Creations(AgentNumber number) const { return agents_[number].creations; }

  // The agent's element `seq`, which must exist, and how many follow it with consecutive LVs.
  LvRange Locate(AgentNumber number, Seq seq) const {
    const Entry& entry = agents_[number];
    WEFT_DCHECK(seq < entry.creations);
    const SeqRun& last = entry.runs.back();
    if (last.seq > seq) return LocateOlder(entry, seq);
    return LvRange{last.lv + (seq - last.seq), entry.creations - seq};
  }
  Lv LvOf(AgentNumber number, Seq seq) const { return Locate(number, seq).lv; }
  // The creations of `number` among the LVs below `lv`.
  uint32_t CreationsBefore(AgentNumber number, Lv lv) const;

  // The run that holds `lv`.
  const LvRun& RunOf(Lv lv) const {
    WEFT_DCHECK(lv < next_lv_);
    const LvRun& last = runs_[last_run_];
    return lv >= last.lv && lv < RunEnd(last) ? last : LookUpRun(lv);
  }
  // How many elements from `lv` on are its agent's with consecutive seqs.
  uint32_t RunLength(Lv lv) const { return RunEnd(RunOf(lv)) - lv; }
  Lv RunEnd(const LvRun& run) const { return &run == &runs_.back() ? next_lv_ : (&run + 1)->lv; }
  Id IdIn(const LvRun& run, Lv lv) const {  // of an element of the run
    return Id{agents_[run.agent].agent, run.seq + (lv - run.lv)};
  }
  Id IdOf(Lv lv) const {
    if (lv == kNoLv) return kNullId;
    return IdIn(RunOf(lv), lv);
  }
  Agent AgentOfLv(Lv lv) const { return agents_[RunOf(lv).agent].agent; }
  const std::vector<LvRun>& runs() const { return runs_; }

 private:
  struct SeqRun {
    Seq seq;
    Lv lv;
  };
  struct Entry {
    Agent agent;
    uint32_t creations = 0;
    mutable uint32_t older = 0;  // LocateOlder's memo
    std::vector<SeqRun> runs;
  };
  struct Memo {
    Agent agent = kNoAgent;
    AgentNumber number = kNoNumber;
  };

  AgentNumber LookUp(Agent agent) const;
  void StartRun(AgentNumber number);
  const LvRun& LookUpRun(Lv lv) const;
  static LvRange LocateOlder(const Entry& entry, Seq seq);

  std::vector<Entry> agents_;
  std::vector<LvRun> runs_;
  absl::flat_hash_map<Agent, AgentNumber> numbers_;
  Lv next_lv_ = 0;
  static constexpr size_t kMemos = 16;
  mutable std::array<Memo, kMemos> memos_;  // Find's, by the last bits of the agent
  mutable size_t last_run_ = 0;             // RunOf's
};
static_assert(sizeof(AgentTable::LvRun) == 12);

}  // namespace weft

#endif  // WEFT_CRDT_SEQUENCE_AGENT_TABLE_H_
