#include "crdt/wire/text_column.h"

#include "crdt/core/utf.h"
#include "crdt/core/value.h"

namespace weft::wire {

size_t CountUnits(std::string_view utf8) {
  if (IsAscii(utf8)) return utf8.size();
  size_t units = 0;
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    // A unit for each lead byte, and a second one for those of four bytes. In text that is not
    // well formed a byte from 0xF0 on may stand alone; never more than one unit a byte, though.
    units += static_cast<size_t>((byte & 0xC0) != 0x80);
    units += static_cast<size_t>(byte >= 0xF0);
  }
  return units < utf8.size() ? units : utf8.size();
}

bool ReadText(ByteReader* reader, size_t units, std::u16string* text) {
  const std::string_view utf8 = reader->Rest();
  text->reserve(text->size() + units);
  if (DecodeUtf8(utf8, text)) [[likely]]
    return true;
  return reader->Refuse("text that is not UTF-8");
}

bool ReadName(ByteReader* reader, std::string_view* name) {
  const uint8_t* const start = reader->position();
  uint32_t size;
  if (!reader->Varint(&size)) return false;
  if (size > kMaxKeyBytes) return reader->Refuse("a name that is too long", start);
  if (!reader->Bytes(size, name)) return false;
  return IsName(*name) || reader->Refuse("a name that is not UTF-8", start);
}

bool IsName(std::string_view name) { return name.size() <= kMaxKeyBytes && IsUtf8(name); }

}  // namespace weft::wire
