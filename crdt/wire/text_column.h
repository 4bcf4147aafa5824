// The text of updates: UTF-8 on the wire, UTF-16 units in memory.
#ifndef WEFT_CRDT_WIRE_TEXT_COLUMN_H_
#define WEFT_CRDT_WIRE_TEXT_COLUMN_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "crdt/wire/byte_reader.h"

namespace weft::wire {

// How many UTF-16 units well-formed UTF-8 makes. At most the number of bytes, whatever they are.
size_t CountUnits(std::string_view utf8);

// Reads all that is left and appends it to *text; `units` is what CountUnits says of it.
bool ReadText(ByteReader* reader, size_t units, std::u16string* text);

// Reads a length and a root text's name: UTF-8 of at most kMaxKeyBytes.
bool ReadName(ByteReader* reader, std::string_view* name);

bool IsName(std::string_view name);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_TEXT_COLUMN_H_
