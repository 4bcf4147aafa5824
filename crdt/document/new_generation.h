// NewGeneration: a document that shows what another one shows and has no history: all of it is seed
// content, as if somebody had just written it. For those who must forget for good what was there.
//
// It is another document: no operation of before fits it, so all replicas have to begin anew with
// it (sync/server.h does that as a generation). What changes: ids of all elements, items, nodes and
// nested containers (roots keep their names), so what was kept outside by id (stable positions,
// links to a node) no longer leads anywhere. Of concurrent values the one that shows stays.
#ifndef WEFT_CRDT_DOCUMENT_NEW_GENERATION_H_
#define WEFT_CRDT_DOCUMENT_NEW_GENERATION_H_

#include "crdt/core/status.h"
#include "crdt/document/document.h"

namespace weft {

// `agent`: whom the new document is for; with kSeedAgent it is the seed's own. What waits in the
// backlog is not content. kUnimplemented when operations of a newer version are in it, whose
// content nobody here can tell; kResourceExhausted when it is too much for one agent.
// Cost: linear in what shows.
Result<Document> NewGeneration(const Document& document, Agent agent);

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_NEW_GENERATION_H_
