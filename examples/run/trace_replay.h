// A recorded session, made by one author, replayed by two.
#ifndef WEFT_EXAMPLES_RUN_TRACE_REPLAY_H_
#define WEFT_EXAMPLES_RUN_TRACE_REPLAY_H_

#include <cstdint>

#include "examples/run/progress.h"
#include "examples/run/replica.h"
#include "examples/run/trace.h"

namespace demo {

inline constexpr const char* kRecording = "recording";  // the trace's text
inline constexpr const char* kMargin = "margin";        // everybody's comments

// The replicas take turns: one types the next `stretch` edits of the trace while it is offline,
// then both connect. So each edit is made where everything before it is known, and the trace's
// positions are right. Meanwhile both write comments into the margin, at once.
weft::Status ReplayTrace(Pair& pair, const Trace& trace, uint64_t stretch, uint64_t seed,
                         Progress& progress);

}  // namespace demo

#endif  // WEFT_EXAMPLES_RUN_TRACE_REPLAY_H_
