#include "crdt/sequence/siblings.h"

namespace weft {

namespace {
Agent GreatestOf(const std::vector<Child>& children) {
  Agent greatest = 0;
  for (const Child& child : children) greatest = std::max(greatest, child.rival.agent);
  return greatest;
}
}  // namespace

void SiblingList::Insert(Place place, const Child& child) {
  NoteUniform(place, child);
  if (chunks_.empty()) {
    chunks_.push_back(Chunk{{child}, child.rival.agent});
    return;
  }
  if (place.chunk == chunks_.size()) {
    place = Place{chunks_.size() - 1, chunks_.back().children.size()};
  }
  Chunk& chunk = chunks_[place.chunk];
  std::vector<Child>& children = chunk.children;
  children.insert(children.begin() + static_cast<ptrdiff_t>(place.index), child);
  chunk.greatest = std::max(chunk.greatest, child.rival.agent);
  if (children.size() < kChunk) return;
  Chunk upper{{children.begin() + kChunk / 2, children.end()}, 0};
  children.resize(kChunk / 2);
  chunk.greatest = GreatestOf(children);
  upper.greatest = GreatestOf(upper.children);
  chunks_.insert(chunks_.begin() + static_cast<ptrdiff_t>(place.chunk) + 1, std::move(upper));
}

SiblingList::Place SiblingList::ScanYata(const Rival& newcomer, Place end) const {
  const YataScan scan(newcomer);
  Place best = Begin();
  for (size_t c = 0; c < chunks_.size(); ++c) {
    const std::vector<Child>& children = chunks_[c].children;
    if (c < end.chunk && chunks_[c].greatest < newcomer.agent) {
      best = Place{c + 1, 0};
      continue;
    }
    for (size_t i = 0; i < children.size(); ++i) {
      if (c > end.chunk || (c == end.chunk && i >= end.index)) return best;
      const YataScan::Step step = scan.Meet(children[i].rival);
      if (step == YataScan::Step::kStop) return best;
      if (step == YataScan::Step::kPass) best = Next(Place{c, i});
    }
  }
  return best;
}

void SiblingList::NoteUniform(Place place, const Child& child) {
  if (!uniform_) return;
  const Child* before = Before(place);
  const Child* after = At(place);
  if (before != nullptr &&
      (before->rival.next != child.rival.next || before->rival.agent >= child.rival.agent)) {
    uniform_ = false;
  }
  if (after != nullptr &&
      (after->rival.next != child.rival.next || after->rival.agent <= child.rival.agent)) {
    uniform_ = false;
  }
}

}  // namespace weft
