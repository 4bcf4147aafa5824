#include "crdt/sequence/siblings.h"

namespace weft {

void SiblingList::Insert(Place place, const Child& child) {
  NoteUniform(place, child);
  if (chunks_.empty()) {
    chunks_.emplace_back().push_back(child);
    return;
  }
  if (place.chunk == chunks_.size()) place = Place{chunks_.size() - 1, chunks_.back().size()};
  Chunk& chunk = chunks_[place.chunk];
  chunk.insert(chunk.begin() + static_cast<ptrdiff_t>(place.index), child);
  if (chunk.size() < kChunk) return;
  Chunk upper(chunk.begin() + kChunk / 2, chunk.end());
  chunk.resize(kChunk / 2);
  chunks_.insert(chunks_.begin() + static_cast<ptrdiff_t>(place.chunk) + 1, std::move(upper));
}

void SiblingList::NoteUniform(Place place, const Child& child) {
  if (!uniform_) return;
  const Child* before = Before(place);
  const Child* after = At(place);
  if (before != nullptr && (before->rival.next != child.rival.next ||
                            before->rival.agent >= child.rival.agent)) {
    uniform_ = false;
  }
  if (after != nullptr && (after->rival.next != child.rival.next ||
                           after->rival.agent <= child.rival.agent)) {
    uniform_ = false;
  }
}

}  // namespace weft
