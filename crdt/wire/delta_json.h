// Rich text and changes of it as JSON, as the editor Quill writes them: an array of operations, or
// an object whose "ops" is that array (https://quilljs.com/docs/delta).
//
//   [{"insert":"Gandalf","attributes":{"bold":true}},{"insert":{"image":"https://..."}},
//    {"retain":5},{"retain":2,"attributes":{"bold":null}},{"delete":3}]
//
// Counts are UTF-16 units. Attributes are plain values: null, true, false, numbers, strings. Bytes
// are written as base64, and what JSON has no number for as a string ("NaN", "Infinity",
// "-Infinity"); both are read as strings. An object in the text is kept as the JSON it is; another
// plain value stands under "value".
//
// Thread rule: plain functions. Cost: linear.
#ifndef WEFT_CRDT_WIRE_DELTA_JSON_H_
#define WEFT_CRDT_WIRE_DELTA_JSON_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/status.h"
#include "crdt/document/event.h"
#include "crdt/wire/limits.h"

namespace weft {

std::string DeltaToJson(std::span<const DeltaStep> delta);

// kInvalidArgument: not JSON, or no delta; the message says at which byte. kResourceExhausted:
// beyond limits.bytes or limits.elements values.
Result<std::vector<DeltaStep>> DeltaFromJson(std::string_view json, const Limits& limits = {});

}  // namespace weft

#endif  // WEFT_CRDT_WIRE_DELTA_JSON_H_
