// Who made what: agents and ids.
//
// An agent is one replica's identity. An element's id is (agent, seq): its agent and its place in
// that agent's creation log, dense from 0. An effect (a deletion, a restore) has an EffectId: its
// place in the agent's effect log, likewise dense from 0. Ids are for ever and never reused.
#ifndef WEFT_CRDT_CORE_ID_H_
#define WEFT_CRDT_CORE_ID_H_

#include <compare>
#include <cstdint>

namespace weft {

using Agent = uint64_t;
using Seq = uint32_t;

inline constexpr Agent kSeedAgent = 0;                       // the document's seed content
inline constexpr Agent kMaxAgent = (uint64_t{1} << 53) - 1;  // a safe integer in JavaScript
inline constexpr Agent kNoAgent = ~uint64_t{0};

// The most elements, and the most effects of one agent, that a document holds.
inline constexpr uint32_t kMaxElements = 0x7FFFFFFF;

struct Id {
  Agent agent;
  Seq seq;

  bool IsNull() const { return agent == kNoAgent; }
  friend bool operator==(const Id&, const Id&) = default;
  friend auto operator<=>(const Id&, const Id&) = default;
};

// As an anchor: the edge of the text.
inline constexpr Id kNullId{kNoAgent, 0};

// Whether what has the id `than` may name `id`: one in range, and none of the same agent's future.
inline bool IsOlder(const Id& id, const Id& than) {
  if (id.agent > kMaxAgent || id.seq >= kMaxElements) return false;
  return id.agent != than.agent || id.seq < than.seq;
}
// Likewise as an anchor. The edge has one spelling: what comes again must be equal to itself.
inline bool IsAnchor(const Id& anchor, const Id& of) {
  return anchor.IsNull() ? anchor == kNullId : IsOlder(anchor, of);
}

struct EffectId {
  Agent agent;
  uint32_t index;

  friend bool operator==(const EffectId&, const EffectId&) = default;
  friend auto operator<=>(const EffectId&, const EffectId&) = default;
};

}  // namespace weft

#endif  // WEFT_CRDT_CORE_ID_H_
