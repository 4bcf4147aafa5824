// Integration: planning; nothing here changes the document. What is checked is in plan_checks.cc
// and plan_objects.cc.
#include <algorithm>

#include "crdt/core/utf.h"
#include "crdt/document/integration.h"
#include "crdt/document/operation_check.h"
#include "crdt/document/references.h"

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
  if (made) it->second = std::make_unique<AgentPlan>(AgentPlan{counts, {}, {}, 0});
  last_agent_ = agent;
  last_plan_ = it->second.get();
  return *last_plan_;
}

// How many of the operation's first elements or effects name only what is known.
uint32_t Integration::CountThatReferToKnown(const Operation& operation, const OperationView& set) {
  if (operation.kind == OperationKind::kInsertText && operation.container == kImpliedContainer) {
    const auto known = [this](const Id& id) { return id.IsNull() || Knows(id); };
    return known(operation.prev) && known(operation.next) ? operation.count : 0;
  }
  if (operation.kind != OperationKind::kErase && operation.kind != OperationKind::kRestore) {
    bool known = true;
    ForEachNamed(operation, set, [&](const Id& id) { known = known && Knows(id); });
    return known ? operation.count : 0;
  }
  const Counts target = PlannedCounts(operation.target.agent);
  const uint32_t there =
      operation.kind == OperationKind::kErase ? target.creations : target.effects;
  if (there <= operation.target.seq) return 0;
  const uint32_t count = std::min(operation.count, there - operation.target.seq);
  return operation.backward && count < operation.count ? 0 : count;
}

// How far an operation is due: the end, as a seq or index, of the part of it that is known or can
// be integrated now. `at` is where the agent's other log must be at least; see operation.h. A run
// of effects may wait in the middle: others may have answered its beginning before what its end
// hits was made.
uint32_t Integration::DueUpTo(const Operation& operation, const OperationView& set) {
  const Counts counts = PlannedCounts(operation.id.agent);
  const uint32_t have = operation.IsEffect() ? counts.effects : counts.creations;
  const uint32_t other = operation.IsEffect() ? counts.creations : counts.effects;
  const uint32_t end = operation.id.seq + operation.count;
  if (end <= have) return end;
  if (operation.id.seq > have || operation.at > other) return std::min(operation.id.seq, have);
  return std::max(have, operation.id.seq + CountThatReferToKnown(operation, set));
}

Status Integration::PlanAll() {
  const std::span<const Operation> operations = set_.operations;
  // Stretches of one agent's operations: [at, end).
  std::vector<std::pair<size_t, size_t>> open;
  for (size_t i = 0; i < operations.size();) {
    size_t end = i + 1;
    while (end < operations.size() && operations[end].id.agent == operations[i].id.agent) ++end;
    open.emplace_back(i, end);
    i = end;
  }
  bool progress = true;
  while (progress && !open.empty()) {
    progress = false;
    for (auto& [at, end] : open) WEFT_RETURN_IF_ERROR(PlanAgent(&at, end, &progress));
    std::erase_if(open, [](const auto& stretch) { return stretch.first == stretch.second; });
  }
  uint64_t waiting = 0;
  for (const auto& [at, end] : open) {
    for (size_t i = at; i < end; ++i) waiting += operations[i].count;
  }
  if (waiting > Backlog::kMaxSize - state_->backlog().size()) {
    return ResourceExhausted("too many operations wait for earlier ones");
  }
  waiting_ = std::move(open);
  return OkStatus();
}

void Integration::KeepWaiting() {
  for (const auto& [at, end] : waiting_) {
    for (size_t i = at; i < end; ++i) {
      const Operation& whole = set_.operations[i];
      const uint32_t from = std::max(whole.id.seq, Have(whole));
      const Operation part = CutOperation(set_, whole, from, whole.id.seq + whole.count);
      done_.waiting += state_->backlog().Add(set_, part);
    }
  }
}

uint32_t Integration::Have(const Operation& operation) {
  const Counts counts = PlannedCounts(operation.id.agent);
  return operation.IsEffect() ? counts.effects : counts.creations;
}

Status Integration::PlanAgent(size_t* at, size_t end, bool* progress) {
  for (; *at < end; ++*at, *progress = true) {
    const Operation& operation = set_.operations[*at];
    const uint32_t operation_end = operation.id.seq + operation.count;
    const uint32_t have = Have(operation);
    const uint32_t due = DueUpTo(operation, set_);
    if (due <= have && due < operation_end) return OkStatus();
    WEFT_RETURN_IF_ERROR(CheckSameContent(operation));
    if (due <= have) {
      done_.duplicate += operation.count;
      continue;
    }
    ContainerRef home = kNoRef;
    WEFT_RETURN_IF_ERROR(CheckReferences(
        due < operation_end ? CutOperation(set_, operation, operation.id.seq, due) : operation,
        &home));
    // What is new of it follows what is known, and stands where that does.
    if (operation.IsAnchored() && have > operation.id.seq &&
        HomeOf(Id{operation.id.agent, have - 1}) != home) {
      return AlreadyExists(Describe(operation) + ": its beginning is known in another container");
    }
    Plan(static_cast<uint32_t>(*at), due, home);
    if (due == operation_end) continue;
    *progress = true;
    return OkStatus();
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
  const Planned& last = plan_[places.back()];
  if (set_.operations[last.operation].id.seq <= id.seq) return places.back();
  auto after =
      std::upper_bound(places.begin(), places.end(), id.seq, [this](uint32_t seq, uint32_t place) {
        return seq < set_.operations[plan_[place].operation].id.seq;
      });
  return *(after - 1);
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
