#include "bench/traces/measurement.h"

#include <algorithm>

namespace weft::bench {
namespace {

struct Samples {
  std::vector<double> times;
  std::vector<double> ratios;

  Figure Summarize(const std::string& name) const {
    return {name, *std::min_element(times.begin(), times.end()), Median(times),
            *std::min_element(ratios.begin(), ratios.end()), Median(ratios)};
  }
};

constexpr double kWarmUpMs = 10;

}  // namespace

double MeasureOnce(const Work& work) {
  for (double spent = 0; spent < kWarmUpMs;) spent += work();
  return work();
}

std::vector<Figure> Measurement::Run(int rounds) const {
  Samples floor;
  std::vector<Samples> samples(works_.size());
  for (int round = 0; round < rounds; ++round) {
    for (size_t i = 0; i < works_.size(); ++i) {
      const double floor_ms = MeasureOnce(floor_);
      const double ms = MeasureOnce(works_[i].work);
      floor.times.push_back(floor_ms);
      floor.ratios.push_back(1);
      samples[i].times.push_back(ms);
      samples[i].ratios.push_back(ms / floor_ms);
    }
  }
  std::vector<Figure> figures = {floor.Summarize("floor")};
  for (size_t i = 0; i < works_.size(); ++i) {
    figures.push_back(samples[i].Summarize(works_[i].name));
  }
  return figures;
}

double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace weft::bench
