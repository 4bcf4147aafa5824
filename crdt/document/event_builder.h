// What a transaction did, as deltas in positions: from the ranges whose visibility changed to keep,
// insert and erase steps. Cost: O(k log n) for k ranges.
#ifndef WEFT_CRDT_DOCUMENT_EVENT_BUILDER_H_
#define WEFT_CRDT_DOCUMENT_EVENT_BUILDER_H_

#include <vector>

#include "crdt/document/event.h"
#include "crdt/sequence/sequence.h"

namespace weft {

struct TextChanges {
  TreeId text;
  std::vector<DeltaStep> steps;
};

// `touched`: ranges of elements older than `from` whose visibility was switched, once for each
// time; elements from `from` on are new. The sequence must be flushed.
std::vector<TextChanges> BuildChanges(Sequence& sequence, Lv from, std::vector<LvRange> touched);

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_EVENT_BUILDER_H_
