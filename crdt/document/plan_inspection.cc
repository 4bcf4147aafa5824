// Integration: the plan as an admission check is told of it. Nothing here changes the document.
#include <algorithm>

#include "crdt/core/operation_payload.h"
#include "crdt/document/admission.h"
#include "crdt/document/integration.h"
#include "crdt/document/path.h"

namespace weft {

namespace {

// Of the values that an operation puts somewhere.
ValueTypes TypesIn(const Operation& part, std::string_view payload) {
  const auto first = [](std::string_view value) {
    return value_bytes::TypeOf(static_cast<uint8_t>(value[0]));
  };
  if (part.kind == OperationKind::kWrite) return first(SplitWrite(part, payload).value);
  if (part.kind == OperationKind::kMark) return first(SplitMark(ContentOf(part, payload)).value);
  ValueTypes types;
  if (part.kind != OperationKind::kInsertItems) return types;
  std::string_view left = ContentOf(part, payload);
  for (uint32_t i = 0; i < part.count; ++i) types.Add(first(TakeValue(&left)));
  return types;
}

size_t BytesIn(const OperationView& set, const Operation& part) {
  if (part.kind == OperationKind::kInsertText) return part.count * sizeof(char16_t);
  if (!HasPayload(part.kind) || part.kind == OperationKind::kMove) return 0;
  return ContentOf(part, set.payload->bytes).size();
}

}  // namespace

ContainerId Integration::IdOf(ContainerRef ref) {
  return (ref & kNewName) == 0 ? objects_.IdOf(ref) : names_.container(ref).id;
}

// Of a write that makes a container or replaces a value. Empty for an item's.
std::string Integration::KeyOf(RegisterRef of) {
  if ((of & kNewName) != 0) return names_.reg(of).key;
  const Registers::Register& known = objects_.registers()[of];
  if (known.map == kNoContainer) return "";
  return std::string(objects_.registers().KeyAt(known.key));
}

// Of a write the map's key, of a mark its own, else none.
std::string Integration::KeyMadeBy(const Maker& maker) {
  if (maker.kind == CreationKind::kWrite) return KeyOf(maker.of);
  if (maker.kind == CreationKind::kMark) return std::string(SplitMark(maker.value).key);
  return "";
}

std::string Integration::PathPattern(ContainerId id) {
  std::vector<std::string> steps;
  while (!id.IsRoot()) {
    const Maker maker = MakerOf(id.creator);
    const bool at_key =
        maker.kind == CreationKind::kWrite && KindOf(maker.home) == ContainerKind::kMap;
    steps.push_back(at_key ? ToString(PathStep(KeyOf(maker.of))) : "*");
    // A node is its tree's, wherever in the tree it stands.
    const bool node = IsTreeLevel(KindOf(maker.home));
    id = IdOf(node ? ForestOf(maker.home) : maker.home);
  }
  std::string path = ToString(PathStep(id.name));
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) path += "/" + *step;
  return path;
}

Integration::Hit Integration::HitBy(const Operation& effect, uint32_t index) {
  Id target{effect.target.agent, effect.target.seq + index};
  if (effect.kind == OperationKind::kRestore) {
    const Id taken_back = target;
    target = TargetOf(taken_back);
    if (target.IsNull()) target = UndoneBy(taken_back);
    if (target.IsNull()) return {HomeOfAddition(taken_back), ""};
  }
  const Maker maker = MakerOf(target);
  return {HomeOfCreation(target, maker), KeyMadeBy(maker)};
}

ContainerRef Integration::HomeOfCreation(const Id& id, const Maker& maker) {
  if (state_->Find(id) == kNoLv) return plan_[FindPlanned(id, false)].home;
  return maker.kind == CreationKind::kText ? HomeOf(id) : maker.home;
}

ContainerRef Integration::HomeOfAddition(const Id& effect) {
  const AgentNumber number = sequence_.agents().Find(effect.agent);
  if (number == kNoNumber || effect.seq >= sequence_.CountsOf(number).effects) {
    return plan_[FindPlanned(effect, true)].home;
  }
  return objects_.other_effect(sequence_.OtherEffect(number, effect.seq)).container;
}

// What an effect's neighbouring targets have in common is told once.
template <class TellHit>
Status Integration::ForEachHit(const Operation& effect, TellHit&& tell) {
  for (uint32_t at = 0; at < effect.count;) {
    Hit hit = HitBy(effect, at);
    uint32_t end = at + 1;
    while (end < effect.count && HitBy(effect, end) == hit) ++end;
    WEFT_RETURN_IF_ERROR(tell(std::move(hit), end - at));
    at = end;
  }
  return OkStatus();
}

std::string Integration::KeyIn(const Operation& part, uint32_t place) {
  switch (part.kind) {
    case OperationKind::kWrite:
      return KeyOf(stamps_.at(place).of);
    case OperationKind::kMark:
      return std::string(SplitMark(ContentOf(part, set_.payload->bytes)).key);
    case OperationKind::kUndo:
      return KeyMadeBy(MakerOf(part.target));
    default:
      return "";
  }
}

Status Integration::Inspect(const AdmissionCheck& check) {
  sequence_.Flush();
  ContainerRef last = kNoRef;
  std::string path;
  const auto tell = [&](const Operation& part, uint32_t count, size_t bytes, Hit hit) {
    if (hit.home != last) path = PathPattern(IdOf(hit.home));
    last = hit.home;
    return check(AdmittedOperation{part.kind, part.id.agent, count, bytes, IdOf(hit.home), path,
                                   TypesIn(part, set_.payload->bytes), std::move(hit.key)});
  };
  for (uint32_t i = 0; i < plan_.size(); ++i) {
    const Planned planned = plan_[i];
    const Operation& whole = set_.operations[planned.operation];
    const Operation part = CutOperation(set_, whole, planned.from, planned.to);
    if (part.kind == OperationKind::kErase || part.kind == OperationKind::kRestore) {
      WEFT_RETURN_IF_ERROR(ForEachHit(
          part, [&](Hit hit, uint32_t count) { return tell(part, count, 0, std::move(hit)); }));
    } else {
      WEFT_RETURN_IF_ERROR(
          tell(part, part.count, BytesIn(set_, part), Hit{planned.home, KeyIn(part, i)}));
    }
  }
  return OkStatus();
}

}  // namespace weft
