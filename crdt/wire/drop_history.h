// Forgetting the history of a document before a version, within its generation: everybody who is
// past that version goes on merging with it.
//
// Forgotten are the text of what was deleted by then, values that were deleted or replaced, and who
// deleted what in which order. The elements themselves stay, as anchors without content.
#ifndef WEFT_CRDT_WIRE_DROP_HISTORY_H_
#define WEFT_CRDT_WIRE_DROP_HISTORY_H_

#include "crdt/core/status.h"
#include "crdt/core/version.h"
#include "crdt/document/document.h"

namespace weft {

// The document's replacement, of the same agent; handles, observers and timelines belong to the one
// before. Versions that cover `before` are read as ever. Of older ones, and for replicas that were
// not past it, what would need what is gone is kFailedPrecondition ("the history before ... was
// dropped"): ReadAt, ForkAt, Diff, OperationsSince, Restore, Blame.
//
// A file of it leaves out all effects, also later ones (crdt/wire/saved.h): versions are then read
// from the save on. kFailedPrecondition also while operations wait in the backlog, or when one
// after `before` takes back one before it; versions as in Document::ForkAt. Cost: as saving and
// loading.
Result<Document> DropHistory(const Document& document, const Version& before);

}  // namespace weft

#endif  // WEFT_CRDT_WIRE_DROP_HISTORY_H_
