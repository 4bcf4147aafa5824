// The inside of one line of Markdown: letters and what they are. Lists, headings and the like are
// in markdown.cc.
#ifndef WEFT_CRDT_WIRE_MARKDOWN_LINE_H_
#define WEFT_CRDT_WIRE_MARKDOWN_LINE_H_

#include <span>
#include <string>

#include "crdt/wire/rich_lines.h"

namespace weft::wire {

std::string MarkdownLine(std::span<const RichRun> runs);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_MARKDOWN_LINE_H_
