// What needs no repetition: sizes, memory, and whether all ways of delivery end alike.
#ifndef WEFT_BENCH_TRACES_FACTS_H_
#define WEFT_BENCH_TRACES_FACTS_H_

#include <cstddef>
#include <optional>
#include <string>

#include "bench/traces/trace.h"
#include "bench/traces/workload.h"

namespace weft::bench {

struct LiveBytes {
  size_t loaded;  // by a document loaded from its working file and read once
  size_t after_first_remote_operation;
};

// Nothing when this build cannot count.
std::optional<LiveBytes> MeasureLiveBytes(const Workload& workload);

// The text after all transactions arrived in the reverse order, the last first.
std::string ReplayReversed(const Workload& workload);

}  // namespace weft::bench

#endif  // WEFT_BENCH_TRACES_FACTS_H_
