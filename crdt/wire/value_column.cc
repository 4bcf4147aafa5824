#include "crdt/wire/value_column.h"

#include <bit>

#include "crdt/core/utf.h"
#include "crdt/core/value.h"
#include "crdt/wire/varint.h"

namespace weft::wire {

namespace {

// The bytes of value.h.
constexpr uint8_t kIntByte = 0xC3;
constexpr uint8_t kDoubleByte = 0xC4;
constexpr uint8_t kStringByte = 0xC5;
constexpr uint8_t kBytesByte = 0xC6;
constexpr uint8_t kShortString = 0x80;
constexpr uint8_t kNullByte = 0xC0;
constexpr uint8_t kTrueByte = 0xC2;
constexpr size_t kShortLength = 64;
constexpr size_t kDoubleBytes = 8;

uint64_t Zigzag64(int64_t value) {
  return static_cast<uint64_t>(value) << 1 ^ static_cast<uint64_t>(value >> 63);
}
int64_t Unzigzag64(uint64_t code) {
  return static_cast<int64_t>(code >> 1) ^ -static_cast<int64_t>(code & 1);
}

size_t VarintSize(uint64_t value) {
  return (static_cast<size_t>(std::bit_width(value | 1)) + 6) / 7;
}

}  // namespace

void ValueWriter::Add(std::string_view value) {
  const auto first = static_cast<uint8_t>(value[0]);
  if (first < kShortString || first == kIntByte) {
    uint64_t code = Zigzag64(value_bytes::ReadInt(value));
    const auto bytes = static_cast<uint32_t>((std::bit_width(code | 1) + 7) / 8);
    heads_.Add(kIntValue + bytes - 1);
    for (uint32_t i = 0; i < bytes; ++i, code >>= 8) bodies_.push_back(static_cast<char>(code));
  } else if (first < kNullByte) {
    heads_.Add(kStringValue);
    bodies_.push_back(static_cast<char>(first - kShortString));
    bodies_ += value.substr(1);
  } else if (first == kDoubleByte || first == kStringByte || first == kBytesByte) {
    heads_.Add(first == kDoubleByte ? kDoubleValue
                                    : (first == kStringByte ? kStringValue : kBytesValue));
    bodies_ += value.substr(1);
  } else {
    heads_.Add(kSingleValue);
    bodies_ += value;
  }
}

bool ValueReader::Scan(uint64_t rows, ByteReader* body, uint64_t* size) {
  heads_ = SymbolReader(*body, kValueSymbols);
  if (!SymbolReader(heads_).Scan(rows, body, [](uint32_t, uint64_t) {})) return false;
  bodies_ = *body;
  const ValueReader start = *this;
  for (; rows > 0; --rows) {
    uint32_t head;
    if (!heads_.Next(&head) || !Read(head, nullptr, size)) return false;
  }
  *body = bodies_;
  *this = start;
  return true;
}

bool ValueReader::Next(std::string* out, bool* is_integer, bool* is_container) {
  uint32_t head;
  if (!heads_.Next(&head)) return false;
  if (is_container != nullptr) {
    *is_container =
        head == kSingleValue && bodies_.Left() > 0 && value_bytes::IsContainer(*bodies_.position());
  }
  if (is_integer != nullptr) *is_integer = head >= kIntValue && head < kDoubleValue;
  uint64_t size = 0;
  return Read(head, out, &size);
}

bool ValueReader::Read(uint32_t head, std::string* out, uint64_t* size) {
  if (head == kSingleValue) {
    ++*size;
    return ReadSingle(out);
  }
  if (head < kDoubleValue) return ReadInteger(head - kIntValue + 1, out, size);
  if (head == kDoubleValue) {
    *size += 1 + kDoubleBytes;
    return ReadDouble(out);
  }
  return ReadLong(head == kStringValue, out, size);
}

bool ValueReader::ReadSingle(std::string* out) {
  const uint8_t* const start = bodies_.position();
  uint8_t byte = 0;
  if (!bodies_.Byte(&byte)) return false;
  if (byte > kBytesByte && !value_bytes::IsContainer(byte)) {
    return bodies_.Refuse("a value of an unknown kind needs a newer version", start,
                          StatusCode::kUnimplemented);
  }
  if (!value_bytes::IsContainer(byte) && (byte < kNullByte || byte > kTrueByte)) {
    return bodies_.Refuse("a value under a head that is not its own", start);
  }
  if (out != nullptr) out->push_back(static_cast<char>(byte));
  return true;
}

bool ValueReader::ReadInteger(uint32_t bytes, std::string* out, uint64_t* size) {
  const uint8_t* const start = bodies_.position();
  std::string_view body;
  if (!bodies_.Bytes(bytes, &body)) return false;
  uint64_t code = 0;
  for (uint32_t i = bytes; i > 0; --i) code = code << 8 | static_cast<uint8_t>(body[i - 1]);
  if (bytes > 1 && body[bytes - 1] == 0) return bodies_.Refuse("over-long integer", start);
  const int64_t value = Unzigzag64(code);
  *size += value >= 0 && value < kShortString ? 1 : 1 + VarintSize(code);
  if (out != nullptr) value_bytes::AppendInt(value, out);
  return true;
}

bool ValueReader::ReadDouble(std::string* out) {
  const uint8_t* const start = bodies_.position();
  std::string_view body;
  if (!bodies_.Bytes(kDoubleBytes, &body)) return false;
  std::string value(1, static_cast<char>(kDoubleByte));
  value += body;
  value_bytes::Check check;
  if (value_bytes::Measure(value, &check) == 0) {
    return bodies_.Refuse("a double that is another NaN", start);
  }
  if (out != nullptr) *out += value;
  return true;
}

bool ValueReader::ReadLong(bool string, std::string* out, uint64_t* size) {
  const uint8_t* const start = bodies_.position();
  uint32_t length;
  std::string_view body;
  if (!bodies_.Varint(&length)) return false;
  if (length > kMaxValueBytes) return bodies_.Refuse("a value that is too long", start);
  if (!bodies_.Bytes(length, &body)) return false;
  const bool is_short = string && length < kShortLength;
  *size += 1 + (is_short ? 0 : VarintSize(length)) + length;
  if (out == nullptr) {
    return !string || IsUtf8(body) || bodies_.Refuse("a string that is not UTF-8", start);
  }
  const uint32_t head = is_short ? kShortString + length : string ? kStringByte : kBytesByte;
  out->push_back(static_cast<char>(head));
  if (!is_short) AppendVarint(length, out);
  *out += body;
  return true;
}

}  // namespace weft::wire
