#include "crdt/objects/mark_index.h"

#include <algorithm>

#include "crdt/core/operation_payload.h"
#include "crdt/core/sort.h"

namespace weft {

MarkIndex::Edge MarkIndex::EdgeOf(MarkNumber number, bool starts) const {
  const Marks::Mark& mark = marks_[number];
  const uint8_t side = starts ? kStartsAfter : kEndsAfter;
  return Edge{starts ? mark.start : mark.end, number, starts, (mark.sides & side) != 0};
}

int MarkIndex::Compare(const Edge& a, const Edge& b) const {
  const auto edge_of_text = [](const Edge& edge) {
    return edge.lv != kNoLv ? 0 : edge.starts ? -1 : 1;
  };
  if (a.lv == kNoLv || b.lv == kNoLv) return edge_of_text(a) - edge_of_text(b);
  if (a.lv == b.lv) return static_cast<int>(a.after) - static_cast<int>(b.after);
  return sequence_.tree().Compare(a.lv, b.lv);
}

// Such a mark is on nothing, and is left out: a walk would be within it outside.
bool MarkIndex::IsCrossed(MarkNumber mark) const {
  return Compare(EdgeOf(mark, true), EdgeOf(mark, false)) >= 0;
}

void MarkIndex::Update() {
  const std::vector<MarkNumber>& all = marks_.OfText(text_);
  if (taken_ == all.size()) return;
  sequence_.Flush();
  sequence_.tree().EnsureIndex();
  std::vector<Edge> more;
  for (; taken_ < all.size(); ++taken_) {
    const MarkNumber mark = all[taken_];
    if ((marks_[mark].sides & kSeveral) != 0 || IsCrossed(mark)) continue;
    more.push_back(EdgeOf(mark, true));
    more.push_back(EdgeOf(mark, false));
  }
  const auto before = [this](const Edge& a, const Edge& b) { return IsBefore(a, b); };
  StableSort(more.begin(), more.end(), before);
  std::vector<Edge> merged;
  merged.reserve(edges_.size() + more.size());
  // Each new one is looked for among those that are there: they are many, and it is one of few.
  const auto walk = edges_.begin() + static_cast<std::ptrdiff_t>(at_);
  auto from = edges_.begin();
  for (const Edge& edge : more) {
    const auto to = std::upper_bound(from, edges_.end(), edge, before);
    merged.insert(merged.end(), from, to);
    merged.push_back(edge);
    from = to;
    if (to >= walk) continue;
    ++at_;
    Switch(edge);
  }
  merged.insert(merged.end(), from, edges_.end());
  edges_ = std::move(merged);
}

uint64_t MarkIndex::PositionOf(const Edge& edge) const {
  SpanTree& tree = sequence_.tree();
  if (edge.lv != kNoLv) {
    return tree.PositionOf(edge.after ? tree.After(edge.lv) : tree.BeforeElement(edge.lv));
  }
  return edge.starts ? 0 : sequence_.Length(tree_);
}

MarkIndex::Range MarkIndex::RangeOf(MarkNumber mark) const {
  sequence_.tree().EnsureIndex();
  sequence_.tree().Settle();
  const Range range{PositionOf(EdgeOf(mark, true)), PositionOf(EdgeOf(mark, false))};
  return range.start < range.end ? range : Range{range.start, range.start};
}

// To before the first edge behind `position`: all that are there or before are passed.
void MarkIndex::Seek(uint64_t position) {
  sequence_.tree().EnsureIndex();
  sequence_.tree().Settle();
  // Most walks begin where one ended.
  constexpr int kNear = 4;
  for (int i = 0; i < kNear; ++i) {
    if (at_ > 0 && PositionOf(edges_[at_ - 1]) > position) {
      PassOneBack();
    } else if (at_ < edges_.size() && PositionOf(edges_[at_]) <= position) {
      PassOne();
    } else {
      return;
    }
  }
  const auto first_behind = std::partition_point(
      edges_.begin(), edges_.end(), [&](const Edge& edge) { return PositionOf(edge) <= position; });
  const auto target = static_cast<size_t>(first_behind - edges_.begin());
  while (at_ > target) PassOneBack();
  while (at_ < target) PassOne();
}

MarkIndex::Rank MarkIndex::RankOf(MarkNumber number) const {
  const Marks::Mark& mark = marks_[number];
  return Rank{mark.lamport, sequence_.agents().AgentOfLv(mark.lv), number};
}

size_t MarkIndex::StateOf(MarkNumber mark) const {
  const bool now = marks_[mark].shown;
  if (changed_ == nullptr) return now ? Ranks::kStays : Ranks::kHidden;
  const auto changed = changed_->find(mark);
  const bool before = changed == changed_->end() ? now : changed->second;
  return (before ? 2u : 0u) + (now ? 1u : 0u);
}

void MarkIndex::Switch(const Edge& edge) {
  const uint32_t key = marks_[edge.mark].key;
  Ranks& ranks = within_[key];
  const auto [it, added] = ranks.sets_[StateOf(edge.mark)].insert(RankOf(edge.mark));
  if (added) return;
  ranks.sets_[StateOf(edge.mark)].erase(it);
  if (ranks.empty()) within_.erase(key);
}

// Marks that the walk is not within, or that are not taken in yet, are in no set.
void MarkIndex::Move(MarkNumber mark, size_t from, size_t to) {
  const auto ranks = within_.find(marks_[mark].key);
  if (ranks == within_.end()) return;
  const Rank rank = RankOf(mark);
  if (ranks->second.sets_[from].erase(rank) > 0) ranks->second.sets_[to].insert(rank);
}

void MarkIndex::NoteShown(MarkNumber mark) {
  const bool now = marks_[mark].shown;
  Move(mark, now ? Ranks::kHidden : Ranks::kStays, now ? Ranks::kStays : Ranks::kHidden);
}

void MarkIndex::SetChanged(const Changed* changed) {
  const Changed& all = changed != nullptr ? *changed : *changed_;
  std::vector<size_t> from;
  from.reserve(all.size());
  for (const auto& [mark, before] : all) from.push_back(StateOf(mark));
  changed_ = changed;
  size_t i = 0;
  for (const auto& [mark, before] : all) {
    const size_t was = from[i++];
    if (const size_t now = StateOf(mark); now != was) Move(mark, was, now);
  }
}

}  // namespace weft
