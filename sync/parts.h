// Parts: which parts of an answer are here, however many there are said to be.
//
// Cost: O(1) a part that comes in order; one that is ahead of others is looked up among those that
// are, of which there are few: what is further ahead is not taken, and comes again.
#ifndef WEFT_SYNC_PARTS_H_
#define WEFT_SYNC_PARTS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace weft::sync {

class Parts {
 public:
  explicit Parts(uint32_t count = 0) : count_(count) {}

  bool complete() const { return next_ == count_; }
  bool IsNext(uint32_t index) const { return index == next_ && index < count_; }
  bool MayTake(uint32_t index) const {
    return index < count_ && index >= next_ && index - next_ <= kMostAhead &&
           std::find(ahead_.begin(), ahead_.end(), index) == ahead_.end();
  }
  // One that may be taken.
  void Take(uint32_t index) {
    if (index != next_) return ahead_.push_back(index);
    auto at = ahead_.end();
    do {
      if (at != ahead_.end()) ahead_.erase(at);
      at = std::find(ahead_.begin(), ahead_.end(), ++next_);
    } while (at != ahead_.end());
  }

 private:
  static constexpr uint32_t kMostAhead = 1024;

  uint32_t count_;
  uint32_t next_ = 0;  // all before are here
  std::vector<uint32_t> ahead_;
};

}  // namespace weft::sync

#endif  // WEFT_SYNC_PARTS_H_
