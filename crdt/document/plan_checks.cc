// Integration: what is checked of text and of effects; nothing here changes the document.
#include <algorithm>

#include "crdt/core/utf.h"
#include "crdt/document/integration.h"
#include "crdt/document/operation_check.h"
#include "crdt/document/pairs.h"

namespace weft {

Status Integration::CheckReferences(const Operation& operation, ContainerRef* home) {
  if (operation.IsEffect() && operation.at < LastAt(operation.id.agent)) {
    return InvalidArgument(Describe(operation) + ": its `at` is before an earlier effect's");
  }
  if (operation.IsEffect() && operation.at > 0 && AnySurrogates() &&
      IsHighSurrogate(UnitOf(Id{operation.id.agent, operation.at - 1}))) {
    return InvalidArgument(Describe(operation) + ": its `at` is inside a surrogate pair");
  }
  switch (operation.kind) {
    case OperationKind::kInsertText:
      return CheckInsertionReferences(operation, home);
    case OperationKind::kErase:
      WEFT_RETURN_IF_ERROR(CheckTargets(operation));
      return CheckPairs(operation);
    case OperationKind::kRestore:
      return CheckRestore(operation);
    case OperationKind::kUndo:
      return CheckUndo(operation, home);
    default:
      return CheckObject(operation, home);
  }
}

bool Integration::AnySurrogates() {
  if (sequence_.order() == OrderKind::kYata) return false;
  if (sequence_.arena().has_surrogates()) return true;
  if (set_surrogates_ == Answer::kUnknown) {
    // The view's text may be a larger recording's: only what the operations name counts.
    const bool any = std::any_of(
        set_.operations.begin(), set_.operations.end(), [this](const Operation& operation) {
          if (operation.kind != OperationKind::kInsertText) return false;
          return HasSurrogates(set_.text.substr(operation.text_offset, operation.count));
        });
    set_surrogates_ = any ? Answer::kYes : Answer::kNo;
  }
  return set_surrogates_ == Answer::kYes;
}

Status Integration::CheckInsertionReferences(const Operation& operation, ContainerRef* home) {
  if (operation.prev.IsNull() && operation.next.IsNull()) {
    return CheckContainer(operation, home);
  }
  if (AnyObjects()) {
    WEFT_RETURN_IF_ERROR(CheckAnchors(operation, home));
  } else {
    *home = HomeOf(operation.prev.IsNull() ? operation.next : operation.prev);
    if (!operation.next.IsNull() && !operation.prev.IsNull() && HomeOf(operation.next) != *home) {
      return InvalidArgument(Describe(operation) + ": its anchors are in different texts");
    }
  }
  return CheckPairsAround(operation);
}

// What is inserted stands inside no pair.
Status Integration::CheckPairsAround(const Operation& operation) {
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
  const Operation& operation = set_.operations[plan_[FindPlanned(effect, true)].operation];
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
    Id target = TargetOf(Id{by, i});
    if (target.IsNull()) {
      if (IsAddition(Id{by, i})) continue;
      target = UndoneBy(Id{by, i});
    }
    if (target.IsNull()) {
      return InvalidArgument(Describe(operation) + ": takes back what is no deletion");
    }
    if (LacksContent(target)) {
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

bool Integration::IsAddition(const Id& effect) {
  const AgentNumber number = sequence_.agents().Find(effect.agent);
  if (number != kNoNumber && effect.seq < sequence_.CountsOf(number).effects) {
    const uint32_t place = sequence_.OtherEffect(number, effect.seq);
    return place != Sequence::kNoEffect && objects_.other_effect(place).IsAddition();
  }
  const Operation& operation = set_.operations[plan_[FindPlanned(effect, true)].operation];
  return operation.kind == OperationKind::kAdd;
}

// The write or slot that an undo is of; kNullId when the effect is none.
Id Integration::UndoneBy(const Id& effect) {
  const AgentNumber number = sequence_.agents().Find(effect.agent);
  if (number != kNoNumber && effect.seq < sequence_.CountsOf(number).effects) {
    const uint32_t place = sequence_.OtherEffect(number, effect.seq);
    if (place == Sequence::kNoEffect || !objects_.other_effect(place).IsUndo()) return kNullId;
    return sequence_.agents().IdOf(objects_.other_effect(place).target());
  }
  const Operation& operation = set_.operations[plan_[FindPlanned(effect, true)].operation];
  return operation.kind == OperationKind::kUndo ? operation.target : kNullId;
}

Status Integration::CheckUndo(const Operation& undo, ContainerRef* home) {
  const Maker maker = MakerOf(undo.target);
  if (maker.kind != CreationKind::kWrite && maker.kind != CreationKind::kSlot) {
    return InvalidArgument(Describe(undo) + ": undoes what is neither a write nor a move");
  }
  *home = maker.home;
  const Lv lv = state_->Find(undo.target);
  if (lv == kNoLv || maker.kind == CreationKind::kSlot || !sequence_.lacks_any_text()) {
    return OkStatus();
  }
  for (const Lv shown : objects_.UncoveredBy(lv)) {
    if (sequence_.LacksText(LvRange{shown, 1})) {
      return FailedPrecondition(Describe(undo) +
                                ": this document was saved without the value from before");
    }
  }
  return OkStatus();
}

// Text and values, where this replica has them.
Status Integration::CheckSameContent(const Operation& operation, uint32_t count) {
  if (AnyObjects()) {
    WEFT_RETURN_IF_ERROR(CheckSameObject(operation, count));
  }
  return operation.kind == OperationKind::kInsertText ? CheckSameText(operation, count)
                                                      : OkStatus();
}

// Whether this document was saved without what the creation holds.
bool Integration::LacksContent(const Id& id) {
  const Lv lv = state_->Find(id);
  return lv != kNoLv && sequence_.LacksText(LvRange{lv, 1});
}

Status Integration::CheckSameText(const Operation& operation, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    const Id id{operation.id.agent, operation.id.seq + i};
    if (UnitOf(id) != set_.text[operation.text_offset + i] && !LacksContent(id)) {
      return AlreadyExists(Describe(operation) + ": this id is known with other content");
    }
  }
  return OkStatus();
}

}  // namespace weft
