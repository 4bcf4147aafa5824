// Varints: the numbers of the wire formats, and the two ways to write them.
//
// A varint is LEB128: seven bits a byte, lowest first, the high bit set on all but the last byte.
// An agent in full has a length prefix instead, so that the 53 bits of a random agent fill seven
// bytes exactly: the low three bits of the first byte say how many bytes follow (0 to 6), the rest,
// little-endian, is the agent. Both have one shortest form; readers refuse any other.
#ifndef WEFT_CRDT_WIRE_VARINT_H_
#define WEFT_CRDT_WIRE_VARINT_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "crdt/core/id.h"

namespace weft::wire {

inline constexpr size_t kMaxVarint32Bytes = 5;
inline constexpr size_t kMaxVarint64Bytes = 10;
inline constexpr size_t kMaxAgentBytes = 8;  // to write one; it takes at most seven
inline constexpr int kAgentLengthBits = 3;

// Writes at `to`, which has room, and returns the byte after.
inline uint8_t* PutVarint(uint8_t* to, uint64_t value) {
  while (value >= 0x80) {
    *to++ = static_cast<uint8_t>(value | 0x80);
    value >>= 7;
  }
  *to++ = static_cast<uint8_t>(value);
  return to;
}

inline void AppendVarint(uint64_t value, std::string* out) {
  uint8_t bytes[kMaxVarint64Bytes];
  const uint8_t* end = PutVarint(bytes, value);
  out->append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(end - bytes));
}

// `agent` is at most kMaxAgent; all kMaxAgentBytes at `to` may be written to.
inline uint8_t* PutAgent(uint8_t* to, Agent agent) {
  const int bits = std::bit_width(agent) + kAgentLengthBits;
  const int further = (bits - 1) / 8;
  uint64_t word = agent << kAgentLengthBits | static_cast<uint64_t>(further);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  std::memcpy(to, &word, kMaxAgentBytes);
  return to + further + 1;
}

inline void AppendAgent(Agent agent, std::string* out) {
  uint8_t bytes[kMaxAgentBytes];
  const uint8_t* end = PutAgent(bytes, agent);
  out->append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(end - bytes));
}

// Signed differences, small ones of either sign becoming small numbers: 0, -1, 1, -2, ...
inline uint32_t Zigzag(int64_t difference) {
  return static_cast<uint32_t>(difference << 1 ^ difference >> 63);
}
inline int64_t Unzigzag(uint32_t code) {
  return static_cast<int64_t>(code >> 1) ^ -static_cast<int64_t>(code & 1);
}

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_VARINT_H_
