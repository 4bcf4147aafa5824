// Saved documents: a replica as bytes (.weft), in two forms.
//
// The working file holds the elements in the order of the text: it opens to text at once, ready for
// edits and remote operations; who deleted what when stays compressed until somebody asks. The
// archive holds the edits in the order of time and is replayed: smaller, slower to open. Loading
// gives the same replica whichever form it was: texts, version, history, order of arrival.
//
// The archive of a document that holds more than text (maps, lists, counters, trees) is all its
// operations, and loading integrates them: the order of arrival is not kept.
//
// Saved bytes are replica-local: two replicas with equal content save different bytes, and what
// waits in the backlog is not saved (a version does not count it, so it will be sent again).
// docs/format.md describes every byte.
//
// Cost: saving O(n log n), dominated by compression; loading linear. What a load may allocate is
// bounded by what the file's head and table state, which are checked first: 64 KiB + 8 x (file +
// uncompressed size + elements + effects) + 64 x runs + 256 x agents + 1,536 x texts; of more than
// text 128 x runs and 16 x effects, and 512 x runs where operations are integrated.
//
// Any bytes are either accepted or refused with a Status that names the section and the byte:
// kInvalidArgument what is malformed, kDataLoss what is damaged, kUnimplemented what is newer,
// kResourceExhausted what is beyond a limit or states more than its bytes can hold.
#ifndef WEFT_CRDT_WIRE_SAVED_H_
#define WEFT_CRDT_WIRE_SAVED_H_

#include <string>
#include <string_view>

#include "crdt/core/status.h"
#include "crdt/document/document.h"
#include "crdt/wire/limits.h"

namespace weft {

struct SaveOptions {
  // The text of deleted elements, and values that were deleted or replaced (but not that they held
  // a container, nor what is in it). Without them the loaded document still merges with everyone,
  // but refuses (kFailedPrecondition) to give out or to restore what was deleted before.
  bool deleted_text = true;
  // Who deleted, restored and added what, and when. Without it OperationsSince, DeletionsOf and
  // Restore refuse (kFailedPrecondition) what would need the effects made before. Counters keep
  // their sums.
  bool history = true;
  // Saves in a fraction of the time, and takes more bytes: for snapshots that are soon replaced, on
  // a thread that others wait for.
  bool quick = false;
};

// What the document itself was loaded without is left out again.
std::string SaveWorkingFile(const Document& document, const SaveOptions& options = {});

// kFailedPrecondition when the document lacks part of its history.
Result<std::string> SaveArchive(const Document& document);

// Either form. `agent` is the loaded replica's own, 0 to kMaxAgent; it may be one known in the file
// when no other replica goes on with it.
Result<Document> LoadDocument(std::string_view bytes, Agent agent, const Limits& limits = {});

}  // namespace weft

#endif  // WEFT_CRDT_WIRE_SAVED_H_
