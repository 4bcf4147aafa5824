// Arrivals: the history of a document as it arrived here: elements in the order of their LVs, and
// effects among them where `arrived` says. Every prefix is a version that holds all it depends on.
//
// Streams from the logs; nothing is copied. Cost: O(log agents) a run. Thread rule: the document's;
// good until the document changes.
#ifndef WEFT_CRDT_DOCUMENT_ARRIVALS_H_
#define WEFT_CRDT_DOCUMENT_ARRIVALS_H_

#include <vector>

#include "crdt/sequence/sequence.h"

namespace weft {

// A run of one agent's elements, all in one tree and with consecutive LVs, or of its effects.
struct Arrival {
  AgentNumber agent;
  bool effect;
  LvRange elements;
  TreeId tree;
  EffectRun run;

  uint32_t count() const { return effect ? run.count : elements.count; }
  // Cuts off and returns the first part.
  Arrival Take(uint32_t count);
};

class Arrivals {
 public:
  // From the first that is known: after what a load left aside for good.
  explicit Arrivals(Sequence* sequence);

  // False at the end.
  bool Next(Arrival* out);

 private:
  // The next effects of an agent.
  struct Head {
    Lv arrived;
    AgentNumber agent;
    size_t run;
  };
  struct Later {
    bool operator()(const Head& a, const Head& b) const {
      return a.arrived != b.arrived ? a.arrived > b.arrived : a.agent > b.agent;
    }
  };

  void Push(AgentNumber agent, size_t run);
  bool IsReady(const EffectRun& run) const {
    return run.kind != EffectKind::kRestore ||
           run.restored_index + run.count <= done_[run.restored_agent];
  }
  bool NextEffect(Arrival* out);
  bool NextElements(Arrival* out);

  Sequence& sequence_;
  Lv lv_;
  size_t agent_run_ = 0;
  size_t tree_run_ = 0;
  std::vector<Head> heads_;     // a heap, the earliest on top
  std::vector<Head> waiting_;   // restores of what arrived at the same moment, and is not out yet
  std::vector<uint32_t> done_;  // effects that are out, by agent
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_ARRIVALS_H_
