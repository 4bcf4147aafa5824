// DeletionIndex: all deletions by the elements they hit, for whoever goes through elements in their
// order; the effect log has them by who made them.
//
// Cost: O(d log d) for d runs of deletions, and as much memory; a look-up O(log d) and what it
// answers. Thread rule: the document's; good until the document changes.
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
  // Elements that the same hits cover.
  struct Cover {
    LvRange range;
    uint32_t first;  // in covering_
    uint32_t count;
  };

  void CollectHits(Sequence* sequence);
  void AddHits(const Sequence& sequence, AgentNumber number, const EffectRun& run, Agent agent);

  std::vector<Hit> hits_;
  std::vector<Cover> covers_;       // ascending, without overlaps
  std::vector<uint32_t> covering_;  // places in hits_
  std::vector<BlamedDeletion> deletions_;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_DELETION_INDEX_H_
