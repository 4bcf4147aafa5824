#include "bindings/c/unpacker.h"

namespace weft::c {

std::optional<uint64_t> Unpacker::Number() {
  uint64_t number = 0;
  for (int shift = 0; shift < 63 && !bytes_.empty(); shift += 7) {
    const auto byte = static_cast<uint8_t>(bytes_.front());
    bytes_.remove_prefix(1);
    number |= uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return number;
  }
  return std::nullopt;
}

std::optional<std::string_view> Unpacker::Bytes() {
  const std::optional<uint64_t> size = Number();
  if (!size.has_value() || *size > bytes_.size()) return std::nullopt;
  const std::string_view bytes = bytes_.substr(0, *size);
  bytes_.remove_prefix(*size);
  return bytes;
}

std::optional<uint64_t> Unpacker::Eight() {
  if (bytes_.size() < 8) return std::nullopt;
  uint64_t bits = 0;
  for (int i = 0; i < 8; ++i) bits |= uint64_t{static_cast<uint8_t>(bytes_[i])} << (8 * i);
  bytes_.remove_prefix(8);
  return bits;
}

std::optional<Value> Unpacker::PlainValue() {
  const std::optional<uint64_t> tag = Number();
  if (!tag.has_value()) return std::nullopt;
  switch (*tag) {
    case 0:
      return Value();
    case 1:
    case 2:
      return Value(*tag == 2);
    case 3:
    case 4: {
      const std::optional<uint64_t> number = Number();
      if (!number.has_value()) return std::nullopt;
      const auto magnitude = static_cast<int64_t>(*number);
      return Value(*tag == 3 ? magnitude : -magnitude);
    }
    case 5: {
      const std::optional<uint64_t> bits = Eight();
      return bits.has_value() ? std::optional(Value(static_cast<int64_t>(*bits))) : std::nullopt;
    }
    case 6: {
      const std::optional<uint64_t> bits = Eight();
      return bits.has_value() ? std::optional(Value(__builtin_bit_cast(double, *bits)))
                              : std::nullopt;
    }
    case 7:
    case 8: {
      const std::optional<std::string_view> bytes = Bytes();
      if (!bytes.has_value()) return std::nullopt;
      return *tag == 7 ? Value(*bytes) : Value(weft::Bytes{std::string(*bytes)});
    }
    default:
      return std::nullopt;
  }
}

}  // namespace weft::c
