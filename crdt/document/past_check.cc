// Past: whether a version holds all that its operations depend on. Per agent it was checked before;
// what is left are anchors, targets and whatever else an operation names of other agents.
#include <algorithm>
#include <string>

#include "crdt/document/past.h"

namespace weft {

namespace {

Status Lacks(const AgentTable& agents, Lv lv) {
  const Id id = agents.IdOf(lv);
  return InvalidArgument("no version: it lacks what " + std::to_string(id.agent) + ":" +
                         std::to_string(id.seq) + " depends on");
}

}  // namespace

bool Past::HasTargets(const EffectRun& run) const {
  const AgentTable& agents = state_->sequence().agents();
  if (run.kind == EffectKind::kRestore) {
    return run.restored_index + run.count <= counts_[run.restored_agent].effects;
  }
  if (run.kind == EffectKind::kOther) {
    for (uint32_t i = 0; i < run.count; ++i) {
      const OtherEffect& other = state_->objects().other_effect(run.restored_index + i);
      if (!HasCreator(other.container)) return false;
      if (other.IsUndo() && !Has(other.target())) return false;
    }
    return true;
  }
  for (LvRange left{run.target, run.count}; left.count > 0;) {
    const uint32_t part = std::min(left.count, agents.RunLength(left.lv));
    if (!Has(left.lv + part - 1)) return false;
    left = LvRange{left.lv + part, left.count - part};
  }
  return true;
}

Status Past::CheckClosed() const {
  Sequence& sequence = state_->sequence();
  const AgentTable& agents = sequence.agents();
  Status status;
  ForEachEffect([&](AgentNumber agent, const EffectRun& run) {
    if (!status.ok() || HasTargets(run)) return;
    status = InvalidArgument("no version: it lacks what effect " + std::to_string(run.index) +
                             " of agent " + std::to_string(agents.AgentOf(agent)) + " depends on");
  });
  WEFT_RETURN_IF_ERROR(status);
  // What arrived before anything that is left out depends on nothing that is.
  Lv first_out = agents.next_lv();
  Lv last_in = 0;
  for (const AgentTable::LvRun& run : agents.runs()) {
    const uint32_t count = agents.RunEnd(run) - run.lv;
    const uint32_t creations = counts_[run.agent].creations;
    const uint32_t there = creations <= run.seq ? 0 : std::min(count, creations - run.seq);
    if (there > 0) last_in = run.lv + there;
    if (there < count) first_out = std::min(first_out, run.lv + there);
  }
  if (last_in <= first_out) return OkStatus();
  WEFT_RETURN_IF_ERROR(CheckInsertionsClosed());
  return state_->objects().empty() ? OkStatus() : CheckObjectsClosed();
}

// The first element of a part names its anchors, the others the one before and the same next. A run
// of the log may be several agents', one after the other.
Status Past::CheckInsertionsClosed() const {
  const Sequence& sequence = state_->sequence();
  const AgentTable& agents = state_->sequence().agents();
  const InsertionLog& log = sequence.insertions();
  const auto has = [this](Lv lv) { return lv == kNoLv || Has(lv); };
  for (size_t i = 0; i < log.size(); ++i) {
    const Insertion run = log.at(i);
    if (sequence.TextOf(run.range.lv) == sequence.loose()) continue;
    for (Lv lv = run.range.lv; lv < run.range.end();) {
      const Lv prev = lv == run.range.lv ? run.prev : lv - 1;
      if (Has(lv) && (!has(prev) || !has(run.next))) return Lacks(agents, lv);
      if (Has(lv) && prev == kNoLv && run.next == kNoLv && !HasContainerOf(lv)) {
        return Lacks(agents, lv);
      }
      lv += std::min(run.range.end() - lv, agents.RunLength(lv));
    }
  }
  return OkStatus();
}

bool Past::HasContainerOf(Lv creation) const {
  const Objects& objects = state_->objects();
  if (objects.empty()) return true;
  return HasCreator(objects.HomeOf(creation));
}

bool Past::HasCreator(ContainerNumber container) const {
  if (container == kNoContainer) return true;
  const Lv creator = state_->objects().containers()[container].creator;
  return creator == kNoLv || Has(creator);
}

Status Past::CheckObjectsClosed() const {
  const Objects& objects = state_->objects();
  const AgentTable& agents = state_->sequence().agents();
  const Registers& registers = objects.registers();
  for (WriteNumber i = 0; i < registers.write_count(); ++i) {
    const Lv lv = registers.write(i).lv;
    if (!Has(lv)) continue;
    if (!HasContainerOf(lv)) return Lacks(agents, lv);
    for (const Lv replaced : registers.ReplacedBy(i)) {
      if (!Has(replaced)) return Lacks(agents, lv);
    }
  }
  for (const Places::Move& move : objects.places().moves()) {
    if (Has(move.slot) && !Has(move.item)) return Lacks(agents, move.slot);
  }
  const auto has = [this](Lv lv) { return lv == kNoLv || Has(lv); };
  for (const Marks::Mark& mark : objects.marks().all()) {
    if (!Has(mark.lv)) continue;
    if (!has(mark.start) || !has(mark.end) || !HasCreator(mark.text)) return Lacks(agents, mark.lv);
  }
  for (const OtherCreation& other : objects.other_creations()) {
    if (Has(other.lv) && !HasCreator(other.container)) return Lacks(agents, other.lv);
  }
  return OkStatus();
}

}  // namespace weft
