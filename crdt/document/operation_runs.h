// Maximal runs: operations of one agent, in its order, as few as possible.
#ifndef WEFT_CRDT_DOCUMENT_OPERATION_RUNS_H_
#define WEFT_CRDT_DOCUMENT_OPERATION_RUNS_H_

#include "crdt/core/operation.h"

namespace weft {

// Appends an operation, or lets the last one grow by as much of it as continues it. An insertion's
// text, or values, must be the last of out->text or out->payload.bytes. Runs are greedy: the second effect decides the direction.
void AppendOperation(Operation operation, OperationSet* out);

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_OPERATION_RUNS_H_
