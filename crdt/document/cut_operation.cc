#include "crdt/document/cut_operation.h"

#include "crdt/core/operation_payload.h"

namespace weft {

Operation CutOperation(const OperationView& set, const Operation& operation, uint32_t from,
                       uint32_t to) {
  Operation part = operation;
  const uint32_t skipped = from - operation.id.seq;
  part.id.seq = from;
  part.count = to - from;
  switch (operation.kind) {
    case OperationKind::kInsertText:
    case OperationKind::kInsertItems:
      if (skipped == 0) break;
      if (part.kind == OperationKind::kInsertText) {
        part.text_offset += skipped;
      } else {
        SkipValues(skipped, set.payload->bytes, &part);
      }
      part.prev = Id{operation.id.agent, from - 1};
      part.container = kImpliedContainer;
      break;
    case OperationKind::kErase:
      if (operation.backward) {
        part.target.seq = operation.target.seq + (operation.id.seq + operation.count - to);
      } else {
        part.target.seq += skipped;
      }
      part.backward = operation.backward && part.count > 1;
      break;
    case OperationKind::kRestore:
      part.target.seq += skipped;
      break;
    default:
      break;  // of one creation or effect, or never cut
  }
  return part;
}

}  // namespace weft
