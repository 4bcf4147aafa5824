// Versions as bytes: to ask for what is missing since then, or to come back to an old state by
// name. docs/format.md, "Versions", tells the form.
#ifndef WEFT_CRDT_WIRE_VERSIONS_H_
#define WEFT_CRDT_WIRE_VERSIONS_H_

#include <string>
#include <string_view>

#include "crdt/core/status.h"
#include "crdt/core/version.h"

namespace weft {

// 3 to 17 bytes an agent; none of an empty version.
std::string EncodeVersion(const Version& version);
// Exactly what Encode makes; kInvalidArgument: anything else. Whether a document ever was at that
// version is its own to tell. Cost: linear in the bytes.
Result<Version> DecodeVersion(std::string_view bytes);

}  // namespace weft

#endif  // WEFT_CRDT_WIRE_VERSIONS_H_
