// Places: where the items of lists and the nodes of trees stand after they were moved.
//
// A move makes a slot, an element of the sequence; the item stands in one of its slots, or where it
// was inserted. In a list that is the slot of its greatest (Lamport, agent) move; in a tree all
// moves are replayed in that order (Forest). A move that is undone takes no part.
//
// Cost: a list's move, or its undo, O(log moves); a tree's O(its later moves x height), several
// between Hold and Settle together not more. 16 bytes a move and about 16 an item that moved, 48
// more a move in a tree; once a move was undone, 16 more a move in a list. Thread rule: the
// document's.
#ifndef WEFT_CRDT_OBJECTS_PLACES_H_
#define WEFT_CRDT_OBJECTS_PLACES_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "crdt/core/find_run.h"
#include "crdt/core/id.h"
#include "crdt/objects/containers.h"
#include "crdt/objects/forest.h"
#include "crdt/objects/lamport.h"
#include "crdt/sequence/lv.h"

namespace weft {

class Places {
 public:
  struct Move {
    Lv slot;
    Lv item;
    uint32_t stamp;  // as in the operation
    Lamport lamport;
  };
  // An item, and where it stood before.
  struct Changed {
    Lv item;
    Lv before;
  };

  // `parent_of(place)`: the node whose child whoever stands there is; kNoLv at the top.
  // `author_of(slot)`: who made it.
  Places(std::function<Lv(Lv)> parent_of, std::function<Agent(Lv)> author_of)
      : parent_of_(std::move(parent_of)), author_of_(std::move(author_of)) {}

  bool empty() const { return moves_.empty(); }
  // Where an item stands: a slot, or the item itself where it was inserted.
  Lv Of(Lv item) const {
    if (moves_.empty()) return item;
    const auto place = current_.find(item);
    return place == current_.end() ? item : place->second;
  }
  // The move that made a slot.
  const Move& MoveOf(Lv slot) const { return moves_[FindRun(moves_, &Move::slot, slot)]; }
  size_t size() const { return moves_.size(); }
  const std::vector<Move>& moves() const { return moves_; }  // by slot

  // Slots ascend. Appends to *changed the items whose place is another one now.
  void MoveInList(const Move& move, std::vector<Changed>* changed);
  void MoveInTree(ContainerNumber tree, const Move& move, Agent agent,
                  std::vector<Changed>* changed);

  // From now on moves in trees, and undos of them, that would take others back wait for Settle:
  // until then items stand where they stood.
  void Hold() { holding_ = true; }
  void Settle(std::vector<Changed>* changed);

  // Whether the move that made the slot is undone.
  bool IsUndone(Lv slot) const { return !undone_.empty() && undone_.contains(slot); }
  // From now on it is, or not any more. `tree`: kNoContainer for a list's.
  void SetUndone(ContainerNumber tree, Lv slot, bool undone, std::vector<Changed>* changed);

  // A load: all moves by slot, in a tree's in any order of their stamps; then FinishLoad.
  void Reserve(size_t moves) { moves_.reserve(moves); }
  void LoadInList(const Move& move) {
    std::vector<Changed> changed;
    MoveInList(move, &changed);
  }
  void LoadInTree(ContainerNumber tree, const Move& move, Agent agent);
  void LoadUndone(Lv slot) { undone_.insert(slot); }
  void FinishLoad();

  // Whether `node` is `of` or below it, as they stand.
  bool IsWithin(Lv node, Lv of) const;

 private:
  // What a list's item's moves are compared by; the greatest last.
  struct Rank {
    Lamport lamport;
    Agent agent;
    Lv slot;

    friend bool operator<(const Rank& a, const Rank& b) {
      return a.lamport != b.lamport ? a.lamport < b.lamport : a.agent < b.agent;
    }
  };

  Forest::Move InForest(const Move& move, Agent agent) const {
    return Forest::Move{move.lamport, agent, move.slot, move.item};
  }
  Rank RankOf(const Move& move) const {
    return Rank{move.lamport, author_of_(move.slot), move.slot};
  }
  void RankAll();
  void PutWhereGreatest(Lv item, std::vector<Changed>* changed);
  // Adds a move to a tree's, or takes it out, at once or when it settles.
  void Revise(ContainerNumber tree, const Forest::Move& move, bool add,
              std::vector<Changed>* changed);
  void SettleForest(Forest* forest, std::vector<Changed>* changed);
  bool Wins(const Move& move, Lv over) const;  // over a slot

  std::function<Lv(Lv)> parent_of_;
  std::function<Agent(Lv)> author_of_;
  std::vector<Move> moves_;
  absl::flat_hash_map<Lv, Lv> current_;
  absl::flat_hash_map<ContainerNumber, Forest> forests_;
  bool holding_ = false;
  std::vector<ContainerNumber> held_;  // trees with moves that wait, as they came
  absl::flat_hash_set<Lv> undone_;     // slots
  // The moves of items that take part; from the first undo in a list on. Trees do without.
  absl::flat_hash_map<Lv, absl::btree_set<Rank>> ranked_;
  bool ranks_ = false;
};
static_assert(sizeof(Places::Move) == 16);

}  // namespace weft

#endif  // WEFT_CRDT_OBJECTS_PLACES_H_
