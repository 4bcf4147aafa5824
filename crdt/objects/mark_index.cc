#include "crdt/objects/mark_index.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "crdt/core/operation_payload.h"
#include "crdt/core/sort.h"

namespace weft {

namespace {

// The ends of marks that stand beside elements, by element: put into blocks of elements, some two
// for each end, and sorted there.
class EndsByElement {
 public:
  using End = MarkEnds::End;

  EndsByElement(const std::vector<End>& ends, Lv elements) : ends_(ends.size()) {
    while ((elements >> shift_) / 2 > ends.size()) ++shift_;
    first_.resize((elements >> shift_) + 2);
    for (const End& end : ends) ++first_[(end.lv >> shift_) + 1];
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    std::vector<uint32_t> next(first_);
    for (const End& end : ends) ends_[next[end.lv >> shift_]++] = end;
    for (size_t block = 0; block + 1 < first_.size(); ++block) {
      if (first_[block + 1] - first_[block] > 1) SortBlock(first_[block], first_[block + 1]);
    }
  }
  // Cost: O(1) and those that there are; of short spans some of their neighbours' too.
  void AppendOf(const Span& span, std::vector<End>* out) const {
    size_t i = first_[span.lv >> shift_];
    while (i < ends_.size() && ends_[i].lv < span.lv) ++i;
    for (; i < ends_.size() && ends_[i].lv - span.lv < span.count; ++i) out->push_back(ends_[i]);
  }

 private:
  void SortBlock(uint32_t from, uint32_t to) {
    Sort(ends_.begin() + from, ends_.begin() + to, [](const End& a, const End& b) {
      if (a.lv != b.lv) return a.lv < b.lv;
      if (a.after != b.after) return a.after < b.after;
      return a.mark != b.mark ? a.mark < b.mark : a.starts > b.starts;
    });
  }

  uint32_t shift_ = 0;           // from an LV to its block
  std::vector<uint32_t> first_;  // by block, and one more
  std::vector<End> ends_;
};

}  // namespace

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

// The same of all, in the order of the text, by their places among the text's marks.
void MarkIndex::LeaveOutCrossed(std::vector<End>* ends) const {
  constexpr uint32_t kNotMet = 0xFFFFFFFF;
  constexpr uint32_t kCrossed = kNotMet - 1;
  std::vector<uint32_t> starts(marks_.OfText(text_).size(), kNotMet);  // each start's place
  uint32_t place = 0;
  for (size_t i = 0; i < ends->size(); ++i) {
    const End& end = (*ends)[i];
    // Of one element, or none, Compare needs no index.
    if (i > 0 && ((*ends)[i - 1].lv != end.lv || Compare((*ends)[i - 1], end) != 0)) ++place;
    uint32_t& start = starts[end.mark];
    if (end.starts) {
      start = start == kNotMet ? place : kCrossed;
    } else if (start == kNotMet || start == place) {
      start = kCrossed;
    }
  }
  std::erase_if(*ends, [&](const End& end) { return starts[end.mark] == kCrossed; });
}

// All that are there, met in the order of the text by going over its spans.
void MarkIndex::TakeAll() {
  std::vector<End> of_elements;
  std::vector<End> in_order;  // the text's start, its elements, the text's end
  std::vector<End> at_end;
  const std::vector<MarkNumber>& all = marks_.OfText(text_);
  of_elements.reserve(2 * all.size());
  in_order.reserve(2 * all.size());
  for (uint32_t i = 0; i < all.size(); ++i) {
    if ((marks_[all[i]].sides & kSeveral) != 0) continue;
    for (const bool starts : {true, false}) {
      End end = EndOf(all[i], starts);
      end.mark = i;  // until all are in order
      (end.lv != kNoLv ? of_elements : starts ? in_order : at_end).push_back(end);
    }
  }
  const EndsByElement ends(of_elements, sequence_.agents().next_lv());
  sequence_.tree().Visit(tree_, [&](const Span& span) { ends.AppendOf(span, &in_order); });
  in_order.insert(in_order.end(), at_end.begin(), at_end.end());
  LeaveOutCrossed(&in_order);
  for (End& end : in_order) end.mark = all[end.mark];
  ends_.Assign(in_order);
}

void MarkIndex::Insert(const End& end) {
  ends_.Insert(ends_.First([&](const End& one) { return IsBefore(end, one); }), end);
}

void MarkIndex::Update() {
  before_ = behind_ = kUnknown;
  const std::vector<MarkNumber>& all = marks_.OfText(text_);
  if (taken_ == all.size()) return;
  sequence_.Flush();
  const size_t taken = std::exchange(taken_, all.size());
  taken == 0 ? TakeAll() : TakeSince(taken);
}

void MarkIndex::TakeSince(size_t taken) {
  sequence_.tree().EnsureIndex();
  const std::vector<MarkNumber>& all = marks_.OfText(text_);
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
  return Rank{sequence_.agents().AgentOfLv(mark.lv), mark.lamport, number};
}

MarksWithin::State MarkIndex::StateOf(MarkNumber mark) const {
  const bool now = marks_[mark].shown;
  if (changed_ == nullptr) return MarksWithin::StateOf(now, now);
  const auto changed = changed_->find(mark);
  return MarksWithin::StateOf(changed == changed_->end() ? now : changed->second, now);
}

void MarkIndex::Switch(MarkNumber mark) {
  ++switched_;
  within_.Switch(marks_[mark].key, StateOf(mark), RankOf(mark));
}

// Marks that the walk is not within, or that are not taken in yet, are not there.
void MarkIndex::Move(MarkNumber mark, State from, State to) {
  within_.Move(marks_[mark].key, from, to, RankOf(mark));
}

void MarkIndex::NoteShown(MarkNumber mark) {
  const bool now = marks_[mark].shown;
  Move(mark, MarksWithin::StateOf(!now, !now), MarksWithin::StateOf(now, now));
}

void MarkIndex::SetChanged(const Changed* changed) {
  const Changed& all = changed != nullptr ? *changed : *changed_;
  std::vector<State> from;
  from.reserve(all.size());
  for (const auto& [mark, before] : all) from.push_back(StateOf(mark));
  changed_ = changed;
  size_t i = 0;
  for (const auto& [mark, before] : all) {
    const State was = from[i++];
    if (const State now = StateOf(mark); now != was) Move(mark, was, now);
  }
}

}  // namespace weft
