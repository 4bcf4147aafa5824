// DeletionIndex: all deletions by the elements they hit, for whoever goes through elements in their
// order; the effect log has them by who made them.
//
// It is a tree over the runs of deletions by where they begin, that knows how far those beneath a
// node reach: what covers each element is found, not kept, as runs that overlap each other would
// make that the square of them.
//
// Cost: O(d log d) for d runs of deletions and restores, memory linear in them; a look-up O(log d)
// for each deletion it answers, in any order. Thread rule: the document's; good until the document
// changes.
#ifndef WEFT_CRDT_DOCUMENT_DELETION_INDEX_H_
#define WEFT_CRDT_DOCUMENT_DELETION_INDEX_H_

#include <span>
#include <vector>

#include "crdt/document/blame.h"
#include "crdt/sequence/sequence.h"

namespace weft {

class DeletionIndex {
 public:
  // The sequence has all its effects.
  explicit DeletionIndex(Sequence* sequence);

  // The first elements of a range that were deleted by the same runs, and their deletions, valid
  // until the next call. The range is one agent's, with consecutive LVs.
  struct Stretch {
    uint32_t count;
    std::span<const BlamedDeletion> deletions;
  };
  Stretch From(LvRange range);

 private:
  struct Hit {
    LvRange range;
    Agent agent;
    uint32_t index;  // the lowest effect
    bool backward;
    bool restored;
  };
  // Effects of an agent that were taken back.
  struct Restored {
    AgentNumber agent;
    uint32_t first;
    uint32_t end;
  };
  using RestoredRuns = std::vector<Restored>;  // ascending, none touches the next

  static RestoredRuns RestoredRunsOf(const EffectLog& log);
  void CollectHits(Sequence* sequence);
  void AddHits(const RestoredRuns& restored, AgentNumber number, const EffectRun& run, Agent agent);
  // Of hits_[first, last), a subtree.
  Lv FillReach(size_t first, size_t last);
  void FindCovering(Lv lv, size_t first, size_t last);
  void FillDeletions(LvRange range);

  std::vector<Hit> hits_;  // by (first element, effect)
  std::vector<Lv> reach_;  // of the subtree that is rooted in each hit: the greatest end
  std::vector<const Hit*> covering_;
  std::vector<BlamedDeletion> deletions_;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_DELETION_INDEX_H_
