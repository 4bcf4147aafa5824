// weft_bench_documents: Weft on maps, lists and trees. See kUsage.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>

#include "bench/documents/case_bench.h"
#include "bench/documents/cases.h"
#include "bench/traces/report.h"

namespace weft::bench {
namespace {

constexpr char kUsage[] =
    "weft_bench_documents [--json FILE] [--runs N] [--budget SECONDS] [--case NAME]\n"
    "\n"
    "The cases of crdt-benchmarks about arrays and maps, moves, and memory.\n"
    "  --json FILE       also writes the figures there\n"
    "  --runs N          runs of each work (default 21)\n"
    "  --budget SECONDS  what one work may take for all its runs (default 30)\n"
    "  --case NAME       only cases whose name contains NAME\n";

struct Options {
  std::string json;
  std::string only;
  int runs = 21;
  int budget_seconds = 30;
  bool help = false;
};

Options ParseOptions(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    const auto value = [&]() -> std::string {
      if (++i >= argc) throw std::runtime_error(std::string(name) + " needs a value");
      return argv[i];
    };
    if (name == "--json") {
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

// Whether nothing went wrong; what is not there yet is not wrong.
bool BenchDocuments(const Options& options, Json& result) {
  bool good = true;
  result["cases"] = Json::array();
  for (const Case& source : AllCases()) {
    if (source.name.find(options.only) == std::string::npos) continue;
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
