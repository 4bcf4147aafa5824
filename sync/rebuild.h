// Rebuilding a document without some operations of its own agent: what a client does when the
// server has refused them.
//
// The operations that stay keep their ids. Those after the refused ones are made again, one after
// the other, under a new agent, whether what they are in shows or not (sync/replay.h). What is
// dropped, and what cannot be made again, is in the proposal: no operation is in neither.
#ifndef WEFT_SYNC_REBUILD_H_
#define WEFT_SYNC_REBUILD_H_

#include <vector>

#include "crdt/core/status.h"
#include "crdt/core/version.h"
#include "crdt/document/document.h"
#include "sync/client_event.h"

namespace weft::sync {

// One of a set's operations by itself, with what it holds.
OperationSet SetOf(const OperationSet& from, Operation operation);

struct Rebuilt {
  Document document;  // its agent is the new one
  Proposal proposal;  // what was dropped or cannot stand; empty when nothing was
};

// Of `author`'s operations those up to `keep` stay, those up to `drop` are dropped, those after it
// are made again, and then all of `later`'s, an agent of the same replica that came after it (0:
// none did). Operations of other agents all stay. kFailedPrecondition when the document lacks part
// of its history (it was saved without), or the others' operations need what does not stay. Cost:
// as integrating the whole document twice, or three times when edits follow right behind many
// elements that are dropped.
Result<Rebuilt> Rebuild(const Document& document, Agent author, Counts keep, Counts drop,
                        Agent new_agent, Agent later = 0);

}  // namespace weft::sync

#endif  // WEFT_SYNC_REBUILD_H_
