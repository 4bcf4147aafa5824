// The main() that makes a fuzzer an ordinary program, for builds without libFuzzer:
//
//   <name>_fuzz [file or folder]... [--random N] [--seconds N] [--seed S]
//
// It runs every given file once, then at most N inputs (for at most that many seconds) made from a
// seed that it prints first: random bytes, and mutations of the files. WEFT_SEED gives the seed
// where --seed does not; WEFT_LONG=1 multiplies both bounds by 30. An input that crashes, or takes
// longer than kSecondsPerInput, is written to crash-<program>-<number> in the current folder.
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "fuzz/mutator.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
// Present when built with a sanitizer, whose reports end the process without a signal.
// NOLINTNEXTLINE(bugprone-reserved-identifier): the name is the sanitizer's.
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace {

using Bytes = weft::fuzz::Bytes;

constexpr unsigned kSecondsPerInput = 60;
constexpr uint64_t kLongFactor = 30;

// What a signal handler can reach; set before each input.
const Bytes* current_input = nullptr;
char crash_path[256];

void SaveCurrentInput() {
  if (current_input == nullptr) return;
  FILE* file = std::fopen(crash_path, "wb");
  if (file == nullptr) return;
  std::fwrite(current_input->data(), 1, current_input->size(), file);
  std::fclose(file);
  std::fprintf(stderr, "\nThe input (%zu bytes) is saved in %s\n", current_input->size(),
               crash_path);
  current_input = nullptr;
}

// stdio is not safe in a signal handler, but the process is lost anyway: the worst case is an input
// that has to be found again by its seed.
void OnSignal(int signal_number) {
  if (signal_number == SIGALRM) {
    std::fprintf(stderr, "\nToo slow: over %u s on one input\n", kSecondsPerInput);
    signal_number = SIGABRT;
  }
  SaveCurrentInput();
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

void CatchCrashes() {
  static char stack[1 << 16];  // an overflow of the stack has none left for the handler
  stack_t alternative{};
  alternative.ss_sp = stack;
  alternative.ss_size = sizeof(stack);
  sigaltstack(&alternative, nullptr);

  struct sigaction action = {};
  action.sa_handler = OnSignal;
  action.sa_flags = SA_ONSTACK;
  sigaction(SIGABRT, &action, nullptr);
  sigaction(SIGALRM, &action, nullptr);
  if (__sanitizer_set_death_callback != nullptr) {
    __sanitizer_set_death_callback(SaveCurrentInput);
    return;  // the sanitizer reports the other signals better
  }
  for (int signal_number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL}) {
    sigaction(signal_number, &action, nullptr);
  }
}

void RunOne(const Bytes& input, const char* program, size_t number) {
  std::snprintf(crash_path, sizeof(crash_path), "crash-%s-%zu", program, number);
  current_input = &input;
  alarm(kSecondsPerInput);
  LLVMFuzzerTestOneInput(input.data(), input.size());
  alarm(0);
  current_input = nullptr;
}

[[noreturn]] void Fail(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  std::exit(2);
}

struct Arguments {
  std::vector<std::filesystem::path> paths;
  uint64_t random = 0;
  uint64_t seconds = UINT64_MAX / kLongFactor;
  uint64_t seed = 0;
};

uint64_t ParseNumber(const char* name, const char* text) {
  char* end = nullptr;
  uint64_t number = text == nullptr ? 0 : std::strtoull(text, &end, 10);
  if (end == nullptr || end == text || *end != '\0') Fail(std::string(name) + " needs a number");
  return number;
}

Arguments ParseArguments(int argc, char** argv) {
  Arguments arguments;
  arguments.seed = (uint64_t{std::random_device{}()} << 32) | std::random_device{}();
  if (const char* seed = std::getenv("WEFT_SEED")) arguments.seed = ParseNumber("WEFT_SEED", seed);
  for (int i = 1; i < argc; ++i) {
    std::string name = argv[i];
    uint64_t* number = name == "--random"    ? &arguments.random
                       : name == "--seconds" ? &arguments.seconds
                       : name == "--seed"    ? &arguments.seed
                                             : nullptr;
    if (number != nullptr) {
      *number = ParseNumber(name.c_str(), i + 1 < argc ? argv[++i] : nullptr);
    } else if (name.starts_with("--")) {
      Fail("usage: " + std::string(argv[0]) +
           " [file or folder]... [--random N] [--seconds N] [--seed S]");
    } else {
      arguments.paths.emplace_back(name);
    }
  }
  const char* is_long = std::getenv("WEFT_LONG");
  if (is_long != nullptr && std::strcmp(is_long, "1") == 0) {
    arguments.random *= kLongFactor;
    arguments.seconds *= kLongFactor;
  }
  return arguments;
}

// Files in a fixed order, so that the same seed makes the same inputs on every machine.
std::vector<std::filesystem::path> FilesUnder(const std::vector<std::filesystem::path>& paths) {
  std::vector<std::filesystem::path> files;
  for (const auto& path : paths) {
    if (!std::filesystem::exists(path)) Fail("no such file or folder: " + path.string());
    if (!std::filesystem::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

Bytes ReadFile(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) Fail("cannot read " + path.string());
  return Bytes(std::istreambuf_iterator<char>(stream), {});
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments = ParseArguments(argc, argv);
  std::string program = std::filesystem::path(argv[0]).filename().string();
  CatchCrashes();

  std::vector<Bytes> corpus;
  for (const auto& file : FilesUnder(arguments.paths)) {
    corpus.push_back(ReadFile(file));
    std::printf("%s: %s, %zu bytes\n", program.c_str(), file.c_str(), corpus.back().size());
    std::fflush(stdout);  // or the name of the file that crashes is lost
    RunOne(corpus.back(), program.c_str(), corpus.size() - 1);
  }

  if (arguments.random > 0) {
    std::printf("%s: random inputs, repeat with --seed %llu\n", program.c_str(),
                static_cast<unsigned long long>(arguments.seed));
    std::fflush(stdout);
  }
  weft::fuzz::Mutator mutator(arguments.seed, &corpus);
  auto start = std::chrono::steady_clock::now();
  uint64_t ran = 0;
  for (; ran < arguments.random; ++ran) {
    auto spent = std::chrono::steady_clock::now() - start;
    if (spent >= std::chrono::seconds(std::min<uint64_t>(arguments.seconds, 1u << 30))) break;
    RunOne(mutator.Next(), program.c_str(), corpus.size() + ran);
  }
  std::printf("%s: %zu files and %llu random inputs passed\n", program.c_str(), corpus.size(),
              static_cast<unsigned long long>(ran));
  return 0;
}
