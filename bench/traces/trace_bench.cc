#include "bench/traces/trace_bench.h"

#include <cstdio>
#include <stdexcept>

#include "bench/traces/facts.h"
#include "bench/traces/replay.h"

namespace weft::bench {
namespace {

void AddSizes(const Workload& workload, Json& trace) {
  trace["update_bytes_session"] = workload.session_updates.MeanSize();
  trace["update_bytes_alone"] = workload.alone_updates.MeanSize();
  trace["whole_update_bytes"] = workload.whole_update.size();
  trace["file_bytes"] = workload.working_file.size();
  trace["archive_bytes"] = workload.archive.size();
  trace["nodeleted_ordered_bytes"] = workload.file_without_deleted.size();
  trace["nodeleted_bytes"] = workload.file_without_history.size();
}

void AddLiveBytes(const Workload& workload, Json& trace) {
  const std::optional<LiveBytes> live = MeasureLiveBytes(workload);
  trace["live_bytes"] = live ? Json(live->loaded) : Json(nullptr);
  trace["live_bytes_indexed"] = live ? Json(live->after_first_remote_operation) : Json(nullptr);
}

// The other ways of delivery are compared with the same text in each of their runs.
void AddConcurrentFacts(const Workload& workload, const Trace& source, Json& trace) {
  if (ReplayReversed(workload) != workload.expected) {
    throw std::runtime_error(source.name + ": delivered in reverse, the text differs");
  }
  trace["agents"] = workload.recording.agents().size();
  trace["clamped_edits"] = workload.recording.clamped_edits();
  trace["text_as_recorded"] = workload.expected == source.end_content;
}

std::vector<Figure> Measure(const Workload& workload, int runs, const std::string& only,
                            Json& trace) {
  Measurement measurement(FloorOf(workload));
  measurement.Add("tight_floor", TightFloorOf(workload));
  bool any = false;
  std::string names;
  for (const ReplayKind& kind : ReplayKinds()) {
    names += std::string(" ") + kind.name;
    if (!only.empty() && kind.name != only) continue;
    any = true;
    if (kind.sequential_only && workload.concurrent) {
      trace[std::string(kind.name) + "_ms"] = nullptr;
    } else {
      measurement.Add(kind.name, [&workload, &kind] { return kind.run(workload); });
    }
  }
  if (!any) throw std::runtime_error("no work is called " + only + "; there are" + names);
  return measurement.Run(runs);
}

Json NewTrace(const Trace& source) {
  return {{"trace", source.name},
          {"kind", source.concurrent ? "concurrent" : "sequential"},
          {"patches", source.PatchCount()},
          {"transactions", source.transactions.size()}};
}

void PrintFacts(const Json& trace) {
  for (const auto& [name, value] : trace.items()) {
    if (name.ends_with("_ms") || name.ends_with("_ratio") || value.is_string()) continue;
    const char* format = value.is_number_float() ? "%.2f" : "%.0f";
    char number[32];
    if (value.is_number()) std::snprintf(number, sizeof number, format, value.get<double>());
    std::printf("  %-22s %10s\n", name.c_str(), value.is_number() ? number : value.dump().c_str());
  }
}

}  // namespace

Json BenchTrace(const std::filesystem::path& file, int runs, const std::string& work) {
  const Trace source = ReadTrace(file);
  Json trace = NewTrace(source);
  std::printf("\n%s (%s)\n", source.name.c_str(), trace["kind"].get<std::string>().c_str());
  const Workload workload(source);
  trace["operations"] = workload.recording.OperationCount();
  if (source.concurrent) AddConcurrentFacts(workload, source, trace);
  AddSizes(workload, trace);
  AddLiveBytes(workload, trace);
  PrintFacts(trace);
  const std::vector<Figure> figures = Measure(workload, runs, work, trace);
  AddFigures(figures, trace);
  PrintFigures(figures);
  std::fflush(stdout);
  return trace;
}

void PrintLegend() {
  std::printf(
      "\nThread CPU time. x floor: the median of the ratios to a flat gap buffer's run made just\n"
      "before; for a concurrent trace the buffer gets the edits as they arrive at one replica.\n"
      "Sizes are bytes, those of updates the mean of one transaction's.\n");
  std::printf("  %-22s %s\n", "tight_floor", "the same buffer, sparing itself what it can");
  for (const ReplayKind& kind : ReplayKinds()) std::printf("  %-22s %s\n", kind.name, kind.means);
}

}  // namespace weft::bench
