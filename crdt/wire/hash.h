// The two hashes of a document, equal on all replicas that have the same; docs/format.md says of
// which bytes.
//
// An agent's chain is over its operations, one element at a time, in its own order: content,
// anchors, targets, and how its two logs interleave. However they were batched, cut into runs or
// delivered, it is the same; a reused id gives another one. It needs every operation with its text.
// The document hash is over what merging made of them: every element's place and whether it is
// visible. Only it differs when one replica integrated wrongly.
//
// SHA-256: neither can be forged. Cost: linear; both apply the pending edit, as reading does.
#ifndef WEFT_CRDT_WIRE_HASH_H_
#define WEFT_CRDT_WIRE_HASH_H_

#include <string>
#include <vector>

#include "crdt/core/id.h"
#include "crdt/core/status.h"
#include "crdt/core/version.h"
#include "crdt/document/document.h"
#include "crdt/wire/chain_hasher.h"
#include "crdt/wire/sha256.h"

namespace weft {

// Of what `document` has integrated of the agent; of nothing when that is nothing.
// kFailedPrecondition when the document was saved without some of it, such as deleted text.
Result<Digest> AgentChain(const Document& document, Agent agent);

struct Chain {
  Agent agent;
  Digest digest;

  friend bool operator==(const Chain&, const Chain&) = default;
};

// Of every agent of the document's version, in its order.
Result<std::vector<Chain>> AgentChains(const Document& document);

Digest DocumentHash(const Document& document);

// 64 digits.
std::string ToHex(const Digest& digest);

}  // namespace weft

#endif  // WEFT_CRDT_WIRE_HASH_H_
