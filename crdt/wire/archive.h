// The archive: the edits in the order they arrived, by position, to be replayed.
//
// Most edits are what a person did at a keyboard, and the engine knows where those go: an insertion
// at a position anchors by the local rule, a deletion hits what is visible there. So an edit is a
// kind, a count and how far it is from where the last one ended. What arrived otherwise (anchors
// that had drifted apart, a deletion of what was deleted already, a restore) is told by LVs and
// goes the way of remote operations. Both ways are the engine's own, so a replay gives the same
// elements, anchors, effects and order of arrival; the writer replays beside the reader to know
// which way.
//
// The units of all elements stand in one column, in the order of their arrival.
#ifndef WEFT_CRDT_WIRE_ARCHIVE_H_
#define WEFT_CRDT_WIRE_ARCHIVE_H_

#include <string>
#include <vector>

#include "crdt/core/status.h"
#include "crdt/document/document_state.h"
#include "crdt/wire/limits.h"
#include "crdt/wire/saved_frame.h"

namespace weft::wire {

enum ArchiveSection : size_t {
  kArchiveAgents,    // as in the working file
  kArchiveTexts,     // each: name, 0
  kAuthors,          // agent, edits by it in a row less 1
  kPlaces,           // text, edits in it in a row less 1
  kKinds,            // a byte for each edit, EditKind
  kInsertionCounts,  // less 1
  kInsertionMoves,   // zigzag, from where the last edit ended
  kErasureCounts,    // less 1; of restores too
  kErasureMoves,     // zigzag; for one element, and backwards, from just before there
  kToldByLv,         // what the kinds from kInsertBetween on say beside
  kArchiveText,      // the units of all elements in the order of arrival
  kArchiveSectionCount,
};
inline const std::vector<const char*> kArchiveSections = {
    "agents",          "texts",          "authors",       "places", "kinds", "insertions.count",
    "insertions.move", "erasures.count", "erasures.move", "told",   "text"};

enum EditKind : uint8_t {
  kInsertAt,
  kEraseAt,
  kEraseBackAt,    // from the last to the first
  kInsertBetween,  // told: LVs back to prev and next, 0 for none
  kEraseThese,     // told: LVs back to the first, creations since `at`
  kEraseTheseBack,
  kRestoreThese,  // told: agent, index, creations since `at`
};

Result<std::string> WriteArchive(DocumentState* document);

// Into a fresh document.
Status ReadArchive(SavedReader* file, const Limits& limits, DocumentState* document);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_ARCHIVE_H_
