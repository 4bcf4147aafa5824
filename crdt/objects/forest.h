// Forest: where the nodes of one tree stand after its moves.
//
// All moves are applied by (Lamport, agent), and one that would put a node below itself does
// nothing. So one that comes late, or is taken out, takes back those after it first, and then they
// are applied again (Kleppmann, Mulligan, Gomes, Beresford, "A highly-available move operation for
// replicated trees"). Those that come together take them back once.
//
// Cost: O(later moves x height), each level a step in an array. 48 bytes a move, and about 32 a
// node that moved or that others moved to or stood below. Thread rule: the document's.
#ifndef WEFT_CRDT_OBJECTS_FOREST_H_
#define WEFT_CRDT_OBJECTS_FOREST_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "crdt/core/id.h"
#include "crdt/objects/lamport.h"
#include "crdt/sequence/lv.h"

namespace weft {

class Forest {
 public:
  struct Move {
    Lamport lamport;
    Agent agent;
    Lv slot;
    Lv item;

    friend bool operator<(const Move& a, const Move& b) {
      return a.lamport != b.lamport ? a.lamport < b.lamport : a.agent < b.agent;
    }
  };
  struct Changed {
    Lv item;
    Lv before;  // where it stood: a slot, or the item itself where it was inserted
    Lv now;
  };
  // `parent_of(place)`: the node whose child whoever stands there is; kNoLv at the top.
  using ParentOf = std::function<Lv(Lv)>;

  // The move takes part, or not any more, from the next Settle on. It must not, or must, before.
  void Add(const Move& move) { pending_.push_back(Pending{move, true}); }
  void Remove(const Move& move) { pending_.push_back(Pending{move, false}); }
  bool settled() const { return pending_.empty(); }
  bool IsBeyondAll(const Move& move) const { return log_.empty() || log_.back().move < move; }

  // What is added and meets drop(slot) is not.
  template <class Drop>
  void DropPending(Drop&& drop) {
    std::erase_if(pending_, [&](const Pending& one) { return drop(one.move.slot); });
  }

  // Appends the items whose place is another one now, ascending.
  void Settle(const ParentOf& parent_of, std::vector<Changed>* changed);

 private:
  static constexpr uint32_t kNone = 0xFFFFFFFF;

  struct Pending {
    Move move;
    bool add;

    friend bool operator<(const Pending& a, const Pending& b) { return a.move < b.move; }
  };
  struct Logged {
    Move move;
    uint32_t item;    // nodes, by number
    uint32_t parent;  // kNone at the top
    // Where the item stood before it.
    Lv before;
    uint32_t before_parent;
    bool moved;  // or it did nothing
  };
  struct Node {
    Lv lv;
    Lv place;
    uint32_t parent;
    uint32_t touched;  // in which Settle
  };
  struct Touched {
    uint32_t node;
    Lv before;  // where it stood
  };

  uint32_t NumberOf(Lv node, const ParentOf& parent_of);
  void Touch(uint32_t node);
  void TakeBack(size_t from);
  void Merge(size_t from, const ParentOf& parent_of);
  void Apply(Logged* logged);

  std::vector<Logged> log_;
  std::vector<Pending> pending_;
  std::vector<Node> nodes_;
  absl::flat_hash_map<Lv, uint32_t> numbers_;
  uint32_t settles_ = 0;
  std::vector<Touched> touched_;  // by this Settle
};

}  // namespace weft

#endif  // WEFT_CRDT_OBJECTS_FOREST_H_
