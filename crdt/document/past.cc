#include "crdt/document/past.h"

#include <algorithm>
#include <string>

namespace weft {

Result<Past> Past::Of(DocumentState* state, const Version& version) {
  Sequence& sequence = state->sequence();
  sequence.Flush();
  const Status effects = sequence.EnsureEffects();
  Past past(state);
  WEFT_RETURN_IF_ERROR(past.CheckReached(version));
  const AgentTable& agents = sequence.agents();
  for (AgentNumber agent = 0; agent < agents.size(); ++agent) {
    past.counts_.push_back(version.Get(agents.AgentOf(agent)));
    WEFT_RETURN_IF_ERROR(past.CheckOwnOrder(agent, effects));
  }
  WEFT_RETURN_IF_ERROR(past.CheckClosed());
  past.CollectRestored();
  past.FillElements();
  if (!state->objects().empty()) {
    past.FillUndone();
    past.FillRegisters();
    past.FillPlaces();
    past.FillSums();
  }
  return past;
}

Status Past::CheckReached(const Version& version) const {
  const AgentTable& agents = state_->sequence().agents();
  for (const Version::Entry& entry : version.entries()) {
    const AgentNumber number = agents.Find(entry.agent);
    if (number == kNoNumber) {
      return InvalidArgument("a version with agent " + std::to_string(entry.agent) +
                             ", whom this document has never seen");
    }
    if (Beyond(entry.counts, state_->sequence().CountsOf(number))) {
      return OutOfRange("a version beyond this document's, by agent " +
                        std::to_string(entry.agent));
    }
  }
  return OkStatus();
}

// (i, e) was a version of an agent's exactly when at(e - 1) <= i <= at(e).
Status Past::CheckOwnOrder(AgentNumber agent, const Status& effects) const {
  Sequence& sequence = state_->sequence();
  const Counts counts = counts_[agent];
  const Counts now = sequence.CountsOf(agent);
  if (!effects.ok()) {
    const uint32_t loaded = sequence.agents().CreationsBefore(agent, sequence.loaded_end());
    if (counts.effects < sequence.effects().FirstKnown(agent) || counts.creations < loaded) {
      if (effects.code() != StatusCode::kFailedPrecondition) return effects;
      return FailedPrecondition("the history before " + state_->HistoryStart().ToString() +
                                " was dropped or not saved");
    }
  }
  WEFT_RETURN_IF_ERROR(state_->CheckVersion(agent, counts));
  if (counts.effects == now.effects) return OkStatus();
  const EffectLog& log = sequence.effects();
  if (log.At(agent, log.RunOf(agent, counts.effects)).at >= counts.creations) return OkStatus();
  return InvalidArgument("agent " + std::to_string(sequence.agents().AgentOf(agent)) +
                         ": its creations are ahead of its effects; no such version");
}

bool Past::Has(Lv creation) const {
  const AgentTable::LvRun& run = state_->sequence().agents().RunOf(creation);
  return run.seq + (creation - run.lv) < counts_[run.agent].creations;
}

void Past::CollectRestored() {
  ForEachEffect([this](AgentNumber, const EffectRun& run) {
    if (run.kind != EffectKind::kRestore) return;
    for (uint32_t i = 0; i < run.count; ++i) {
      restored_.insert(EffectKey(run.restored_agent, run.restored_index + i));
    }
  });
}

void Past::FillElements() {
  Sequence& sequence = state_->sequence();
  const AgentTable& agents = sequence.agents();
  gone_ = sequence.has_all_effects() ? LvBits(agents.next_lv()) : sequence.HiddenWhenLoaded();
  for (const AgentTable::LvRun& run : agents.runs()) {
    const uint32_t count = agents.RunEnd(run) - run.lv;
    const uint32_t creations = counts_[run.agent].creations;
    const uint32_t there = creations <= run.seq ? 0 : std::min(count, creations - run.seq);
    gone_.SetRange(LvRange{run.lv + there, count - there});
  }
  ForEachEffect([this](AgentNumber agent, const EffectRun& run) {
    if (run.kind != EffectKind::kErase) return;
    if (restored_.empty()) return gone_.SetRange(LvRange{run.target, run.count});
    for (uint32_t i = run.index; i < run.end(); ++i) {
      if (!IsRestored(agent, i)) gone_.Set(run.TargetOf(i), true);
    }
  });
}

// From what is undone today: what was before a load may be known only so.
void Past::FillUndone() {
  const Objects& objects = state_->objects();
  undone_ = objects.undone();
  const EffectLog& log = state_->sequence().effects();
  for (AgentNumber agent = 0; agent < log.agents(); ++agent) {
    for (size_t i = 0; i < log.RunCount(agent); ++i) {
      const EffectRun run = log.At(agent, i);
      for (uint32_t k = 0; run.kind == EffectKind::kOther && k < run.count; ++k) {
        const OtherEffect& effect = objects.other_effect(run.restored_index + k);
        if (!effect.IsUndo()) continue;
        const uint32_t index = run.index + k;
        const bool then = index < counts_[agent].effects && !IsRestored(agent, index);
        const bool now = !state_->sequence().IsRestored(agent, index);
        if (then != now) undone_[effect.target()] += then ? 1 : -1u;
      }
    }
  }
  absl::erase_if(undone_, [](const auto& one) { return one.second == 0; });
}

// A write is live when it is neither deleted nor undone, and no write of the version replaces it;
// one that is undone replaces only while it is replaced itself.
void Past::FillRegisters() {
  const Objects& objects = state_->objects();
  const Registers& registers = objects.registers();
  const AgentTable& agents = state_->sequence().agents();
  std::vector<bool> replaced(registers.write_count());
  std::vector<WriteNumber> winners(registers.size(), kNoWrite);
  const auto wins = [&](WriteNumber a, WriteNumber b) {
    const Lamport lamport = registers.write(a).lamport;
    const Lamport other = registers.write(b).lamport;
    if (lamport != other) return lamport > other;
    return agents.AgentOfLv(registers.write(a).lv) > agents.AgentOfLv(registers.write(b).lv);
  };
  // What replaces is younger than what it replaces.
  for (WriteNumber i = registers.write_count(); i-- > 0;) {
    const Registers::Write& write = registers.write(i);
    if (!Has(write.lv) || (!replaced[i] && IsUndone(write.lv))) continue;
    for (const Lv lv : registers.ReplacedBy(i)) {
      if (objects.creations().KindOf(lv) == CreationKind::kWrite) {
        replaced[registers.WriteOf(lv)] = true;
      }
    }
    if (replaced[i] || IsDeleted(write.lv)) continue;
    WriteNumber& winner = winners[write.of];
    if (winner == kNoWrite || wins(i, winner)) winner = i;
  }
  for (const WriteNumber winner : winners) {
    winners_.push_back(winner == kNoWrite ? kNoLv : registers.write(winner).lv);
  }
}

void Past::FillPlaces() {
  const Objects& objects = state_->objects();
  if (objects.places().empty()) return;
  const AgentTable& agents = state_->sequence().agents();
  DocumentState* const state = state_;
  places_.emplace(
      [state](Lv place) {
        const Objects& all = state->objects();
        return all.ParentNodeOf(all.HomeOf(place));
      },
      [&agents](Lv slot) { return agents.AgentOfLv(slot); });
  for (const Places::Move& move : objects.places().moves()) {
    if (!Has(move.slot) || IsUndone(move.slot)) continue;
    const Container& home = objects.containers()[objects.HomeOf(move.slot)];
    if (home.kind == ContainerKind::kList) {
      places_->LoadInList(move);
    } else {
      places_->LoadInTree(home.forest, move, agents.AgentOfLv(move.slot));
    }
  }
  places_->FinishLoad();
  hidden_ = gone_;
  for (const Places::Move& move : objects.places().moves()) {
    const bool stands = places_->Of(move.item) == move.slot;
    hidden_.Set(move.slot, !stands || gone_[move.item]);
    if (stands) hidden_.Set(move.item, true);
  }
}

// From today's sums, because what was added before a load may be known only as a sum.
void Past::FillSums() {
  const Objects& objects = state_->objects();
  const Sequence& sequence = state_->sequence();
  for (ContainerNumber i = 0; i < objects.containers().size(); ++i) {
    sums_.push_back(objects.SumOf(i));
  }
  const EffectLog& log = sequence.effects();
  for (AgentNumber agent = 0; agent < log.agents(); ++agent) {
    for (size_t i = 0; i < log.RunCount(agent); ++i) {
      const EffectRun run = log.At(agent, i);
      for (uint32_t k = 0; run.kind == EffectKind::kOther && k < run.count; ++k) {
        const OtherEffect& effect = objects.other_effect(run.restored_index + k);
        if (!effect.IsAddition()) continue;
        const uint32_t index = run.index + k;
        const bool then = index < counts_[agent].effects && !IsRestored(agent, index);
        const bool now = !sequence.IsRestored(agent, index);
        if (then == now) continue;
        const auto amount = static_cast<uint64_t>(effect.amount);
        const auto sum = static_cast<uint64_t>(sums_[effect.container]);
        sums_[effect.container] = static_cast<int64_t>(then ? sum + amount : sum - amount);
      }
    }
  }
}

Lv Past::ShownOf(Lv item) const {
  const RegisterNumber of = state_->objects().registers().FindOfItem(item);
  const Lv winner = of == kNoRegister ? kNoLv : Winner(of);
  return winner == kNoLv ? item : winner;
}

ContainerNumber Past::ParentOf(Lv creation) const {
  const Objects& objects = state_->objects();
  const Lv item = objects.ItemOf(creation);
  if (objects.creations().KindOf(item) == CreationKind::kWrite) return objects.HomeOf(item);
  return objects.HomeOf(PlaceOf(item));
}

bool Past::ShowsCreation(Lv creation) const {
  const Objects& objects = state_->objects();
  const Lv item = objects.ItemOf(creation);
  if (objects.creations().KindOf(item) != CreationKind::kWrite) {
    return Has(item) && ShowsItem(item) && ShownOf(item) == creation;
  }
  const Registers& registers = objects.registers();
  return Winner(registers.write(registers.WriteOf(item)).of) == item;
}

}  // namespace weft
