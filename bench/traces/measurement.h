// Measurement: many runs of several works, interleaved, each beside a run of the floor.
//
// A round measures every work once and the floor just before each, so that a slow minute of the
// machine weighs on all alike and each ratio pairs two runs made next to each other. Before a
// measured run the same work runs unmeasured for some 10 ms (once, when it takes longer), as the
// peers' does in their program: the works in between have taken the caches.
#ifndef WEFT_BENCH_TRACES_MEASUREMENT_H_
#define WEFT_BENCH_TRACES_MEASUREMENT_H_

#include <functional>
#include <string>
#include <vector>

namespace weft::bench {

// Does the work once and returns its milliseconds; throws when the outcome is wrong.
using Work = std::function<double()>;

struct Figure {
  std::string name;
  double min_ms;
  double median_ms;
  double min_ratio;  // to the paired run of the floor
  double median_ratio;
};

class Measurement {
 public:
  explicit Measurement(Work floor) : floor_(std::move(floor)) {}

  void Add(std::string name, Work work) { works_.push_back({std::move(name), std::move(work)}); }
  // The floor first, then the works in the order added.
  std::vector<Figure> Run(int rounds) const;

 private:
  struct NamedWork {
    std::string name;
    Work work;
  };

  Work floor_;
  std::vector<NamedWork> works_;
};

// One measured run, warmed up.
double MeasureOnce(const Work& work);

double Median(std::vector<double> values);

}  // namespace weft::bench

#endif  // WEFT_BENCH_TRACES_MEASUREMENT_H_
