// Integration: applying. Planning and checking are in plan.cc.
#include <algorithm>

#include "crdt/document/integration.h"
#include "crdt/document/operation_check.h"

namespace weft {

Result<Integrated> DocumentState::Integrate(const OperationView& operations) {
  sequence_.lane()->coming.count = 0;  // whatever waits now must not be passed over
  BeginChange();
  const size_t size = operations.operations.size();
  if (backlog_.empty() && size > 0 &&
      (size == 1 ? IntegrateOne(operations) : IntegrateInOrder(operations))) {
    EndChange(Origin::kRemote);
    if (observers_.empty()) sequence_.ExpectMore(operations.operations.back());
    if (size == 1) [[likely]]
      return Integrated{operations.operations[0].count, 0, 0};
    Integrated done;
    for (const Operation& operation : operations.operations) done.applied += operation.count;
    return done;
  }
  Result<Integrated> result = Integration(this, operations).Run();
  EndChange(Origin::kRemote);
  return result;
}

// A local restore passes the same checks as anyone's, only that it must be due now.
Status DocumentState::RestoreLocally(const OperationSet& set) {
  const Operation& operation = set.operations[0];
  const AgentNumber by = sequence_.agents().Find(operation.target.agent);
  const uint32_t known = by == kNoNumber ? 0 : sequence_.CountsOf(by).effects;
  if (operation.target.seq > known || operation.count > known - operation.target.seq) {
    return NotFound("names a deletion this document has not seen");
  }
  BeginChange();
  const Result<Integrated> done = Integration(this, set).Run();
  EndChange(Origin::kLocal);
  return done.status();
}

Result<Integrated> Integration::Run() {
  for (const Operation& operation : set_.operations) {
    WEFT_RETURN_IF_ERROR(CheckShape(set_, operation, sequence_.order()));
  }
  WEFT_RETURN_IF_ERROR(PlanAll());
  WEFT_RETURN_IF_ERROR(state_->CheckRoom(PlannedElements()));
  KeepWaiting();
  ApplyPlan();
  Drain();
  return done_;
}

void Integration::ApplyPlan() {
  for (const Planned& planned : plan_) {
    const Operation& whole = set_.operations[planned.operation];
    const bool all = planned.from == whole.id.seq && planned.to == whole.id.seq + whole.count;
    const Operation part = all ? whole : CutOperation(set_, whole, planned.from, planned.to);
    std::u16string_view text;
    if (part.kind == OperationKind::kInsertText)
      text = set_.text.substr(part.text_offset, part.count);
    Apply(part, text, Resolve(planned.text));
    done_.applied += part.count;
  }
  plan_.clear();
  planned_.clear();
  last_agent_ = kNoAgent;
}

uint64_t Integration::PlannedElements() const {
  uint64_t elements = 0;
  for (const Planned& planned : plan_) {
    const Operation& whole = set_.operations[planned.operation];
    if (!whole.IsEffect()) elements += planned.to - planned.from;
  }
  return elements;
}

TreeId Integration::Resolve(TextRef text) {
  if ((text & kNewText) == 0) return text;
  return state_->TextNamed(set_.containers[text & ~kNewText].name);
}

void Integration::Apply(const Operation& operation, std::u16string_view text, TreeId tree) {
  AgentTable& agents = sequence_.agents();
  const AgentNumber agent = agents.Intern(operation.id.agent);
  if (operation.kind == OperationKind::kInsertText) {
    sequence_.IntegrateInsertion(agent, tree, state_->Find(operation.prev),
                                 state_->Find(operation.next), text);
    return;
  }
  const AgentNumber target = agents.Find(operation.target.agent);
  if (operation.kind == OperationKind::kRestore) {
    sequence_.IntegrateRestore(agent, operation.at, target, operation.target.seq, operation.count);
    return;
  }
  state_->ApplyErase(agent, target, operation);
}

// What waited for what has just come in.
void Integration::Drain() {
  Backlog& backlog = state_->backlog();
  bool progress = !backlog.empty();
  while (progress) {
    progress = false;
    std::vector<Agent> agents;
    for (const auto& [agent, queue] : backlog.queues()) agents.push_back(agent);
    for (Agent agent : agents) {
      while (DrainHead(agent, true) || DrainHead(agent, false)) progress = true;
    }
  }
}

// True when the head, or the part of it that is due, left the backlog.
bool Integration::DrainHead(Agent agent, bool effect) {
  Backlog& backlog = state_->backlog();
  Backlog::Queue* queue = backlog.Find(agent);
  if (queue == nullptr) return false;
  const auto& list = effect ? queue->effects : queue->creations;
  if (list.empty()) return false;
  const Operation& head = list.begin()->second.operation;
  const uint32_t due = DueUpTo(head);
  const uint32_t end = head.id.seq + head.count;
  if (due <= Have(head) && due < end) return false;
  const Backlog::Piece piece = backlog.TakeHead(agent, effect, due);
  if (piece.operation.id.seq + piece.operation.count <= Have(piece.operation)) return true;
  OperationSet set;
  set.operations.push_back(piece.operation);
  set.text = piece.text;
  set.containers.push_back(piece.container);
  Integration one(state_, set);
  // Its references are known only now. What can never be valid ends its agent's queue: all
  // replicas decide alike, because they decide by what the operation names.
  if (!one.PlanAll().ok() || !state_->CheckRoom(one.PlannedElements()).ok()) {
    backlog.Drop(agent);
    return true;
  }
  one.ApplyPlan();
  done_.applied += one.done_.applied;
  return true;
}

}  // namespace weft
