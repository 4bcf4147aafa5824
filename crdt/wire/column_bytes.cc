#include "crdt/wire/column_bytes.h"

#include <cstring>
#include <utility>

#include "crdt/core/block.h"
#include "crdt/wire/varint.h"

namespace weft::wire {

void ColumnBytes::Add(uint64_t value) {
  if (static_cast<size_t>(end_ - at_) < kMaxVarint64Bytes) [[unlikely]]
    Grow();
  at_ = PutVarint(at_, value);
}

void ColumnBytes::Grow() {
  const size_t size = view().size();
  const size_t room = 4 * static_cast<size_t>(end_ - begin_);
  std::unique_ptr<uint8_t[]> more(new uint8_t[room]);
  std::memcpy(more.get(), begin_, size);
  many_ = std::move(more);
  begin_ = many_.get();
  at_ = begin_ + size;
  end_ = begin_ + room;
}

void AppendColumns(std::initializer_list<std::string_view> columns, std::string* out) {
  size_t size = out->size();
  for (const std::string_view column : columns) size += column.size();
  size_t at = out->size();
  out->resize(size);
  auto* const to = reinterpret_cast<uint8_t*>(out->data());
  for (const std::string_view column : columns) {
    CopyBytes(to + at, column.data(), column.size());
    at += column.size();
  }
}

}  // namespace weft::wire
