// Sequence: operations of others, and restores.
#include <algorithm>

#include "crdt/core/check.h"
#include "crdt/sequence/sequence.h"

namespace weft {

void Sequence::IntegrateInsertion(AgentNumber agent, TreeId text, Lv prev, Lv next,
                                  std::u16string_view units) {
  const auto count = static_cast<uint32_t>(units.size());
  const bool continues = pending_.kind == Pending::Kind::kRemoteInsert && pending_.agent == agent &&
                         prev + 1 == agents_.next_lv() && next == pending_.next;
  if (!continues) {
    Flush();
    own_.valid = false;
    const Placement::Place place = FindPlace(text, prev, next, agent);
    const Lv lv = agents_.next_lv();
    insertions_.Append(Insertion{{lv, count}, prev, next, place.apart, place.left});
    NoteText(lv, text);
    StartPending(Pending::Kind::kRemoteInsert);
    pending_.agent = agent;
    pending_.text = text;
    pending_.next = next;
    pending_.gap = tree_.Insert(place.gap, lv, count);
    pending_.lv = lv + count;
    pending_.count = 0;
    tree_.Unpark();
  } else {
    pending_.count += count;
  }
  agents_.Append(agent, count);
  if (count == 1) {
    arena_.AppendUnit(units[0]);
  } else {
    arena_.Append(units);
  }
  lengths_[text] += count;
}

Placement::Place Sequence::FindPlace(TreeId text, Lv prev, Lv next, AgentNumber agent) {
  tree_.EnsureIndex();
  // The newest element has no children, so whoever goes on with its run stands right behind it.
  if (insertions_.WouldContinue(agents_.next_lv(), prev, next)) {
    return Placement::Place{tree_.After(prev), false, false};
  }
  const Rival newcomer{agents_.next_lv(), next, agents_.AgentOf(agent)};
  Gap gap;
  if (placement_.Adjacent(text, prev, next, &gap)) [[likely]] {
    if (placement_.has_apart()) EnsureHistory();
    placement_.NoteAdjacent(text, prev, newcomer);
    return Placement::Place{gap, false, placement_.IsLeftChild(prev, next)};
  }
  EnsureHistory();
  return placement_.Decide(text, prev, newcomer);
}

// The place was found with the first operation of the run; the rest only grows its span.
void Sequence::FlushRemoteInsert(const Pending& edit) {
  if (edit.count == 0) return;
  const auto count = static_cast<uint32_t>(edit.count);
  insertions_.Extend(count);
  tree_.Insert(edit.gap, edit.lv, count);
  tree_.Unpark();
}

void Sequence::IntegrateErase(AgentNumber agent, uint32_t at, LvRange target, bool backward) {
  if (pending_.kind == Pending::Kind::kRemoteErase && pending_.agent == agent &&
      pending_.at == at) {
    const bool down = target.end() == pending_.lv;
    const bool up = target.lv == pending_.lv + pending_.count;
    if (up && !pending_.backward && (!backward || target.count == 1)) {
      pending_.count += target.count;
      pending_.single = false;
      return;
    }
    if (down && (pending_.backward || pending_.single) && (backward || target.count == 1)) {
      pending_.lv = target.lv;
      pending_.count += target.count;
      pending_.backward = true;
      return;
    }
  }
  Flush();
  StartPending(Pending::Kind::kRemoteErase);
  pending_.agent = agent;
  pending_.at = at;
  pending_.lv = target.lv;
  pending_.count = target.count;
  pending_.backward = backward && target.count > 1;
  pending_.single = target.count == 1;
}

void Sequence::FlushRemoteErase(const Pending& edit) {
  tree_.EnsureIndex();
  own_.valid = false;
  const LvRange target{edit.lv, static_cast<uint32_t>(edit.count)};
  EffectRun run{};
  run.kind = EffectKind::kErase;
  run.backward = edit.backward;
  run.count = target.count;
  run.target = target.lv;
  run.at = edit.at;
  run.arrived = agents_.next_lv();
  effects_.Append(edit.agent, run);
  Hide(target);
  tree_.Unpark();
}

void Sequence::Hide(LvRange range) {
  while (range.count > 0) {
    const Span span = tree_.SpanFrom(range.lv);
    const LvRange part{range.lv, std::min(range.count, span.count)};
    if (span.visible) {
      lengths_[TextOf(part.lv)] -= part.count;
      tree_.SetVisible(part, false);
      Touch(part);
    } else {
      for (Lv lv = part.lv; lv < part.end(); ++lv) ++extra_deletions_[lv];
    }
    range = LvRange{part.end(), range.count - part.count};
  }
}

void Sequence::IntegrateRestore(AgentNumber agent, uint32_t at, AgentNumber by, uint32_t index,
                                uint32_t count) {
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
  for (uint32_t i = index; i < index + count; ++i) TakeBackDeletion(by, i);
  tree_.Unpark();
}

void Sequence::TakeBackDeletion(AgentNumber by, uint32_t index) {
  if (!restored_.insert(EffectKey(by, index)).second) return;
  const Lv lv = ErasedBy(by, index);
  auto extra = extra_deletions_.find(lv);
  if (extra != extra_deletions_.end()) {
    if (--extra->second == 0) extra_deletions_.erase(extra);
    return;
  }
  tree_.SetVisible(LvRange{lv, 1}, true);
  ++lengths_[TextOf(lv)];
  Touch(LvRange{lv, 1});
}

Lv Sequence::ErasedBy(AgentNumber agent, uint32_t index) {
  if (index < effects_.FirstKnown(agent)) return kNoLv;
  const EffectRun run = effects_.At(agent, effects_.RunOf(agent, index));
  return run.kind == EffectKind::kErase ? run.TargetOf(index) : kNoLv;
}

uint32_t Sequence::LastAt(AgentNumber agent) {
  if (pending_.kind == Pending::Kind::kRemoteErase && pending_.agent == agent) return pending_.at;
  const uint32_t count = effects_.Count(agent);
  if (count == 0 || !EnsureEffect(agent, count - 1).ok()) return 0;
  return effects_.At(agent, effects_.RunCount(agent) - 1).at;
}

}  // namespace weft
