// The order of deletions in a working file: who deleted and restored what, in four columns.
//
// A load keeps them compressed and checks only their checksums; they are decoded when somebody asks
// for history, and then every number in them is checked. Runs stand by agent, each agent's in its
// own order:
//
//   when   `arrived` less the run's before it
//   count  less 1
//   kind   kErase: how the target is told * 2 + backward, kRestored, kOtherSort for what hits no
//          element (crdt/wire/saved_others.h says what), and kOtherAt when `at` is not the agent's
//          creations at `arrived`
//   where  kErase, told so: zigzag of the target less the run's before it; kRestored: agent, index;
//          then the difference for kOtherAt
#ifndef WEFT_CRDT_WIRE_SAVED_EFFECTS_H_
#define WEFT_CRDT_WIRE_SAVED_EFFECTS_H_

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crdt/core/status.h"
#include "crdt/sequence/effect_log.h"
#include "crdt/sequence/text_arena.h"
#include "crdt/wire/saved_frame.h"
#include "crdt/wire/saved_others.h"

namespace weft::wire {

inline constexpr size_t kEffectColumns = 4;
using EffectColumns = std::array<std::string, kEffectColumns>;

// `file_agents` are the agents' numbers in the order of the file. other(run): for each that hits no
// element, in order.
EffectColumns EncodeEffects(const EffectLog& log, const AgentTable& agents,
                            const std::vector<AgentNumber>& file_agents,
                            const std::function<void(const EffectRun&)>& other = {});

// Whether the range's ends part a surrogate pair.
bool EndsInsidePair(const TextArena& arena, LvRange range);
// Whether the effects [index, index + count) part the two deletions of a pair. Deletions in the log
// hit whole pairs.
bool CutsDeletedPair(const EffectLog& log, const TextArena& arena, AgentNumber agent,
                     uint32_t index, uint32_t count);

// What a load keeps until somebody asks. `agents` and `arena` are the document's and outlive this.
struct KeptEffects {
  struct Counts {
    AgentNumber agent;
    uint32_t effects;
    uint32_t runs;
  };
  std::array<SavedReader::Kept, kEffectColumns> columns;
  std::vector<Counts> counts;  // in the order of the file
  const AgentTable* agents;
  const TextArena* arena;  // null when halves of pairs may stand alone
  Lv elements;
  std::optional<KeptOthers> others;
  Objects* objects = nullptr;  // gets the others; the document's

  Result<EffectLog> Decode() const;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_SAVED_EFFECTS_H_
