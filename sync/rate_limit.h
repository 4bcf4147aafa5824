// RateLimit: a bucket that fills with time. Taking more than is in it is a debt, which says until
// when to wait; so a single large frame is taken, and the next one waits.
//
// Times are milliseconds of any clock that does not go back. Thread rule: plain values.
#ifndef WEFT_SYNC_RATE_LIMIT_H_
#define WEFT_SYNC_RATE_LIMIT_H_

#include <algorithm>
#include <cstdint>

namespace weft::sync {

class RateLimit {
 public:
  // `burst` at once, `per_second` in the long run. 0 per second: no limit.
  RateLimit(uint64_t per_second, uint64_t burst)
      : per_second_(per_second), burst_(Milli(burst)), level_(burst_) {}

  void Take(uint64_t amount, uint64_t now) {
    Fill(now);
    level_ -= Milli(amount);
  }
  // When the debt is paid; `now` when there is none.
  uint64_t FreeAt(uint64_t now) {
    Fill(now);
    if (per_second_ == 0 || level_ >= 0) return now;
    return now + (static_cast<uint64_t>(-level_) + per_second_ - 1) / per_second_;
  }
  // Whether somebody goes on although they were to wait.
  bool Overdrawn(uint64_t now) {
    Fill(now);
    return per_second_ != 0 && level_ < -burst_;
  }

 private:
  // Thousandths, so that a millisecond's share is whole.
  static int64_t Milli(uint64_t amount) {
    constexpr uint64_t kMost = uint64_t{1} << 50;
    return static_cast<int64_t>(std::min(amount, kMost)) * 1000;
  }
  void Fill(uint64_t now) {
    if (now <= filled_at_) return;
    const uint64_t passed = std::min<uint64_t>(now - filled_at_, 1000 * 1000);
    filled_at_ = now;
    level_ = std::min<int64_t>(burst_, level_ + static_cast<int64_t>(passed * per_second_));
  }

  uint64_t per_second_;
  int64_t burst_;
  int64_t level_;
  uint64_t filled_at_ = 0;
};

}  // namespace weft::sync

#endif  // WEFT_SYNC_RATE_LIMIT_H_
