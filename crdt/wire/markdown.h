// Rich text as Markdown (CommonMark, with GitHub's ~~strike~~ and task lists). What Markdown has no
// sign for is HTML in it (<u>, <sub>, <sup>), and so are emphasis and strike where the signs would
// not be understood, such as in the middle of a word. Colours are left out, and so are links and
// images that a browser could be tricked with. Nothing that was typed becomes formatting: it is
// escaped. See crdt/wire/rich_lines.h for the attributes that are understood.
// Thread rule: a plain function. Cost: linear.
#ifndef WEFT_CRDT_WIRE_MARKDOWN_H_
#define WEFT_CRDT_WIRE_MARKDOWN_H_

#include <span>
#include <string>

#include "crdt/core/status.h"
#include "crdt/document/event.h"

namespace weft {

// Of a whole text, Text::Delta. kInvalidArgument when `delta` keeps or deletes.
Result<std::string> ToMarkdown(std::span<const DeltaStep> delta);

}  // namespace weft

#endif  // WEFT_CRDT_WIRE_MARKDOWN_H_
