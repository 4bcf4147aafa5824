#include "crdt/core/value.h"

#include <array>
#include <cmath>
#include <cstring>

#include "crdt/core/check.h"
#include "crdt/core/utf.h"

namespace weft {

std::string_view ContainerKindName(ContainerKind kind) {
  static constexpr std::array<std::string_view, kContainerKinds> kNames = {
      "text", "map", "list", "counter", "tree", "node"};
  const auto place = static_cast<size_t>(kind);
  return place < kNames.size() ? kNames[place] : "container of an unknown kind";
}

namespace value_bytes {

namespace {

constexpr uint8_t kShortString = 0x80;
constexpr uint8_t kNull = 0xC0;
constexpr uint8_t kFalse = 0xC1;
constexpr uint8_t kTrue = 0xC2;
constexpr uint8_t kInt = kLongInt;
constexpr uint8_t kDouble = 0xC4;
constexpr uint8_t kString = 0xC5;
constexpr uint8_t kBytes = 0xC6;
constexpr size_t kShortLength = 64;
constexpr uint64_t kNan = 0x7FF8000000000000;

uint64_t Zigzag(int64_t value) {
  return (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63);
}
int64_t Unzigzag(uint64_t code) {
  return static_cast<int64_t>(code >> 1) ^ -static_cast<int64_t>(code & 1);
}

void AppendVarint(uint64_t value, std::string* out) {
  for (; value >= 0x80; value >>= 7) out->push_back(static_cast<char>(value | 0x80));
  out->push_back(static_cast<char>(value));
}

// How many bytes it takes; 0 when it is not the shortest form of 64 bits.
size_t TakeVarint(std::string_view bytes, uint64_t* value) {
  *value = 0;
  for (size_t i = 0; i < bytes.size() && i < 10; ++i) {
    const auto byte = static_cast<uint8_t>(bytes[i]);
    if (i == 9 && byte > 1) return 0;
    *value |= uint64_t{byte & 0x7Fu} << (7 * i);
    if (byte < 0x80) return i > 0 && byte == 0 ? 0 : i + 1;
  }
  return 0;
}

// std::bit_cast, which not every standard library has.
uint64_t BitsOf(double value) { return __builtin_bit_cast(uint64_t, value); }
double DoubleOf(uint64_t bits) { return __builtin_bit_cast(double, bits); }

void AppendDouble(double value, std::string* out) {
  out->push_back(static_cast<char>(kDouble));
  uint64_t bits = std::isnan(value) ? kNan : BitsOf(value);
  for (int i = 0; i < 8; ++i, bits >>= 8) out->push_back(static_cast<char>(bits));
}

uint64_t ReadBits(std::string_view bytes) {
  uint64_t bits = 0;
  for (size_t i = 8; i > 0; --i) bits = bits << 8 | static_cast<uint8_t>(bytes[i]);
  return bits;
}

size_t MeasureInt(std::string_view bytes) {
  uint64_t code = 0;
  const size_t size = TakeVarint(bytes.substr(1), &code);
  const int64_t value = Unzigzag(code);
  return size == 0 || (value >= 0 && value < 0x80) ? 0 : size + 1;
}

size_t MeasureDouble(std::string_view bytes) {
  if (bytes.size() < 9) return 0;
  const uint64_t bits = ReadBits(bytes);
  return std::isnan(DoubleOf(bits)) && bits != kNan ? 0 : 9;
}

size_t MeasureLong(std::string_view bytes, bool string) {
  uint64_t length = 0;
  const size_t size = TakeVarint(bytes.substr(1), &length);
  if (size == 0 || length > kMaxValueBytes || length > bytes.size() - 1 - size) return 0;
  if (string && (length < kShortLength || !IsUtf8(bytes.substr(1 + size, length)))) return 0;
  return 1 + size + length;
}

size_t MeasureShortString(std::string_view bytes, size_t length) {
  return length < bytes.size() && IsUtf8(bytes.substr(1, length)) ? length + 1 : 0;
}

struct Head {
  uint8_t first;
  uint64_t number;  // a length or an integer
  size_t size;      // of the head
};

Head ReadHead(std::string_view bytes) {
  Head head{static_cast<uint8_t>(bytes[0]), 0, 1};
  if (head.first >= kShortString && head.first < kNull) {
    head.number = head.first - kShortString;
  } else if (head.first == kInt || head.first == kString || head.first == kBytes) {
    head.size += TakeVarint(bytes.substr(1), &head.number);
  }
  return head;
}

}  // namespace

void AppendInt(int64_t value, std::string* out) {
  if (value >= 0 && value < kShortString) {
    out->push_back(static_cast<char>(value));
    return;
  }
  out->push_back(static_cast<char>(kInt));
  AppendVarint(Zigzag(value), out);
}

void AppendKey(std::string_view key, std::string* out) {
  AppendVarint(key.size(), out);
  out->append(key);
}

void Append(const Value& value, std::string* out) {
  if (const int64_t* number = value.AsInt()) return AppendInt(*number, out);
  if (const double* number = value.AsDouble()) return AppendDouble(*number, out);
  if (const ContainerId* container = value.AsContainer()) {
    return AppendContainer(container->kind, out);
  }
  if (const std::string* text = value.AsString()) {
    if (text->size() < kShortLength) {
      out->push_back(static_cast<char>(kShortString + text->size()));
    } else {
      out->push_back(static_cast<char>(kString));
      AppendVarint(text->size(), out);
    }
    out->append(*text);
  } else if (const Bytes* bytes = value.AsBytes()) {
    out->push_back(static_cast<char>(kBytes));
    AppendVarint(bytes->data.size(), out);
    out->append(bytes->data);
  } else {
    const bool* truth = value.AsBool();
    out->push_back(static_cast<char>(truth == nullptr ? kNull : *truth ? kTrue : kFalse));
  }
}

size_t Measure(std::string_view bytes, Check* check) {
  *check = Check::kMalformed;
  if (bytes.empty()) return 0;
  const auto first = static_cast<uint8_t>(bytes[0]);
  size_t size = 0;
  if (first < kShortString || (first >= kNull && first <= kTrue) || IsContainer(first)) {
    size = 1;
  } else if (first < kNull) {
    size = MeasureShortString(bytes, first - kShortString);
  } else if (first == kInt) {
    size = MeasureInt(bytes);
  } else if (first == kDouble) {
    size = MeasureDouble(bytes);
  } else if (first == kString || first == kBytes) {
    size = MeasureLong(bytes, first == kString);
  } else {
    *check = Check::kNewer;
    return 0;
  }
  if (size > 0) *check = Check::kOk;
  return size;
}

size_t Size(std::string_view bytes) {
  const Head head = ReadHead(bytes);
  if (head.first == kDouble) return 9;
  const bool has_length = (head.first >= kShortString && head.first < kNull) ||
                          head.first == kString || head.first == kBytes;
  return has_length ? head.size + head.number : head.size;
}

int64_t ReadInt(std::string_view bytes) {
  const Head head = ReadHead(bytes);
  return head.first < kShortString ? head.first : Unzigzag(head.number);
}

ValueType TypeOf(uint8_t first) {
  if (IsInt(first)) return ValueType::kInt;
  if (IsContainer(first)) {
    return static_cast<ValueType>(static_cast<uint8_t>(ValueType::kText) + first - kContainer);
  }
  switch (first) {
    case kNull:
      return ValueType::kNull;
    case kFalse:
    case kTrue:
      return ValueType::kBool;
    case kDouble:
      return ValueType::kDouble;
    case kBytes:
      return ValueType::kBytes;
    default:
      return ValueType::kString;
  }
}

Value Read(std::string_view bytes, Id creation) {
  const Head head = ReadHead(bytes);
  if (head.first < kShortString || head.first == kInt) return Value(ReadInt(bytes));
  if (IsContainer(head.first)) {
    return Value(ContainerId(static_cast<ContainerKind>(head.first - kContainer), creation));
  }
  switch (head.first) {
    case kNull:
      return Value();
    case kFalse:
    case kTrue:
      return Value(head.first == kTrue);
    case kDouble:
      return Value(DoubleOf(ReadBits(bytes)));
    case kBytes:
      return Value(Bytes{std::string(bytes.substr(head.size, head.number))});
    default:
      return Value(bytes.substr(head.size, head.number));
  }
}

std::string_view ReadKey(std::string_view* bytes) {
  uint64_t length = 0;
  const size_t size = TakeVarint(*bytes, &length);
  const std::string_view key = bytes->substr(size, length);
  bytes->remove_prefix(size + key.size());
  return key;
}

bool TakeKey(std::string_view* bytes, std::string_view* key) {
  uint64_t length = 0;
  const size_t size = TakeVarint(*bytes, &length);
  if (size == 0 || length > kMaxKeyBytes || length > bytes->size() - size) return false;
  *key = bytes->substr(size, length);
  if (!IsUtf8(*key)) return false;
  bytes->remove_prefix(size + length);
  return true;
}

}  // namespace value_bytes

}  // namespace weft
