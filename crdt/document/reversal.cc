#include "crdt/document/reversal.h"

#include <algorithm>

namespace weft {

Reversal::Reversal(DocumentState* state, const Past& then, const Past& now,
                   const std::vector<std::string>& except)
    : state_(*state),
      then_(then),
      now_(now),
      except_(except),
      inverse_(state),
      to_show_(state->sequence().agents().next_lv()),
      to_redo_(state->sequence().agents().next_lv()) {}

Status Reversal::Run() {
  ReverseElements();
  const Objects& objects = state_.objects();
  for (WriteNumber i = 0; i < objects.registers().write_count(); ++i) {
    ReverseWrite(objects.registers().write(i).lv);
  }
  for (const Places::Move& move : objects.places().moves()) ReverseWrite(move.slot);
  ReverseEffects();
  return inverse_.empty() ? OkStatus() : inverse_.Commit(Origin::kLocal);
}

void Reversal::ReverseElements() {
  const Creations& creations = state_.objects().creations();
  const Lv end = state_.sequence().agents().next_lv();
  for (Lv lv = 0; lv < end;) {
    uint32_t count = then_.DeletedRunLength(lv, end);
    count = now_.DeletedRunLength(lv, lv + count);
    const bool shown_then = !then_.IsDeleted(lv);
    if (shown_then == !now_.IsDeleted(lv)) {
      lv += count;
      continue;
    }
    if (!creations.AnyIn(LvRange{lv, count})) {
      ReverseStretch(LvRange{lv, count}, shown_then);
      lv += count;
      continue;
    }
    for (const Lv stop = lv + count; lv < stop; ++lv) {
      const CreationKind kind = creations.KindOf(lv);
      if (kind == CreationKind::kSlot || kind == CreationKind::kOther) continue;
      // One that was made since is undone instead.
      if (kind == CreationKind::kWrite && !then_.Has(lv)) continue;
      ReverseStretch(LvRange{lv, 1}, shown_then);
    }
  }
}

void Reversal::ReverseStretch(LvRange range, bool shown_then) {
  const AgentTable& agents = state_.sequence().agents();
  while (range.count > 0) {
    // As far as it is one agent's, in one container.
    uint32_t count = std::min(range.count, agents.RunLength(range.lv));
    if (!except_.empty()) count = 1;
    const LvRange part{range.lv, count};
    range = LvRange{part.end(), range.count - count};
    if (!except_.empty() && IsExceptedHome(part.lv)) continue;
    if (shown_then) {
      to_show_.SetRange(part);
    } else {
      inverse_.Erase(part);
    }
  }
}

void Reversal::ReverseWrite(Lv creation) {
  const bool undone_then = !then_.Has(creation) || then_.IsUndone(creation);
  if (undone_then == now_.IsUndone(creation)) return;
  if (!except_.empty() && IsExceptedHome(creation)) return;
  if (undone_then) {
    inverse_.Undo(creation);
  } else {
    to_redo_.Set(creation, true);
  }
}

// Those that count now, and must not; and additions that must, and do not.
void Reversal::ReverseEffects() {
  const EffectLog& log = state_.sequence().effects();
  for (AgentNumber agent = 0; agent < log.agents(); ++agent) {
    for (size_t i = 0; i < log.RunCount(agent); ++i) {
      const EffectRun run = log.At(agent, i);
      for (uint32_t index = run.index; index < run.end(); ++index) {
        if (run.kind == EffectKind::kErase) {
          if (to_show_[run.TargetOf(index)] && !now_.IsRestored(agent, index)) {
            TakeBack(agent, index);
          }
        } else if (run.kind == EffectKind::kOther) {
          ReverseOther(agent, index,
                       state_.objects().other_effect(run.restored_index + (index - run.index)));
        }
      }
    }
  }
  FlushTakenBack();
}

void Reversal::ReverseOther(AgentNumber agent, uint32_t index, const OtherEffect& effect) {
  const bool counts_now = !now_.IsRestored(agent, index);
  if (effect.IsUndo()) {
    if (counts_now && to_redo_[effect.target()]) TakeBack(agent, index);
    return;
  }
  const bool counted = index < then_.CountsOf(agent).effects && !then_.IsRestored(agent, index);
  if (!effect.IsAddition() || counted == counts_now || IsExcepted(effect.container)) return;
  if (counts_now) {
    TakeBack(agent, index);
  } else {
    FlushTakenBack();
    inverse_.Add(effect.container, effect.amount);
  }
}

// Items move within one list or tree only, so where a thing was made is the root that it is in.
bool Reversal::IsExcepted(ContainerNumber container) {
  if (except_.empty() || container == kNoContainer) return false;
  const Objects& objects = state_.objects();
  std::vector<ContainerNumber> climbed;
  bool excepted = false;
  for (ContainerNumber at = container;; at = objects.HomeOf(objects.containers()[at].creator)) {
    const auto known = excepted_.find(at);
    if (known != excepted_.end()) {
      excepted = known->second;
      break;
    }
    climbed.push_back(at);
    const Container& one = objects.containers()[at];
    if (one.creator != kNoLv) continue;
    const std::string& name = objects.containers().NameOf(one);
    excepted = std::find(except_.begin(), except_.end(), name) != except_.end();
    break;
  }
  for (const ContainerNumber at : climbed) excepted_[at] = excepted;
  return excepted;
}

bool Reversal::IsExceptedHome(Lv creation) { return IsExcepted(state_.objects().HomeOf(creation)); }

void Reversal::TakeBack(AgentNumber agent, uint32_t index) {
  if (taken_count_ > 0 && agent == taken_by_ && index == taken_from_ + taken_count_) {
    ++taken_count_;
    return;
  }
  FlushTakenBack();
  taken_by_ = agent;
  taken_from_ = index;
  taken_count_ = 1;
}

void Reversal::FlushTakenBack() {
  if (taken_count_ > 0) inverse_.Restore(taken_by_, taken_from_, taken_count_);
  taken_count_ = 0;
}

}  // namespace weft
