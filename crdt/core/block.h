// Sixteen bytes or UTF-16 units at once, in the vectors of GCC and clang.
#ifndef WEFT_CRDT_CORE_BLOCK_H_
#define WEFT_CRDT_CORE_BLOCK_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace weft {

inline constexpr size_t kBlock = 16;

inline uint64_t EightBytes(const void* from) {
  uint64_t bytes;
  std::memcpy(&bytes, from, sizeof(bytes));
  return bytes;
}

inline uint32_t FourBytes(const void* from) {
  uint32_t bytes;
  std::memcpy(&bytes, from, sizeof(bytes));
  return bytes;
}

// memcpy of a count that is mostly small and not known: the first and the last bytes of it, which
// may overlap, in place of a call.
inline void CopyBytes(uint8_t* to, const void* source, size_t count) {
  const auto* const from = static_cast<const uint8_t*>(source);
  if (count > kBlock) {
    std::memcpy(to, from, count);
  } else if (count >= 8) {
    const uint64_t first = EightBytes(from);
    const uint64_t last = EightBytes(from + count - 8);
    std::memcpy(to, &first, sizeof(first));
    std::memcpy(to + count - 8, &last, sizeof(last));
  } else if (count >= 4) {
    const uint32_t first = FourBytes(from);
    const uint32_t last = FourBytes(from + count - 4);
    std::memcpy(to, &first, sizeof(first));
    std::memcpy(to + count - 4, &last, sizeof(last));
  } else if (count > 0) {
    to[0] = from[0];
    to[count / 2] = from[count / 2];
    to[count - 1] = from[count - 1];
  }
}

inline bool EightAreAscii(const unsigned char* bytes) {
  return (EightBytes(bytes) & 0x8080808080808080) == 0;
}
inline bool BlockIsAscii(const unsigned char* bytes) {
  return ((EightBytes(bytes) | EightBytes(bytes + 8)) & 0x8080808080808080) == 0;
}
// All bits of a block of units, those of four units side by side.
inline uint64_t BitsOfBlock(const char16_t* units) {
  return EightBytes(units) | EightBytes(units + 4) | EightBytes(units + 8) | EightBytes(units + 12);
}
inline bool BlockIsLatin1(uint64_t bits) { return (bits & 0xFF00FF00FF00FF00) == 0; }
// False for surrogates, and for no unit below 8000.
inline bool BlockIsBelow8000(uint64_t bits) { return (bits & 0x8000800080008000) == 0; }
inline bool BlockIsAscii(uint64_t bits) { return (bits & 0xFF80FF80FF80FF80) == 0; }

using BlockOfBytes = uint8_t __attribute__((vector_size(kBlock)));
using BlockOfUnits = uint16_t __attribute__((vector_size(2 * kBlock)));

inline void WidenBlock(const unsigned char* from, char16_t* to) {
  BlockOfBytes bytes;
  std::memcpy(&bytes, from, sizeof(bytes));
  const auto units = __builtin_convertvector(bytes, BlockOfUnits);
  std::memcpy(to, &units, sizeof(units));
}
inline void NarrowBlock(const char16_t* from, unsigned char* to) {
  BlockOfUnits units;
  std::memcpy(&units, from, sizeof(units));
  const auto bytes = __builtin_convertvector(units, BlockOfBytes);
  std::memcpy(to, &bytes, sizeof(bytes));
}

}  // namespace weft

#endif  // WEFT_CRDT_CORE_BLOCK_H_
