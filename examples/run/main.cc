// weft_run: two replicas of a document, edited at once and offline in turns, and what became of
// them. `./dev run` builds and starts it.
//
// Exit code: 0 when both replicas agree at the end, 1 when they differ, 2 when it could not be run.
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "examples/run/comparison.h"
#include "examples/run/progress.h"
#include "examples/run/random.h"
#include "examples/run/session.h"
#include "examples/run/trace.h"
#include "examples/run/trace_replay.h"

namespace demo {
namespace {

constexpr const char* kUsage =
    "usage: weft_run [--rounds N] [--seed S]\n"
    "       weft_run --trace FILE [--stretch N] [--seed S]\n"
    "\n"
    "  --rounds N    how many words each of the two types (2000)\n"
    "  --trace FILE  replays a recorded session instead: JSON with txns[].patches[] and\n"
    "                endContent, one author, plain or .gz\n"
    "  --stretch N   how many edits of the recording one types before the other goes on (200)\n"
    "  --seed S      repeats the run that printed this seed (1)\n";

struct Options {
  std::string trace;
  uint64_t rounds = 2000;
  uint64_t stretch = 200;
  uint64_t seed = 1;
};

bool ParseNumber(std::string_view word, uint64_t least, uint64_t* out) {
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), *out);
  return error == std::errc() && end == word.data() + word.size() && *out >= least;
}

std::optional<Options> ParseOptions(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; i += 2) {
    const std::string_view name = argv[i];
    if (i + 1 == argc) return std::nullopt;
    const std::string_view value = argv[i + 1];
    bool good = false;
    if (name == "--trace") {
      options.trace = value;
      good = !value.empty();
    } else if (name == "--rounds") {
      good = ParseNumber(value, 1, &options.rounds);
    } else if (name == "--stretch") {
      good = ParseNumber(value, 1, &options.stretch);
    } else if (name == "--seed") {
      good = ParseNumber(value, 0, &options.seed);
    }
    if (!good) return std::nullopt;
  }
  return options;
}

int Refuse(const weft::Status& status) {
  std::fprintf(stderr, "weft_run: %s\n", status.ToString().c_str());
  return 2;
}

int Run(const Options& options) {
  std::optional<Trace> trace;
  if (!options.trace.empty()) {
    weft::Result<Trace> read = ReadTrace(options.trace);
    if (!read.ok()) return Refuse(read.status());
    trace = *std::move(read);
    std::printf("Ada and Ben take turns at %zu recorded edits and comment in the margin at once.\n",
                trace->patches.size());
  } else {
    std::printf("Ada and Ben type %llu words each into one note, at once, offline in turns.\n",
                static_cast<unsigned long long>(options.rounds));
  }
  std::printf("Seed %llu.\n", static_cast<unsigned long long>(options.seed));
  std::fflush(stdout);

  // Agents are drawn at random; from the seed, so that a run can be repeated.
  Random random(options.seed);
  Pair pair(1 + random.Below(weft::kMaxAgent), 1 + random.Below(weft::kMaxAgent));
  const auto start = std::chrono::steady_clock::now();
  weft::Status status;
  {
    Progress progress;
    status = trace ? ReplayTrace(pair, *trace, options.stretch, random.Next(), progress)
                   : PlaySession(pair, options.rounds, random.Next(), progress);
  }
  if (!status.ok()) return Refuse(status);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  const std::string* const expected = trace ? &trace->end : nullptr;
  return Compare(pair, expected, kRecording, seconds.count()) ? 0 : 1;
}

}  // namespace
}  // namespace demo

int main(int argc, char** argv) {
  if (argc == 2 && (std::strcmp(argv[1], "--help") == 0 || std::strcmp(argv[1], "-h") == 0)) {
    std::fputs(demo::kUsage, stdout);
    return 0;
  }
  const std::optional<demo::Options> options = demo::ParseOptions(argc, argv);
  if (!options) {
    std::fputs(demo::kUsage, stderr);
    return 2;
  }
  return demo::Run(*options);
}
