// Sequence: operations of others, and restores.
#include <algorithm>

#include "crdt/core/check.h"
#include "crdt/sequence/sequence.h"

namespace weft {

void Sequence::IntegrateInsertion(AgentNumber agent, TreeId text, Lv prev, Lv next,
                                  std::u16string_view units) {
  BeginIntegrateInsertion(agent, text, prev, next);
  const auto count = static_cast<uint32_t>(units.size());
  agents_.Append(agent, count);
  if (count == 1) {
    arena_.AppendUnit(units[0]);
  } else {
    arena_.Append(units);
  }
  pending_.run.Type(count);
  lengths_[text] += count;
}

void Sequence::BeginIntegrateInsertion(AgentNumber agent, TreeId text, Lv prev, Lv next) {
  LeaveLane();
  Pending& edit = pending_;
  const bool continues = edit.kind == Pending::Kind::kTyped && !edit.local && edit.agent == agent &&
                         prev + 1 == edit.run.end() && next == edit.next && edit.run.CanType();
  if (continues) return;
  StartPending(Pending::Kind::kTyped, agent);
  edit.place = FindPlace(text, prev, next, agent);
  edit.located = true;
  edit.text = text;
  edit.prev = prev;
  edit.next = next;
  edit.run.Start(agents_.next_lv());
  NoteText(agents_.next_lv(), text);
}

Placement::Place Sequence::FindPlace(TreeId text, Lv prev, Lv next, AgentNumber agent) {
  tree_.EnsureIndex();
  // The newest element has no children, so whoever goes on with its run stands right behind it.
  if (insertions_.WouldContinue(agents_.next_lv(), prev, next)) {
    return Placement::Place{tree_.After(prev), false, false};
  }
  Gap gap;
  if (placement_.Adjacent(text, prev, next, &gap)) [[likely]] {
    if (placement_.has_apart()) EnsureHistory();
    placement_.NoteAdjacent(text, prev, next, agents_.next_lv(), agent);
    return Placement::Place{gap, false, placement_.IsLeftChild(prev, next)};
  }
  EnsureHistory();
  return placement_.Decide(text, prev, Rival{agents_.next_lv(), next, agents_.AgentOf(agent)});
}

void Sequence::IntegrateErase(AgentNumber agent, uint32_t at, LvRange target, bool backward) {
  LeaveLane();
  Pending& edit = pending_;
  if (edit.kind == Pending::Kind::kTyped && !edit.local && edit.agent == agent) {
    const LvRange tail = edit.run.Tail();
    if (target.end() == tail.end() && target.count <= tail.count) {
      edit.at = at;
      return TakeBackTyped(target.count, backward);
    }
  }
  if (ExtendEraseLvs(agent, at, target, backward)) return;
  StartPending(Pending::Kind::kEraseLvs, agent);
  edit.at = at;
  edit.lv = target.lv;
  edit.count = target.count;
  edit.backward = backward && target.count > 1;
  edit.single = target.count == 1;
}

bool Sequence::ExtendEraseLvs(AgentNumber agent, uint32_t at, LvRange target, bool backward) {
  Pending& edit = pending_;
  if (edit.kind != Pending::Kind::kEraseLvs || edit.agent != agent || edit.at != at) return false;
  const bool up = target.lv == edit.lv + edit.count;
  const bool down = target.end() == edit.lv;
  if (up && !edit.backward && (!backward || target.count == 1)) {
    edit.single = false;
  } else if (down && (edit.backward || edit.single) && (backward || target.count == 1)) {
    edit.lv = target.lv;
    edit.backward = true;
  } else {
    return false;
  }
  edit.count += target.count;
  return true;
}

void Sequence::ExpectMore(const Operation& last) {
  const Pending& edit = pending_;
  if (edit.local || edit.kind == Pending::Kind::kNone) return;
  if (last.kind != OperationKind::kInsertText && last.kind != OperationKind::kErase) return;
  // Who jumps from place to place, or from author to author, does so for a while.
  if (++expected_ > kPatience) [[unlikely]] {
    const bool typed = edit.kind == Pending::Kind::kTyped;
    if ((typed ? edit.run.count() : edit.count) == last.count) return;
    expected_ = kPatience;
  }
  Operation& coming = lane_.coming;
  const Seq after = last.id.seq + last.count;
  if (last.kind == OperationKind::kInsertText) {
    if (edit.kind != Pending::Kind::kTyped) return;
    OpenTyping(0);
    for (uint32_t& by_unit : lane_.text) by_unit = TypingLane::kNoText;
    coming = last;
    coming.prev = Id{last.id.agent, after - 1};
    coming.container = kImpliedContainer;
  } else {
    // Who erases one by one goes on so, others seldom.
    if (arena_.has_surrogates() || last.count > 1 || !only_text_) return;
    ExpectToErase(last);
  }
  coming.id.seq = after;
  coming.count = 1;
}

// Opens what can follow of: the element below the deletion, the one above.
void Sequence::ExpectToErase(const Operation& last) {
  const Pending& edit = pending_;
  Operation& coming = lane_.coming;
  coming = last;
  coming.backward = false;
  lane_.coming_floor = TypingLane::kNoSeq;
  lane_.coming_ceiling = 0;
  Seq below = last.target.seq;
  Seq floor = below;
  if (edit.kind == Pending::Kind::kTyped) {
    const LvRange tail = edit.run.Tail();
    below = agents_.Creations(edit.agent) - (edit.run.end() - tail.end());
    floor = below - tail.count;
  } else {
    const AgentTable::LvRun& run = agents_.RunOf(edit.lv);
    if (edit.backward || edit.single) floor = run.seq;
    if (!edit.backward) {
      lane_.coming_up = last.target.seq + last.count;
      const Seq end = lane_.coming_up + agents_.RunLength(edit.lv) - static_cast<Seq>(edit.count);
      const bool own = last.target.agent == last.id.agent;
      lane_.coming_ceiling = own ? std::min(end, last.at) : end;
    }
  }
  if (below == floor) return;
  coming.target.seq = below - 1;
  lane_.coming_floor = floor;
}

void Sequence::Hide(LvRange range) {
  while (range.count > 0) {
    const Gap before = tree_.InSpan(range.lv);
    const Span span = tree_.SpanAt(before);
    const LvRange part{range.lv, std::min(range.count, span.count - before.offset)};
    if (span.visible) {
      lengths_[TextOf(part.lv)] -= part.count;
      tree_.SetState(before, part.count, false);
      Touch(part);
    } else {
      for (Lv lv = part.lv; lv < part.end(); ++lv) ++extra_deletions_[lv];
    }
    range = LvRange{part.end(), range.count - part.count};
  }
}

void Sequence::IntegrateRestore(AgentNumber agent, uint32_t at, AgentNumber by, uint32_t index,
                                uint32_t count, std::vector<uint32_t>* others) {
  Flush();
  EnsureHistory();  // the effects are there: the restore's check asked for them
  tree_.EnsureIndex();
  own_.valid = false;
  EffectRun run{};
  run.kind = EffectKind::kRestore;
  run.count = count;
  run.restored_agent = by;
  run.restored_index = index;
  run.at = at;
  run.arrived = agents_.next_lv();
  effects_.Append(agent, run);
  for (uint32_t i = index; i < index + count; ++i) {
    if (!restored_.insert(EffectKey(by, i)).second) continue;
    const Lv lv = ErasedBy(by, i);
    if (lv != kNoLv) {
      TakeBackDeletion(lv);
    } else {
      others->push_back(OtherEffect(by, i));
    }
  }
  tree_.Unpark();
}

void Sequence::TakeBackDeletion(Lv lv) {
  auto extra = extra_deletions_.find(lv);
  if (extra != extra_deletions_.end()) {
    if (--extra->second == 0) extra_deletions_.erase(extra);
    return;
  }
  tree_.SetState(tree_.InSpan(lv), 1, true);
  ++lengths_[TextOf(lv)];
  Touch(LvRange{lv, 1});
}

Lv Sequence::ErasedBy(AgentNumber agent, uint32_t index) {
  if (index < effects_.FirstKnown(agent)) return kNoLv;
  const EffectRun run = effects_.At(agent, effects_.RunOf(agent, index));
  return run.kind == EffectKind::kErase ? run.TargetOf(index) : kNoLv;
}

uint32_t Sequence::OtherEffect(AgentNumber agent, uint32_t index) const {
  if (index < effects_.FirstKnown(agent)) return kNoEffect;
  const EffectRun run = effects_.At(agent, effects_.RunOf(agent, index));
  return run.kind == EffectKind::kOther ? run.restored_index + (index - run.index) : kNoEffect;
}

uint32_t Sequence::EnsureLastAt(AgentNumber agent) {
  const uint32_t count = effects_.Count(agent);
  if (count == 0 || !EnsureEffect(agent, count - 1).ok()) return 0;
  return effects_.At(agent, effects_.RunCount(agent) - 1).at;
}

}  // namespace weft
