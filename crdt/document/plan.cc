// Integration: planning; nothing here changes the document. What is checked is in plan_checks.cc
// and plan_objects.cc.
#include <algorithm>

#include "crdt/core/utf.h"
#include "crdt/document/integration.h"
#include "crdt/document/last_start.h"
#include "crdt/document/operation_check.h"
#include "crdt/document/references.h"
#include "crdt/document/stretches.h"

namespace weft {

const Integration::AgentPlan* Integration::FindPlan(Agent agent) const {
  if (agent == last_agent_) return last_plan_;
  if (planned_.empty()) return nullptr;
  const auto it = planned_.find(agent);
  return it == planned_.end() ? nullptr : it->second.get();
}

Counts Integration::PlannedCounts(Agent agent) {
  if (const AgentPlan* plan = FindPlan(agent)) return plan->counts;
  const AgentNumber number = sequence_.agents().Find(agent);
  return number == kNoNumber ? Counts{} : sequence_.CountsOf(number);
}

Integration::AgentPlan& Integration::PlanOf(Agent agent) {
  if (agent == last_agent_) return *last_plan_;
  const Counts counts = PlannedCounts(agent);
  auto [it, made] = planned_.try_emplace(agent);
  if (made) {
    it->second = std::make_unique<AgentPlan>(AgentPlan{counts, {}, {}, 0});
    authors_.push_back(agent);
  }
  last_agent_ = agent;
  last_plan_ = it->second.get();
  return *last_plan_;
}

// How many of the operation's first elements or effects name only what is known.
uint32_t Integration::CountThatReferToKnown(const Operation& operation, const OperationView& set,
                                            Need* need) {
  if (operation.kind != OperationKind::kErase && operation.kind != OperationKind::kRestore) {
    bool known = true;
    ForEachNamed(operation, set, [&](const Id& id) {
      if (!known || Knows(id)) return;
      known = false;
      *need = Need{id.agent, false, id.seq + 1};
    });
    return known ? operation.count : 0;
  }
  const bool effects = operation.kind == OperationKind::kRestore;
  const Id& target = operation.target;
  const Counts counts = PlannedCounts(target.agent);
  const uint32_t there = effects ? counts.effects : counts.creations;
  const uint32_t known = there <= target.seq ? 0 : std::min(operation.count, there - target.seq);
  if (known == operation.count) return known;
  *need =
      Need{target.agent, effects, target.seq + (operation.backward ? operation.count : known + 1)};
  return operation.backward ? 0 : known;
}

// How far an operation is due: the end, as a seq or index, of the part of it that is known or can
// be integrated now; and what the rest needs. `at` is where the agent's other log must be at
// least; see operation.h. A run of effects may wait in the middle: others may have answered its
// beginning before what its end hits was made.
uint32_t Integration::DueUpTo(const Operation& operation, const OperationView& set, Need* need) {
  const Agent agent = operation.id.agent;
  const bool effect = operation.IsEffect();
  const Counts counts = PlannedCounts(agent);
  const uint32_t have = effect ? counts.effects : counts.creations;
  const uint32_t other = effect ? counts.creations : counts.effects;
  const uint32_t end = operation.id.seq + operation.count;
  if (end <= have) return end;
  if (operation.id.seq > have || operation.at > other) {
    *need = operation.id.seq > have ? Need{agent, effect, operation.id.seq}
                                    : Need{agent, !effect, operation.at};
    return std::min(operation.id.seq, have);
  }
  return std::max(have, operation.id.seq + CountThatReferToKnown(operation, set, need));
}

Status Integration::PlanAll() {
  std::vector<Stretch> stretches = StretchesOf(set_.operations);
  Status status;
  GoThrough(
      set_.operations, &stretches,
      [&](Stretch* stretch, Need* need) {
        status = PlanStretch(stretch, need);
        return status.ok();
      },
      [this](Agent agent) { return PlannedCounts(agent); });
  WEFT_RETURN_IF_ERROR(status);
  uint64_t waiting = 0;
  uint64_t bytes = 0;
  for (const Stretch& rest : stretches) {
    if (rest.from == rest.end) continue;
    waiting_.push_back(rest);
    for (uint32_t i = rest.from; i < rest.end; ++i) {
      waiting += set_.operations[i].count;
      bytes += Backlog::PieceBytes(set_, set_.operations[i]);
    }
  }
  if (waiting > 0 && !state_->backlog().HasRoom(waiting, bytes)) {
    return ResourceExhausted("too many operations wait for earlier ones");
  }
  return OkStatus();
}

void Integration::KeepWaiting() {
  for (const Stretch& rest : waiting_) {
    for (uint32_t i = rest.from; i < rest.end; ++i) {
      const Operation& whole = set_.operations[i];
      const uint32_t from = std::max(whole.id.seq, Have(whole));
      const uint32_t end = whole.id.seq + whole.count;
      if (from >= end) {
        done_.duplicate += whole.count;
        continue;
      }
      const Operation part = CutOperation(set_, whole, from, end);
      done_.waiting += state_->backlog().Add(set_, part);
    }
  }
}

uint32_t Integration::Have(const Operation& operation) {
  const Counts counts = PlannedCounts(operation.id.agent);
  return operation.IsEffect() ? counts.effects : counts.creations;
}

Status Integration::PlanStretch(Stretch* stretch, Need* need) {
  while (stretch->from < stretch->end) {
    const Operation& operation = set_.operations[stretch->from];
    const uint32_t end = operation.id.seq + operation.count;
    const uint32_t have = Have(operation);
    const uint32_t due = DueUpTo(operation, set_, need);
    if (due <= have && due < end) return OkStatus();
    WEFT_RETURN_IF_ERROR(CheckSame(operation));
    if (due <= have) {
      done_.duplicate += operation.count;
      ++stretch->from;
      continue;
    }
    ContainerRef home = kNoRef;
    WEFT_RETURN_IF_ERROR(CheckReferences(
        due < end ? CutOperation(set_, operation, operation.id.seq, due) : operation, &home));
    // What is new of it follows what is known, and stands where that does.
    if (operation.IsAnchored() && have > operation.id.seq &&
        HomeOf(Id{operation.id.agent, have - 1}) != home) {
      return AlreadyExists(Describe(operation) + ": its beginning is known in another container");
    }
    Plan(stretch->from, due, home);
    if (due == end) ++stretch->from;
  }
  return OkStatus();
}

// Plans the part of an operation that is not here yet, up to `to`.
void Integration::Plan(uint32_t index, uint32_t to, ContainerRef home) {
  const Operation& operation = set_.operations[index];
  AgentPlan& plan = PlanOf(operation.id.agent);
  uint32_t& have = operation.IsEffect() ? plan.counts.effects : plan.counts.creations;
  std::vector<uint32_t>& places = operation.IsEffect() ? plan.effects : plan.creations;
  const bool goes_on = !places.empty() && plan_[places.back()].operation == index;
  if (!goes_on) done_.duplicate += have - operation.id.seq;
  places.push_back(static_cast<uint32_t>(plan_.size()));
  plan_.push_back(Planned{index, have, to, home});
  have = to;
}

uint32_t Integration::FindPlanned(const Id& id, bool effect) {
  const AgentPlan& plan = PlanOf(id.agent);
  const std::vector<uint32_t>& places = effect ? plan.effects : plan.creations;
  return places[LastStart(places.size(), id.seq, [&](size_t i) { return plan_[places[i]].from; })];
}

// 0 for what is no text, as in the arena.
char16_t Integration::UnitOf(const Id& id) {
  const Lv lv = state_->Find(id);
  if (lv != kNoLv) return sequence_.arena().UnitAt(lv);
  const Operation& operation = set_.operations[plan_[FindPlanned(id, false)].operation];
  if (operation.kind != OperationKind::kInsertText) return 0;
  return set_.text[operation.text_offset + (id.seq - operation.id.seq)];
}

ContainerRef Integration::HomeOf(const Id& id) {
  const Lv lv = state_->Find(id);
  if (lv == kNoLv) return plan_[FindPlanned(id, false)].home;
  return objects_.containers().OfTree(sequence_.TextOf(lv));
}

uint32_t Integration::LastAt(Agent agent) {
  const AgentPlan* plan = FindPlan(agent);
  if (plan != nullptr && !plan->effects.empty()) {
    return set_.operations[plan_[plan->effects.back()].operation].at;
  }
  const AgentNumber number = sequence_.agents().Find(agent);
  return number == kNoNumber ? 0 : sequence_.LastAt(number);
}

Lamport Integration::LastLamport(Agent agent) {
  const AgentPlan* plan = FindPlan(agent);
  if (plan != nullptr && plan->lamport > 0) return plan->lamport;
  const AgentNumber number = sequence_.agents().Find(agent);
  return number == kNoNumber ? 0 : objects_.LastLamport(number);
}

}  // namespace weft
