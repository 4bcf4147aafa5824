// Integration: applying. Planning and checking are in plan.cc.
#include <algorithm>

#include "crdt/core/operation_payload.h"
#include "crdt/document/in_order.h"
#include "crdt/document/integration.h"
#include "crdt/document/operation_check.h"

namespace weft {

Result<Integrated> DocumentState::Integrate(const OperationView& operations) {
  sequence_.lane()->coming.count = 0;  // whatever waits now must not be passed over
  BeginRemote();
  if (backlog_.empty() && !operations.operations.empty()) {
    if (const Operation* last = IntegrateAtOnce(operations)) {
      const bool watched = !observers_.empty();  // they may edit, also if they end themselves
      EndRemote();
      if (!watched) sequence_.ExpectMore(*last);
      Integrated done;
      for (const Operation& operation : operations.operations) done.applied += operation.count;
      return done;
    }
  }
  Result<Integrated> result = Integration(this, operations).Run();
  EndRemote();
  return result;
}

const Operation* DocumentState::IntegrateAtOnce(const OperationView& operations) {
  if (operations.operations.size() == 1 && IntegrateOne(operations)) [[likely]]
    return &operations.operations[0];
  InOrder in_order(this, operations);
  return in_order.Check() ? &in_order.Apply() : nullptr;
}

Status DocumentState::IntegrateLocally(const OperationSet& set, Origin origin) {
  sequence_.lane()->coming.count = 0;
  BeginChange();
  const Result<Integrated> done = Integration(this, set).Run();
  EndChange(origin);
  return done.status();
}

Result<Integrated> DocumentState::Admit(const OperationView& operations,
                                        const AdmissionCheck& check) {
  sequence_.lane()->coming.count = 0;
  BeginRemote();
  Result<Integrated> result = Integration(this, operations).RunAdmitting(check);
  EndRemote();
  return result;
}

Status Integration::CheckAndPlan() {
  for (const Operation& operation : set_.operations) {
    WEFT_RETURN_IF_ERROR(CheckShape(set_, operation, sequence_.order()));
  }
  return PlanWithinBounds();
}

// All bytes of the set are counted, whatever is known of it.
Status Integration::PlanWithinBounds() {
  WEFT_RETURN_IF_ERROR(PlanAll());
  const uint64_t values = set_.payload == nullptr ? 0 : set_.payload->bytes.size();
  return state_->CheckRoom(PlannedElements(), values);
}

Result<Integrated> Integration::Run() {
  WEFT_RETURN_IF_ERROR(CheckAndPlan());
  KeepWaiting();
  ApplyPlan();
  Drain();
  return done_;
}

Result<Integrated> Integration::RunAdmitting(const AdmissionCheck& check) {
  for (const Operation& operation : set_.operations) {
    if (IsOther(operation.kind)) {
      return Unimplemented(Describe(operation) + ": of a kind that needs a newer version");
    }
  }
  WEFT_RETURN_IF_ERROR(CheckAndPlan());
  if (!waiting_.empty()) {
    return FailedPrecondition(Describe(set_.operations[waiting_[0].from]) +
                              ": what it depends on is not here");
  }
  WEFT_RETURN_IF_ERROR(CheckStamps());
  if (check) WEFT_RETURN_IF_ERROR(Inspect(check));
  ApplyPlan();
  return done_;
}

void Integration::ApplyPlan() {
  if (plan_.size() > 1) objects_.HoldMoves();
  for (uint32_t i = 0; i < plan_.size(); ++i) {
    const Planned& planned = plan_[i];
    const Operation& whole = set_.operations[planned.operation];
    done_.applied += planned.to - planned.from;
    if (planned.from == whole.id.seq && planned.to == whole.id.seq + whole.count) [[likely]] {
      Apply(whole, planned, i);
    } else {
      Apply(CutOperation(set_, whole, planned.from, planned.to), planned, i);
    }
  }
  objects_.SettleMoves();
  plan_.clear();
  planned_.clear();
  stamps_.clear();
  value_starts_.clear();
  names_.Clear();
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

ContainerNumber Integration::Resolve(ContainerRef ref) {
  if (ref == kNoRef) return kNoContainer;
  if ((ref & kNewName) == 0) return ref;
  const ContainerId id = names_.container(ref).id;
  if (id.IsRoot()) return objects_.Root(id.kind, id.name);
  return objects_.Nested(id.kind, state_->Find(id.creator));
}

void Integration::Apply(const Operation& operation, const Planned& planned, uint32_t place) {
  const AgentNumber agent = sequence_.agents().Intern(operation.id.agent);
  const Lv prev = operation.HasAnchors() ? state_->Find(operation.prev) : kNoLv;
  const Lv next = operation.HasAnchors() ? state_->Find(operation.next) : kNoLv;
  switch (operation.kind) {
    case OperationKind::kInsertText:
      return sequence_.IntegrateInsertion(agent, objects_.TreeOf(Resolve(planned.home)), prev, next,
                                          set_.text.substr(operation.text_offset, operation.count));
    case OperationKind::kErase:
      return state_->ApplyErase(agent, sequence_.agents().Find(operation.target.agent), operation);
    case OperationKind::kRestore:
      return ApplyRestore(agent, operation);
    case OperationKind::kInsertItems:
      return objects_.InsertItems(agent, Resolve(planned.home), prev, next, operation.count,
                                  std::string_view(set_.payload->bytes).substr(operation.content));
    case OperationKind::kWrite:
      return ApplyWrite(agent, operation, place);
    case OperationKind::kMove:
      return objects_.Move(agent, state_->Find(set_.payload->ids[operation.item]),
                           Resolve(planned.home), prev, next, stamps_.at(place).lamport,
                           operation.stamp);
    case OperationKind::kMark: {
      const std::string_view content = ContentOf(operation, set_.payload->bytes);
      const Marks::Mark mark{kNoLv,
                             Resolve(planned.home),
                             prev,
                             next,
                             stamps_.at(place).lamport,
                             operation.stamp,
                             0,
                             0,
                             true};
      return objects_.AddMark(agent, mark, content);
    }
    case OperationKind::kAdd:
      return objects_.Add(agent, operation.at, Resolve(planned.home),
                          value_bytes::ReadInt(ContentOf(operation, set_.payload->bytes)));
    case OperationKind::kUndo:
      return objects_.Undo(agent, operation.at, state_->Find(operation.target));
    case OperationKind::kOtherCreation:
    case OperationKind::kOtherEffect:
      return ApplyOther(agent, operation, planned);
  }
}

void Integration::ApplyRestore(AgentNumber agent, const Operation& operation) {
  const AgentNumber by = sequence_.agents().Find(operation.target.agent);
  const uint32_t first = operation.target.seq;
  std::vector<uint32_t> others;
  sequence_.IntegrateRestore(agent, operation.at, by, first, operation.count, &others);
  for (const uint32_t place : others) objects_.TakeBackOther(place);
  if (objects_.creations().empty()) return;
  for (uint32_t i = first; i < first + operation.count; ++i) {
    const Lv lv = sequence_.ErasedBy(by, i);
    if (lv != kNoLv) objects_.Refresh(LvRange{lv, 1});
  }
}

void Integration::ApplyWrite(AgentNumber agent, const Operation& write, uint32_t place) {
  const PlannedStamp& stamp = stamps_.at(place);
  RegisterNumber of = stamp.of;
  if ((of & kNewName) != 0) {
    const NewRegister& made = names_.reg(of);
    of = made.item.IsNull() ? objects_.OfMap(Resolve(made.map), made.key)
                            : objects_.OfItem(state_->Find(made.item));
  }
  std::vector<Lv> replaces;
  if (!write.replaced.IsNull()) replaces.push_back(state_->Find(write.replaced));
  for (uint64_t i = 0; i < write.more.count; ++i) {
    replaces.push_back(state_->Find(set_.payload->ids[write.more.offset + i]));
  }
  const std::string_view value = SplitWrite(write, set_.payload->bytes).value;
  objects_.Write(agent, of, stamp.lamport, write.stamp, replaces, value);
}

void Integration::ApplyOther(AgentNumber agent, const Operation& operation,
                             const Planned& planned) {
  const std::string_view content = ContentOf(operation, set_.payload->bytes);
  OtherContent other;
  size_t size = 0;
  if (SplitOther(content, &other, &size) && other.critical) state_->SetReadOnly();
  const ContainerNumber container = Resolve(planned.home);
  if (operation.IsEffect()) {
    objects_.EffectOther(agent, operation.at, operation.count, container, content);
  } else {
    objects_.CreateOther(agent, operation.count, container, content);
  }
}

// What waited for what has just come in, and what has just begun to wait.
void Integration::Drain() {
  if (state_->backlog().empty()) return;
  for (const Stretch& rest : waiting_) ready_.push_back(set_.operations[rest.from].id.agent);
  for (const Agent author : authors_) Wake(author);
  Wake(state_->agent());  // it may have edited since
  for (size_t i = 0; i < ready_.size(); ++i) DrainAgent(ready_[i]);
}

void Integration::Wake(Agent agent) {
  state_->backlog().Wake(agent, PlannedCounts(agent), &ready_);
}

void Integration::DrainAgent(Agent agent) {
  Need effects{};
  Need creations{};
  bool moved = false;
  while (DrainHead(agent, true, &effects) || DrainHead(agent, false, &creations)) moved = true;
  if (moved) Wake(agent);
  if (effects.count > 0) state_->backlog().Wait(agent, true, effects);
  if (creations.count > 0) state_->backlog().Wait(agent, false, creations);
}

// True when the head, or the part of it that is due, left the backlog. Else it says what the head
// needs, if there is one.
bool Integration::DrainHead(Agent agent, bool effect, Need* need) {
  *need = Need{};
  Backlog& backlog = state_->backlog();
  Backlog::Queue* queue = backlog.Find(agent);
  if (queue == nullptr) return false;
  const auto& list = effect ? queue->effects : queue->creations;
  if (list.empty()) return false;
  const Backlog::Piece& waiting = list.begin()->second;
  const Operation& head = waiting.operation;
  const uint32_t due =
      DueUpTo(head, {{&head, 1}, waiting.text, {&waiting.container, 1}, &waiting.payload}, need);
  const uint32_t end = head.id.seq + head.count;
  if (due <= Have(head) && due < end) return false;
  const Backlog::Piece piece = backlog.TakeHead(agent, effect, due);
  if (piece.operation.id.seq + piece.operation.count <= Have(piece.operation)) return true;
  OperationSet set;
  set.operations.push_back(piece.operation);
  set.text = piece.text;
  set.containers.push_back(piece.container);
  set.payload = piece.payload;
  Integration one(state_, set);
  // Its references are known only now. What can never be valid ends its agent's queue: all
  // replicas decide alike, because they decide by what the operation names.
  if (!one.PlanWithinBounds().ok()) {
    backlog.Drop(agent);
    return true;
  }
  one.ApplyPlan();
  done_.applied += one.done_.applied;
  return true;
}

}  // namespace weft
