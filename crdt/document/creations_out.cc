// DocumentState: creations, and effects that hit no element, as operations again.
#include <algorithm>

#include "crdt/core/operation_payload.h"
#include "crdt/document/document_state.h"
#include "crdt/document/operation_runs.h"

namespace weft {

uint32_t DocumentState::ContainerIn(OperationSet* out, ContainerNumber container) {
  const auto [place, added] =
      taken_containers_.try_emplace(container, static_cast<uint32_t>(out->containers.size()));
  if (added) out->containers.push_back(objects_.IdOf(container));
  return place->second;
}

void DocumentState::AppendCreations(AgentNumber agent, uint32_t from, uint32_t to, uint32_t at,
                                    OperationSet* out) {
  const AgentTable& agents = sequence_.agents();
  while (from < to) {
    LvRange here = agents.Locate(agent, from);
    here.count = std::min(here.count, to - from);
    const CreationKind kind = objects_.creations().KindOf(here.lv);
    if (kind == CreationKind::kText || kind == CreationKind::kItem) {
      // Not farther than the insertion: or the same creations would be counted again and again.
      const Lv end = sequence_.insertions().Find(here.lv).range.end();
      here.count = objects_.creations().RunLength(here.lv, std::min(here.count, end - here.lv));
    }
    Operation operation{};
    operation.count = 1;
    operation.id = Id{agents.AgentOf(agent), from};
    operation.at = at;
    operation.container = kImpliedContainer;
    switch (kind) {
      case CreationKind::kText:
      case CreationKind::kItem:
      case CreationKind::kSlot:
        AppendInsertion(&operation, here, out);
        break;
      case CreationKind::kWrite:
        AppendWrite(&operation, here.lv, out);
        break;
      case CreationKind::kMark:
        AppendMark(&operation, here.lv, out);
        break;
      case CreationKind::kOther:
        AppendOther(&operation, here.lv, out);
        break;
    }
    from = operation.id.seq + operation.count;
    out->operations.push_back(operation);
    JoinLast(out);
  }
}

// The text, or the values, of a run.
void DocumentState::AppendContent(LvRange range, Operation* operation, OperationSet* out) {
  if (operation->kind == OperationKind::kInsertText) {
    operation->text_offset = static_cast<uint32_t>(out->text.size());
    sequence_.arena().ReadUtf16(range, &out->text);
    return;
  }
  operation->content = static_cast<uint32_t>(out->payload.bytes.size());
  for (Lv lv = range.lv; lv < range.end(); ++lv) {
    out->payload.bytes.append(objects_.creations().ContentOf(lv));
  }
}

void DocumentState::AppendInsertion(Operation* operation, LvRange here, OperationSet* out) {
  const AgentTable& agents = sequence_.agents();
  const CreationKind kind = objects_.creations().KindOf(here.lv);
  const Insertion run = sequence_.insertions().Find(here.lv);
  operation->prev = agents.IdOf(run.range.lv == here.lv ? run.prev : here.lv - 1);
  operation->next = agents.IdOf(run.next);
  if (operation->prev.IsNull() && operation->next.IsNull()) {
    operation->container = ContainerIn(out, objects_.HomeOf(here.lv));
  }
  if (kind == CreationKind::kSlot) {
    const Places::Move& move = objects_.places().MoveOf(here.lv);
    operation->kind = OperationKind::kMove;
    operation->stamp = move.stamp;
    operation->item = static_cast<uint32_t>(out->payload.ids.size());
    out->payload.ids.push_back(agents.IdOf(move.item));
    return;
  }
  operation->kind =
      kind == CreationKind::kText ? OperationKind::kInsertText : OperationKind::kInsertItems;
  operation->count = std::min(here.count, run.range.end() - here.lv);
  AppendContent(LvRange{here.lv, operation->count}, operation, out);
}

void DocumentState::AppendWrite(Operation* operation, Lv lv, OperationSet* out) {
  const AgentTable& agents = sequence_.agents();
  const Registers& registers = objects_.registers();
  const WriteNumber number = registers.WriteOf(lv);
  const Registers::Write& write = registers.write(number);
  const std::vector<Lv> replaced = registers.ReplacedBy(number);
  operation->kind = OperationKind::kWrite;
  operation->stamp = write.stamp;
  operation->replaced = replaced.empty() ? kNullId : agents.IdOf(replaced[0]);
  operation->more = Operation::More{0, 0};
  operation->content = static_cast<uint32_t>(out->payload.bytes.size());
  if (replaced.empty()) {
    const Registers::Register& of = registers[write.of];
    operation->container = ContainerIn(out, of.map);
    value_bytes::AppendKey(registers.KeyAt(of.key), &out->payload.bytes);
  } else if (replaced.size() > 1) {
    operation->more =
        Operation::More{replaced.size() - 1, static_cast<uint32_t>(out->payload.ids.size())};
    for (size_t i = 1; i < replaced.size(); ++i) {
      out->payload.ids.push_back(agents.IdOf(replaced[i]));
    }
  }
  out->payload.bytes.append(objects_.creations().ContentOf(lv));
}

void DocumentState::AppendMark(Operation* operation, Lv lv, OperationSet* out) {
  const AgentTable& agents = sequence_.agents();
  const Marks::Mark& mark = objects_.marks()[objects_.marks().NumberOf(lv)];
  operation->kind = OperationKind::kMark;
  operation->prev = agents.IdOf(mark.start);
  operation->next = agents.IdOf(mark.end);
  operation->stamp = mark.stamp;
  if (mark.start == kNoLv && mark.end == kNoLv) operation->container = ContainerIn(out, mark.text);
  operation->content = static_cast<uint32_t>(out->payload.bytes.size());
  out->payload.bytes.append(objects_.creations().ContentOf(lv));
}

// Of a kind to come: always whole.
void DocumentState::AppendOther(Operation* operation, Lv lv, OperationSet* out) {
  const OtherCreation& other = objects_.OtherCreationOf(lv);
  operation->kind = OperationKind::kOtherCreation;
  operation->id.seq -= lv - other.lv;
  operation->count = other.count;
  operation->prev = operation->next = kNullId;
  operation->content = static_cast<uint32_t>(out->payload.bytes.size());
  if (other.container != kNoContainer) operation->container = ContainerIn(out, other.container);
  out->payload.bytes.append(objects_.creations().ContentOf(other.lv));
}

void DocumentState::AppendUndo(const EffectRun& run, uint32_t index, Lv target,
                               Operation* operation, OperationSet* out) {
  operation->kind = OperationKind::kUndo;
  operation->count = 1;
  operation->container = kImpliedContainer;
  operation->content = 0;
  operation->id.seq = run.index + index;
  operation->target = sequence_.agents().IdOf(target);
  out->operations.push_back(*operation);
}

void DocumentState::AppendOtherEffects(AgentNumber agent, const EffectRun& run, OperationSet* out) {
  Operation operation{};
  operation.id.agent = sequence_.agents().AgentOf(agent);
  operation.at = run.at;
  operation.prev = operation.next = kNullId;
  for (uint32_t i = 0; i < run.count;) {
    uint32_t place = run.restored_index + i;
    const OtherEffect& effect = objects_.other_effect(place);
    if (effect.IsUndo()) {
      AppendUndo(run, i++, effect.target(), &operation, out);
      continue;
    }
    operation.prev = kNullId;
    operation.count = std::max(effect.count, 1u);
    operation.container = kImpliedContainer;
    if (effect.container != kNoContainer) {
      operation.container = ContainerIn(out, effect.container);
    }
    operation.content = static_cast<uint32_t>(out->payload.bytes.size());
    operation.id.seq = run.index + i;
    if (effect.IsAddition()) {
      operation.kind = OperationKind::kAdd;
      value_bytes::AppendInt(effect.amount, &out->payload.bytes);
    } else {
      const auto before = static_cast<uint32_t>(effect.amount);
      operation.kind = OperationKind::kOtherEffect;
      operation.id.seq -= before;
      place -= before;
      out->payload.bytes.append(objects_.OtherContent(place));
    }
    i = operation.id.seq + operation.count - run.index;
    out->operations.push_back(operation);
    JoinLast(out);
  }
}

}  // namespace weft
