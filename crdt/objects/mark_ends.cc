#include "crdt/objects/mark_ends.h"

#include <iterator>
#include <utility>

#include "crdt/core/sort.h"

namespace weft {

void MarkEnds::Assign(const std::vector<End>& ends) {
  chunks_.clear();
  for (auto from = ends.begin(); from != ends.end();) {
    const auto left = static_cast<size_t>(ends.end() - from);
    const auto to = from + static_cast<std::ptrdiff_t>(std::min(kChunk, left));
    chunks_.push_back(Chunk{{from, to}, {}, false});
    from = to;
  }
}

void MarkEnds::Insert(Place place, const End& end) {
  if (chunks_.empty()) chunks_.emplace_back();
  if (place.chunk == chunks_.size()) place = Place{place.chunk - 1, chunks_.back().ends.size()};
  Chunk& chunk = chunks_[place.chunk];
  chunk.ends.insert(chunk.ends.begin() + static_cast<std::ptrdiff_t>(place.index), end);
  chunk.crossing_known = false;
  if (chunk.ends.size() < 2 * kChunk) return;
  const auto middle = chunk.ends.begin() + kChunk;
  Chunk second{{middle, chunk.ends.end()}, {}, false};
  chunk.ends.erase(middle, chunk.ends.end());
  chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(place.chunk) + 1, std::move(second));
}

const std::vector<MarkNumber>& MarkEnds::Crossing(size_t number) {
  Chunk& chunk = chunks_[number];
  if (chunk.crossing_known) return chunk.crossing;
  std::vector<MarkNumber> marks;
  for (const End& end : chunk.ends) marks.push_back(end.mark);
  Sort(marks.begin(), marks.end());
  chunk.crossing.clear();
  for (size_t i = 0; i < marks.size(); ++i) {
    if (i + 1 < marks.size() && marks[i] == marks[i + 1]) {
      ++i;
    } else {
      chunk.crossing.push_back(marks[i]);
    }
  }
  chunk.crossing_known = true;
  return chunk.crossing;
}

}  // namespace weft
