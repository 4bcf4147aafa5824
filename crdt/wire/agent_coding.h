// AgentCoding: how a body writes an agent: in full when it stands alone, as a number in a session.
#ifndef WEFT_CRDT_WIRE_AGENT_CODING_H_
#define WEFT_CRDT_WIRE_AGENT_CODING_H_

#include <cstdint>

#include "crdt/core/id.h"
#include "crdt/wire/agent_numbers.h"
#include "crdt/wire/byte_reader.h"
#include "crdt/wire/varint.h"

namespace weft::wire {

class AgentCoding {
 public:
  AgentCoding() = default;  // in full
  explicit AgentCoding(const AgentNumbers& numbers) : numbers_(&numbers) {}

  bool Read(ByteReader* reader, Agent* agent) const {
    if (numbers_ == nullptr) return reader->ReadAgent(agent);
    const uint8_t* const start = reader->position();
    uint32_t number;
    if (!reader->Varint(&number)) return false;
    if (number >= numbers_->size()) [[unlikely]] {
      return reader->Refuse("a number that no agent of the session has", start);
    }
    *agent = numbers_->AgentOf(number);
    return true;
  }

  // Writes at *to, which has room for kMaxAgentBytes, and moves it; false when the agent has no
  // number in this session.
  bool Put(Agent agent, uint8_t** to) const {
    if (numbers_ == nullptr) {
      *to = PutAgent(*to, agent);
      return true;
    }
    const int64_t number = numbers_->NumberOf(agent);
    if (number < 0) [[unlikely]]
      return false;
    *to = PutVarint(*to, static_cast<uint64_t>(number));
    return true;
  }

 private:
  const AgentNumbers* numbers_ = nullptr;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_AGENT_CODING_H_
