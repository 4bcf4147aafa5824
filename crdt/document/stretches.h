// Stretches: the operations of a set, agent by agent. One goes as far as it can and then waits for
// what it lacks, which another one may bring.
#ifndef WEFT_CRDT_DOCUMENT_STRETCHES_H_
#define WEFT_CRDT_DOCUMENT_STRETCHES_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "absl/container/inlined_vector.h"
#include "crdt/core/operation.h"
#include "crdt/document/wait_list.h"

namespace weft {

// Operations [from, end) of a set, all of one agent.
struct Stretch {
  uint32_t from;
  uint32_t end;
};
using Stretches = absl::InlinedVector<Stretch, 2>;

inline Stretches StretchesOf(std::span<const Operation> operations) {
  Stretches stretches;
  for (uint32_t i = 0; i < operations.size(); ++i) {
    if (i == 0 || operations[i].id.agent != operations[i - 1].id.agent) {
      stretches.push_back(Stretch{i, i});
    }
    stretches.back().end = i + 1;
  }
  return stretches;
}

// go(stretch, &need) moves stretch->from on; when that is not the end, it says what it needs. It
// returns false to end all this, which then returns false. counts(agent): what there is of the
// agent by then.
template <class Go, class CountsOf>
bool GoThrough(std::span<const Operation> operations, Stretches* stretches, Go&& go,
               CountsOf&& counts) {
  absl::InlinedVector<uint32_t, 4> ready;
  for (uint32_t i = 0; i < stretches->size(); ++i) ready.push_back(i);
  WaitList waiting;
  for (size_t i = 0; i < ready.size(); ++i) {
    Stretch& stretch = (*stretches)[ready[i]];
    const Agent agent = operations[stretch.from].id.agent;
    Need need{};
    if (!go(&stretch, &need)) return false;
    if (stretch.from < stretch.end) waiting.Add(ready[i], need);
    waiting.Wake(agent, counts(agent),
                 [&](uint64_t who) { ready.push_back(static_cast<uint32_t>(who)); });
  }
  return true;
}

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_STRETCHES_H_
