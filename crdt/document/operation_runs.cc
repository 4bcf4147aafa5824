#include "crdt/document/operation_runs.h"

namespace weft {

namespace {

bool GoesOn(const Operation& last, const Operation& operation) {
  return last.kind == operation.kind && last.id.agent == operation.id.agent &&
         last.id.seq + last.count == operation.id.seq && last.at == operation.at;
}

bool InsertionGoesOn(const Operation& last, const Operation& operation) {
  return operation.prev == Id{last.id.agent, operation.id.seq - 1} && operation.next == last.next &&
         (last.kind == OperationKind::kInsertItems ||
          last.text_offset + last.count == operation.text_offset);
}

// The element that the first effect of a deletion hits.
Seq FirstHit(const Operation& erase) {
  return erase.backward ? erase.target.seq + erase.count - 1 : erase.target.seq;
}

// Runs of whatever is no deletion; writes, moves and what hits nothing stand alone.
bool GoesOnAlike(const Operation& last, const Operation& operation) {
  switch (operation.kind) {
    case OperationKind::kInsertText:
    case OperationKind::kInsertItems:
      return InsertionGoesOn(last, operation);
    case OperationKind::kRestore:
      return last.target.agent == operation.target.agent &&
             last.target.seq + last.count == operation.target.seq;
    default:
      return false;
  }
}

// Moves effects from the front of *erase to *last as long as they go on; false when none does.
bool GrowErase(Operation* last, Operation* erase) {
  const Seq hit = FirstHit(*erase);
  const bool up = !last->backward && hit == last->target.seq + last->count;
  const bool down = (last->backward || last->count == 1) && hit + 1 == last->target.seq;
  if (!up && !down) return false;
  const bool all = erase->count == 1 || erase->backward == down;
  const uint32_t part = all ? erase->count : 1;
  if (down) {
    last->target.seq -= part;
    last->backward = true;
  }
  last->count += part;
  erase->id.seq += part;
  erase->count -= part;
  if (!erase->backward) erase->target.seq += part;
  return true;
}

}  // namespace

void AppendOperation(Operation operation, OperationSet* out) {
  if (!out->operations.empty() && GoesOn(out->operations.back(), operation)) {
    Operation& last = out->operations.back();
    if (operation.kind == OperationKind::kErase) {
      while (operation.count > 0 && last.target.agent == operation.target.agent &&
             GrowErase(&last, &operation)) {
      }
      if (operation.count == 0) return;
    } else if (GoesOnAlike(last, operation)) {
      last.count += operation.count;
      return;
    }
  }
  operation.backward = operation.backward && operation.count > 1;
  out->operations.push_back(operation);
}

}  // namespace weft
