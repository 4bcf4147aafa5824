// All effects of a replica in an order in which they can be applied one after another.
//
// They stand as they arrived; those that arrived between the same two elements so that each agent's
// keep their order and a restore comes after what it takes back.
//
// Cost: O(n log n) in the runs.
#ifndef WEFT_CRDT_WIRE_EFFECT_ORDER_H_
#define WEFT_CRDT_WIRE_EFFECT_ORDER_H_

#include <vector>

#include "crdt/sequence/effect_log.h"

namespace weft::wire {

struct ArrivedEffect {
  AgentNumber agent;
  EffectRun run;
};

class InOrderOfArrival {
 public:
  // `log` is borrowed. Its restores name effects that it has.
  explicit InOrderOfArrival(const EffectLog& log);

  const std::vector<ArrivedEffect>& effects() const { return ordered_; }
  // False when some restore could not have arrived when it says, because what it takes back came
  // later or waits for it; then effects() are not all.
  bool possible() const { return possible_; }

 private:
  struct Wanted {
    AgentNumber agent;
    uint32_t end;  // effects of it
  };

  uint32_t Done(AgentNumber agent) const;
  bool Emit(AgentNumber agent, uint32_t end);

  const EffectLog& log_;
  std::vector<size_t> heads_;  // by agent: the first run that is not in ordered_
  std::vector<bool> blocked_;  // by agent: its head waits in Emit
  std::vector<ArrivedEffect> ordered_;
  bool possible_ = true;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_EFFECT_ORDER_H_
