// Marks on ranges of a text: bold, links, comments; see docs/rich-text.md.
//
// A mark's ends stand beside elements, so they stay where they are whatever is edited around them.
// Of the marks of one key on a letter the one that was made last shows, concurrent ones by agent;
// a null value takes the others off. Marks that are `several` do not compete: each is there.
// Thread rule: the document's.
#ifndef WEFT_CRDT_DOCUMENT_RICH_TEXT_H_
#define WEFT_CRDT_DOCUMENT_RICH_TEXT_H_

#include <cstdint>
#include <string>

#include "crdt/core/id.h"
#include "crdt/core/value.h"

namespace weft {

// Which ends of a mark take in what is typed exactly there.
enum class Expand : uint8_t { kAfter, kBefore, kBoth, kNone };

struct MarkOptions {
  Expand expand = Expand::kAfter;
  bool several = false;  // comments: marks of the key that do not replace each other
};

// A mark that shows, on what is visible of its range.
struct MarkedRange {
  Id id;
  std::string key;
  Value value;
  uint64_t start;  // UTF-16 units
  uint64_t end;
  bool several;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_RICH_TEXT_H_
