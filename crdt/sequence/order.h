// Order: who comes first where several elements claim one place. Pure: it knows no document, only
// rivals and a way to compare positions.
//
// Both orders see the elements as a tree whose in-order walk is the text. Inserting into a gap
// whose two anchors are neighbours never needs an order; only an element whose anchors have drifted
// apart is compared with its siblings, the children of the same parent on the same side.
//
//   order      parent of an element (prev, next)            siblings stand by
//   fugue-max  next, left side,  when next lies in prev's   (agent, seq) ascending
//              right subtree (prev null: the root's)
//              prev, right side, otherwise                  position of their next, DESCENDING
//                                                           (null: the end, so first), then
//                                                           (agent, seq) ascending
//   yata       prev, right side                             see YataScan
//
// fugue-max is total for every pair of existing anchors, hostile ones included, because parents and
// positions of existing elements never change. Source: Weidner and Kleppmann, "The Art of the
// Fugue: Minimizing Interleaving in Collaborative Text Editing".
//
// yata is what Yjs does (Nicolaescu et al., "Near Real-Time Peer-to-Peer Shared Editing on
// Extensible Data Types", as amended in Yjs): going right from prev, up to next, a newcomer passes
// every sibling of a smaller agent with all its descendants, and stops for good at one of a greater
// agent whose next is the same as its own; one of a greater agent with another next is looked past.
#ifndef WEFT_CRDT_SEQUENCE_ORDER_H_
#define WEFT_CRDT_SEQUENCE_ORDER_H_

#include "crdt/core/id.h"
#include "crdt/sequence/lv.h"

namespace weft {

// One claimant of a place. Two of one agent arrive in seq order, so LVs stand for seqs there.
struct Rival {
  Lv lv;
  Lv next;
  Agent agent;
};

inline bool IdBefore(const Rival& a, const Rival& b) {
  return a.agent != b.agent ? a.agent < b.agent : a.lv < b.lv;
}

// fugue-max, left children of one element.
inline bool LeftSiblingBefore(const Rival& a, const Rival& b) { return IdBefore(a, b); }

// fugue-max, right children of one element. compare(x, y) orders two elements of the text by
// position: negative, 0 or positive.
template <class Compare>
bool RightSiblingBefore(const Rival& a, const Rival& b, Compare&& compare) {
  if (a.next == b.next) return IdBefore(a, b);
  if (a.next == kNoLv) return true;
  if (b.next == kNoLv) return false;
  return compare(a.next, b.next) > 0;
}

// yata: feed the siblings from left to right; the newcomer goes after the last one passed.
class YataScan {
 public:
  enum class Step { kPass, kLookPast, kStop };

  explicit YataScan(const Rival& newcomer) : newcomer_(newcomer) {}

  Step Meet(const Rival& sibling) const {
    if (sibling.lv == newcomer_.next) return Step::kStop;
    if (sibling.agent < newcomer_.agent) return Step::kPass;
    return sibling.next == newcomer_.next ? Step::kStop : Step::kLookPast;
  }

 private:
  Rival newcomer_;
};

}  // namespace weft

#endif  // WEFT_CRDT_SEQUENCE_ORDER_H_
