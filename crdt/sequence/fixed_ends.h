// FixedEnds: the elements behind which something ends, or begins, that does not grow, such as a
// link; of every text, in its order. Where such an element is deleted, local insertions go behind
// it.
//
// New ones are sorted in at the next look-up, when all of them are in the tree, which then needs
// its index. Cost: Add O(1); a look-up O(log ends) comparisons of places; sorting one in as many,
// and moving those behind it. 4 bytes an end. Thread rule: the document's.
#ifndef WEFT_CRDT_SEQUENCE_FIXED_ENDS_H_
#define WEFT_CRDT_SEQUENCE_FIXED_ENDS_H_

#include <vector>

#include "crdt/sequence/lv.h"
#include "crdt/sequence/span_tree.h"

namespace weft {

class FixedEnds {
 public:
  bool empty() const { return ends_.empty() && fresh_.empty(); }
  void Add(Lv lv) { fresh_.push_back(lv); }
  // The last of a text before the element `next`, or of all the text for kNoLv; kNoLv when there is
  // none.
  Lv LastBefore(const SpanTree& tree, TreeId text, Lv next);

 private:
  void SortIn(const SpanTree& tree);

  std::vector<Lv> ends_;   // by text, then by place; each once
  std::vector<Lv> fresh_;  // not sorted in yet
};

}  // namespace weft

#endif  // WEFT_CRDT_SEQUENCE_FIXED_ENDS_H_
