// FailedLoads: the documents that could not be loaded, and from when on each may be tried again:
// a second later at first, then twice as late each time, up to a minute. Else whoever has one open
// would have it read, in vain and whatever it takes, each time they come back.
//
// Times are milliseconds of the server's clock. Bounded: of very many documents those that may be
// tried first are forgotten. Cost: O(log n); O(n) to remember one more than that.
// Thread rule: the server's.
#ifndef WEFT_SYNC_FAILED_LOADS_H_
#define WEFT_SYNC_FAILED_LOADS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace weft::sync {

class FailedLoads {
 public:
  void SetTime(uint64_t now) { now_ = now; }
  // How long to wait before the document is loaded; 0: not at all.
  uint32_t WaitFor(const std::string& document) const;
  // It could not be loaded just now. How long to wait.
  uint32_t Failed(const std::string& document);
  void Succeeded(const std::string& document) { failed_.erase(document); }
  size_t size() const { return failed_.size(); }

 private:
  struct Failure {
    uint64_t not_before;
    uint32_t wait;  // that led there
  };

  std::map<std::string, Failure> failed_;
  uint64_t now_ = 0;
};

}  // namespace weft::sync

#endif  // WEFT_SYNC_FAILED_LOADS_H_
