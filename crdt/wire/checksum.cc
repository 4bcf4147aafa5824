#include "crdt/wire/checksum.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace weft::wire {

uint32_t Checksum(std::string_view bytes) {
  return static_cast<uint32_t>(XXH3_64bits(bytes.data(), bytes.size()));
}

void AppendChecksum(size_t from, std::string* out) {
  const uint32_t sum = Checksum(std::string_view(*out).substr(from));
  char bytes[kChecksumBytes];
  for (size_t i = 0; i < kChecksumBytes; ++i) bytes[i] = static_cast<char>(sum >> 8 * i);
  out->append(bytes, kChecksumBytes);
}

bool ChecksumMatches(std::string_view bytes) {
  const size_t size = bytes.size() - kChecksumBytes;
  uint32_t stored = 0;
  for (size_t i = 0; i < kChecksumBytes; ++i) {
    stored |= uint32_t{static_cast<unsigned char>(bytes[size + i])} << 8 * i;
  }
  return stored == Checksum(bytes.substr(0, size));
}

}  // namespace weft::wire
