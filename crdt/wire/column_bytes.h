// ColumnBytes: the bytes of a column that is being written: a few of them are held in place, so
// that small updates, with many columns of few rows, allocate nothing.
#ifndef WEFT_CRDT_WIRE_COLUMN_BYTES_H_
#define WEFT_CRDT_WIRE_COLUMN_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace weft::wire {

class ColumnBytes {
 public:
  ColumnBytes() = default;
  ColumnBytes(const ColumnBytes&) = delete;
  ColumnBytes& operator=(const ColumnBytes&) = delete;

  // Not inline: there are many columns.
  [[gnu::noinline]] void Add(uint64_t value);
  // Valid until more is added.
  std::string_view view() const {
    return {reinterpret_cast<const char*>(begin_), static_cast<size_t>(at_ - begin_)};
  }

 private:
  static constexpr size_t kFew = 40;

  void Grow();

  uint8_t few_[kFew];  // NOLINT: what is shown was written
  uint8_t* begin_ = few_;
  uint8_t* at_ = few_;
  const uint8_t* end_ = few_ + kFew;
  std::unique_ptr<uint8_t[]> many_;
};

void AppendColumns(std::initializer_list<std::string_view> columns, std::string* out);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_COLUMN_BYTES_H_
