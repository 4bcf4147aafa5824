// Limits: what a decoder accepts. Beyond one of them it answers kResourceExhausted, before it has
// allocated anything for what is too much.
#ifndef WEFT_CRDT_WIRE_LIMITS_H_
#define WEFT_CRDT_WIRE_LIMITS_H_

#include <cstddef>
#include <cstdint>

#include "crdt/core/id.h"

namespace weft {

struct Limits {
  size_t bytes = size_t{1} << 30;
  uint32_t elements = kMaxElements;  // creations and effects together
  uint32_t runs = 1u << 27;
  uint32_t agents = 1u << 24;      // authors, and agents that are only referred to
  uint32_t containers = 1u << 16;  // root containers, by name
  uint32_t nested = 1u << 24;      // containers that are values, which an update's operations name
  // Bytes of an update's keys and values as operations hold them: a key stands in each operation
  // that names it, in an update once (up to 64 bytes). They grow to at most 70 times the update.
  uint32_t payload = 1u << 30;
};

}  // namespace weft

#endif  // WEFT_CRDT_WIRE_LIMITS_H_
