// Continuation: the one operation that would go on with the last one. Most keystrokes are that, so
// taking a local operation out, and taking a remote one in, first look here: no look-ups then.
//
// Valid while the sequence's pending edit is still the one it was made from.
#ifndef WEFT_CRDT_DOCUMENT_CONTINUATION_H_
#define WEFT_CRDT_DOCUMENT_CONTINUATION_H_

#include <cstdint>

#include "crdt/core/operation.h"

namespace weft {

struct Continuation {
  uint64_t edit = 0;   // Sequence::edit_number(); 0: nothing goes on
  Operation next;      // an insertion or a deletion, count 1
  uint32_t taken = 0;  // local: elements or effects of the edit already handed out
  Seq floor = 0;       // deletion: the lowest target that is known to go on

  // Makes `next` the one after itself.
  void Advance(uint32_t count) {
    next.id.seq += count;
    if (next.kind == OperationKind::kInsertText) {
      next.prev.seq += count;
    } else {
      next.target.seq -= count;
    }
  }
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_CONTINUATION_H_
