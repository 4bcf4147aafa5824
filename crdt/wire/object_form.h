// One operation beside those of root texts as a body of its own: an insertion of items, a text's
// first units where the text is a value, a write, a move, an addition, a mark, one of a kind to
// come. As crdt/wire/run_form.h: mandated for such sets.
#ifndef WEFT_CRDT_WIRE_OBJECT_FORM_H_
#define WEFT_CRDT_WIRE_OBJECT_FORM_H_

#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/operation.h"
#include "crdt/core/status.h"
#include "crdt/wire/agent_coding.h"
#include "crdt/wire/byte_reader.h"
#include "crdt/wire/limits.h"

namespace weft::wire {

// What a run that is written needs beside itself.
struct RunSource {
  std::u16string_view text;  // of the run
  const std::vector<ContainerId>& containers;
  const Payload& payload;
};

// Appends the body of the set that holds only `run`, which is a canonical run.
Status AppendObjectForm(const Operation& run, const RunSource& source, const AgentCoding& coding,
                        std::string* out);

// Reads a body whose first byte, still ahead, is of one of these forms. *out is empty.
bool ReadObjectForm(ByteReader* reader, const AgentCoding& coding, const Limits& limits,
                    OperationSet* out);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_OBJECT_FORM_H_
