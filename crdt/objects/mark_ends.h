// MarkEnds: the ends of one text's marks in the order of the text, in chunks of some 64.
//
// Whoever walks along them switches the mark of each end that is passed, forwards or backwards. Of
// a chunk that is passed whole only the marks with one end in it are switched: most marks are
// short, and have both. So a jump costs the chunks, not the ends, between.
//
// Cost: 12 bytes an end, and the room that chunks grow into; insertion and search O(log ends)
// comparisons. Thread rule: the document's.
#ifndef WEFT_CRDT_OBJECTS_MARK_ENDS_H_
#define WEFT_CRDT_OBJECTS_MARK_ENDS_H_

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "crdt/core/node_sizes.h"
#include "crdt/objects/marks.h"
#include "crdt/sequence/lv.h"

namespace weft {

class MarkEnds {
 public:
  static constexpr size_t kChunk = internal::kTinyNodes ? 4 : 64;

  // Before or after an element, or (kNoLv) at the text's start or end.
  struct End {
    Lv lv;
    MarkNumber mark;
    bool starts;
    bool after;
  };
  // Where an end is, or behind all; good until the next insertion.
  struct Place {
    size_t chunk = 0;
    size_t index = 0;

    friend auto operator<=>(const Place&, const Place&) = default;
  };

  bool empty() const { return chunks_.empty(); }
  size_t Count() const {
    return std::accumulate(chunks_.begin(), chunks_.end(), size_t{0},
                           [](size_t sum, const Chunk& one) { return sum + one.ends.size(); });
  }
  Place BehindAll() const { return Place{chunks_.size(), 0}; }
  const End& operator[](Place place) const { return chunks_[place.chunk].ends[place.index]; }
  // To the next, or the one before, which must be there.
  void MoveOn(Place* place) const {
    if (++place->index == chunks_[place->chunk].ends.size()) *place = Place{place->chunk + 1, 0};
  }
  void MoveBack(Place* place) const {
    if (place->index == 0) *place = Place{place->chunk - 1, chunks_[place->chunk - 1].ends.size()};
    --place->index;
  }
  // The first for which is_behind(end), which is true of all after it, too.
  template <class IsBehind>
  Place First(IsBehind&& is_behind) const {
    const auto chunk = std::partition_point(chunks_.begin(), chunks_.end(), [&](const Chunk& one) {
      return !is_behind(one.ends.back());
    });
    if (chunk == chunks_.end()) return BehindAll();
    const auto end = std::partition_point(chunk->ends.begin(), chunk->ends.end(),
                                          [&](const End& one) { return !is_behind(one); });
    return Place{static_cast<size_t>(chunk - chunks_.begin()),
                 static_cast<size_t>(end - chunk->ends.begin())};
  }

  // In place of all that are there; in order.
  void Assign(const std::vector<End>& ends);
  // Before the end that is there.
  void Insert(Place place, const End& end);
  // The marks that have one end in the chunk.
  const std::vector<MarkNumber>& Crossing(size_t chunk);

 private:
  struct Chunk {
    std::vector<End> ends;  // never empty
    std::vector<MarkNumber> crossing;
    bool crossing_known = false;
  };

  std::vector<Chunk> chunks_;
};
static_assert(sizeof(MarkEnds::End) == 12);

}  // namespace weft

#endif  // WEFT_CRDT_OBJECTS_MARK_ENDS_H_
