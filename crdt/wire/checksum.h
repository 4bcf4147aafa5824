// The checksum of whatever stands alone: 32 bits of XXH3-64, stored little-endian. It finds damage,
// not forgery.
#ifndef WEFT_CRDT_WIRE_CHECKSUM_H_
#define WEFT_CRDT_WIRE_CHECKSUM_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weft::wire {

inline constexpr size_t kChecksumBytes = 4;

uint32_t Checksum(std::string_view bytes);

// Appends the checksum of out[from, end).
void AppendChecksum(size_t from, std::string* out);

// Whether the last kChecksumBytes of `bytes`, which has them, are the checksum of those before.
bool ChecksumMatches(std::string_view bytes);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_CHECKSUM_H_
