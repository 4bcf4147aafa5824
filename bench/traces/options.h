// The command line.
#ifndef WEFT_BENCH_TRACES_OPTIONS_H_
#define WEFT_BENCH_TRACES_OPTIONS_H_

#include <string>

namespace weft::bench {

struct Options {
  std::string traces;  // folder; from --traces or WEFT_TRACES
  std::string json;    // file to write, or empty
  std::string only;    // traces and scaling works whose name contains it
  std::string work;    // this one alone, as it is called in the figures, or all
  int runs = 21;
  bool scaling = false;
  bool help = false;
};

inline constexpr char kUsage[] =
    "weft_bench_traces [--traces DIR] [--json FILE] [--runs N] [--only NAME] [--work NAME]\n"
    "                  [--scaling]\n"
    "\n"
    "Replays recorded editing traces beside a flat gap buffer.\n"
    "  --traces DIR  folder of .json and .json.gz traces (default: $WEFT_TRACES)\n"
    "  --json FILE   also writes the figures there\n"
    "  --runs N      runs of each work (default 21; at most 5 with --scaling)\n"
    "  --only NAME   only traces whose name contains NAME\n"
    "  --work NAME   of the works only this one, and the floors: local, remote_op, ...\n"
    "  --scaling     instead: made-up documents, small and large, that show how the cost grows\n";

// Throws std::runtime_error for what it does not understand.
Options ParseOptions(int argc, char** argv);

}  // namespace weft::bench

#endif  // WEFT_BENCH_TRACES_OPTIONS_H_
