// Updates: operations as bytes, canonical per set of operations.
//
// Two framings of one body. Alone (.weftu): magic, version, agents in full, a checksum; for files
// and for peers that share nothing. Session: agents are numbers both ends know (AgentNumbers), no
// magic, no checksum (the transport has one); what a keystroke costs on a connection.
//
// Canonical: agents ascending, maximal runs, one way to write everything, so that
// Encode(Decode(bytes)) == bytes; anything else is refused with kInvalidArgument, an unknown
// version or critical kind with kUnimplemented, a checksum with kDataLoss, a limit with
// kResourceExhausted. docs/format.md describes every byte.
//
// Cost: linear; a keystroke costs some tens of nanoseconds and, with buffers reused, no allocation.
// Refusing allocates at most 64 KiB + 8 x the input; accepting that and the decoded set, which has
// at most one operation for each stated run and one more for each run of effects. Counts are
// checked before anything is allocated.
#ifndef WEFT_CRDT_WIRE_UPDATE_H_
#define WEFT_CRDT_WIRE_UPDATE_H_

#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/operation.h"
#include "crdt/core/status.h"
#include "crdt/core/version.h"
#include "crdt/document/document.h"
#include "crdt/wire/agent_numbers.h"
#include "crdt/wire/limits.h"

namespace weft {

// A set need not be canonical (runs may be cut, agents in any order); equal sets give equal bytes.
// kInvalidArgument when an agent's operations are not in its order or overlap, or an agent has no
// number.
Result<std::string> EncodeUpdate(const OperationSet& operations);
Result<std::string> EncodeSessionUpdate(const OperationSet& operations,
                                        const AgentNumbers& numbers);

// The same, appended to *out, whose capacity serves again. On failure *out is as before.
Status AppendUpdate(const OperationSet& operations, std::string* out);
Status AppendSessionUpdate(const OperationSet& operations, const AgentNumbers& numbers,
                           std::string* out);

// Replaces *out (its capacity is reused). On failure *out is left empty. Agents ascend in *out, and
// each one's operations stand in its order: an insertion is cut where an effect came between.
Status DecodeUpdate(std::string_view bytes, const Limits& limits, OperationSet* out);
Status DecodeSessionUpdate(std::string_view bytes, const AgentNumbers& numbers,
                           const Limits& limits, OperationSet* out);

// What `document` has after `since`, as an update that stands alone.
Result<std::string> EncodeUpdateSince(const Document& document, const Version& since = {});
// Decodes and integrates. The document is as before when this fails.
Result<Integrated> ApplyUpdate(Document& document, std::string_view bytes,
                               const Limits& limits = {});

// The union of several updates that stand alone, without a document. kAlreadyExists when two of
// them hold different operations under one id. The limits hold for each update, and those on bytes,
// elements and runs for the result too.
Result<std::string> MergeUpdates(const std::vector<std::string_view>& updates,
                                 const Limits& limits = {});

}  // namespace weft

#endif  // WEFT_CRDT_WIRE_UPDATE_H_
