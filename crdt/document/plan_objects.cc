// Integration: what is checked of operations on maps, lists, counters and trees; nothing here
// changes the document. Whether an operation is refused depends on what it names alone, so that all
// replicas decide alike.
#include <algorithm>

#include "crdt/core/operation_payload.h"
#include "crdt/core/utf.h"
#include "crdt/document/integration.h"
#include "crdt/document/operation_check.h"

namespace weft {

namespace {

Status Bad(const Operation& operation, std::string_view why) {
  return InvalidArgument(Describe(operation) + ": " + std::string(why));
}

}  // namespace

bool Integration::AnyObjects() {
  if (!objects_.empty()) return true;
  if (set_objects_ == Answer::kUnknown) {
    const bool any = std::any_of(
        set_.operations.begin(), set_.operations.end(), [this](const Operation& operation) {
          return HasPayload(operation.kind) || (operation.container != kImpliedContainer &&
                                                !set_.containers[operation.container].IsRoot());
        });
    set_objects_ = any ? Answer::kYes : Answer::kNo;
  }
  return set_objects_ == Answer::kYes;
}

ContainerKind Integration::KindOf(ContainerRef ref) {
  return (ref & kNewName) == 0 ? objects_.containers()[ref].kind : names_.container(ref).id.kind;
}

ContainerRef Integration::ForestOf(ContainerRef ref) {
  return (ref & kNewName) == 0 ? objects_.containers()[ref].forest : names_.container(ref).forest;
}

uint32_t Integration::DepthOf(ContainerRef ref) {
  return (ref & kNewName) == 0 ? objects_.containers()[ref].depth : names_.container(ref).depth;
}

Integration::Maker Integration::MakerOf(const Id& id) {
  const Lv lv = state_->Find(id);
  if (lv == kNoLv) return PlannedMakerOf(id);
  const Creations& creations = objects_.creations();
  Maker maker{creations.KindOf(lv), kNoRef, kNoRef, 0, {}};
  if (maker.kind == CreationKind::kOther) return maker;
  maker.home = objects_.HomeOf(lv);
  if (maker.kind == CreationKind::kItem || maker.kind == CreationKind::kWrite ||
      maker.kind == CreationKind::kMark) {
    maker.value = creations.ContentOf(lv);
  }
  if (maker.kind == CreationKind::kWrite) {
    const Registers::Write& write = objects_.registers().write(objects_.registers().WriteOf(lv));
    maker.of = write.of;
    maker.lamport = write.lamport;
  }
  return maker;
}

Integration::Maker Integration::PlannedMakerOf(const Id& id) {
  const uint32_t place = FindPlanned(id, false);
  const Operation& operation = set_.operations[plan_[place].operation];
  Maker maker{CreationKind::kText, plan_[place].home, kNoRef, 0, {}};
  switch (operation.kind) {
    case OperationKind::kInsertText:
      break;
    case OperationKind::kInsertItems:
      maker.kind = CreationKind::kItem;
      maker.value = PlannedValue(place, id.seq - operation.id.seq);
      break;
    case OperationKind::kWrite:
      maker.kind = CreationKind::kWrite;
      maker.value = SplitWrite(operation, set_.payload->bytes).value;
      maker.of = stamps_.at(place).of;
      maker.lamport = stamps_.at(place).lamport;
      break;
    case OperationKind::kMove:
      maker.kind = CreationKind::kSlot;
      break;
    case OperationKind::kMark:
      maker.kind = CreationKind::kMark;
      maker.value = ContentOf(operation, set_.payload->bytes);
      break;
    default:
      maker.kind = CreationKind::kOther;
      maker.home = kNoRef;
  }
  return maker;
}

// Where each value of a run starts is noted at the first question about another than the first.
std::string_view Integration::PlannedValue(uint32_t place, uint32_t index) {
  const Operation& items = set_.operations[plan_[place].operation];
  std::string_view left = set_.payload->bytes;
  if (index == 0) {
    left.remove_prefix(items.content);
    return TakeValue(&left);
  }
  std::vector<uint32_t>& starts = value_starts_[place];
  if (starts.empty()) {
    left.remove_prefix(items.content);
    for (uint32_t i = 0; i < items.count; ++i) {
      starts.push_back(static_cast<uint32_t>(set_.payload->bytes.size() - left.size()));
      TakeValue(&left);
    }
    left = set_.payload->bytes;
  }
  left.remove_prefix(starts[index]);
  return TakeValue(&left);
}

Status Integration::CheckObject(const Operation& operation, ContainerRef* home) {
  switch (operation.kind) {
    case OperationKind::kInsertItems:
      return CheckItems(operation, home);
    case OperationKind::kWrite:
      return CheckWrite(operation, home);
    case OperationKind::kMove:
      return CheckMove(operation, home);
    case OperationKind::kMark:
      return CheckMark(operation, home);
    default:
      if (Have(operation) > operation.id.seq) {
        return AlreadyExists(Describe(operation) + ": a part of it is known as something else");
      }
      return operation.container == kImpliedContainer ? OkStatus()
                                                      : CheckContainer(operation, home);
  }
}

// The container that an operation names.
Status Integration::CheckContainer(const Operation& operation, ContainerRef* home) {
  const ContainerId& id = set_.containers[operation.container];
  *home = names_.FindContainer(id);
  if (*home != kNoRef) return OkStatus();
  if (id.IsRoot()) {
    const ContainerNumber known = objects_.containers().FindRoot(id.kind, id.name);
    *home = known != kNoContainer ? known : names_.AddContainer(NewContainer{id, 1, kNoRef});
    return OkStatus();
  }
  const Lv creator = state_->Find(id.creator);
  const ContainerNumber known =
      creator == kNoLv ? kNoContainer : objects_.containers().FindNested(id.kind, creator);
  if (known != kNoContainer) {
    *home = known;
    return OkStatus();
  }
  return CheckNewContainer(operation, id, MakerOf(id.creator), home);
}

Status Integration::CheckNewContainer(const Operation& operation, const ContainerId& id,
                                      const Maker& maker, ContainerRef* ref) {
  const bool node = id.kind == ContainerKind::kNode;
  const ContainerKind held = node ? ContainerKind::kMap : id.kind;
  const bool holds =
      !maker.value.empty() &&
      static_cast<uint8_t>(maker.value[0]) == value_bytes::kContainer + static_cast<uint8_t>(held);
  if (!holds) return Bad(operation, "its container was made as something else");
  if (!node) {
    *ref = names_.AddContainer(NewContainer{id, DepthOf(maker.home) + 1, kNoRef});
    return OkStatus();
  }
  if (maker.kind != CreationKind::kItem || !IsTreeLevel(KindOf(maker.home))) {
    return Bad(operation, "its container is no node of a tree");
  }
  *ref = names_.AddContainer(NewContainer{id, DepthOf(maker.home), ForestOf(maker.home)});
  return OkStatus();
}

// Both anchors stand in one container of the kind that the operation is for.
Status Integration::CheckAnchors(const Operation& operation, ContainerRef* home) {
  if (operation.prev.IsNull() && operation.next.IsNull()) {
    WEFT_RETURN_IF_ERROR(CheckContainer(operation, home));
  } else {
    *home = kNoRef;
    for (const Id& anchor : {operation.prev, operation.next}) {
      if (anchor.IsNull()) continue;
      const Maker maker = MakerOf(anchor);
      if (maker.kind == CreationKind::kWrite || maker.kind == CreationKind::kOther ||
          maker.kind == CreationKind::kMark) {
        return Bad(operation, "an anchor has no place");
      }
      if (*home != kNoRef && *home != maker.home) {
        return Bad(operation, "its anchors are in different containers");
      }
      *home = maker.home;
    }
  }
  const ContainerKind kind = KindOf(*home);
  const bool fits =
      operation.kind == OperationKind::kInsertText || operation.kind == OperationKind::kMark
          ? kind == ContainerKind::kText
          : kind == ContainerKind::kList || IsTreeLevel(kind) ||
                (kind == ContainerKind::kText && operation.kind == OperationKind::kInsertItems);
  return fits ? OkStatus()
              : Bad(operation, "its container is a " + std::string(ContainerKindName(kind)));
}

Status Integration::CheckValue(const Operation& operation, std::string_view value,
                               ContainerRef home) {
  const auto first = static_cast<uint8_t>(value[0]);
  if (value_bytes::IsContainer(first) && DepthOf(home) + 1 > kMaxDepth) {
    return Bad(operation, "containers would nest too deep");
  }
  return OkStatus();
}

Status Integration::CheckItems(const Operation& operation, ContainerRef* home) {
  WEFT_RETURN_IF_ERROR(CheckAnchors(operation, home));
  const bool nodes = IsTreeLevel(KindOf(*home));
  const bool objects = KindOf(*home) == ContainerKind::kText;
  if (objects) WEFT_RETURN_IF_ERROR(CheckPairsAround(operation));
  std::string_view values = std::string_view(set_.payload->bytes).substr(operation.content);
  for (uint32_t i = 0; i < operation.count; ++i) {
    const std::string_view value = TakeValue(&values);
    const auto first = static_cast<uint8_t>(value[0]);
    if (nodes && first != value_bytes::kContainer + static_cast<uint8_t>(ContainerKind::kMap)) {
      return Bad(operation, "a node of a tree is not a map");
    }
    if (objects && value_bytes::IsContainer(first)) {
      return Bad(operation, "a container cannot stand in a text");
    }
    WEFT_RETURN_IF_ERROR(CheckValue(operation, value, *home));
  }
  return OkStatus();
}

// The register that an item or a write belongs to.
Status Integration::RegisterOf(const Operation& write, const Id& id, Maker* maker) {
  *maker = MakerOf(id);
  if (maker->kind == CreationKind::kWrite) return OkStatus();
  if (maker->kind != CreationKind::kItem) return Bad(write, "replaces what has no value");
  if (IsTreeLevel(KindOf(maker->home))) return Bad(write, "replaces a node of a tree");
  if (KindOf(maker->home) == ContainerKind::kText)
    return Bad(write, "replaces an object in a text");
  const Lv lv = state_->Find(id);
  const RegisterNumber known = lv == kNoLv ? kNoRegister : objects_.registers().FindOfItem(lv);
  maker->of = known != kNoRegister ? known : names_.OfItem(id);
  return OkStatus();
}

Status Integration::CheckWrite(const Operation& write, ContainerRef* home) {
  const WriteContent content = SplitWrite(write, set_.payload->bytes);
  Lamport lamport = LastLamport(write.id.agent);
  RegisterRef of = kNoRef;
  if (write.replaced.IsNull()) {
    WEFT_RETURN_IF_ERROR(CheckContainer(write, home));
    const bool known_map = (*home & kNewName) == 0;
    const RegisterNumber known =
        known_map ? objects_.registers().FindOfMap(*home, content.key) : kNoRegister;
    of = known != kNoRegister ? known : names_.OfMap(*home, content.key);
  }
  for (uint64_t i = 0; !write.replaced.IsNull() && i <= write.more.count; ++i) {
    const Id id = i == 0 ? write.replaced : set_.payload->ids[write.more.offset + i - 1];
    Maker maker{};
    WEFT_RETURN_IF_ERROR(RegisterOf(write, id, &maker));
    if (of != kNoRef && of != maker.of) return Bad(write, "replaces values of different places");
    of = maker.of;
    *home = maker.home;
    lamport = std::max(lamport, maker.lamport);
  }
  WEFT_RETURN_IF_ERROR(CheckValue(write, content.value, *home));
  return NoteStamp(write, of, uint64_t{lamport} + 1 + write.stamp);
}

Status Integration::NoteStamp(const Operation& operation, RegisterRef of, uint64_t lamport) {
  if (lamport > kMaxLamport) return Bad(operation, "its Lamport stamp is out of range");
  const auto stamp = static_cast<Lamport>(lamport);
  stamps_[static_cast<uint32_t>(plan_.size())] = PlannedStamp{of, stamp};
  PlanOf(operation.id.agent).lamport = stamp;
  return OkStatus();
}

Status Integration::CheckMove(const Operation& move, ContainerRef* home) {
  WEFT_RETURN_IF_ERROR(CheckAnchors(move, home));
  const Maker item = MakerOf(set_.payload->ids[move.item]);
  if (item.kind != CreationKind::kItem) return Bad(move, "moves what is no item");
  const bool tree = IsTreeLevel(KindOf(*home));
  const bool fits = tree ? IsTreeLevel(KindOf(item.home)) && ForestOf(item.home) == ForestOf(*home)
                         : item.home == *home;
  if (!fits) return Bad(move, "moves an item to another list or tree");
  return NoteStamp(move, kNoRef, uint64_t{LastLamport(move.id.agent)} + 1 + move.stamp);
}

// Its ends are between letters, never inside a pair.
Status Integration::CheckMark(const Operation& mark, ContainerRef* home) {
  WEFT_RETURN_IF_ERROR(CheckAnchors(mark, home));
  if (AnySurrogates()) {
    const uint8_t sides = SplitMark(ContentOf(mark, set_.payload->bytes)).sides;
    const auto inside = [&](const Id& id, bool after) {
      if (id.IsNull()) return false;
      return after ? IsHighSurrogate(UnitOf(id)) : IsLowSurrogate(UnitOf(id));
    };
    if (inside(mark.prev, (sides & kStartsAfter) != 0) ||
        inside(mark.next, (sides & kEndsAfter) != 0)) {
      return Bad(mark, "an end is inside a surrogate pair");
    }
  }
  return NoteStamp(mark, kNoRef, uint64_t{LastLamport(mark.id.agent)} + 1 + mark.stamp);
}

// Deletions name items, writes and marks, never the slots they moved to.
Status Integration::CheckTargets(const Operation& operation) {
  if (!AnyObjects()) return OkStatus();
  bool slot = false;
  for (uint32_t i = 0; i < operation.count && !slot;) {
    const Id id{operation.target.agent, operation.target.seq + i};
    const AgentNumber number = sequence_.agents().Find(id.agent);
    if (state_->Find(id) == kNoLv) {
      const Operation& maker = set_.operations[plan_[FindPlanned(id, false)].operation];
      slot = maker.kind == OperationKind::kMove;
      i += maker.id.seq + maker.count - id.seq;
      continue;
    }
    LvRange here = sequence_.agents().Locate(number, id.seq);
    here.count = std::min(here.count, operation.count - i);
    objects_.creations().ForEach(
        here, [&](Lv, CreationKind kind) { slot = slot || kind == CreationKind::kSlot; });
    i += here.count;
  }
  return slot ? Bad(operation, "deletes a move; a deletion names the item") : OkStatus();
}

// The first `count` of an operation's creations are known: are they the same?
Status Integration::CheckSameObject(const Operation& operation, uint32_t count) {
  std::string_view values;
  if (operation.kind == OperationKind::kInsertItems) {
    values = std::string_view(set_.payload->bytes).substr(operation.content);
  } else if (operation.kind == OperationKind::kWrite) {
    values = SplitWrite(operation, set_.payload->bytes).value;
  } else if (operation.kind == OperationKind::kMark) {
    values = ContentOf(operation, set_.payload->bytes);
  }
  static constexpr CreationKind kKinds[] = {
      CreationKind::kText, CreationKind::kText,  CreationKind::kText, CreationKind::kText,
      CreationKind::kItem, CreationKind::kWrite, CreationKind::kSlot};
  const auto index = static_cast<size_t>(operation.kind);
  const CreationKind kind = operation.kind == OperationKind::kMark ? CreationKind::kMark
                            : index < std::size(kKinds)            ? kKinds[index]
                                                                   : CreationKind::kOther;
  for (uint32_t i = 0; i < count; ++i) {
    const Id id{operation.id.agent, operation.id.seq + i};
    const Maker maker = MakerOf(id);
    bool same = maker.kind == kind;
    if (kind == CreationKind::kItem || kind == CreationKind::kWrite) {
      const std::string_view value = TakeValue(&values);
      same = same && (maker.value == value || LacksContent(id));
    }
    if (kind == CreationKind::kMark) same = same && maker.value == values;
    if (!same) return AlreadyExists(Describe(operation) + ": this id is known with other content");
  }
  return OkStatus();
}

// An honest author's stamp is above what it saw, which a server has seen too.
Status Integration::CheckStamps() {
  const uint64_t most = uint64_t{objects_.max_lamport()} + stamps_.size();
  for (const auto& [place, stamp] : stamps_) {
    if (stamp.lamport > most) {
      return OutOfRange(Describe(set_.operations[plan_[place].operation]) +
                        ": its Lamport stamp is beyond all that it can have seen");
    }
  }
  return OkStatus();
}

}  // namespace weft
