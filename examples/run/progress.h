// Progress: one line on a terminal, redrawn a few times a second; silent where stderr is no
// terminal.
#ifndef WEFT_EXAMPLES_RUN_PROGRESS_H_
#define WEFT_EXAMPLES_RUN_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <string_view>

namespace demo {

class Progress {
 public:
  Progress();
  // Wipes the line.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Show(uint64_t done, uint64_t total, std::string_view what);

 private:
  bool terminal_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace demo

#endif  // WEFT_EXAMPLES_RUN_PROGRESS_H_
