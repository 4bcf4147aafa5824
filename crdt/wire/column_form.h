// The column form: the body of any update that is not a single run.
//
// What is counted comes first, then the agents, the names, the columns of insertions, those of
// effects, and the text. The reader holds no more than the text and a few numbers for each agent
// until everything has been checked; only small updates, whose operations cost less than that is
// worth, are built while they are read.
#ifndef WEFT_CRDT_WIRE_COLUMN_FORM_H_
#define WEFT_CRDT_WIRE_COLUMN_FORM_H_

#include <string>

#include "crdt/core/operation.h"
#include "crdt/core/status.h"
#include "crdt/wire/agent_coding.h"
#include "crdt/wire/byte_reader.h"
#include "crdt/wire/canonical.h"
#include "crdt/wire/limits.h"

namespace weft::wire {

// `containers` are the names that the insertions' containers index.
Status AppendColumnForm(const CanonicalRuns& runs, const std::vector<ContainerId>& containers,
                        const AgentCoding& agents, std::string* out);

// Reads a body whose first byte, still ahead, is of this form. *out is empty.
bool ReadColumnForm(ByteReader* reader, const AgentCoding& agents, const Limits& limits,
                    OperationSet* out);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_COLUMN_FORM_H_
