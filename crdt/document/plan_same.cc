// Integration: what is known already has one content for ever; is it the same? Anchors, targets and
// names are compared with what the document's own operations would say; text and values where this
// replica has them (plan_checks.cc, plan_objects.cc).
#include <algorithm>

#include "crdt/core/operation_payload.h"
#include "crdt/document/integration.h"
#include "crdt/document/operation_check.h"

namespace weft {

namespace {

ContainerId ContainerOf(const OperationView& set, const Operation& operation) {
  return operation.container == kImpliedContainer ? ContainerId()
                                                  : set.containers[operation.container];
}

bool SameReplaced(const OperationView& set, const Operation& a, const OperationView& other,
                  const Operation& b) {
  if (a.replaced != b.replaced || a.more.count != b.more.count) return false;
  const auto* const ids = set.payload->ids.data() + a.more.offset;
  return a.more.count == 0 ||
         std::equal(ids, ids + a.more.count, other.payload->ids.data() + b.more.offset);
}

// Whether two operations under the same ids are the same, but for text and values.
bool SameReferences(const OperationView& set, const Operation& a, const OperationView& other,
                    const Operation& b) {
  if (a.kind != b.kind || a.count != b.count || (a.IsStamped() && a.stamp != b.stamp) ||
      ContainerOf(set, a) != ContainerOf(other, b) || (a.IsEffect() && a.at != b.at)) {
    return false;
  }
  switch (a.kind) {
    case OperationKind::kErase:
      return a.target == b.target && (a.backward == b.backward || a.count == 1);
    case OperationKind::kRestore:
    case OperationKind::kUndo:
      return a.target == b.target;
    case OperationKind::kAdd:
      return ContentOf(a, set.payload->bytes) == ContentOf(b, other.payload->bytes);
    case OperationKind::kWrite:
      return SameReplaced(set, a, other, b) &&
             SplitWrite(a, set.payload->bytes).key == SplitWrite(b, other.payload->bytes).key;
    case OperationKind::kMove:
      if (set.payload->ids[a.item] != other.payload->ids[b.item]) return false;
      [[fallthrough]];
    default:
      return a.prev == b.prev && a.next == b.next;
  }
}

}  // namespace

// As kinds to come cannot be.
Status Integration::CheckSame(const Operation& operation) {
  if (IsOther(operation.kind)) return OkStatus();
  const uint32_t known = Have(operation);
  if (operation.id.seq >= known) return OkStatus();
  const uint32_t count = std::min(operation.count, known - operation.id.seq);
  if (!operation.IsEffect()) WEFT_RETURN_IF_ERROR(CheckSameContent(operation, count));
  return IsSame(operation, operation.id.seq + count)
             ? OkStatus()
             : AlreadyExists(Describe(operation) + ": this id is known with other content");
}

bool Integration::IsSame(const Operation& operation, uint32_t end) {
  const AgentNumber agent = sequence_.agents().Find(operation.id.agent);
  uint32_t from = operation.id.seq;
  if (agent != kNoNumber) {
    const Counts counts = sequence_.CountsOf(agent);
    const uint32_t here = std::min(end, operation.IsEffect() ? counts.effects : counts.creations);
    if (from < here) {
      if (!IsSameHere(CutOperation(set_, operation, from, here), agent)) return false;
      from = here;
    }
  }
  while (from < end) {
    const uint32_t place = FindPlanned(Id{operation.id.agent, from}, operation.IsEffect());
    const Operation& planned = set_.operations[plan_[place].operation];
    const uint32_t to = std::min(end, planned.id.seq + planned.count);
    if (!SameReferences(set_, CutOperation(set_, operation, from, to), set_,
                        CutOperation(set_, planned, from, to))) {
      return false;
    }
    from = to;
  }
  return true;
}

bool Integration::IsSameHere(const Operation& operation, AgentNumber agent) {
  known_.Clear();
  if (!state_->AppendKnown(agent, operation, &known_)) return true;  // nobody knows any more
  const OperationView known(known_);
  return known_.operations.size() == 1 && known_.operations[0].id == operation.id &&
         SameReferences(set_, operation, known, known_.operations[0]);
}

}  // namespace weft
