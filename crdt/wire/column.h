// Columns: one field of all runs, side by side. Three kinds, each with one encoding per content.
//
// Plain    one varint a row.
// Symbols  rows from a small alphabet, run-length coded: (length - 1) << bits | symbol, where
//          `bits` are as few as hold the alphabet. Two neighbouring runs never have one symbol.
// Gaps     mostly zeros: a row other than zero is its varint; a maximal stretch of n zeros is 0 and
//          n - 1.
//
// A reader first scans each column to its end, which finds the start of the next one and checks the
// form; then all columns are read side by side, row by row. Nothing is stored in between.
#ifndef WEFT_CRDT_WIRE_COLUMN_H_
#define WEFT_CRDT_WIRE_COLUMN_H_

#include <bit>
#include <cstdint>
#include <string_view>

#include "crdt/wire/byte_reader.h"
#include "crdt/wire/column_bytes.h"

namespace weft::wire {

class SymbolWriter {
 public:
  // `alphabet` is at least 1 when anything is added.
  explicit SymbolWriter(uint32_t alphabet) : bits_(std::bit_width(alphabet - 1)) {}

  void Add(uint32_t symbol) {
    if (symbol != symbol_) EndStretch();
    symbol_ = symbol;
    ++length_;
  }
  // The column; nothing is added after.
  std::string_view Finish() {
    EndStretch();
    return bytes_.view();
  }

 private:
  void EndStretch() {
    if (length_ > 0) bytes_.Add((length_ - 1) << bits_ | symbol_);
    length_ = 0;
  }

  int bits_;
  ColumnBytes bytes_;
  uint32_t symbol_ = 0;
  uint64_t length_ = 0;
};

class SymbolReader {
 public:
  SymbolReader() = default;
  SymbolReader(ByteReader reader, uint32_t alphabet)
      : reader_(reader), alphabet_(alphabet), bits_(std::bit_width(alphabet - 1)) {}

  bool Next(uint32_t* symbol) {
    if (left_ == 0 && !ReadRun()) return false;
    --left_;
    *symbol = symbol_;
    return true;
  }
  // Passes `rows` rows, calling each_run(symbol, length), and moves *after behind them.
  template <class EachRun>
  bool Scan(uint64_t rows, ByteReader* after, EachRun&& each_run) {
    while (rows > 0) {
      if (!ReadRun()) return false;
      if (left_ > rows) return reader_.Refuse("a column longer than stated");
      rows -= left_;
      each_run(symbol_, left_);
    }
    *after = reader_;
    return true;
  }

 private:
  bool ReadRun() {
    const uint8_t* const start = reader_.position();
    uint64_t code;
    if (!reader_.Varint64(&code)) return false;
    const uint64_t symbol = code & ((uint64_t{1} << bits_) - 1);
    if (symbol >= alphabet_ || symbol == symbol_ || code >> bits_ > kMaxElements) [[unlikely]] {
      return RefuseRun(code, start);
    }
    symbol_ = static_cast<uint32_t>(symbol);
    left_ = (code >> bits_) + 1;
    return true;
  }
  bool RefuseRun(uint64_t code, const uint8_t* start);

  ByteReader reader_;
  uint32_t alphabet_ = 1;
  int bits_ = 0;
  uint32_t symbol_ = kNone;
  uint64_t left_ = 0;

  static constexpr uint32_t kNone = 0xFFFFFFFF;
};

class GapWriter {
 public:
  void Add(uint32_t gap) {
    if (gap == 0) {
      ++zeros_;
      return;
    }
    EndZeros();
    bytes_.Add(gap);
  }
  // The column; nothing is added after.
  std::string_view Finish() {
    EndZeros();
    return bytes_.view();
  }

 private:
  void EndZeros() {
    if (zeros_ == 0) return;
    bytes_.Add(0);
    bytes_.Add(zeros_ - 1);
    zeros_ = 0;
  }

  ColumnBytes bytes_;
  uint64_t zeros_ = 0;
};

class GapReader {
 public:
  GapReader() = default;
  explicit GapReader(ByteReader reader) : reader_(reader) {}

  bool Next(uint32_t* gap) {
    if (zeros_ == 0 && !ReadItem()) return false;
    *gap = zeros_ > 0 ? 0 : gap_;
    zeros_ -= zeros_ > 0;
    return true;
  }
  bool Scan(uint64_t rows, ByteReader* after);

 private:
  // Either gap_, or a stretch of zeros_.
  bool ReadItem();

  ByteReader reader_;
  uint32_t gap_ = 1;
  uint64_t zeros_ = 0;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_COLUMN_H_
