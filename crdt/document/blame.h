// Blame: who made what is there, and who deleted what is not; see Text::Blame and List::Blame.
//
// Everything a visitor gets is valid during its call. It may read the document, nested containers
// included, and must not edit it. Thread rule: the document's.
#ifndef WEFT_CRDT_DOCUMENT_BLAME_H_
#define WEFT_CRDT_DOCUMENT_BLAME_H_

#include <cstdint>
#include <span>
#include <string_view>

#include "crdt/core/id.h"

namespace weft {

// One deletion of each element of a stretch, by consecutive effects of one agent.
struct BlamedDeletion {
  EffectId effect;  // the lowest
  bool backward;    // that is of the stretch's last element
  bool restored;    // taken back: it hides nothing any more
};

struct BlamedText {
  Id id;              // of the first; the others follow by seq, so the author is id.agent
  uint32_t count;     // elements (UTF-16 units)
  uint32_t order;     // the first's place in the order of arrival at this replica; others follow
  uint64_t position;  // in UTF-16 units of the visible text; of what is deleted, where it stood
  bool visible;
  std::u16string_view text;  // empty when the document was saved without what is deleted
  std::span<const BlamedDeletion> deletions;  // all, also those taken back; by (agent, index)
};

struct BlamedItem {
  Id item;         // its author is item.agent
  Id value;        // the write that gave it the value it shows; the item itself when it was none
  Id place;        // the move that put it where it stands; the item itself when it never moved
  uint32_t order;  // the item's place in the order of arrival at this replica
  uint64_t index;
  bool visible;
  std::span<const BlamedDeletion> deletions;
};

// Of one item what a BlamedItem has.
struct ItemOrigin {
  Id value;
  Id place;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_BLAME_H_
