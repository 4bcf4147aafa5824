// TypingLane: the shortest way a keystroke takes. While local edits go on where the last one ended,
// as most do, Text::Insert and Text::Erase only write here, inline; the sequence looks in
// (Sequence::Settle) before it does anything else.
//
// Invariants: `type_at` is kClosed unless an insertion is pending whose next unit would be written
// at `write`; `erase_at` is kClosed unless a deletion is pending. At most one is open.
#ifndef WEFT_CRDT_CORE_TYPING_LANE_H_
#define WEFT_CRDT_CORE_TYPING_LANE_H_

#include <cstdint>

#include "crdt/core/unit.h"

namespace weft {

struct TypingLane {
  static constexpr uint64_t kClosed = ~uint64_t{0};

  uint64_t type_at = kClosed;   // UTF-16 position where the next unit would be typed
  uint64_t erase_at = kClosed;  // where the pending deletion starts
  uint8_t* write = nullptr;     // the arena's; see TextArena
  uint8_t* write_end = nullptr;
  uint64_t length = 0;  // of the text, after the pending deletion
  uint32_t text = 0;
  uint32_t erased = 0;  // elements taken here since the last Settle
  bool ascii = true;    // of the whole document: all units are the same
  bool pairs = false;   // any surrogates in it
  bool backward_ok = false;
  bool forward_ok = false;

  bool Type(uint32_t in_text, uint64_t position, char unit, Unit counted_in) {
    if (position != type_at || in_text != text || static_cast<signed char>(unit) < 0 ||
        write == write_end || (counted_in != Unit::kUtf16 && !ascii)) {
      return false;
    }
    *write++ = static_cast<uint8_t>(unit);
    ++type_at;
    return true;
  }

  bool Erase(uint32_t in_text, uint64_t position, Unit counted_in) {
    if (in_text != text || pairs || (counted_in != Unit::kUtf16 && !ascii)) return false;
    if (position + 1 == erase_at && backward_ok) {
      erase_at = position;
      forward_ok = false;
    } else if (position == erase_at && forward_ok && position < length) {
      backward_ok = false;
    } else {
      return false;
    }
    --length;
    ++erased;
    return true;
  }
};

}  // namespace weft

#endif  // WEFT_CRDT_CORE_TYPING_LANE_H_
