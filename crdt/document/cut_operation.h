// Cutting a run of operations: any part of one is an operation itself.
#ifndef WEFT_CRDT_DOCUMENT_CUT_OPERATION_H_
#define WEFT_CRDT_DOCUMENT_CUT_OPERATION_H_

#include <cstdint>

#include "crdt/core/operation_view.h"

namespace weft {

// The part [from, to) of an operation of `set`, by seq or effect index. Not between the halves of a
// surrogate pair.
Operation CutOperation(const OperationView& set, const Operation& operation, uint32_t from,
                       uint32_t to);

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_CUT_OPERATION_H_
