// Lamport stamps: greater than those of all that its author had seen. Of concurrent writes, or
// moves, the greatest (stamp, agent) wins. They start at 1.
//
// An operation with a greater one than kMaxLamport is refused: what it is depends on the
// operation's past alone, so all replicas decide alike. Honest ones cannot come that far: each
// write or move, of which there are fewer than 2^31, adds one.
#ifndef WEFT_CRDT_OBJECTS_LAMPORT_H_
#define WEFT_CRDT_OBJECTS_LAMPORT_H_

#include <cstdint>

namespace weft {

using Lamport = uint32_t;
inline constexpr Lamport kMaxLamport = 0xFFFFFFFE;

}  // namespace weft

#endif  // WEFT_CRDT_OBJECTS_LAMPORT_H_
