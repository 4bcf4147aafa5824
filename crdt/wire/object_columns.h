// The column form of sets that hold more than root texts; as crdt/wire/column_form.h, and with the
// same promises about what reading may cost.
#ifndef WEFT_CRDT_WIRE_OBJECT_COLUMNS_H_
#define WEFT_CRDT_WIRE_OBJECT_COLUMNS_H_

#include <string>
#include <vector>

#include "crdt/core/operation.h"
#include "crdt/core/status.h"
#include "crdt/wire/agent_coding.h"
#include "crdt/wire/byte_reader.h"
#include "crdt/wire/canonical.h"
#include "crdt/wire/limits.h"

namespace weft::wire {

// `containers` are those that the runs index.
Status AppendObjectColumns(const CanonicalRuns& runs, const std::vector<ContainerId>& containers,
                           const AgentCoding& coding, std::string* out);

// Reads a body whose first byte, still ahead, is of this form. *out is empty.
bool ReadObjectColumns(ByteReader* reader, const AgentCoding& coding, const Limits& limits,
                       OperationSet* out);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_OBJECT_COLUMNS_H_
