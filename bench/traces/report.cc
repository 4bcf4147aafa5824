#include "bench/traces/report.h"

#include <sys/utsname.h>

#include <cstdio>
#include <ctime>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace weft::bench {
namespace {

std::string ProcessorName() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(": ") + 2);
  }
  return "unknown CPU";
}

std::string Machine() {
  utsname system{};
  uname(&system);
  return ProcessorName() + ", " + std::to_string(std::thread::hardware_concurrency()) + " cores, " +
         system.sysname + " " + system.release;
}

std::string Compiler() {
#ifdef __clang__
  std::string compiler = __VERSION__;
#else
  std::string compiler = "GCC " __VERSION__;
#endif
#ifndef NDEBUG
  compiler += ", with assertions";
#endif
#ifndef __OPTIMIZE__
  compiler += ", not optimized";
#endif
  return compiler;
}

std::string Today() {
  const std::time_t now = std::time(nullptr);
  char date[16];
  std::strftime(date, sizeof date, "%Y-%m-%d", std::gmtime(&now));
  return date;
}

}  // namespace

Json DescribeThisRun(int runs) {
  return {{"machine", Machine()}, {"compiler", Compiler()}, {"date", Today()}, {"runs", runs}};
}

void PrintFigures(const std::vector<Figure>& figures) {
  std::printf("  %-22s %10s %10s %10s %10s\n", "work", "min ms", "median ms", "x floor",
              "min x floor");
  for (const Figure& figure : figures) {
    std::printf("  %-22s %10.3f %10.3f %10.2f %10.2f\n", figure.name.c_str(), figure.min_ms,
                figure.median_ms, figure.median_ratio, figure.min_ratio);
  }
}

void AddFigures(const std::vector<Figure>& figures, Json& trace) {
  for (const Figure& figure : figures) {
    trace[figure.name + "_ms"] = figure.min_ms;
    trace[figure.name + "_median_ms"] = figure.median_ms;
    if (figure.name == "floor") continue;
    trace[figure.name + "_ratio"] = figure.median_ratio;
    trace[figure.name + "_min_ratio"] = figure.min_ratio;
  }
}

void WriteJson(const std::string& file, const Json& json) {
  std::ofstream output(file);
  output << json.dump(2) << '\n';
  if (!output.flush()) throw std::runtime_error("cannot write " + file);
}

}  // namespace weft::bench
