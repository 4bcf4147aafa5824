#include "examples/run/progress.h"

#include <unistd.h>

#include <cstdio>
#include <string>

namespace demo {

namespace {
constexpr uint64_t kWidth = 40;
constexpr auto kInterval = std::chrono::milliseconds(50);
}  // namespace

Progress::Progress() : terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void Progress::Show(uint64_t done, uint64_t total, std::string_view what) {
  if (!terminal_) return;
  const auto now = std::chrono::steady_clock::now();
  if (drawn_ && now - last_ < kInterval) return;
  drawn_ = true;
  last_ = now;
  const uint64_t full = total == 0 ? kWidth : kWidth * done / total;
  const std::string bar = std::string(full, '#') + std::string(kWidth - full, '.');
  std::fprintf(stderr, "\r\033[K[%s] %3d%%  %.*s", bar.c_str(),
               static_cast<int>(total == 0 ? 100 : 100 * done / total),
               static_cast<int>(what.size()), what.data());
  std::fflush(stderr);
}

}  // namespace demo
