#include "crdt/wire/agent_numbers.h"

#include <algorithm>

#include "crdt/core/check.h"

namespace weft {

AgentNumbers::AgentNumbers(std::initializer_list<Agent> agents) {
  for (const Agent agent : agents) Add(agent);
}

uint32_t AgentNumbers::Add(Agent agent) {
  WEFT_CHECK(agent <= kMaxAgent);
  const auto place = std::lower_bound(by_agent_.begin(), by_agent_.end(), agent,
                                      [](const Entry& e, Agent a) { return e.agent < a; });
  if (place != by_agent_.end() && place->agent == agent) return place->number;
  const uint32_t number = size();
  by_agent_.insert(place, {agent, number});
  agents_.push_back(agent);
  return number;
}

int64_t AgentNumbers::NumberOf(Agent agent) const {
  // Halving without branches: which way a look-up goes is not predictable.
  const Entry* first = by_agent_.data();
  size_t count = by_agent_.size();
  if (count == 0) return -1;
  while (count > 1) {
    const size_t half = count / 2;
    first += first[half].agent <= agent ? half : 0;
    count -= half;
  }
  return first->agent == agent ? int64_t{first->number} : -1;
}

}  // namespace weft
