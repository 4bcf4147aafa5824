// The timed replays: each does one kind of work with a workload once, checks the text that comes
// out (outside the time) and returns milliseconds of CPU time.
//
// Making the document counts, destroying it does not. Local replays end when the last pending edit
// is in its place; remote ones and loads when the text has been read out as UTF-8. The list of
// works at the bottom is the one place that names the figures.
#ifndef WEFT_BENCH_TRACES_REPLAY_H_
#define WEFT_BENCH_TRACES_REPLAY_H_

#include <string>
#include <vector>

#include "bench/traces/measurement.h"
#include "bench/traces/workload.h"

namespace weft::bench {

// The flat gap buffer with the workload's edits.
Work FloorOf(const Workload& workload);
Work TightFloorOf(const Workload& workload);  // see GapBuffer

struct ReplayKind {
  const char* name;   // of the figure, without "_ms"
  const char* means;  // for people
  double (*run)(const Workload&);
  bool sequential_only = false;  // local edits have no meaning of their own in a concurrent trace
};

const std::vector<ReplayKind>& ReplayKinds();

}  // namespace weft::bench

#endif  // WEFT_BENCH_TRACES_REPLAY_H_
