// Value: what a map's key or a list's item holds: a plain value, or a container that was made
// there.
//
// ValueBytes: the one encoding of each value, in memory, in updates and in hashes alike. The first
// byte says what it is:
//   00-7F  the integer 0 to 127             C3  another integer: zigzag varint, 64 bits
//   80-BF  a string of 0 to 63 bytes        C4  a double: 8 bytes, little-endian; NaN is 7FF8...
//   C0     null                             C5  a string: varint length, at least 64
//   C1 C2  false, true                      C6  bytes: varint length
//   C8+k   a new container of kind k (crdt/core/container_id.h): text, map, list, counter or tree
// Everything else is for newer versions, but FF, which begins no value. Strings are UTF-8. -0.0 and
// 0.0 are two values.
#ifndef WEFT_CRDT_CORE_VALUE_H_
#define WEFT_CRDT_CORE_VALUE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "crdt/core/container_id.h"

namespace weft {

// At most so many bytes in one string or byte string, and in a key of a map or a mark or a root's
// name.
inline constexpr uint32_t kMaxValueBytes = 1u << 24;
inline constexpr uint32_t kMaxKeyBytes = 1024;

struct Bytes {
  std::string data;
  friend bool operator==(const Bytes&, const Bytes&) = default;
};

// A char is a letter, not a number; an int8_t is a number.
template <class T>
inline constexpr bool kIsCharacter =
    std::is_same_v<T, char> || std::is_same_v<T, wchar_t> || std::is_same_v<T, char8_t> ||
    std::is_same_v<T, char16_t> || std::is_same_v<T, char32_t>;
template <class T>
inline constexpr bool kIsInteger = std::is_integral_v<T> && sizeof(T) <= sizeof(int64_t) &&
                                   !std::is_same_v<T, bool> && !kIsCharacter<T>;

class Value {
 public:
  Value() = default;        // null
  Value(std::nullptr_t) {}  // NOLINT: implicit, all of them
  // Not what only converts to bool, as pointers do.
  template <class Bool>
    requires std::is_same_v<Bool, bool>
  Value(Bool value) : data_(value) {}  // NOLINT
  // Integers of up to 64 bits; an unsigned one beyond 2^63 - 1 is a double, as it is in JSON.
  template <class Integer>
    requires kIsInteger<Integer>
  Value(Integer value) {  // NOLINT
    if constexpr (std::is_unsigned_v<Integer> && sizeof(Integer) == sizeof(int64_t)) {
      if (value > static_cast<Integer>(INT64_MAX)) {
        data_ = static_cast<double>(value);
        return;
      }
    }
    data_ = static_cast<int64_t>(value);
  }
  template <class Real>
    requires std::is_floating_point_v<Real>
  Value(Real value) : data_(static_cast<double>(value)) {}      // NOLINT
  Value(std::string value) : data_(std::move(value)) {}         // NOLINT
  Value(std::string_view value) : data_(std::string(value)) {}  // NOLINT
  Value(const char* value) : data_(std::string(value)) {}       // NOLINT
  Value(Bytes value) : data_(std::move(value)) {}               // NOLINT
  Value(ContainerId value) : data_(std::move(value)) {}         // NOLINT

  bool IsNull() const { return std::holds_alternative<std::monostate>(data_); }
  // The value when it is one of these, else null.
  const bool* AsBool() const { return std::get_if<bool>(&data_); }
  const int64_t* AsInt() const { return std::get_if<int64_t>(&data_); }
  const double* AsDouble() const { return std::get_if<double>(&data_); }
  const std::string* AsString() const { return std::get_if<std::string>(&data_); }
  const Bytes* AsBytes() const { return std::get_if<Bytes>(&data_); }
  const ContainerId* AsContainer() const { return std::get_if<ContainerId>(&data_); }

  friend bool operator==(const Value&, const Value&) = default;

 private:
  std::variant<std::monostate, bool, int64_t, double, std::string, Bytes, ContainerId> data_;
};

// What a value can be; a container by its kind. Numbered for sets of them.
enum class ValueType : uint8_t {
  kNull = 0,
  kBool = 1,
  kInt = 2,
  kDouble = 3,
  kString = 4,
  kBytes = 5,
  kText = 8,  // 8 + ContainerKind
  kMap = 9,
  kList = 10,
  kCounter = 11,
  kTree = 12,
};

// A set of types.
class ValueTypes {
 public:
  constexpr ValueTypes() = default;
  constexpr ValueTypes(ValueType only) { Add(only); }  // NOLINT: implicit
  constexpr void Add(ValueType type) { bits_ |= 1u << static_cast<uint8_t>(type); }
  constexpr bool Has(ValueType type) const {
    return (bits_ >> static_cast<uint8_t>(type) & 1) != 0;
  }
  friend constexpr bool operator==(const ValueTypes&, const ValueTypes&) = default;

 private:
  uint32_t bits_ = 0;
};

namespace value_bytes {

inline constexpr uint8_t kLongInt = 0xC3;
inline constexpr uint8_t kContainer = 0xC8;

// A container is written by its kind alone: its id is the creation's.
void Append(const Value& value, std::string* out);
inline void AppendContainer(ContainerKind kind, std::string* out) {
  out->push_back(static_cast<char>(kContainer + static_cast<uint8_t>(kind)));
}
void AppendInt(int64_t value, std::string* out);
void AppendKey(std::string_view key, std::string* out);  // varint length and UTF-8

enum class Check : uint8_t { kOk, kMalformed, kNewer };
// How many bytes the value at the front takes; says in *check what is wrong when it is not one.
size_t Measure(std::string_view bytes, Check* check);
// The same of what is known to be a value.
size_t Size(std::string_view bytes);
// Whether the value is a container; of a node's children none can be made.
inline bool IsContainer(uint8_t first) {
  return first >= kContainer && first < kContainer + static_cast<uint8_t>(ContainerKind::kNode);
}
inline bool IsInt(uint8_t first) { return first < 0x80 || first == kLongInt; }
// The type of what is known to be a value.
ValueType TypeOf(uint8_t first);
// What is known to be a value; `creation` is the id that a container gets.
Value Read(std::string_view bytes, Id creation);
int64_t ReadInt(std::string_view bytes);
// A key at the front: false when it is none. Moves *bytes behind it.
bool TakeKey(std::string_view* bytes, std::string_view* key);
// The same where one is known to be.
std::string_view ReadKey(std::string_view* bytes);

}  // namespace value_bytes

}  // namespace weft

#endif  // WEFT_CRDT_CORE_VALUE_H_
