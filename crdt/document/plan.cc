// Integration: planning and checking; nothing here changes the document.
#include <algorithm>

#include "crdt/core/utf.h"
#include "crdt/document/integration.h"
#include "crdt/document/operation_check.h"
#include "crdt/document/pairs.h"

namespace weft {

Counts Integration::PlannedCounts(Agent agent) {
  if (agent == last_agent_) return last_plan_->counts;
  if (!planned_.empty()) {
    auto it = planned_.find(agent);
    if (it != planned_.end()) return it->second->counts;
  }
  const AgentNumber number = sequence_.agents().Find(agent);
  return number == kNoNumber ? Counts{} : sequence_.CountsOf(number);
}

Integration::AgentPlan& Integration::PlanOf(Agent agent) {
  if (agent == last_agent_) return *last_plan_;
  const Counts counts = PlannedCounts(agent);
  auto [it, made] = planned_.try_emplace(agent);
  if (made) it->second = std::make_unique<AgentPlan>(AgentPlan{counts, {}, {}});
  last_agent_ = agent;
  last_plan_ = it->second.get();
  return *last_plan_;
}

// How many of the operation's first elements or effects name only what is known.
uint32_t Integration::CountThatReferToKnown(const Operation& operation) {
  if (operation.kind == OperationKind::kInsertText) {
    const bool known = (operation.prev.IsNull() || Knows(operation.prev)) &&
                       (operation.next.IsNull() || Knows(operation.next));
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
uint32_t Integration::DueUpTo(const Operation& operation) {
  const Counts counts = PlannedCounts(operation.id.agent);
  const uint32_t have = operation.IsEffect() ? counts.effects : counts.creations;
  const uint32_t other = operation.IsEffect() ? counts.creations : counts.effects;
  const uint32_t end = operation.id.seq + operation.count;
  if (end <= have) return end;
  if (operation.id.seq > have || operation.at > other) return std::min(operation.id.seq, have);
  return std::max(have, operation.id.seq + CountThatReferToKnown(operation));
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
    const uint32_t due = DueUpTo(operation);
    if (due <= have && due < operation_end) return OkStatus();
    WEFT_RETURN_IF_ERROR(CheckSameContent(operation));
    if (due <= have) {
      done_.duplicate += operation.count;
      continue;
    }
    TextRef text = 0;
    WEFT_RETURN_IF_ERROR(CheckReferences(
        due < operation_end ? CutOperation(set_, operation, operation.id.seq, due) : operation,
        &text));
    Plan(static_cast<uint32_t>(*at), due, text);
    if (due == operation_end) continue;
    *progress = true;
    return OkStatus();
  }
  return OkStatus();
}

// Plans the part of an operation that is not here yet, up to `to`.
void Integration::Plan(uint32_t index, uint32_t to, TextRef text) {
  const Operation& operation = set_.operations[index];
  AgentPlan& plan = PlanOf(operation.id.agent);
  uint32_t& have = operation.IsEffect() ? plan.counts.effects : plan.counts.creations;
  std::vector<uint32_t>& places = operation.IsEffect() ? plan.effects : plan.creations;
  const bool goes_on = !places.empty() && plan_[places.back()].operation == index;
  if (!goes_on) done_.duplicate += have - operation.id.seq;
  places.push_back(static_cast<uint32_t>(plan_.size()));
  plan_.push_back(Planned{index, have, to, text});
  have = to;
}

// The planned operation that makes an element or effect, which must be planned.
const Integration::Planned& Integration::FindPlanned(const Id& id, bool effect) {
  const AgentPlan& plan = PlanOf(id.agent);
  const std::vector<uint32_t>& places = effect ? plan.effects : plan.creations;
  const Planned& last = plan_[places.back()];
  if (set_.operations[last.operation].id.seq <= id.seq) return last;
  auto after =
      std::upper_bound(places.begin(), places.end(), id.seq, [this](uint32_t seq, uint32_t place) {
        return seq < set_.operations[plan_[place].operation].id.seq;
      });
  return plan_[*(after - 1)];
}

char16_t Integration::UnitOf(const Id& id) {
  const Lv lv = state_->Find(id);
  if (lv != kNoLv) return sequence_.arena().UnitAt(lv);
  const Operation& operation = set_.operations[FindPlanned(id, false).operation];
  return set_.text[operation.text_offset + (id.seq - operation.id.seq)];
}

Integration::TextRef Integration::TextOf(const Id& id) {
  const Lv lv = state_->Find(id);
  return lv != kNoLv ? sequence_.TextOf(lv) : FindPlanned(id, false).text;
}

Integration::TextRef Integration::TextNamed(const ContainerId& name) {
  const TreeId known = state_->FindText(name.name);
  if (known != kNoText) return known;
  const auto& names = set_.containers;
  return kNewText |
         static_cast<uint32_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

uint32_t Integration::LastAt(Agent agent) {
  auto it = planned_.find(agent);
  if (it != planned_.end() && !it->second->effects.empty()) {
    return set_.operations[plan_[it->second->effects.back()].operation].at;
  }
  const AgentNumber number = sequence_.agents().Find(agent);
  return number == kNoNumber ? 0 : sequence_.LastAt(number);
}

Status Integration::CheckReferences(const Operation& operation, TextRef* text) {
  if (operation.IsEffect() && operation.at < LastAt(operation.id.agent)) {
    return InvalidArgument(Describe(operation) + ": its `at` is before an earlier effect's");
  }
  if (operation.IsEffect() && operation.at > 0 && AnySurrogates() &&
      IsHighSurrogate(UnitOf(Id{operation.id.agent, operation.at - 1}))) {
    return InvalidArgument(Describe(operation) + ": its `at` is inside a surrogate pair");
  }
  switch (operation.kind) {
    case OperationKind::kInsertText:
      return CheckInsertionReferences(operation, text);
    case OperationKind::kErase:
      return CheckPairs(operation);
    case OperationKind::kRestore:
      return CheckRestore(operation);
    default:
      return Unimplemented("not yet");
  }
}

bool Integration::AnySurrogates() {
  if (sequence_.order() == OrderKind::kYata) return false;
  if (sequence_.arena().has_surrogates()) return true;
  if (set_surrogates_ == Answer::kUnknown) {
    // The view's text may be a larger recording's: only what the operations name counts.
    const bool any = std::any_of(
        set_.operations.begin(), set_.operations.end(), [this](const Operation& operation) {
          if (operation.IsEffect()) return false;
          return HasSurrogates(set_.text.substr(operation.text_offset, operation.count));
        });
    set_surrogates_ = any ? Answer::kYes : Answer::kNo;
  }
  return set_surrogates_ == Answer::kYes;
}

Status Integration::CheckInsertionReferences(const Operation& operation, TextRef* text) {
  if (operation.prev.IsNull() && operation.next.IsNull()) {
    *text = TextNamed(set_.containers[operation.container]);
    return OkStatus();
  }
  const Id& anchor = operation.prev.IsNull() ? operation.next : operation.prev;
  *text = TextOf(anchor);
  if (!operation.next.IsNull() && !operation.prev.IsNull() && TextOf(operation.next) != *text) {
    return InvalidArgument(Describe(operation) + ": its anchors are in different texts");
  }
  if (!AnySurrogates()) return OkStatus();
  if ((!operation.prev.IsNull() && IsHighSurrogate(UnitOf(operation.prev))) ||
      (!operation.next.IsNull() && IsLowSurrogate(UnitOf(operation.next)))) {
    return InvalidArgument(Describe(operation) + ": an anchor is inside a surrogate pair");
  }
  return OkStatus();
}

Status Integration::CheckPairs(const Operation& operation) {
  if (!AnySurrogates()) return OkStatus();
  const Id last{operation.target.agent, operation.target.seq + operation.count - 1};
  if (IsLowSurrogate(UnitOf(operation.target)) || IsHighSurrogate(UnitOf(last))) {
    return InvalidArgument(Describe(operation) + ": hits half of a surrogate pair");
  }
  return OkStatus();
}

Id Integration::TargetOf(const Id& effect) {
  const AgentNumber number = sequence_.agents().Find(effect.agent);
  if (number != kNoNumber && effect.seq < sequence_.CountsOf(number).effects) {
    sequence_.Flush();
    const Lv lv = sequence_.ErasedBy(number, effect.seq);
    return lv == kNoLv ? kNullId : sequence_.agents().IdOf(lv);
  }
  const Operation& operation = set_.operations[FindPlanned(effect, true).operation];
  if (operation.kind != OperationKind::kErase) return kNullId;
  const uint32_t offset = effect.seq - operation.id.seq;
  return Id{operation.target.agent,
            operation.target.seq + (operation.backward ? operation.count - 1 - offset : offset)};
}

Status Integration::CheckRestore(const Operation& operation) {
  const Agent by = operation.target.agent;
  const uint32_t end = operation.target.seq + operation.count;
  const AgentNumber number = sequence_.agents().Find(by);
  if (number != kNoNumber) {
    WEFT_RETURN_IF_ERROR(sequence_.EnsureEffect(number, operation.target.seq));
  }
  for (uint32_t i = operation.target.seq; i < end; ++i) {
    const Id target = TargetOf(Id{by, i});
    if (target.IsNull()) {
      return InvalidArgument(Describe(operation) + ": takes back what is no deletion");
    }
    const Lv lv = state_->Find(target);
    if (lv != kNoLv && sequence_.LacksText(LvRange{lv, 1})) {
      return FailedPrecondition(Describe(operation) +
                                ": this document was saved without the deleted text");
    }
  }
  if (!AnySurrogates()) return OkStatus();
  // The pair's high half stands for it.
  const auto pair_of = [&](uint32_t i) {
    const Id target = TargetOf(Id{by, i});
    if (target.IsNull()) return kNullId;
    const char16_t unit = UnitOf(target);
    if (IsHighSurrogate(unit)) return target;
    return IsLowSurrogate(unit) ? Id{target.agent, target.seq - 1} : kNullId;
  };
  if (!CutsPair(operation.target.seq, kNullId, pair_of) && !CutsPair(end, kNullId, pair_of)) {
    return OkStatus();
  }
  return InvalidArgument(Describe(operation) + ": takes back half of a surrogate pair's deletion");
}

// An id has one content for ever. The text is compared where this replica has it; anchors and
// effects are the hash chain's to compare.
Status Integration::CheckSameContent(const Operation& operation) {
  if (operation.IsEffect()) return OkStatus();
  const uint32_t known = PlannedCounts(operation.id.agent).creations;
  for (uint32_t i = 0; i < operation.count && operation.id.seq + i < known; ++i) {
    const Id id{operation.id.agent, operation.id.seq + i};
    const Lv lv = state_->Find(id);
    if (UnitOf(id) != set_.text[operation.text_offset + i] &&
        (lv == kNoLv || !sequence_.LacksText(LvRange{lv, 1}))) {
      return AlreadyExists(Describe(operation) + ": this id is known with other content");
    }
  }
  return OkStatus();
}

}  // namespace weft
