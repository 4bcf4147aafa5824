// Rich text as HTML: paragraphs, headings, lists, quotes, code, and what letters can be; see
// crdt/wire/rich_lines.h for the attributes that are understood. It is safe to put into a page:
// text is escaped, and of links, images and colours only those go out that a browser cannot be
// tricked with. Thread rule: a plain function. Cost: linear.
#ifndef WEFT_CRDT_WIRE_HTML_H_
#define WEFT_CRDT_WIRE_HTML_H_

#include <span>
#include <string>

#include "crdt/core/status.h"
#include "crdt/document/event.h"

namespace weft {

// Of a whole text, Text::Delta. kInvalidArgument when `delta` keeps or deletes.
Result<std::string> ToHtml(std::span<const DeltaStep> delta);

}  // namespace weft

#endif  // WEFT_CRDT_WIRE_HTML_H_
