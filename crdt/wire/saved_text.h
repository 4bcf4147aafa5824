// The text of saved documents: the units of all elements in the order of arrival, as UTF-8, to and
// from the arena.
//
// In yata order half a pair may stand alone; it takes the three bytes its number would have.
#ifndef WEFT_CRDT_WIRE_SAVED_TEXT_H_
#define WEFT_CRDT_WIRE_SAVED_TEXT_H_

#include <cstdint>
#include <memory>
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

  // Gives an empty arena its units, so many; false when there are no such. The arena keeps
  // `memory`, where the bytes are, as far as it can use them where they are (null: it cannot).
  bool Fill(uint32_t units, std::unique_ptr<uint8_t[]> memory, TextArena* arena);
  bool AtEnd() const { return at_ == end_ && low_ == 0; }
  const uint8_t* position() const { return at_; }

 private:
  bool FillPage(LvRange range, TextArena* arena);
  bool FillOther(LvRange* range, TextArena* arena);
  bool NextPoint(char32_t* point);

  const uint8_t* at_ = nullptr;
  const uint8_t* end_ = nullptr;
  bool whole_pairs_ = true;
  uint32_t units_ = 0;  // wanted in all
  char16_t low_ = 0;    // of a pair whose high half was the last unit
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_SAVED_TEXT_H_
