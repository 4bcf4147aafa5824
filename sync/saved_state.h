// SavedState: where a document's conversation with the server stood, as bytes: what
// ClientSession::SaveState gives, to be kept together with the document.
//
// Thread rule: plain values.
#ifndef WEFT_SYNC_SAVED_STATE_H_
#define WEFT_SYNC_SAVED_STATE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "crdt/core/status.h"
#include "crdt/core/version.h"
#include "crdt/document/document.h"
#include "crdt/wire/agent_numbers.h"
#include "sync/replica_secret.h"

namespace weft::sync {

struct SavedState {
  uint64_t generation = 0;
  uint64_t position = 0;
  Agent agent = 0;
  Counts acked;
  AgentNumbers numbers{kSeedAgent};
  // CountDurable of the document: a replica's operations only grow, so one with fewer is from
  // before.
  uint64_t operations = 0;
  // The replica's agent of before, while it is not settled what the server has of it; 0: none.
  Agent retired = 0;
  Counts retired_acked{};
  ReplicaSecret secret{};  // of the replica that goes on with `agent`

  // How many operations of all agents the document has, but of the two agents here only what was
  // acknowledged: the rest is no part of a copy (CopyAs).
  uint64_t CountDurable(const Document& document) const;
  // Whether `document` is the one that this was saved of, or a copy of it, then or later.
  bool Fits(const Document& document) const;
};

std::string WriteState(const SavedState& state);
// kDataLoss when the bytes are none.
Result<SavedState> ReadState(std::string_view bytes);

// A document to begin another replica from, while the first may go on: what the server is not known
// to have of `document`, which was saved with `state`, is left out, for that is the first one's to
// send. With `state` and `agent` the copy opens where the first one stood, and has the secret that
// Add is given. kDataLoss when the two do not fit together; otherwise as Rebuild, also in its cost.
Result<Document> CopyAs(const Document& document, std::string_view state, Agent agent);

}  // namespace weft::sync

#endif  // WEFT_SYNC_SAVED_STATE_H_
