// Ancestry: who stands below whom in the order's tree, however deep it is.
//
// Parents arrive before their children, so LVs fall on the way up. A climb goes from run to run. A
// long one takes jumps: each run leads to one ancestor further up, chosen so that every ancestor is
// O(log depth) jumps and single steps away. Runs come as leaves and never move, so a jump holds for
// good; they are made up, for the runs that came since, when the first long climb asks for them.
// Source: Myers, "An applicative random-access stack", Information Processing Letters 17 (1983).
//
// Cost: a climb O(log runs) look-ups in the log; 12 bytes a run once a climb was long.
#ifndef WEFT_CRDT_SEQUENCE_ANCESTRY_H_
#define WEFT_CRDT_SEQUENCE_ANCESTRY_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "crdt/sequence/insertion_log.h"

namespace weft {

// Of a run's first element; those behind it are right children of the ones before. kNoLv: the root.
inline Lv ParentOf(const Insertion& run) { return run.left ? run.next : run.prev; }

// The whole log must be there.
class Ancestry {
 public:
  explicit Ancestry(const InsertionLog* log) : log_(log) {}

  // The highest ancestor of `lv`, itself included, that is younger than `floor`; `lv` must be, too.
  // Of what is below the floor that is the floor's child. With kNoLv as the floor: the topmost.
  Lv HighestAbove(Lv lv, Lv floor);
  bool IsBelow(Lv lv, Lv ancestor);

 private:
  struct Climb {
    uint32_t parent;  // runs of the log; one without a parent leads to itself
    uint32_t jump;
    uint32_t depth;  // runs above
  };

  void CatchUp();

  const InsertionLog* log_;
  std::vector<Climb> climbs_;  // by run of the log, as far as a long climb needed them
};

}  // namespace weft

#endif  // WEFT_CRDT_SEQUENCE_ANCESTRY_H_
