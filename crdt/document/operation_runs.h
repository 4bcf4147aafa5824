// Maximal runs: operations of one agent, in its order, as few as possible.
#ifndef WEFT_CRDT_DOCUMENT_OPERATION_RUNS_H_
#define WEFT_CRDT_DOCUMENT_OPERATION_RUNS_H_

#include "crdt/core/operation.h"

namespace weft {

// The element that the first effect of a deletion hits.
inline Seq FirstHit(const Operation& erase) {
  return erase.backward ? erase.target.seq + erase.count - 1 : erase.target.seq;
}

// Whether an operation could go on with the one before, as far as a few numbers tell.
inline bool MayGoOn(const Operation& last, const Operation& operation) {
  if (last.id.seq + last.count != operation.id.seq || last.at != operation.at ||
      last.kind != operation.kind) {
    return false;
  }
  if (operation.kind != OperationKind::kErase) return true;
  const Seq hit = FirstHit(operation);
  return hit == last.target.seq + last.count || hit + 1 == last.target.seq;
}

// Joins the last operation to the one before, as much of it as goes on there.
void JoinGoingOn(OperationSet* out);

// The last operation has been appended: it becomes part of the one before as far as it continues
// that. An insertion's text, or values, must be the last of out->text, or out->payload.bytes. Runs
// are greedy: the second effect decides the direction.
inline void JoinLast(OperationSet* out) {
  std::vector<Operation>& all = out->operations;
  if (all.size() > 1 && MayGoOn(all.end()[-2], all.back())) return JoinGoingOn(out);
  if (all.back().count == 1) all.back().backward = false;
}

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_OPERATION_RUNS_H_
