// Where moved items and nodes are: the naive models.
//
// List (Kleppmann, "Moving Elements in List CRDTs"): an item is at the slot of its move with the
// greatest (Lamport, agent), else where it was inserted.
//
// Tree (Kleppmann et al., "A highly-available move operation for replicated trees"): every node is
// first where it was made; then all moves are done in the order of (Lamport, agent), and one that
// would put a node below itself, in the tree as it then is, does nothing. Deletions play no part.
#ifndef WEFT_TESTS_SUPPORT_ORACLE_MOVES_H_
#define WEFT_TESTS_SUPPORT_ORACLE_MOVES_H_

#include <cstdint>
#include <map>
#include <vector>

#include "crdt/core/id.h"

namespace weft::testing {

struct ObjectMove {
  Id slot;  // the move itself, as an element
  Id item;
  uint64_t lamport;
  Id parent = kNullId;  // of a tree: the slot's; null is the top
};

// The slot of each item that was moved.
std::map<Id, Id> ListPlaces(const std::vector<ObjectMove>& moves);

struct TreePlace {
  Id slot;  // the element where it is; its own id when it was never moved
  Id parent;

  friend bool operator==(const TreePlace&, const TreePlace&) = default;
};
// `made`: the parent of each node where it was made.
std::map<Id, TreePlace> TreePlaces(const std::map<Id, Id>& made, std::vector<ObjectMove> moves);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_ORACLE_MOVES_H_
