// The body of an update, the same alone and in a session but for how agents are written: the run
// form for a set that is one canonical run, columns for any other; each in a variant for root texts
// and one for everything else, of which the head's first bit tells. The one place that knows all.
#ifndef WEFT_CRDT_WIRE_UPDATE_BODY_H_
#define WEFT_CRDT_WIRE_UPDATE_BODY_H_

#include <string>
#include <vector>

#include "crdt/core/operation.h"
#include "crdt/core/status.h"
#include "crdt/wire/agent_coding.h"
#include "crdt/wire/byte_reader.h"
#include "crdt/wire/canonical.h"
#include "crdt/wire/limits.h"

namespace weft::wire {

// When these fail, *out may hold a part.
Status AppendBody(const OperationSet& set, const AgentCoding& agents, std::string* out);
// `containers` are those that the runs index.
Status AppendBody(const CanonicalRuns& runs, const std::vector<ContainerId>& containers,
                  const AgentCoding& agents, std::string* out);

// Reads all of the reader's bytes into *out, which is empty and may hold a part after a failure.
bool ReadBody(ByteReader* reader, const AgentCoding& agents, const Limits& limits,
              OperationSet* out);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_UPDATE_BODY_H_
