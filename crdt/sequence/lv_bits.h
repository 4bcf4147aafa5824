// LvBits: a bit for each LV: which elements something is true of. Ranges are set and walked by
// words, so that a stretch of a thousand elements costs sixteen steps.
//
// Cost: n / 8 bytes for n elements. Thread rule: a plain value.
#ifndef WEFT_CRDT_SEQUENCE_LV_BITS_H_
#define WEFT_CRDT_SEQUENCE_LV_BITS_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "crdt/sequence/lv.h"

namespace weft {

class LvBits {
 public:
  explicit LvBits(Lv size = 0) : words_((size_t{size} + 63) / 64) {}

  bool operator[](Lv lv) const { return (words_[lv / 64] >> (lv % 64) & 1) != 0; }
  void Set(Lv lv, bool on) {
    const uint64_t bit = uint64_t{1} << (lv % 64);
    on ? words_[lv / 64] |= bit : words_[lv / 64] &= ~bit;
  }
  void SetRange(LvRange range, bool on = true) {
    ForEachWord(range, [on](uint64_t& word, uint64_t mask) { on ? word |= mask : word &= ~mask; });
  }
  // How many from `lv` on, up to `end`, have the state of the first. At least 1; lv < end.
  uint32_t RunLength(Lv lv, Lv end) const {
    const uint64_t flip = (*this)[lv] ? ~uint64_t{0} : 0;
    Lv at = lv;
    while (at < end) {
      const uint64_t other = (words_[at / 64] ^ flip) >> (at % 64);
      if (other != 0) {
        at += static_cast<uint32_t>(std::countr_zero(other));
        break;
      }
      at = (at / 64 + 1) * 64;
    }
    return std::min(at, end) - lv;
  }
  uint32_t Count(LvRange range) const {  // of those that are set
    uint32_t count = 0;
    const_cast<LvBits*>(this)->ForEachWord(range, [&count](const uint64_t& word, uint64_t mask) {
      count += static_cast<uint32_t>(std::popcount(word & mask));
    });
    return count;
  }

 private:
  template <class Visitor>
  void ForEachWord(LvRange range, Visitor&& visitor) {
    if (range.count == 0) return;
    const size_t first = range.lv / 64;
    const size_t last = (range.end() - 1) / 64;
    const uint64_t from = ~uint64_t{0} << (range.lv % 64);
    const uint64_t to = ~uint64_t{0} >> (63 - (range.end() - 1) % 64);
    if (first == last) return visitor(words_[first], from & to);
    visitor(words_[first], from);
    for (size_t i = first + 1; i < last; ++i) visitor(words_[i], ~uint64_t{0});
    visitor(words_[last], to);
  }

  std::vector<uint64_t> words_;
};

}  // namespace weft

#endif  // WEFT_CRDT_SEQUENCE_LV_BITS_H_
