// Local versions: the dense numbers that elements get on arrival in one replica. Everything below
// the document speaks LVs; they never leave the replica, except inside its own saved file.
#ifndef WEFT_CRDT_SEQUENCE_LV_H_
#define WEFT_CRDT_SEQUENCE_LV_H_

#include <cstdint>

namespace weft {

using Lv = uint32_t;

// As an anchor: the edge of the text. Otherwise: none. Above every element, and fits 31 bits.
inline constexpr Lv kNoLv = 0x7FFFFFFF;

struct LvRange {
  Lv lv;
  uint32_t count;

  Lv end() const { return lv + count; }
  friend bool operator==(const LvRange&, const LvRange&) = default;
};

}  // namespace weft

#endif  // WEFT_CRDT_SEQUENCE_LV_H_
