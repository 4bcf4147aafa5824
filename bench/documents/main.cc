// weft_bench_documents: Weft on maps, lists, trees and rich texts, undo and history. See kUsage.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bench/documents/case_bench.h"
#include "bench/documents/cases.h"
#include "bench/documents/recorded_cases.h"
#include "bench/traces/report.h"

namespace weft::bench {
namespace {

constexpr char kUsage[] =
    "weft_bench_documents [--traces DIR] [--json FILE] [--runs N] [--budget SECONDS] [--case "
    "NAME]\n"
    "\n"
    "The cases of crdt-benchmarks, moves, memory, undo and history.\n"
    "  --traces DIR      folder of recorded traces, for the cases made of them (default:\n"
    "                    $WEFT_TRACES)\n"
    "  --json FILE       also writes the figures there\n"
    "  --runs N          runs of each work (default 21)\n"
    "  --budget SECONDS  what one work may take for all its runs (default 30)\n"
    "  --case NAME       only cases whose name contains NAME\n";

struct Options {
  std::string traces;
  std::string json;
  std::string only;
  int runs = 21;
  int budget_seconds = 30;
  bool help = false;
};

Options ParseOptions(int argc, char** argv) {
  Options options;
  if (const char* folder = std::getenv("WEFT_TRACES")) options.traces = folder;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    const auto value = [&]() -> std::string {
      if (++i >= argc) throw std::runtime_error(std::string(name) + " needs a value");
      return argv[i];
    };
    if (name == "--traces") {
      options.traces = value();
    } else if (name == "--json") {
      options.json = value();
    } else if (name == "--case") {
      options.only = value();
    } else if (name == "--runs") {
      options.runs = std::atoi(value().c_str());
    } else if (name == "--budget") {
      options.budget_seconds = std::atoi(value().c_str());
    } else if (name == "--help") {
      options.help = true;
    } else {
      throw std::runtime_error("unknown option " + std::string(name) + "\n" + kUsage);
    }
  }
  if (options.runs < 1) throw std::runtime_error("--runs needs a number from 1 on");
  return options;
}

bool Wants(const Options& options, std::string_view name) {
  return name.find(options.only) != std::string_view::npos;
}

// Says which cases there are no recorded sessions for.
void TellOfMissing(const Options& options, const std::vector<Case>& cases) {
  for (const char* name : kRecordedCases) {
    const auto is_it = [name](const Case& source) { return source.name == name; };
    if (!Wants(options, name) || std::any_of(cases.begin(), cases.end(), is_it)) continue;
    std::printf("SKIPPED: %s: no recorded trace; name a folder with --traces DIR\n", name);
  }
}

// Whether nothing went wrong; what is not there yet is not wrong.
bool BenchDocuments(const Options& options, Json& result) {
  bool good = true;
  result["cases"] = Json::array();
  const std::vector<Case> cases = AllCases(options.traces);
  TellOfMissing(options, cases);
  for (const Case& source : cases) {
    if (!Wants(options, source.name)) continue;
    const Figures figures = BenchCase(source, {options.runs, options.budget_seconds * 1e3});
    figures.Print();
    std::fflush(stdout);
    result["cases"].push_back(figures.json());
    good &= !figures.failed();
  }
  PrintDocumentsLegend();
  return good;
}

int Run(const Options& options) {
  if (options.help) {
    std::fputs(kUsage, stdout);
    return 0;
  }
  Json result = DescribeThisRun(options.runs);
  std::printf("%s; %s\n", result["machine"].get<std::string>().c_str(),
              result["compiler"].get<std::string>().c_str());
  const bool good = BenchDocuments(options, result);
  if (!options.json.empty()) WriteJson(options.json, result);
  return good ? 0 : 1;
}

}  // namespace
}  // namespace weft::bench

int main(int argc, char** argv) {
  try {
    return weft::bench::Run(weft::bench::ParseOptions(argc, argv));
  } catch (const std::exception& failure) {
    std::fflush(stdout);
    std::fprintf(stderr, "weft_bench_documents: %s\n", failure.what());
    return 1;
  }
}
