#include "crdt/objects/mark_index.h"

#include <algorithm>
#include <utility>

#include "crdt/core/operation_payload.h"
#include "crdt/core/sort.h"

namespace weft {

MarkIndex::End MarkIndex::EndOf(MarkNumber number, bool starts) const {
  const Marks::Mark& mark = marks_[number];
  const uint8_t side = starts ? kStartsAfter : kEndsAfter;
  return End{starts ? mark.start : mark.end, number, starts, (mark.sides & side) != 0};
}

int MarkIndex::Compare(const End& a, const End& b) const {
  const auto side_of_text = [](const End& end) {
    return end.lv != kNoLv ? 0 : end.starts ? -1 : 1;
  };
  if (a.lv == kNoLv || b.lv == kNoLv) return side_of_text(a) - side_of_text(b);
  if (a.lv == b.lv) return static_cast<int>(a.after) - static_cast<int>(b.after);
  return sequence_.tree().Compare(a.lv, b.lv);
}

bool MarkIndex::IsBefore(const End& a, const End& b) const {
  if (const int compared = Compare(a, b); compared != 0) return compared < 0;
  return a.mark != b.mark ? a.mark < b.mark : a.starts > b.starts;
}

// Such a mark is on nothing, and is left out: a walk would be within it outside.
bool MarkIndex::IsCrossed(MarkNumber mark) const {
  return Compare(EndOf(mark, true), EndOf(mark, false)) >= 0;
}

// All that are there, by the ranks of what they stand beside.
void MarkIndex::TakeAll() {
  struct Ranked {
    uint64_t rank;
    End end;
  };
  const SpanTree::Ranks ranks(sequence_.tree(), tree_);
  const auto ranked = [&ranks](const End& end) {
    if (end.lv == kNoLv) return Ranked{end.starts ? 0 : ~uint64_t{0}, end};
    return Ranked{ranks.Of(end.lv) * 2 + (end.after ? 2 : 1), end};
  };
  std::vector<Ranked> all;
  for (const MarkNumber mark : marks_.OfText(text_)) {
    if ((marks_[mark].sides & kSeveral) != 0) continue;
    const Ranked start = ranked(EndOf(mark, true));
    const Ranked end = ranked(EndOf(mark, false));
    if (start.rank < end.rank) all.insert(all.end(), {start, end});
  }
  Sort(all.begin(), all.end(), [](const Ranked& a, const Ranked& b) {
    if (a.rank != b.rank) return a.rank < b.rank;
    return a.end.mark != b.end.mark ? a.end.mark < b.end.mark : a.end.starts > b.end.starts;
  });
  std::vector<End> ends;
  ends.reserve(all.size());
  for (const Ranked& one : all) ends.push_back(one.end);
  ends_.Assign(ends);
}

void MarkIndex::Insert(const End& end) {
  ends_.Insert(ends_.First([&](const End& one) { return IsBefore(end, one); }), end);
}

void MarkIndex::Update() {
  before_ = behind_ = kUnknown;
  const std::vector<MarkNumber>& all = marks_.OfText(text_);
  if (taken_ == all.size()) return;
  sequence_.Flush();
  sequence_.tree().EnsureIndex();
  const size_t taken = std::exchange(taken_, all.size());
  if (taken == 0) return TakeAll();
  const bool behind_all = at_ == ends_.BehindAll();
  const End here = behind_all ? End{} : ends_[at_];
  for (size_t i = taken; i < all.size(); ++i) {
    const MarkNumber mark = all[i];
    if ((marks_[mark].sides & kSeveral) != 0 || IsCrossed(mark)) continue;
    for (const End& end : {EndOf(mark, true), EndOf(mark, false)}) {
      Insert(end);
      if (behind_all || IsBefore(end, here)) Switch(mark);
    }
  }
  at_ = behind_all ? ends_.BehindAll()
                   : ends_.First([&](const End& one) { return !IsBefore(one, here); });
}

uint64_t MarkIndex::PositionOf(const End& end) const {
  SpanTree& tree = sequence_.tree();
  if (end.lv != kNoLv) {
    return tree.PositionOf(end.after ? tree.After(end.lv) : tree.BeforeElement(end.lv));
  }
  return end.starts ? 0 : sequence_.Length(tree_);
}

MarkIndex::Range MarkIndex::RangeOf(MarkNumber mark) const {
  sequence_.tree().EnsureIndex();
  sequence_.tree().Settle();
  const Range range{PositionOf(EndOf(mark, true)), PositionOf(EndOf(mark, false))};
  return range.start < range.end ? range : Range{range.start, range.start};
}

uint64_t MarkIndex::PositionBefore() {
  if (at_ == MarkEnds::Place{}) return 0;
  if (before_ == kUnknown) {
    MarkEnds::Place place = at_;
    ends_.MoveBack(&place);
    before_ = PositionOf(ends_[place]);
  }
  return before_;
}

uint64_t MarkIndex::PositionBehind() {
  if (at_ == ends_.BehindAll()) return kUnknown;
  if (behind_ == kUnknown) behind_ = PositionOf(ends_[at_]);
  return behind_;
}

void MarkIndex::PassOne() {
  Switch(ends_[at_].mark);
  ends_.MoveOn(&at_);
  before_ = std::exchange(behind_, kUnknown);
}

void MarkIndex::PassOneBack() {
  ends_.MoveBack(&at_);
  Switch(ends_[at_].mark);
  behind_ = std::exchange(before_, kUnknown);
}

void MarkIndex::PassTo(MarkEnds::Place place) {
  before_ = behind_ = kUnknown;
  const auto pass_chunk = [this](size_t chunk) {
    for (const MarkNumber mark : ends_.Crossing(chunk)) Switch(mark);
  };
  while (at_ < place) {
    if (at_.index != 0 || at_.chunk == place.chunk) {
      PassOne();
    } else {
      pass_chunk(at_.chunk++);
    }
  }
  while (place < at_) {
    if (at_.index != 0 || place > MarkEnds::Place{at_.chunk - 1, 0}) {
      PassOneBack();
    } else {
      pass_chunk(--at_.chunk);
    }
  }
}

void MarkIndex::BeginWhole() {
  PassTo(MarkEnds::Place{});
  while (at_ != ends_.BehindAll() && ends_[at_].lv == kNoLv && ends_[at_].starts) PassOne();
}

// To before the first end behind `position`: all that are there or before are passed.
void MarkIndex::Seek(uint64_t position) {
  sequence_.tree().EnsureIndex();
  sequence_.tree().Settle();
  // Most walks begin where one ended.
  constexpr int kNear = 4;
  for (int i = 0; i < kNear; ++i) {
    if (PositionBefore() > position) {
      PassOneBack();
    } else if (PositionBehind() <= position) {
      PassOne();
    } else {
      return;
    }
  }
  PassTo(ends_.First([&](const End& end) { return PositionOf(end) > position; }));
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

void MarkIndex::Switch(MarkNumber mark) {
  ++switched_;
  const uint32_t key = marks_[mark].key;
  Ranks& ranks = within_[key];
  absl::btree_set<Rank>& set = ranks.sets_[StateOf(mark)];
  const auto [it, added] = set.insert(RankOf(mark));
  if (added) return;
  set.erase(it);
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
