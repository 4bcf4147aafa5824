// HashBytes: the fixed-width, little-endian numbers of what is hashed, collected on the stack.
#ifndef WEFT_CRDT_WIRE_HASH_BYTES_H_
#define WEFT_CRDT_WIRE_HASH_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "crdt/core/check.h"
#include "crdt/core/id.h"

namespace weft::wire {

class HashBytes {
 public:
  HashBytes& Tag(char tag) { return Number(static_cast<uint8_t>(tag), 1); }
  HashBytes& Unit(char16_t unit) { return Number(unit, 2); }
  HashBytes& Count(uint64_t count) { return Number(count, 4); }
  HashBytes& OfAgent(Agent agent) { return Number(agent, 8); }
  // The edge of a text is eight bytes FF and four 00.
  HashBytes& OfId(const Id& id) { return OfAgent(id.agent).Count(id.seq); }
  std::string_view view() const { return {bytes_, size_}; }

 private:
  static constexpr size_t kRoom = 32;

  HashBytes& Number(uint64_t value, size_t size) {
    WEFT_DCHECK(size_ + size <= kRoom);
    for (size_t i = 0; i < size; ++i) bytes_[size_++] = static_cast<char>(value >> 8 * i);
    return *this;
  }

  char bytes_[kRoom];
  size_t size_ = 0;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_HASH_BYTES_H_
