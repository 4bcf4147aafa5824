// The saved form of documents that hold more than text: all their operations, as one update.
//
// It is neither in the order of the document nor in that of time: loading integrates everything
// once more, with all the checks that has, and whatever is asked for it holds the whole history.
#ifndef WEFT_CRDT_WIRE_SAVED_OPERATIONS_H_
#define WEFT_CRDT_WIRE_SAVED_OPERATIONS_H_

#include <string>
#include <vector>

#include "crdt/core/status.h"
#include "crdt/document/document.h"
#include "crdt/wire/limits.h"
#include "crdt/wire/saved_frame.h"

namespace weft::wire {

inline const std::vector<const char*> kOperationsSections = {"operations"};

// kFailedPrecondition when the document lacks part of its history.
Result<std::string> WriteOperations(const Document& document);
Status ReadOperations(SavedReader* file, const Limits& limits, Document* document);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_SAVED_OPERATIONS_H_
