// Splitting a set of operations into updates of a bounded size, in order. Those of one agent can be
// admitted one after the other; of several, what one part needs may be in a later one.
#ifndef WEFT_SYNC_SPLIT_H_
#define WEFT_SYNC_SPLIT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "crdt/core/operation.h"
#include "crdt/core/status.h"
#include "crdt/core/version.h"
#include "crdt/wire/agent_numbers.h"

namespace weft::sync {

struct Piece {
  std::string body;  // as in a session
  Counts end;        // the last operation's author's counts after it
};

// The operations of `set`, whose agents all have numbers, in bodies of about `bytes` at most: a
// single value may be longer. kInvalidArgument when the set cannot be encoded.
Result<std::vector<Piece>> Split(const OperationSet& set, const AgentNumbers& numbers,
                                 size_t bytes);

// The counts of its author just before and just after an operation.
Counts CountsBefore(const Operation& operation);
Counts CountsAfter(const Operation& operation);

// The beginning that both count.
inline Counts Least(Counts a, Counts b) {
  return Counts{a.creations < b.creations ? a.creations : b.creations,
                a.effects < b.effects ? a.effects : b.effects};
}

}  // namespace weft::sync

#endif  // WEFT_SYNC_SPLIT_H_
