// AgentNumbers: the small numbers that stand for agents on a connection.
//
// The server gives them out, per document and generation, in order of first use; the same numbers
// serve all sessions and the log, so that one encoding reaches everybody. A number is never given
// to another agent.
//
// Cost: AgentOf O(1), NumberOf O(log agents) whatever the agents are (they are chosen by peers, so
// nothing here hashes them), Add linear in the worst case.
// Thread rule: any number of readers while nobody adds.
#ifndef WEFT_CRDT_WIRE_AGENT_NUMBERS_H_
#define WEFT_CRDT_WIRE_AGENT_NUMBERS_H_

#include <cstdint>
#include <initializer_list>
#include <vector>

#include "crdt/core/id.h"

namespace weft {

class AgentNumbers {
 public:
  AgentNumbers() = default;
  // Numbers from 0 on, in the order given.
  AgentNumbers(std::initializer_list<Agent> agents);

  // The agent's number: the next free one when it has none yet. `agent` is at most kMaxAgent.
  uint32_t Add(Agent agent);
  // -1 when it has none.
  int64_t NumberOf(Agent agent) const;
  // `number` is below size().
  Agent AgentOf(uint32_t number) const { return agents_[number]; }
  uint32_t size() const { return static_cast<uint32_t>(agents_.size()); }

 private:
  struct Entry {
    Agent agent;
    uint32_t number;
  };

  std::vector<Agent> agents_;    // by number
  std::vector<Entry> by_agent_;  // sorted
};

}  // namespace weft

#endif  // WEFT_CRDT_WIRE_AGENT_NUMBERS_H_
