// MarkIndex: the marks of one text in the order of the text, for whoever asks what letters have.
//
// An element never moves, so the ends of marks (crdt/objects/mark_ends.h), sorted once, stay
// sorted: a new mark's two are put in where a binary search finds them. Nothing is kept of what is
// between; a walk goes from end to end and keeps the marks it is within
// (crdt/objects/marks_within.h). The walk remembers where it was, so that the next one, near there,
// takes a few steps: forwards and backwards are the same, as an end that is passed switches its
// mark.
//
// Cost: an update O(new marks * log marks) look-ups, the first one sorting the marks and going over
// the text's spans; a walk O(log marks), the ends it passes, and where it begins elsewhere than
// the one before ended, the chunks of ends between and the marks that cross them. Thread rule: the
// document's.
// Source: Litt, Lim, Kleppmann, van Hardenberg, "Peritext".
#ifndef WEFT_CRDT_OBJECTS_MARK_INDEX_H_
#define WEFT_CRDT_OBJECTS_MARK_INDEX_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "crdt/objects/containers.h"
#include "crdt/objects/mark_ends.h"
#include "crdt/objects/marks.h"
#include "crdt/objects/marks_within.h"
#include "crdt/sequence/sequence.h"

namespace weft {

class MarkIndex {
 public:
  using Rank = MarksWithin::Rank;
  // Of marks that changed: whether they showed before.
  using Changed = absl::flat_hash_map<MarkNumber, bool>;
  MarkIndex(Sequence* sequence, const Marks* marks, ContainerNumber text, TreeId tree)
      : sequence_(*sequence), marks_(*marks), text_(text), tree_(tree) {}

  // Takes in the marks that came since. Before each series of walks, within which the text does not
  // change: positions that were looked up are kept.
  void Update();

  // A mark shows now that did not, or the other way round. O(log marks).
  void NoteShown(MarkNumber mark);
  // For walks that ask what was before; null afterwards. O(changed * log marks).
  void SetChanged(const Changed* changed);

  // Visible positions, after Sequence::Flush: [start, end), empty when its ends are crossed.
  struct Range {
    uint64_t start;
    uint64_t end;
  };
  Range RangeOf(MarkNumber mark) const;

  // visitor(from, to, within) for the stretches of [from, to) between the ends of marks, in order;
  // after Sequence::Flush.
  template <class Visitor>
  void Walk(uint64_t from, uint64_t to, Visitor&& visitor) {
    Seek(from);
    while (from < to) {
      const uint64_t end = std::min(to, PositionBehind());
      if (from < end) visitor(from, end, within_);
      from = std::max(from, end);
      if (from < to) PassOne();
    }
  }
  // The same of a whole text, beside a visit of all its spans in order, those that are not seen,
  // too: no position is looked up. Begin, then each span: visitor(from, to, within) for the
  // stretches of its elements.
  void BeginWhole();
  template <class Visitor>
  void WalkSpan(const Span& span, Visitor&& visitor) {
    uint32_t done = 0;
    for (; at_ != ends_.BehindAll() && ends_[at_].lv - span.lv < span.count; PassOne()) {
      const uint32_t offset = ends_[at_].lv - span.lv + (ends_[at_].after ? 1 : 0);
      if (done < offset) visitor(done, offset, within_);
      done = std::max(done, offset);
    }
    if (done < span.count) visitor(done, span.count, within_);
  }
  // At most so many stretches are between the ends of marks.
  size_t MostStretches() const { return ends_.Count() + 1; }
  // Grows whenever what a walk is within changes.
  uint64_t switched() const { return switched_; }

 private:
  using End = MarkEnds::End;
  using State = MarksWithin::State;
  static constexpr uint64_t kUnknown = ~uint64_t{0};

  End EndOf(MarkNumber mark, bool starts) const;
  int Compare(const End& a, const End& b) const;
  // By place; at one place the order is any that lasts.
  bool IsBefore(const End& a, const End& b) const;
  void TakeAll();
  void LeaveOutCrossed(std::vector<End>* ends) const;
  void TakeSince(size_t taken);
  void Insert(const End& end);
  uint64_t PositionOf(const End& end) const;
  bool IsCrossed(MarkNumber mark) const;
  // Of the ends beside the walk; before the first is 0, and behind the last all that is.
  uint64_t PositionBefore();
  uint64_t PositionBehind();
  void Seek(uint64_t position);
  void PassTo(MarkEnds::Place place);
  void PassOne();
  void PassOneBack();
  void Switch(MarkNumber mark);
  State StateOf(MarkNumber mark) const;
  void Move(MarkNumber mark, State from, State to);
  Rank RankOf(MarkNumber mark) const;

  Sequence& sequence_;
  const Marks& marks_;
  const ContainerNumber text_;
  const TreeId tree_;
  size_t taken_ = 0;  // of the text's marks
  MarkEnds ends_;
  MarkEnds::Place at_;  // the walk is before this end
  uint64_t before_ = kUnknown;
  uint64_t behind_ = kUnknown;
  MarksWithin within_;
  uint64_t switched_ = 0;
  const Changed* changed_ = nullptr;
};

}  // namespace weft

#endif  // WEFT_CRDT_OBJECTS_MARK_INDEX_H_
