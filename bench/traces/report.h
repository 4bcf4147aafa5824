// The figures: a table for people on standard output, an object for programs.
#ifndef WEFT_BENCH_TRACES_REPORT_H_
#define WEFT_BENCH_TRACES_REPORT_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "bench/traces/measurement.h"

namespace weft::bench {

// Members keep the order they were added in.
using Json = nlohmann::ordered_json;

// {"machine", "compiler", "date", "runs"}.
Json DescribeThisRun(int runs);

void PrintFigures(const std::vector<Figure>& figures);

// For each figure NAME_ms (the minimum), NAME_median_ms, NAME_ratio (the median of the paired
// ratios to the floor) and NAME_min_ratio.
void AddFigures(const std::vector<Figure>& figures, Json& trace);

void WriteJson(const std::string& file, const Json& json);

}  // namespace weft::bench

#endif  // WEFT_BENCH_TRACES_REPORT_H_
