// WaitList: who waits for how much of whose log. Whoever waits is looked at again once that much is
// there, and not before, so that a chain of dependencies costs the same in any order of arrival.
//
// Cost: O(log waiting) to add, and likewise for each that is woken. Thread rule: the owner's.
#ifndef WEFT_CRDT_DOCUMENT_WAIT_LIST_H_
#define WEFT_CRDT_DOCUMENT_WAIT_LIST_H_

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

  bool operator==(const Need&) const = default;
};

class WaitList {
 public:
  void Add(uint64_t who, const Need& need);
  // Appends to `woken` all who wait for no more than that of the agent; they wait no longer.
  void Wake(Agent agent, Counts counts, std::vector<uint64_t>* woken);

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
  static void WakeOf(std::vector<One>* ones, uint32_t count, std::vector<uint64_t>* woken);

  absl::flat_hash_map<Agent, uint32_t> places_;  // in waiting_, of who is waited for
  std::vector<Waiting> waiting_;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_WAIT_LIST_H_
