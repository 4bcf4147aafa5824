// EffectLog: every deletion and restore, by agent, in the agent's own order; 16 bytes a run.
//
// A run is consecutive effects of one agent that hit consecutive LVs, forwards or backwards, with
// one `at` (the agent's creations before them), and that arrived while the replica held the same
// elements: `arrived` is its next LV then, and orders effects among the insertions of all agents.
//
// Cost: append O(1), look-up O(log runs).
#ifndef WEFT_CRDT_SEQUENCE_EFFECT_LOG_H_
#define WEFT_CRDT_SEQUENCE_EFFECT_LOG_H_

#include <cstdint>
#include <span>
#include <vector>

#include "crdt/sequence/agent_table.h"
#include "crdt/sequence/lv.h"

namespace weft {

// kOther: an effect on no element and no effect, such as an addition; what it is stands with the
// objects (crdt/objects/objects.h).
enum class EffectKind : uint8_t { kErase, kRestore, kOther };

struct EffectRun {
  EffectKind kind;
  bool backward;   // kErase: the first effect hits the last LV
  uint32_t index;  // of the first effect in its agent's log
  uint32_t count;
  Lv target;                   // kErase: the lowest LV it hits
  AgentNumber restored_agent;  // kRestore: whose effects
  uint32_t restored_index;     // kRestore: the first of them; kOther: the place of the first
  uint32_t at;
  Lv arrived;

  uint32_t end() const { return index + count; }
  // kErase: the LV that effect `at` hits.
  Lv TargetOf(uint32_t at) const {
    return backward ? target + (end() - 1 - at) : target + (at - index);
  }
  // The part [from, to) of the run, by effect index.
  EffectRun Cut(uint32_t from, uint32_t to) const;
};

// An effect of any agent as one number.
inline uint64_t EffectKey(AgentNumber agent, uint32_t index) {
  return uint64_t{agent} << 32 | index;
}

class EffectLog {
 public:
  // Appends effects with the agent's next indexes (run.index is ignored). Runs are maximal from the
  // left, so that they do not depend on how the effects were cut.
  void Append(AgentNumber agent, const EffectRun& run);
  void AppendErase(AgentNumber agent, LvRange target, bool backward, uint32_t at, Lv arrived);
  // Several, one after the other.
  void AppendErases(AgentNumber agent, std::span<const LvRange> targets, bool backward, uint32_t at,
                    Lv arrived);

  uint32_t Count(AgentNumber agent) const {
    return agent < agents_.size() ? agents_[agent].count : 0;
  }
  // The `at` of the agent's last effect; null when that is not here.
  const uint32_t* LastAt(AgentNumber agent) const {
    if (agent >= agents_.size() || agents_[agent].runs.empty()) return nullptr;
    return &agents_[agent].runs.back().at;
  }
  // The agent's first effect that is here: later than 0 while older ones are elsewhere.
  uint32_t FirstKnown(AgentNumber agent) const {
    if (agent >= agents_.size()) return 0;
    const PerAgent& log = agents_[agent];
    return log.runs.empty() ? log.count : log.runs[0].index;
  }
  size_t RunCount(AgentNumber agent) const {
    return agent < agents_.size() ? agents_[agent].runs.size() : 0;
  }
  EffectRun At(AgentNumber agent, size_t run) const;
  // The run that holds effect `index`, which must exist.
  size_t RunOf(AgentNumber agent, uint32_t index) const;
  // After a load: the agent's first `count` effects are elsewhere; Prepend brings them.
  void StartAt(AgentNumber agent, uint32_t count);
  void Prepend(EffectLog older);
  void Reserve(AgentNumber agent, size_t runs) {
    if (agent >= agents_.size()) agents_.resize(agent + 1);
    agents_[agent].runs.reserve(runs);
  }
  uint32_t agents() const { return static_cast<uint32_t>(agents_.size()); }

 private:
  static constexpr uint32_t kRestoreFlag = 0x80000000;
  static constexpr uint32_t kBackwardFlag = 0x80000000;
  static constexpr AgentNumber kOtherEffects = kNoNumber;  // as Restored::agent

  struct Run {
    uint32_t index;
    uint32_t target;   // kErase: LV; kRestore: a place in restores_, with kRestoreFlag
    uint32_t arrived;  // with kBackwardFlag
    uint32_t at;
  };
  static_assert(sizeof(Run) == 16);
  struct Restored {
    AgentNumber agent;
    uint32_t index;
  };
  struct PerAgent {
    std::vector<Run> runs;
    uint32_t count = 0;
  };

  PerAgent& LogOf(AgentNumber agent) {
    if (agent >= agents_.size()) agents_.resize(agent + 1);
    return agents_[agent];
  }
  static bool MayGrow(const Run& last, uint32_t at, Lv arrived) {
    return (last.arrived & ~kBackwardFlag) == arrived && last.at == at &&
           (last.target & kRestoreFlag) == 0;
  }
  static Run EraseRun(uint32_t index, LvRange target, bool backward, uint32_t at, Lv arrived) {
    const bool flag = backward && target.count > 1;
    return Run{index, target.lv, arrived | (flag ? kBackwardFlag : 0), at};
  }
  // Moves deletions from the front of a run to the last one as long as they go on where it ends;
  // returns how many.
  static uint32_t GrowErase(Run* last, uint32_t count, LvRange target, bool backward);

  std::vector<PerAgent> agents_;
  std::vector<Restored> restores_;
};

}  // namespace weft

#endif  // WEFT_CRDT_SEQUENCE_EFFECT_LOG_H_
