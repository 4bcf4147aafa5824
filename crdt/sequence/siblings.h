// SiblingList: the children of one element on one side, where several claim one place, in the
// text's order; and SiblingTable, all such lists.
//
// A list exists only for a contested place, so that documents without conflicts have none. It makes
// a pile-up of n agents at one place cost O(log n) each: the newcomer's place is found by binary
// search, and the elements between two siblings, their subtrees, are stepped over by the cached
// ends `front` and `back`. A cached end is a member of the child's subtree, at best the outermost;
// whoever uses it first moves it out as far as it goes (Placement::TrueBack).
#ifndef WEFT_CRDT_SEQUENCE_SIBLINGS_H_
#define WEFT_CRDT_SEQUENCE_SIBLINGS_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "crdt/sequence/order.h"

namespace weft {

struct Child {
  Rival rival;
  Lv front;
  Lv back;
};

class SiblingList {
 public:
  struct Place {
    size_t chunk = 0;
    size_t index = 0;
  };

  // The first child for which before(rival) is false; the children must be partitioned by it.
  template <class Before>
  Place PartitionPoint(Before&& before) const {
    auto chunk = std::partition_point(chunks_.begin(), chunks_.end(), [&](const Chunk& c) {
      return before(c.children.back().rival);
    });
    if (chunk == chunks_.end()) return End();
    auto child = std::partition_point(chunk->children.begin(), chunk->children.end(),
                                      [&](const Child& c) { return before(c.rival); });
    return Place{static_cast<size_t>(chunk - chunks_.begin()),
                 static_cast<size_t>(child - chunk->children.begin())};
  }
  Place End() const { return Place{chunks_.size(), 0}; }
  Place Begin() const { return Place{0, 0}; }

  // The child at a place / before it, or null.
  Child* At(Place place) {
    return place.chunk < chunks_.size() ? &chunks_[place.chunk].children[place.index] : nullptr;
  }
  Child* Before(Place place) {
    if (place.index > 0) return &chunks_[place.chunk].children[place.index - 1];
    return place.chunk > 0 ? &chunks_[place.chunk - 1].children.back() : nullptr;
  }
  Place Next(Place place) const {
    if (place.index + 1 < chunks_[place.chunk].children.size()) {
      return Place{place.chunk, place.index + 1};
    }
    return Place{place.chunk + 1, 0};
  }
  // Where a yata scan of the children before `end` puts the newcomer: behind the last one passed.
  // Chunks that hold only smaller agents are passed whole.
  Place ScanYata(const Rival& newcomer, Place end) const;
  void Insert(Place place, const Child& child);

  bool empty() const { return chunks_.empty(); }
  // All children have one next and ascend by agent: then yata needs no scan.
  bool uniform() const { return uniform_; }

  // yata only: nothing of the place is left to take in; see Placement::FillYata.
  bool complete = false;

 private:
  static constexpr size_t kChunk = 64;

  struct Chunk {
    std::vector<Child> children;
    Agent greatest = 0;  // the greatest agent among them
  };

  void NoteUniform(Place place, const Child& child);

  std::vector<Chunk> chunks_;
  bool uniform_ = true;
};

enum class TreeSide : uint8_t { kLeft, kRight };

// The parent's LV (for the root: kNoLv with the text's number) and the side.
struct SiblingKey {
  Lv parent;
  uint32_t tree;  // the root's text; 0 when parent is an element
  TreeSide side;

  friend bool operator==(const SiblingKey&, const SiblingKey&) = default;
  template <class H>
  friend H AbslHashValue(H h, const SiblingKey& key) {
    return H::combine(std::move(h), key.parent, key.tree, key.side);
  }
};

using SiblingTable = absl::flat_hash_map<SiblingKey, SiblingList>;

}  // namespace weft

#endif  // WEFT_CRDT_SEQUENCE_SIBLINGS_H_
