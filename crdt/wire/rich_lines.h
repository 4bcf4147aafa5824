// RichLines: rich text as lines, for whoever writes it in another form. As in Quill, what a line is
// (a heading, an item of a list) are attributes of the line break at its end.
//
// Keys that are understood, those of Quill's own formats:
//   of a line   header (1 to 6), list ("bullet", "ordered", "checked", "unchecked"), blockquote,
//               code-block, indent (1 to 8)
//   within one  bold, italic, underline, strike, code, script ("sub", "super"), link, color,
//               background
// Others, and values that make no sense, mean nothing here.
//
// Lifetime: borrows the delta. Thread rule: plain values.
#ifndef WEFT_CRDT_WIRE_RICH_LINES_H_
#define WEFT_CRDT_WIRE_RICH_LINES_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/status.h"
#include "crdt/document/event.h"

namespace weft::wire {

struct RichRun {
  std::string text;       // UTF-8; empty for an object
  const DeltaStep* step;  // whose attributes, or object, it has

  bool Has(std::string_view key) const;  // bold and the like: there, and neither null nor false
  std::string_view String(std::string_view key) const;  // empty when there is none
};

enum class RichBlock : uint8_t { kParagraph, kHeading, kBullet, kOrdered, kTask, kQuote, kCode };

struct RichLine {
  std::vector<RichRun> runs;
  RichBlock block = RichBlock::kParagraph;
  bool checked = false;  // kTask
  uint32_t level = 1;    // kHeading
  uint32_t indent = 0;   // of items

  bool IsItem() const {
    return block == RichBlock::kBullet || block == RichBlock::kOrdered || block == RichBlock::kTask;
  }
};

// kInvalidArgument when the delta is a change: it keeps or deletes.
Result<std::vector<RichLine>> RichLinesOf(std::span<const DeltaStep> delta);

// Whether a link, or the place of an image, may be handed to a browser: http, https, mailto and tel
// (an image: the first two), or none of its own. What has a control character or a space is none.
bool IsSafeLink(std::string_view url);
bool IsSafeImage(std::string_view url);
// A colour such as "#a0c", "red" or "rgb(1, 2, 3)": nothing that could be more than one.
bool IsColor(std::string_view color);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_RICH_LINES_H_
