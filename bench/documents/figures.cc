#include "bench/documents/figures.h"

#include <algorithm>
#include <cstdio>

#include "bench/traces/require.h"
#include "bench/traces/stopwatch.h"

namespace weft::bench {
namespace {

constexpr char kUnavailable[] = "unavailable";

std::string Hexadecimal(uint64_t number) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(number));
  return text;
}

}  // namespace

Figures::Figures(const Case& source)
    : json_{{"case", source.name}, {"means", source.means}, {"input", Hexadecimal(source.input)}} {}

void Figures::SetUnavailable(const std::string& figure, const std::string& why) {
  json_[kUnavailable][figure] = why;
}

void Figures::Attempt(const std::string& figure, const std::function<void()>& make) {
  try {
    make();
  } catch (const Refused& refused) {
    failed_ |= refused.code() != StatusCode::kUnimplemented;
    SetUnavailable(figure, refused.what());
  } catch (const std::exception& failure) {
    failed_ = true;
    SetUnavailable(figure, failure.what());
  }
}

void Figures::AddWork(std::string figure, Work work) {
  works_.push_back({std::move(figure), std::move(work), {}});
}

void Figures::MeasureOnceMore(NamedWork& work) {
  const Stopwatch watch;
  Attempt(work.figure, [&work] { work.times.push_back(MeasureOnce(work.work)); });
  work.spent_ms += watch.Milliseconds();
}

void Figures::Measure(const Effort& effort) {
  for (int round = 0; round < effort.rounds; ++round) {
    for (NamedWork& work : works_) {
      if (work.spent_ms < effort.budget_ms) MeasureOnceMore(work);
    }
  }
  for (const NamedWork& work : works_) {
    if (work.times.empty()) continue;
    Set(work.figure, *std::min_element(work.times.begin(), work.times.end()));
    Set(work.figure + "_median", Median(work.times));
    Set(work.figure + "_runs", work.times.size());
  }
}

void Figures::Print() const {
  std::printf("\n%s: %s\n", json_["case"].get<std::string>().c_str(),
              json_["means"].get<std::string>().c_str());
  for (const auto& [name, value] : json_.items()) {
    if (!value.is_number() || name.ends_with("_runs")) continue;
    const char* format = value.is_number_float() ? "  %-26s %14.3f\n" : "  %-26s %14.0f\n";
    std::printf(format, name.c_str(), value.get<double>());
  }
  if (!json_.contains(kUnavailable)) return;
  for (const auto& [name, why] : json_[kUnavailable].items()) {
    std::printf("  %-26s n/a: %s\n", name.c_str(), why.get<std::string>().c_str());
  }
}

}  // namespace weft::bench
