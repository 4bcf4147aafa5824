// What can be said of an operation without a document: whether it could ever be valid.
#ifndef WEFT_CRDT_DOCUMENT_OPERATION_CHECK_H_
#define WEFT_CRDT_DOCUMENT_OPERATION_CHECK_H_

#include "crdt/core/operation_view.h"
#include "crdt/core/order_kind.h"
#include "crdt/core/status.h"

namespace weft {

// Ranges, references to its own future, the text's form, the container's name.
Status CheckShape(const OperationView& set, const Operation& operation, OrderKind order);

// "insertion 7:12+3", for messages.
std::string Describe(const Operation& operation);

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_OPERATION_CHECK_H_
