// A session that the demo makes up: two typists in one text at once, each offline in turn.
#ifndef WEFT_EXAMPLES_RUN_SESSION_H_
#define WEFT_EXAMPLES_RUN_SESSION_H_

#include <cstdint>

#include "examples/run/progress.h"
#include "examples/run/replica.h"

namespace demo {

// In each round both type a word. Rounds come in blocks: connected, Ada offline, connected, Ben
// offline. The session ends connected.
weft::Status PlaySession(Pair& pair, uint64_t rounds, uint64_t seed, Progress& progress);

}  // namespace demo

#endif  // WEFT_EXAMPLES_RUN_SESSION_H_
