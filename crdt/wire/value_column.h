// Values as columns: what they are apart from what they hold, so that numbers of one size, say,
// have a head between them.
//
// The column of heads is of symbols (column.h); that of bodies has for each value
//   a single    its one byte, as in crdt/core/value.h
//   an integer  zigzag, little-endian, in as few bytes as hold it, at least one
//   a double    8 bytes, as in value.h
//   a string, bytes   varint length, and those
// Each value takes at least one byte there: few bytes cannot stand for many values.
#ifndef WEFT_CRDT_WIRE_VALUE_COLUMN_H_
#define WEFT_CRDT_WIRE_VALUE_COLUMN_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "crdt/wire/byte_reader.h"
#include "crdt/wire/column.h"
#include "crdt/wire/object_layout.h"

namespace weft::wire {

class ValueWriter {
 public:
  // `value` is one value's bytes.
  void Add(std::string_view value);
  void AppendTo(std::string* out) {
    *out += heads_.Finish();
    *out += bodies_;
  }

 private:
  SymbolWriter heads_{kValueSymbols};
  std::string bodies_;
};

class ValueReader {
 public:
  // Finds both columns of `rows` values, checks every value, and says in *size how many bytes they
  // are as values. Moves *body behind.
  bool Scan(uint64_t rows, ByteReader* body, uint64_t* size);
  // The next value's bytes, appended to *out unless it is null. *is_integer and
  // *is_container may be null too.
  bool Next(std::string* out, bool* is_integer = nullptr, bool* is_container = nullptr);

 private:
  bool Read(uint32_t head, std::string* out, uint64_t* size);
  bool ReadSingle(std::string* out);
  bool ReadInteger(uint32_t bytes, std::string* out, uint64_t* size);
  bool ReadDouble(std::string* out);
  bool ReadLong(bool string, std::string* out, uint64_t* size);

  SymbolReader heads_;
  ByteReader bodies_;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_VALUE_COLUMN_H_
