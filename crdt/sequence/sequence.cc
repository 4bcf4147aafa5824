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

TreeId Sequence::TextAt(Lv lv) const { return text_runs_[text_runs_.Find(lv)].text; }

void Sequence::SettleLane() {
  Pending& edit = pending_;
  const auto typed = static_cast<uint32_t>(lane_.type_at - settled_at_);
  const uint32_t erased = lane_.erased;
  settled_at_ = lane_.type_at;
  lane_.erased = 0;
  expected_ = 0;
  if (typed != 0) {
    edit.run.Type(typed);
    lengths_[edit.text] += typed;
    agents_.Extend(edit.agent, typed);
    arena_.NoteWritten(typed);
    return;
  }
  if (edit.kind == Pending::Kind::kTyped) return TakeBackTyped(erased, true);
  edit.count += erased;
  if (edit.kind == Pending::Kind::kErase) {
    edit.position = lane_.erase_at;
    edit.backward = !lane_.forward_ok;
    edit.single = lane_.forward_ok && lane_.backward_ok;
    lengths_[edit.text] = lane_.length;
  } else if (lane_.coming_ceiling == 0) {
    edit.lv -= erased;
    edit.backward = true;
  } else {
    edit.single = false;
  }
}

void Sequence::OpenErasing(uint64_t floor, bool backward_ok, bool forward_ok) {
  lane_.length = lengths_[pending_.text];
  if (lane_.length > EffectRoom()) return;
  lane_.erase_at = pending_.kind == Pending::Kind::kTyped
                       ? pending_.position + pending_.run.visible()
                       : pending_.position;
  lane_.erase_floor = floor;
  OpenFor(pending_.text, !arena_.has_surrogates());
  lane_.forward_ok = forward_ok;
  lane_.backward_ok = backward_ok;
}

// append() puts the units into the arena.
template <class Append>
void Sequence::InsertLocally(TreeId text, uint64_t position, uint32_t count, Append&& append) {
  LeaveLane();
  Pending& edit = pending_;
  const bool continues = edit.kind == Pending::Kind::kTyped && edit.local && edit.text == text &&
                         position == edit.position + edit.run.visible() && edit.run.CanType();
  if (!continues) {
    StartPending(Pending::Kind::kTyped, author_);
    edit.local = true;
    edit.text = text;
    edit.position = position;
    edit.run.Start(agents_.next_lv());
    NoteText(agents_.next_lv(), text);
  }
  append();
  agents_.Append(author_, count);
  edit.run.Type(count);
  lengths_[text] += count;
  OpenTyping(position + count);
  OpenFor(text, true);
}

void Sequence::InsertAscii(TreeId text, uint64_t position, std::string_view ascii) {
  InsertLocally(text, position, static_cast<uint32_t>(ascii.size()), [&] {
    if (ascii.size() == 1) {
      arena_.AppendUnit(static_cast<char16_t>(ascii[0]));
    } else {
      arena_.AppendAscii(ascii);
    }
  });
}

void Sequence::Insert(TreeId text, uint64_t position, std::u16string_view units) {
  InsertLocally(text, position, static_cast<uint32_t>(units.size()), [&] {
    if (units.size() == 1) {
      arena_.AppendUnit(units[0]);
    } else {
      arena_.Append(units);
    }
  });
}

void Sequence::InsertElements(TreeId list, uint64_t position, uint32_t count) {
  InsertLocally(list, position, count, [&] { AppendZeros(count); });
}

void Sequence::Erase(TreeId text, uint64_t position, uint64_t count) {
  LeaveLane();
  if (EraseTyped(text, position, count)) return;
  if (!ExtendErase(text, position, count)) {
    StartPending(Pending::Kind::kErase, author_);
    pending_.backward = false;
    pending_.single = count == 1;
    pending_.text = text;
    pending_.position = position;
    pending_.count = count;
  }
  lengths_[text] -= count;
  // Who erases one by one goes on so, others seldom.
  if (count == 1) OpenErasing(0, pending_.backward || pending_.single, !pending_.backward);
}

// The end of what is being typed.
bool Sequence::EraseTyped(TreeId text, uint64_t position, uint64_t count) {
  const Pending& edit = pending_;
  if (edit.kind != Pending::Kind::kTyped || !edit.local || edit.text != text ||
      position + count != edit.position + edit.run.visible() || count > edit.run.Tail().count) {
    return false;
  }
  TakeBackTyped(static_cast<uint32_t>(count), false);
  OpenErasing(position - edit.run.Tail().count, true, false);
  return true;
}

void Sequence::TakeBackTyped(uint32_t count, bool backward) {
  Pending& edit = pending_;
  const LvRange erased = edit.run.Erase(count);
  lengths_[edit.text] -= count;
  const uint32_t at = edit.local ? agents_.Creations(edit.agent) : edit.at;
  effects_.AppendErase(edit.agent, erased, backward, at, agents_.next_lv());
  Touch(erased);
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

}  // namespace weft
