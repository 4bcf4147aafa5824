// The run form: the body of an update that is one run, which is what a keystroke is.
//
// Mandated for such sets, so that each set keeps exactly one encoding. Neither direction allocates
// once the caller's buffers are warm.
#ifndef WEFT_CRDT_WIRE_RUN_FORM_H_
#define WEFT_CRDT_WIRE_RUN_FORM_H_

#include <string>
#include <string_view>

#include "crdt/core/operation.h"
#include "crdt/core/status.h"
#include "crdt/wire/agent_coding.h"
#include "crdt/wire/byte_reader.h"
#include "crdt/wire/limits.h"

namespace weft::wire {

// Appends the body of the set that holds only `run`, which is a canonical run. An insertion's
// `text` is well formed; `name` is that of its root text when both anchors are null.
Status AppendRunForm(const Operation& run, std::u16string_view text, std::string_view name,
                     const AgentCoding& agents, std::string* out);

// Reads a body whose first byte, still ahead, is of one of the run forms. *out is empty.
bool ReadRunForm(ByteReader* reader, const AgentCoding& agents, const Limits& limits,
                 OperationSet* out);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_RUN_FORM_H_
