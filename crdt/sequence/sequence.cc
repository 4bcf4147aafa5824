// Sequence: local edits and the pending edit.
#include "crdt/sequence/sequence.h"

#include <algorithm>

#include "crdt/core/check.h"

namespace weft {

Sequence::Sequence(OrderKind order, Agent local_agent)
    : order_(order), placement_(order, &tree_, &agents_, &insertions_) {
  agents_.Intern(local_agent);
}

TreeId Sequence::AddText() {
  lengths_.push_back(0);
  return tree_.AddTree();
}

TreeId Sequence::TextOf(Lv lv) const {
  auto after = std::upper_bound(text_runs_.begin(), text_runs_.end(), lv,
                                [](Lv l, const auto& run) { return l < run.first; });
  return (after - 1)->second;
}

void Sequence::NoteText(Lv lv, TreeId text) {
  if (text_runs_.empty() || text_runs_.back().second != text) text_runs_.emplace_back(lv, text);
}

Counts Sequence::CountsOf(AgentNumber agent) {
  Settle();
  Counts counts{agents_.Creations(agent), effects_.Count(agent)};
  const bool local = pending_.kind == Pending::Kind::kErase && agent == author_;
  const bool remote = pending_.kind == Pending::Kind::kRemoteErase && agent == pending_.agent;
  if (local || remote) counts.effects += static_cast<uint32_t>(pending_.count);
  return counts;
}

void Sequence::SettleLane() {
  if (lane_.type_at != settled_at_) {
    const auto typed = static_cast<uint32_t>(lane_.type_at - settled_at_);
    settled_at_ = lane_.type_at;
    pending_.count += typed;
    lengths_[pending_.text] += typed;
    agents_.Extend(author_, typed);
    arena_.NoteWritten(lane_.write);
  }
  if (lane_.erased != 0) {
    pending_.count += lane_.erased;
    pending_.position = lane_.erase_at;
    pending_.backward = !lane_.forward_ok;
    pending_.single = lane_.forward_ok && lane_.backward_ok;
    lengths_[pending_.text] = lane_.length;
    lane_.erased = 0;
  }
}

// The lane's room ends where the page or the document's does.
void Sequence::OpenTypingLane() {
  const uint64_t room = kMaxElements - agents_.next_lv();
  lane_.type_at = settled_at_ = pending_.position + pending_.count;
  lane_.text = pending_.text;
  lane_.ascii = arena_.ascii();
  lane_.write = arena_.write();
  lane_.write_end = lane_.write + std::min<uint64_t>(arena_.narrow_room(), room);
}

void Sequence::OpenErasingLane() {
  lane_.length = lengths_[pending_.text];
  if (lane_.length > kMaxElements - CountsOf(author_).effects) return;
  lane_.erase_at = pending_.position;
  lane_.text = pending_.text;
  lane_.ascii = arena_.ascii();
  lane_.pairs = arena_.has_surrogates();
  lane_.forward_ok = !pending_.backward;
  lane_.backward_ok = pending_.backward || pending_.single;
}

void Sequence::BeginInsert(TreeId text, uint64_t position) {
  Settle();
  if (pending_.kind == Pending::Kind::kInsert && pending_.text == text &&
      position == pending_.position + pending_.count) {
    return;
  }
  Flush();
  StartPending(Pending::Kind::kInsert);
  pending_.text = text;
  pending_.position = position;
  pending_.count = 0;
  pending_.lv = agents_.next_lv();
  NoteText(pending_.lv, text);
}

void Sequence::CountInserted(TreeId text, uint64_t count) {
  agents_.Append(local(), static_cast<uint32_t>(count));
  pending_.count += count;
  lengths_[text] += count;
  OpenTypingLane();
}

void Sequence::InsertAscii(TreeId text, uint64_t position, std::string_view ascii) {
  BeginInsert(text, position);
  if (ascii.size() == 1) {
    arena_.AppendUnit(static_cast<char16_t>(ascii[0]));
  } else {
    arena_.AppendAscii(ascii);
  }
  CountInserted(text, ascii.size());
}

void Sequence::Insert(TreeId text, uint64_t position, std::u16string_view units) {
  BeginInsert(text, position);
  arena_.Append(units);
  CountInserted(text, units.size());
}

void Sequence::Erase(TreeId text, uint64_t position, uint64_t count) {
  Settle();
  CloseLane();
  lengths_[text] -= count;
  if (!ExtendErase(text, position, count)) {
    Flush();
    StartPending(Pending::Kind::kErase);
    pending_.backward = false;
    pending_.single = count == 1;
    pending_.text = text;
    pending_.position = position;
    pending_.count = count;
  }
  OpenErasingLane();
}

// Forwards, or backwards one element at a time.
bool Sequence::ExtendErase(TreeId text, uint64_t position, uint64_t count) {
  if (pending_.kind != Pending::Kind::kErase || pending_.text != text) return false;
  if (position == pending_.position && !pending_.backward) {
    pending_.single = false;
  } else if (position + count == pending_.position && count == 1 &&
             (pending_.backward || pending_.single)) {
    pending_.position = position;
    pending_.backward = true;
  } else {
    return false;
  }
  pending_.count += count;
  return true;
}

void Sequence::FlushPending() {
  Settle();
  CloseLane();
  ++edit_number_;
  Pending& edit = pending_;
  const Pending::Kind kind = edit.kind;
  edit.kind = Pending::Kind::kNone;
  switch (kind) {
    case Pending::Kind::kNone:
      return;
    case Pending::Kind::kInsert:
      return FlushInsert(&edit);
    case Pending::Kind::kErase:
      return FlushErase(edit);
    case Pending::Kind::kRemoteInsert:
      return FlushRemoteInsert(edit);
    case Pending::Kind::kRemoteErase:
      return FlushRemoteErase(edit);
  }
}

void Sequence::LocateInsert(Pending* edit) {
  const bool behind_own = own_.valid && own_.text == edit->text && own_.position == edit->position;
  edit->gap = behind_own ? own_.gap : tree_.SeekVisible(edit->text, edit->position);
  edit->prev = tree_.Previous(edit->gap);
  edit->next = tree_.Next(edit->gap);
  edit->located = true;
}

std::pair<Lv, Lv> Sequence::PeekAnchors(TreeId text, uint64_t position) {
  Flush();
  Pending insertion;
  insertion.text = text;
  insertion.position = position;
  LocateInsert(&insertion);
  return {insertion.prev, insertion.next};
}

void Sequence::FlushInsert(Pending* edit) {
  if (!edit->located) LocateInsert(edit);
  own_.valid = false;
  const auto count = static_cast<uint32_t>(edit->count);
  if (placement_.has_apart()) EnsureHistory();
  const bool left = placement_.IsLeftChild(edit->prev, edit->next);
  insertions_.Append(Insertion{{edit->lv, count}, edit->prev, edit->next, false, left});
  placement_.NoteAdjacent(edit->text, edit->prev,
                          Rival{edit->lv, edit->next, agents_.AgentOf(local())});
  const Gap end = tree_.Insert(edit->gap, edit->lv, count);
  tree_.Park(end, edit->position + edit->count);
}

// One element, so that only a direction is open.
bool Sequence::LocateErase(Pending* edit) {
  if (edit->count != 1) return false;
  const Gap gap = tree_.SeekVisible(edit->text, edit->position + 1);
  const Span span = tree_.SpanAt(gap);
  edit->lv = span.lv + gap.offset - 1;
  edit->lv_end = edit->lv + 1;
  edit->floor = span.lv;
  edit->ceiling = span.lv + span.count;
  edit->located = true;
  return true;
}

bool Sequence::PeekPending(Counts taken, Peeked* out) {
  Settle();
  Pending& edit = pending_;
  const Counts now = CountsOf(local());
  const auto pending = static_cast<uint32_t>(edit.count);
  if (edit.kind == Pending::Kind::kInsert) {
    if (taken.effects != now.effects || now.creations - taken.creations > pending) return false;
    if (!edit.located) LocateInsert(&edit);
    out->insertion = true;
    out->count = now.creations - taken.creations;
    out->lv = agents_.next_lv() - out->count;
    out->prev = out->count == pending ? edit.prev : out->lv - 1;
    out->next = edit.next;
    return out->count > 0;
  }
  if (edit.kind != Pending::Kind::kErase) return false;
  if (taken.creations != now.creations || now.effects - taken.effects > pending) return false;
  if (!edit.located && !LocateErase(&edit)) return false;
  out->insertion = false;
  out->count = now.effects - taken.effects;
  out->backward = edit.backward && out->count > 1;
  out->floor = edit.floor;
  // The targets so far, when they are still in the span they began in.
  if (edit.backward) {
    edit.lv = edit.lv_end - pending;
    if (edit.lv_end - edit.floor < pending) return false;
    out->lv = edit.lv;
  } else {
    edit.lv_end = edit.lv + pending;
    if (edit.lv_end > edit.ceiling) return false;
    out->lv = edit.lv_end - out->count;
  }
  return out->count > 0;
}

void Sequence::FlushErase(const Pending& edit) {
  const Gap start = tree_.SeekVisible(edit.text, edit.position);
  erased_.clear();
  const Gap end =
      tree_.EraseVisible(start, edit.count, [this](LvRange r) { erased_.push_back(r); });
  tree_.Park(end, edit.position);
  NoteOwnTombstones(edit, end);
  if (edit.backward) std::reverse(erased_.begin(), erased_.end());
  for (const LvRange& range : erased_) {
    EffectRun run{};
    run.kind = EffectKind::kErase;
    run.backward = edit.backward;
    run.count = range.count;
    run.target = range.lv;
    run.at = agents_.Creations(local());
    run.arrived = agents_.next_lv();
    effects_.Append(local(), run);
    Touch(range);
  }
}

// Backspacing goes on: the gap stays behind the first one's tombstones when they are in the same
// span, as while somebody types and backspaces; elsewhere a read in between shows.
void Sequence::NoteOwnTombstones(const Pending& edit, const Gap& gap) {
  const bool goes_on = own_.valid && own_.text == edit.text && !erased_.empty() &&
                       own_.position == edit.position + edit.count;
  Lv last = erased_.back().end() - 1;
  Gap behind = gap;
  if (goes_on && tree_.MoveWithinSpan(&behind, own_.last)) last = own_.last;
  own_ = OwnTombstones{true, edit.text, edit.position, behind, last};
}

}  // namespace weft
