// Figures: what comes out for one case, as an object for programs and a table for people. A figure
// that cannot be had says why, and does not keep the others from being made.
#ifndef WEFT_BENCH_DOCUMENTS_FIGURES_H_
#define WEFT_BENCH_DOCUMENTS_FIGURES_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "bench/documents/cases.h"
#include "bench/traces/measurement.h"
#include "bench/traces/report.h"

namespace weft::bench {

struct Effort {
  int rounds;
  double budget_ms;  // for all runs of one work, what it prepares included
};

class Figures {
 public:
  explicit Figures(const Case& source);

  void Set(const std::string& figure, Json value) { json_[figure] = std::move(value); }
  void SetUnavailable(const std::string& figure, const std::string& why);
  // What `make` throws becomes the figure's reason; all but "not implemented" is a failure.
  void Attempt(const std::string& figure, const std::function<void()>& make);
  // To be measured: the figure is its minimum in milliseconds.
  void AddWork(std::string figure, Work work);
  // Round after round, every work once; one that has used up its time leaves.
  void Measure(const Effort& effort);

  void Print() const;
  bool failed() const { return failed_; }
  const Json& json() const { return json_; }

 private:
  struct NamedWork {
    std::string figure;
    Work work;
    std::vector<double> times;
    double spent_ms = 0;
  };

  void MeasureOnceMore(NamedWork& work);

  Json json_;
  std::vector<NamedWork> works_;
  bool failed_ = false;
};

}  // namespace weft::bench

#endif  // WEFT_BENCH_DOCUMENTS_FIGURES_H_
