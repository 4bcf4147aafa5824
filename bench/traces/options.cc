#include "bench/traces/options.h"

#include <cstdlib>
#include <stdexcept>
#include <string_view>

namespace weft::bench {

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
    } else if (name == "--only") {
      options.only = value();
    } else if (name == "--work") {
      options.work = value();
    } else if (name == "--runs") {
      options.runs = std::atoi(value().c_str());
    } else if (name == "--scaling") {
      options.scaling = true;
    } else if (name == "--help") {
      options.help = true;
    } else {
      throw std::runtime_error("unknown option " + std::string(name) + "\n" + kUsage);
    }
  }
  if (options.runs < 1) throw std::runtime_error("--runs needs a number from 1 on");
  return options;
}

}  // namespace weft::bench
