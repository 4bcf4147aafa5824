// Stretches: the operations of a set, agent by agent. One goes as far as it can and then waits for
// what it lacks, which another one may bring.
#ifndef WEFT_CRDT_DOCUMENT_STRETCHES_H_
#define WEFT_CRDT_DOCUMENT_STRETCHES_H_

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "crdt/core/operation.h"
#include "crdt/document/wait_list.h"

namespace weft {

// Operations [from, end) of a set, all of one agent.
struct Stretch {
  uint32_t from;
  uint32_t end;
};

std::vector<Stretch> StretchesOf(std::span<const Operation> operations);

// go(stretch, &need) moves stretch->from on; when that is not the end, it says what it needs. It
// returns false to end all this, which then returns false. counts(agent): what there is of the
// agent by then.
template <class Go, class CountsOf>
bool GoThrough(std::span<const Operation> operations, std::vector<Stretch>* stretches, Go&& go,
               CountsOf&& counts) {
  std::vector<uint64_t> ready(stretches->size());
  std::iota(ready.begin(), ready.end(), 0);
  WaitList waiting;
  for (size_t i = 0; i < ready.size(); ++i) {
    Stretch& stretch = (*stretches)[ready[i]];
    const Agent agent = operations[stretch.from].id.agent;
    Need need{};
    if (!go(&stretch, &need)) return false;
    if (stretch.from < stretch.end) waiting.Add(ready[i], need);
    waiting.Wake(agent, counts(agent), &ready);
  }
  return true;
}

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_STRETCHES_H_
