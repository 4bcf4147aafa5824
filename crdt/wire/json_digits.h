// Digits in JSON texts (RFC 8259). Thread rule: plain functions.
#ifndef WEFT_CRDT_WIRE_JSON_DIGITS_H_
#define WEFT_CRDT_WIRE_JSON_DIGITS_H_

#include <cstdint>

namespace weft::wire {

inline bool IsDigit(int byte) { return byte >= '0' && byte <= '9'; }

// What a hexadecimal digit of either case is worth, or -1.
inline int HexDigit(uint8_t byte) {
  if (IsDigit(byte)) return byte - '0';
  if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
  if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
  return -1;
}

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_JSON_DIGITS_H_
