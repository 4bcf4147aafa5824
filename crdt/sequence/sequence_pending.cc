// Sequence: the pending edit: what is known of it before it is applied, and applying it.
#include <algorithm>

#include "crdt/core/check.h"
#include "crdt/sequence/sequence.h"

namespace weft {

void Sequence::FlushPending() {
  Pending& edit = pending_;
  const Pending::Kind kind = edit.kind;
  edit.kind = Pending::Kind::kNone;
  switch (kind) {
    case Pending::Kind::kNone:
      return;
    case Pending::Kind::kTyped:
      return FlushTyped(&edit);
    case Pending::Kind::kErase:
      return FlushErase(edit);
    case Pending::Kind::kEraseLvs:
      return FlushEraseLvs(edit);
  }
}

void Sequence::LocateInsert(Pending* edit) {
  const bool behind_own = own_.valid && own_.text == edit->text && own_.position == edit->position;
  Gap gap = behind_own ? own_.gap : tree_.SeekVisible(edit->text, edit->position);
  if (!fixed_ends_.empty() && !behind_own) [[unlikely]]
    gap = BehindFixedEnds(*edit, gap);
  edit->place = Placement::Place{gap, false, false};
  tree_.Neighbours(gap, &edit->prev, &edit->next);
  edit->located = true;
}

// The gap behind the last fixed end among what is deleted between `gap` and the next element that
// is visible.
Gap Sequence::BehindFixedEnds(const Pending& edit, const Gap& gap) {
  const bool at_end = edit.position == tree_.VisibleLength(edit.text);
  const Lv next = at_end ? kNoLv : tree_.NextVisible(gap);
  if (tree_.Next(gap) == next) return gap;
  tree_.EnsureIndex();
  const Lv last = fixed_ends_.LastBefore(tree_, edit.text, next);
  if (last == kNoLv) return gap;
  const Lv previous = tree_.Previous(gap);
  const bool is_here = previous == kNoLv || tree_.Compare(previous, last) < 0;
  return is_here ? tree_.After(last) : gap;
}

std::pair<Lv, Lv> Sequence::PeekAnchors(TreeId text, uint64_t position) {
  Flush();
  Pending insertion;
  insertion.text = text;
  insertion.position = position;
  LocateInsert(&insertion);
  return {insertion.prev, insertion.next};
}

// The place of others' runs was found, and noted, when they began.
void Sequence::FlushTyped(Pending* edit) {
  const TypedRun& run = edit->run;
  if (!edit->located) LocateInsert(edit);
  Placement::Place& place = edit->place;
  if (edit->local) {
    if (placement_.has_apart()) EnsureHistory();
    place.left = placement_.IsLeftChild(edit->prev, edit->next);
    placement_.NoteAdjacent(edit->text, edit->prev, edit->next, run.first(), edit->agent);
  }
  insertions_.Append(
      Insertion{{run.first(), run.count()}, edit->prev, edit->next, place.apart, place.left});
  Gap gap = place.gap;
  run.ForEach([&](LvRange range, bool visible) { gap = tree_.Insert(gap, range, visible); });
  own_.valid = false;
  if (!edit->local) return tree_.Unpark();
  const uint64_t end = edit->position + run.visible();
  tree_.Park(gap, end);
  if (run.ends_deleted()) own_ = OwnTombstones{true, edit->text, end, gap, run.end() - 1};
}

void Sequence::FlushErase(const Pending& edit) {
  erased_.clear();
  const Gap end = tree_.EraseVisible(StartOfErase(edit), edit.count, &erased_);
  tree_.Park(end, edit.position);
  NoteOwnTombstones(edit, end);
  if (edit.backward && erased_.size() > 1) std::reverse(erased_.begin(), erased_.end());
  const uint32_t at = agents_.Creations(author_);
  effects_.AppendErases(author_, erased_, edit.backward, at, agents_.next_lv());
  if (touched_ != nullptr) touched_->insert(touched_->end(), erased_.begin(), erased_.end());
}

// From where one element was looked up, backspacing has gone on downwards.
Gap Sequence::StartOfErase(const Pending& edit) {
  Gap gap = edit.place.gap;
  const uint64_t down = edit.backward ? edit.count - 1 : 0;
  if (!edit.located || down > gap.offset) return tree_.SeekVisible(edit.text, edit.position);
  gap.offset -= static_cast<uint32_t>(down);
  return gap;
}

// Backspacing goes on: the gap stays behind the first one's tombstones when all are one stretch of
// consecutive LVs, as while somebody types and backspaces; elsewhere a read in between shows.
void Sequence::NoteOwnTombstones(const Pending& edit, const Gap& gap) {
  const bool goes_on = own_.valid && own_.text == edit.text && !erased_.empty() &&
                       own_.position == edit.position + edit.count;
  Lv last = erased_.back().end() - 1;
  Gap behind = gap;
  if (goes_on && tree_.MoveWithinStretch(&behind, own_.last)) last = own_.last;
  own_ = OwnTombstones{true, edit.text, edit.position, behind, last};
}

void Sequence::FlushEraseLvs(const Pending& edit) {
  tree_.EnsureIndex();
  own_.valid = false;
  const LvRange target{edit.lv, static_cast<uint32_t>(edit.count)};
  effects_.AppendErase(edit.agent, target, edit.backward, edit.at, agents_.next_lv());
  Hide(target);
  tree_.Unpark();
}

bool Sequence::PeekPending(Counts taken, Counts now, Peeked* out) {
  Settle();
  switch (pending_.kind) {
    case Pending::Kind::kTyped:
      return pending_.local && PeekTyped(taken, now, out);
    case Pending::Kind::kErase:
      return PeekErase(taken, now, out);
    default:
      return false;
  }
}

bool Sequence::PeekTyped(Counts taken, Counts now, Peeked* out) {
  Pending& edit = pending_;
  const uint32_t erased = now.effects - taken.effects;
  if (taken.creations == now.creations) return PeekTakenBack(taken, erased, out);
  // From here on it is one operation, unless a deletion that is not taken yet came in between.
  const uint32_t from = std::max(taken.creations, now.creations - edit.run.count());
  if (erased > 0) {
    const uint32_t* at = effects_.LastAt(author_);
    if (at == nullptr || *at > from) return false;
  }
  if (!edit.located) LocateInsert(&edit);
  out->before = Counts{from, now.effects};
  out->insertion = true;
  out->count = now.creations - from;
  out->lv = edit.run.end() - out->count;
  out->prev = out->count == edit.run.count() ? edit.prev : out->lv - 1;
  out->next = edit.next;
  return true;
}

// Of the end of what is being typed; it is in the effect log.
bool Sequence::PeekTakenBack(Counts taken, uint32_t erased, Peeked* out) {
  if (erased == 0) return false;
  const EffectRun last = effects_.At(author_, effects_.RunCount(author_) - 1);
  if (last.count < erased) return false;
  const EffectRun part = last.Cut(last.end() - erased, last.end());
  const LvRange tail = pending_.run.Tail();
  out->before = taken;
  out->insertion = false;
  out->count = erased;
  out->backward = part.backward && erased > 1;
  out->lv = part.target;
  out->last = out->ceiling = tail.end();
  out->floor = tail.lv;
  return true;
}

// One element, so that only a direction is open.
bool Sequence::LocateErase(Pending* edit) {
  if (edit->count != 1) return false;
  Gap gap = tree_.SeekVisible(edit->text, edit->position + 1);
  --gap.offset;
  const Span span = tree_.SpanAt(gap);
  edit->place.gap = gap;
  edit->lv = span.lv + gap.offset;
  edit->lv_end = edit->lv + 1;
  edit->floor = span.lv;
  edit->ceiling = span.lv + span.count;
  edit->located = true;
  return true;
}

bool Sequence::PeekErase(Counts taken, Counts now, Peeked* out) {
  Pending& edit = pending_;
  const auto pending = static_cast<uint32_t>(edit.count);
  if (!edit.located && !LocateErase(&edit)) return false;
  // The targets so far, when they are still in the span they began in.
  if (edit.backward) {
    edit.lv = edit.lv_end - pending;
    if (edit.lv_end - edit.floor < pending) return false;
  } else {
    edit.lv_end = edit.lv + pending;
    if (edit.lv_end > edit.ceiling) return false;
  }
  out->before = Counts{now.creations, std::max(taken.effects, now.effects - pending)};
  out->insertion = false;
  out->count = now.effects - out->before.effects;
  out->backward = edit.backward && out->count > 1;
  out->lv = edit.backward ? edit.lv : edit.lv_end - out->count;
  out->last = edit.backward ? edit.lv : edit.lv_end - 1;
  out->floor = edit.floor;
  out->ceiling = edit.ceiling;
  return true;
}

}  // namespace weft
