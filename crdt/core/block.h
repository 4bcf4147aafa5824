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
