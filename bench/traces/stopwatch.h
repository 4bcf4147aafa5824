// Stopwatch: the CPU time of this thread, in milliseconds. What other processes do does not count,
// what the kernel does for this thread (page faults) does.
#ifndef WEFT_BENCH_TRACES_STOPWATCH_H_
#define WEFT_BENCH_TRACES_STOPWATCH_H_

#include <ctime>

namespace weft::bench {

class Stopwatch {
 public:
  Stopwatch() : start_(Now()) {}
  double Milliseconds() const { return Now() - start_; }

 private:
  static double Now() {
    timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
  }

  double start_;
};

}  // namespace weft::bench

#endif  // WEFT_BENCH_TRACES_STOPWATCH_H_
