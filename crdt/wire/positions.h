// Stable positions as bytes: a user's cursor or selection, for presence messages and for
// UndoManager::SetCursor. 2 to 14 bytes each.
#ifndef WEFT_CRDT_WIRE_POSITIONS_H_
#define WEFT_CRDT_WIRE_POSITIONS_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/status.h"
#include "crdt/document/text.h"

namespace weft {

// For each position a byte: bit 0: side kAfter; bit 1: an id follows, which is the agent and a
// varint seq.
std::string EncodePositions(std::span<const StablePosition> positions);
// Exactly what Encode makes. kInvalidArgument: anything else; kUnimplemented: a bit that is not
// known; kResourceExhausted: more than `most`. *out is empty then. What the positions name need not
// exist: Text::Resolve tells. Cost: linear in the bytes.
Status DecodePositions(std::string_view bytes, size_t most, std::vector<StablePosition>* out);

}  // namespace weft

#endif  // WEFT_CRDT_WIRE_POSITIONS_H_
