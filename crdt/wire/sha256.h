// SHA-256 (FIPS 180-4, sections 5.1.1 and 6.2), for the hashes in crdt/wire/hash.h. Why it is our
// own: docs/decisions/0005-sha-256-of-our-own.md.
//
// Not constant-time in anything secret: nothing secret is hashed. Some 300 MB/s. Thread rule: plain
// values; a copy goes on by itself.
#ifndef WEFT_CRDT_WIRE_SHA256_H_
#define WEFT_CRDT_WIRE_SHA256_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace weft {

using Digest = std::array<uint8_t, 32>;

namespace wire {

class Sha256 {
 public:
  void Add(std::string_view bytes);
  // Of all that was added so far; more may be added after.
  Digest Finish() const;

 private:
  static constexpr size_t kBlockBytes = 64;
  static constexpr size_t kLengthBytes = 8;  // at the end of the last block

  void Compress(const uint8_t* block);

  // The first 32 bits of the fractional parts of the square roots of the first 8 primes.
  std::array<uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<uint8_t, kBlockBytes> block_{};  // what is not compressed yet
  uint64_t length_ = 0;                       // in bytes
};

}  // namespace wire
}  // namespace weft

#endif  // WEFT_CRDT_WIRE_SHA256_H_
