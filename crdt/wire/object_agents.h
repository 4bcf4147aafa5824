// ObjectAgents: the agents of a body in columns: its authors, then those that are only referred to;
// both ascend, none is there twice. AgentSteps: a column that walks through such a list.
#ifndef WEFT_CRDT_WIRE_OBJECT_AGENTS_H_
#define WEFT_CRDT_WIRE_OBJECT_AGENTS_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "crdt/core/id.h"
#include "crdt/core/sort.h"
#include "crdt/wire/column.h"
#include "crdt/wire/object_layout.h"

namespace weft::wire {

class ObjectAgents {
 public:
  // Both are in any order.
  ObjectAgents(std::vector<Agent> authors, std::vector<Agent> others)
      : agents_(std::move(authors)) {
    Sort(&agents_);
    authors_ = agents_.size();
    Sort(&others);
    for (const Agent agent : others) {
      if (!Contains(0, authors_, agent)) agents_.push_back(agent);
    }
  }

  // `agent` is one of them.
  uint32_t IndexOf(Agent agent) const {
    const bool author = Contains(0, authors_, agent);
    return static_cast<uint32_t>(author ? Place(0, authors_, agent)
                                        : Place(authors_, size(), agent));
  }
  size_t size() const { return agents_.size(); }
  size_t authors() const { return authors_; }
  size_t others() const { return agents_.size() - authors_; }
  const std::vector<Agent>& agents() const { return agents_; }

 private:
  static void Sort(std::vector<Agent>* agents) {
    weft::Sort(agents->begin(), agents->end());
    agents->erase(std::unique(agents->begin(), agents->end()), agents->end());
  }
  size_t Place(size_t from, size_t to, Agent agent) const {
    const auto begin = agents_.begin();
    const auto place = std::lower_bound(begin + static_cast<ptrdiff_t>(from),
                                        begin + static_cast<ptrdiff_t>(to), agent);
    return static_cast<size_t>(place - begin);
  }
  bool Contains(size_t from, size_t to, Agent agent) const {
    const size_t place = Place(from, to, agent);
    return place < to && agents_[place] == agent;
  }

  std::vector<Agent> agents_;
  size_t authors_ = 0;
};

// Where a walk through the agents is; at first before the first of them.
class AgentSteps {
 public:
  AgentSteps() = default;
  explicit AgentSteps(uint32_t at) : at_(int64_t{at}) {}

  uint32_t SymbolTo(uint32_t agent) {
    const int64_t step = int64_t{agent} - at_;
    at_ = agent;
    return step == 0 ? kSameAgent : step == 1 ? kNextAgent : kStepFirstAgent + agent;
  }
  // False when no writer writes this symbol here.
  bool Follow(uint32_t symbol, uint32_t agents, uint32_t* agent) {
    const int64_t to = symbol >= kStepFirstAgent ? int64_t{symbol} - kStepFirstAgent : at_ + symbol;
    const bool shorter = symbol >= kStepFirstAgent && (to == at_ || to == at_ + 1);
    if (to < 0 || to >= agents || shorter) return false;
    at_ = to;
    *agent = static_cast<uint32_t>(to);
    return true;
  }

 private:
  int64_t at_ = -1;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_OBJECT_AGENTS_H_
