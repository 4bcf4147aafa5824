// One trace from file to figures: prepares the workload, verifies it, measures, prints.
#ifndef WEFT_BENCH_TRACES_TRACE_BENCH_H_
#define WEFT_BENCH_TRACES_TRACE_BENCH_H_

#include <filesystem>

#include "bench/traces/report.h"

namespace weft::bench {

// The trace's object. Throws when a replay ends with another text than the others.
Json BenchTrace(const std::filesystem::path& file, int runs, const std::string& work);

// What the figures' names mean.
void PrintLegend();

}  // namespace weft::bench

#endif  // WEFT_BENCH_TRACES_TRACE_BENCH_H_
