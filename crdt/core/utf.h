// UTF-8 and UTF-16: validation, conversion, counting. Strict: no over-long forms, no surrogates in
// UTF-8, nothing past U+10FFFF (The Unicode Standard, chapter 3, table 3-7).
#ifndef WEFT_CRDT_CORE_UTF_H_
#define WEFT_CRDT_CORE_UTF_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace weft {

// What an object in a text is read as, and stands in the arena as: the replacement character for
// objects.
inline constexpr char16_t kObjectUnit = 0xFFFC;

inline bool IsSurrogate(char16_t unit) { return (unit & 0xF800) == 0xD800; }
inline bool IsHighSurrogate(char16_t unit) { return (unit & 0xFC00) == 0xD800; }
inline bool IsLowSurrogate(char16_t unit) { return (unit & 0xFC00) == 0xDC00; }

bool IsAscii(std::string_view bytes);
// Appends the UTF-16 form of `utf8`; false, with *out as it was, when it is ill-formed.
bool DecodeUtf8(std::string_view utf8, std::u16string* out);
bool IsUtf8(std::string_view bytes);  // without decoding it anywhere
// Appends the UTF-8 form; a lone half becomes U+FFFD.
void AppendUtf8(std::u16string_view units, std::string* out);
bool HasSurrogates(std::u16string_view units);
// No unpaired surrogates.
bool WellFormedUtf16(std::u16string_view units);

// What a stretch of text measures in the three units. Bytes count each half of a pair as 2, so that
// sums over stretches cut anywhere add up.
struct Measures {
  size_t units = 0;   // UTF-16 code units
  size_t bytes = 0;   // UTF-8
  size_t points = 0;  // code points; a pair counts at its high half, a lone low half as none

  Measures& operator+=(const Measures& other) {
    units += other.units;
    bytes += other.bytes;
    points += other.points;
    return *this;
  }
  Measures& operator-=(const Measures& other) {
    units -= other.units;
    bytes -= other.bytes;
    points -= other.points;
    return *this;
  }
};

inline size_t Utf8Bytes(char16_t unit) {
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  return (unit & 0xF800) == 0xD800 ? 2 : 3;
}
inline size_t PointsAt(char16_t unit) { return IsLowSurrogate(unit) ? 0 : 1; }

}  // namespace weft

#endif  // WEFT_CRDT_CORE_UTF_H_
