// WaitList: who waits for how much of whose log. Whoever waits is looked at again once that much is
// there, and not before, so that a chain of dependencies costs the same in any order of arrival.
//
// Cost: O(log waiting) to add, and likewise for each that is woken. Thread rule: the owner's.
#ifndef WEFT_CRDT_DOCUMENT_WAIT_LIST_H_
#define WEFT_CRDT_DOCUMENT_WAIT_LIST_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "crdt/core/id.h"
#include "crdt/core/version.h"

namespace weft {

// At least so many creations, or effects, of an agent.
struct Need {
  Agent agent;
  bool effects;
  uint32_t count;  // 0: nothing
};

class WaitList {
 public:
  void Add(uint64_t who, const Need& need) {
    Waiting& waiting = waiting_[need.agent];
    std::vector<One>& ones = need.effects ? waiting.effects : waiting.creations;
    ones.push_back(One{need.count, who});
    std::push_heap(ones.begin(), ones.end(), IsLater);
  }

  // woken(who) for all who wait for no more than that of the agent.
  template <class Woken>
  void Wake(Agent agent, Counts counts, Woken&& woken) {
    if (waiting_.empty()) return;
    const auto waiting = waiting_.find(agent);
    if (waiting == waiting_.end()) return;
    WakeOf(&waiting->second.creations, counts.creations, woken);
    WakeOf(&waiting->second.effects, counts.effects, woken);
    if (waiting->second.creations.empty() && waiting->second.effects.empty()) {
      waiting_.erase(waiting);
    }
  }

 private:
  struct One {
    uint32_t count;
    uint64_t who;
  };
  // Heaps, the least count first.
  struct Waiting {
    std::vector<One> creations;
    std::vector<One> effects;
  };

  static bool IsLater(const One& a, const One& b) { return a.count > b.count; }

  template <class Woken>
  static void WakeOf(std::vector<One>* ones, uint32_t count, Woken&& woken) {
    while (!ones->empty() && ones->front().count <= count) {
      std::pop_heap(ones->begin(), ones->end(), IsLater);
      const uint64_t who = ones->back().who;
      ones->pop_back();
      woken(who);
    }
  }

  absl::flat_hash_map<Agent, Waiting> waiting_;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_WAIT_LIST_H_
