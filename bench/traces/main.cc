// weft_bench_traces: Weft on recorded editing traces. See kUsage.
#include <algorithm>
#include <cstdio>
#include <exception>

#include "bench/traces/options.h"
#include "bench/traces/scaling.h"
#include "bench/traces/trace.h"
#include "bench/traces/trace_bench.h"

namespace weft::bench {
namespace {

// The slow cases are slow only while something is wrong, and the ratios are far from 1 then.
constexpr int kMostScalingRuns = 5;

int RunsOf(const Options& options) {
  return options.scaling ? std::min(options.runs, kMostScalingRuns) : options.runs;
}

Json BenchTraces(const Options& options) {
  Json traces = Json::array();
  for (const auto& file : FindTraces(options.traces)) {
    if (file.filename().string().find(options.only) == std::string::npos) continue;
    traces.push_back(BenchTrace(file, options.runs, options.work));
  }
  PrintLegend();
  return traces;
}

Json BenchScaling(const Options& options) {
  const int runs = RunsOf(options);
  Json scaling;
  scaling["random_inserts"] = BenchRandomInserts(options.only, runs);
  scaling["holes"] = BenchHoles(options.only, runs);
  scaling["pile_ups"] = BenchPileUps(options.only, runs);
  scaling["hostile_anchors"] = BenchHostileAnchors(options.only, runs);
  return scaling;
}

int Run(const Options& options) {
  if (options.help) {
    std::fputs(kUsage, stdout);
    return 0;
  }
  if (!options.scaling && options.traces.empty()) {
    std::puts("SKIPPED: no traces. Name their folder with --traces or WEFT_TRACES.");
    return 0;
  }
  Json result = DescribeThisRun(RunsOf(options));
  std::printf("%s; %s\n", result["machine"].get<std::string>().c_str(),
              result["compiler"].get<std::string>().c_str());
  if (options.scaling) {
    result["scaling"] = BenchScaling(options);
  } else {
    result["traces"] = BenchTraces(options);
  }
  if (!options.json.empty()) WriteJson(options.json, result);
  return 0;
}

}  // namespace
}  // namespace weft::bench

int main(int argc, char** argv) {
  try {
    return weft::bench::Run(weft::bench::ParseOptions(argc, argv));
  } catch (const std::exception& failure) {
    std::fflush(stdout);
    std::fprintf(stderr, "weft_bench_traces: %s\n", failure.what());
    return 1;
  }
}
