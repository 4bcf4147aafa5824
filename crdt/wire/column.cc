#include "crdt/wire/column.h"

namespace weft::wire {

bool SymbolReader::RefuseRun(uint64_t code, const uint8_t* start) {
  const uint64_t symbol = code & ((uint64_t{1} << bits_) - 1);
  if (symbol >= alphabet_) return reader_.Refuse("an unknown symbol", start);
  if (symbol == symbol_) return reader_.Refuse("two runs of one symbol side by side", start);
  return reader_.Refuse("a column longer than stated", start);
}

bool GapReader::ReadItem() {
  const uint8_t* const start = reader_.position();
  const bool after_zeros = gap_ == 0;
  if (!reader_.Varint(&gap_)) return false;
  if (gap_ != 0) return true;
  if (after_zeros) [[unlikely]]
    return reader_.Refuse("two stretches of zeros side by side", start);
  uint32_t further;
  if (!reader_.Varint(&further)) return false;
  zeros_ = uint64_t{further} + 1;
  return true;
}

bool GapReader::Scan(uint64_t rows, ByteReader* after) {
  while (rows > 0) {
    if (!ReadItem()) return false;
    const uint64_t length = gap_ == 0 ? zeros_ : 1;
    if (length > rows) return reader_.Refuse("a column longer than stated");
    rows -= length;
  }
  *after = reader_;
  return true;
}

}  // namespace weft::wire
