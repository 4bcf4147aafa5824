#include "sync/failed_loads.h"

#include <algorithm>

namespace weft::sync {

namespace {

constexpr uint32_t kFirstWait = 1000;
constexpr uint32_t kLongestWait = 60'000;
constexpr size_t kMostDocuments = 1000;

}  // namespace

uint32_t FailedLoads::WaitFor(const std::string& document) const {
  const auto it = failed_.find(document);
  if (it == failed_.end() || it->second.not_before <= now_) return 0;
  return static_cast<uint32_t>(it->second.not_before - now_);
}

uint32_t FailedLoads::Failed(const std::string& document) {
  const auto it = failed_.find(document);
  const uint32_t wait =
      it == failed_.end() ? kFirstWait : std::min(2 * it->second.wait, kLongestWait);
  if (it == failed_.end() && failed_.size() >= kMostDocuments) {
    const auto sooner = [](const auto& a, const auto& b) {
      return a.second.not_before < b.second.not_before;
    };
    failed_.erase(std::min_element(failed_.begin(), failed_.end(), sooner));
  }
  failed_[document] = Failure{now_ + wait, wait};
  return wait;
}

}  // namespace weft::sync
