// The text of saved documents: the units of all elements in the order of arrival, as UTF-8, to and
// from the arena.
//
// In yata order half a pair may stand alone; it takes the three bytes its number would have.
#ifndef WEFT_CRDT_WIRE_SAVED_TEXT_H_
#define WEFT_CRDT_WIRE_SAVED_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "crdt/core/order_kind.h"
#include "crdt/sequence/text_arena.h"

namespace weft::wire {

// Stands for the units of deleted elements whose text is left out: SUBSTITUTE, or a half where a
// half was, so that no pair is ever taken for two characters.
inline constexpr char16_t kSubstitute = 0x001A;

void SubstituteUnits(char16_t* units, size_t count);

class UnitWriter {
 public:
  void Add(std::u16string_view units);
  std::string Finish();

 private:
  void Put(char32_t point);

  std::string out_;
  char16_t high_ = 0;  // waits for its other half
};

class UnitReader {
 public:
  UnitReader() = default;
  UnitReader(const uint8_t* begin, const uint8_t* end, OrderKind order)
      : at_(begin), end_(end), whole_pairs_(order == OrderKind::kFugueMax) {}

  // The next range.count units; false when there are no such.
  bool Fill(LvRange range, TextArena* arena) {
    while (range.count > 0) {
      const auto left = static_cast<size_t>(end_ - at_);
      uint32_t n = left < range.count ? static_cast<uint32_t>(left) : range.count;
      n = n == 0 || low_ != 0 ? 0 : arena->FillAscii(LvRange{range.lv, n}, at_);
      at_ += n;
      range = LvRange{range.lv + n, range.count - n};
      if (n == 0 && !FillOther(&range, arena)) return false;
    }
    return true;
  }
  bool AtEnd() const { return at_ == end_ && low_ == 0; }
  const uint8_t* position() const { return at_; }

 private:
  bool FillOther(LvRange* range, TextArena* arena);
  bool NextPoint(char32_t* point);

  const uint8_t* at_ = nullptr;
  const uint8_t* end_ = nullptr;
  bool whole_pairs_ = true;
  char16_t low_ = 0;  // of a pair whose high half was the last unit
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_SAVED_TEXT_H_
