#include "crdt/objects/objects_loader.h"

#include <algorithm>

#include "crdt/core/operation_payload.h"
#include "crdt/core/utf.h"
#include "crdt/core/value.h"

namespace weft {

ObjectsLoader::Problem ObjectsLoader::AddRoot(ContainerKind kind, std::string_view name) {
  Containers& containers = objects_.containers_;
  if (kind == ContainerKind::kNode) return "a node without a creator";
  if (opened_ != containers.size()) return "a root behind nested containers";
  if (containers.FindRoot(kind, name) != kNoContainer) return "a container that was there before";
  const ContainerNumber number = containers.AddRoot(kind, name);
  if (HasTree(kind)) containers.NoteTree(number, sequence_.AddText());
  opened_ = containers.size();
  return nullptr;
}

ObjectsLoader::Problem ObjectsLoader::AddNested(ContainerKind kind, Lv creator) {
  Containers& containers = objects_.containers_;
  if (opened_ < containers.size()) {
    const Container& last = containers[containers.size() - 1];
    if (creator < last.creator || (creator == last.creator && kind <= last.kind)) {
      return "containers that are out of order";
    }
  }
  const ContainerNumber number = containers.AddNested(kind, creator, 0, kNoContainer);
  if (HasTree(kind)) containers.NoteTree(number, sequence_.AddText());
  return nullptr;
}

void ObjectsLoader::SetSum(int64_t sum) {
  Container& counter = objects_.containers_[objects_.containers_.size() - 1];
  counter.sum = sum;
  counter.added = true;
}

void ObjectsLoader::AddLoose() { sequence_.AddLoose(); }

void ObjectsLoader::Start(const Totals& totals) {
  hidden_.resize(sequence_.agents().next_lv() / 64 + 1);
  size_t creations = 0;
  SpanTree& tree = sequence_.tree();
  for (TreeId id = 0; id < tree.size(); ++id) {
    if (objects_.containers_.IsText(id)) continue;
    tree.Visit(id, [&](const Span& span) {
      creations += span.count;
      for (Lv lv = span.lv; !span.visible && lv < span.lv + span.count; ++lv) {
        hidden_[lv / 64] |= uint64_t{1} << (lv % 64);
      }
    });
  }
  objects_.creations_.Reserve(creations, totals.content);
  objects_.places_.Reserve(totals.slots);
  objects_.registers_.Reserve(totals.keys, totals.registers, totals.writes);
}

ObjectsLoader::Problem ObjectsLoader::Enter(Lv first, ContainerNumber home) {
  home_ = home;
  if (const Problem problem = OpenUpTo(first)) return problem;
  return home == kNoContainer || IsOpen(home) ? nullptr : "an element before its container";
}

// Containers may hold something once their creators are there, which so are never among it.
ObjectsLoader::Problem ObjectsLoader::OpenUpTo(Lv end) {
  Containers& containers = objects_.containers_;
  while (opened_ < containers.size() && containers[opened_].creator < end) {
    Container& one = containers[opened_];
    if (!objects_.Holds(one.creator, one.kind)) return "a container that its creator does not hold";
    const ContainerNumber home = objects_.HomeOf(one.creator);
    const uint32_t depth = objects_.DepthIn(home, one.kind);
    if (depth > kMaxDepth) return "containers that nest too deep";
    one.depth = static_cast<uint16_t>(depth);
    if (one.kind == ContainerKind::kNode) one.forest = containers[home].forest;
    ++opened_;
  }
  return nullptr;
}

ObjectsLoader::Problem ObjectsLoader::CheckValue(std::string_view value, ContainerNumber home,
                                                 bool node) const {
  const auto first = static_cast<uint8_t>(value[0]);
  if (node && first != value_bytes::kContainer + static_cast<uint8_t>(ContainerKind::kMap)) {
    return "a node of a tree that is no map";
  }
  const bool deep = objects_.containers_[home].depth + 1u > kMaxDepth;
  return deep && value_bytes::IsContainer(first) ? "containers that nest too deep" : nullptr;
}

ObjectsLoader::Problem ObjectsLoader::AddItems(Lv first, uint32_t count, std::string_view values) {
  const Container& home = objects_.containers_[home_];
  const bool nodes = home.kind != ContainerKind::kList;
  std::string_view left = values;
  for (uint32_t i = 0; (nodes || home.depth == kMaxDepth) && i < count; ++i) {
    if (const Problem problem = CheckValue(TakeValue(&left), home_, nodes)) return problem;
  }
  objects_.NoteItems(home_, first, count, values);
  return OpenUpTo(first + count);
}

ObjectsLoader::Problem ObjectsLoader::Tick(Lv lv, Lamport least, uint32_t stamp, Lamport* lamport) {
  const AgentNumber agent = sequence_.agents().RunOf(lv).agent;
  const uint64_t now = uint64_t{std::max(objects_.LastLamport(agent), least)} + 1 + stamp;
  if (now > kMaxLamport) return "a Lamport stamp out of range";
  *lamport = static_cast<Lamport>(now);
  objects_.NoteClock(agent, *lamport);
  return nullptr;
}

ObjectsLoader::Problem ObjectsLoader::AddSlot(Lv slot, Lv item, uint32_t stamp) {
  if (objects_.creations_.KindOf(item) != CreationKind::kItem) return "a move of what is no item";
  const Container& home = objects_.containers_[home_];
  const ContainerNumber before = objects_.HomeOf(item);
  const bool list = home.kind == ContainerKind::kList;
  // A list's forest is itself.
  if (objects_.containers_[before].forest != home.forest) return "a move to another list or tree";
  Places::Move move{slot, item, stamp, 0};
  if (const Problem problem = Tick(slot, 0, stamp, &move.lamport)) return problem;
  objects_.creations_.Append(slot, CreationKind::kSlot, {});
  objects_.NoteHome(home_, slot);
  if (list) {
    objects_.places_.LoadInList(move);
  } else {
    objects_.places_.LoadInTree(home.forest, move, sequence_.agents().AgentOfLv(slot));
  }
  return nullptr;
}

ObjectsLoader::Problem ObjectsLoader::AddKey(std::string_view key) {
  const uint32_t known = objects_.registers_.key_count();
  return objects_.registers_.InternKey(key) == known ? nullptr : "a key that was there before";
}

ObjectsLoader::Problem ObjectsLoader::AddRegister(ContainerNumber map, uint32_t key) {
  Registers& registers = objects_.registers_;
  if (!IsOpen(map) || objects_.containers_[map].kind != ContainerKind::kMap) {
    return "a key of what is no map";
  }
  if (key >= registers.key_count()) return "an unknown key";
  if (registers.FindOfKey(map, key) != kNoRegister) return "a place that was there before";
  objects_.containers_[map].entries.push_back(registers.OfKey(map, key));
  return nullptr;
}

ObjectsLoader::Problem ObjectsLoader::AddItemRegister(Lv item) {
  const bool known = objects_.creations_.KindOf(item) == CreationKind::kItem &&
                     objects_.containers_[objects_.HomeOf(item)].kind == ContainerKind::kList;
  if (!known) return "a write to what is no item of a list";
  const uint32_t before = objects_.registers_.size();
  return objects_.OfItem(item) == before ? nullptr : "a place that was there before";
}

// All are values of the write's register, ascending by id.
ObjectsLoader::Problem ObjectsLoader::CheckReplaced(const Write& write, Lamport* lamport) const {
  const Registers& registers = objects_.registers_;
  const Registers::Register& of = registers[write.of];
  if (write.replaces.empty() && of.map == kNoContainer) return "a write to an item out of nothing";
  const AgentTable& agents = sequence_.agents();
  for (size_t i = 0; i < write.replaces.size(); ++i) {
    const Lv lv = write.replaces[i];
    const CreationKind kind = objects_.creations_.KindOf(lv);
    if (i > 0 && agents.IdOf(write.replaces[i - 1]) >= agents.IdOf(lv)) {
      return "replaced values that are out of order";
    }
    if (kind == CreationKind::kWrite) {
      const Registers::Write& replaced = registers.write(registers.WriteOf(lv));
      if (replaced.of != write.of) return "a write that replaces a value of another place";
      *lamport = std::max(*lamport, replaced.lamport);
    } else if (kind != CreationKind::kItem || of.map != kNoContainer || of.key != lv) {
      return "a write that replaces what is no value of its place";
    }
  }
  return nullptr;
}

ObjectsLoader::Problem ObjectsLoader::AddWrite(const Write& write) {
  Registers& registers = objects_.registers_;
  if (write.of >= registers.size()) return "a write to an unknown place";
  const Registers::Register& of = registers[write.of];
  const ContainerNumber home = of.map != kNoContainer ? of.map : objects_.HomeOf(of.key);
  if (const Problem problem = CheckValue(write.value, home, false)) return problem;
  Lamport lamport = 0;
  if (const Problem problem = CheckReplaced(write, &lamport)) return problem;
  if (const Problem problem = Tick(write.lv, lamport, write.stamp, &lamport)) return problem;
  objects_.creations_.Append(write.lv, CreationKind::kWrite, write.value);
  registers.Append(write.lv, write.of, lamport, write.stamp, write.replaces);
  std::vector<WriteNumber> covered;
  for (const Lv lv : write.replaces) {
    if (objects_.creations_.KindOf(lv) == CreationKind::kWrite) {
      registers.AddCover(registers.WriteOf(lv), &covered);
    }
  }
  return OpenUpTo(write.lv + 1);
}

// It stands in the arena as all objects do.
ObjectsLoader::Problem ObjectsLoader::AddObject(Lv lv, std::string_view value) {
  if (value_bytes::IsContainer(static_cast<uint8_t>(value[0]))) return "a container in a text";
  if (sequence_.arena().UnitAt(lv) != kObjectUnit) return "an object where there is text";
  objects_.creations_.AppendItems(lv, 1, value);
  return nullptr;
}

// Beside an element of the text, and not inside a pair.
ObjectsLoader::Problem ObjectsLoader::CheckEnd(const Mark& mark, Lv end, bool after) const {
  if (end == kNoLv) return after ? "a mark's end behind nothing" : nullptr;
  if (end >= mark.lv || sequence_.TextOf(end) != objects_.containers_[mark.text].tree) {
    return "a mark's end in another text";
  }
  if (sequence_.order() == OrderKind::kYata) return nullptr;
  const char16_t unit = sequence_.arena().UnitAt(end);
  const bool inside = after ? IsHighSurrogate(unit) : IsLowSurrogate(unit);
  return inside ? "a mark's end inside a pair" : nullptr;
}

ObjectsLoader::Problem ObjectsLoader::AddMark(const Mark& mark) {
  if (!IsOpen(mark.text) || objects_.containers_[mark.text].kind != ContainerKind::kText) {
    return "a mark in what is no text";
  }
  const MarkContent content = SplitMark(mark.content);
  if (content.key.empty()) return "a mark without a key";
  if (content.sides > kAllMarkSides) return "a side that there is not";
  if (value_bytes::IsContainer(static_cast<uint8_t>(content.value[0]))) {
    return "a container as a mark's value";
  }
  const bool starts_after = (content.sides & kStartsAfter) != 0;
  const bool ends_after = (content.sides & kEndsAfter) != 0;
  if (const Problem problem = CheckEnd(mark, mark.start, starts_after)) return problem;
  if (const Problem problem = CheckEnd(mark, mark.end, ends_after)) return problem;
  Lamport lamport = 0;
  if (const Problem problem = Tick(mark.lv, 0, mark.stamp, &lamport)) return problem;
  objects_.creations_.Append(mark.lv, CreationKind::kMark, mark.content);
  if (starts_after) sequence_.GoBehind(mark.start);
  if (ends_after) sequence_.GoBehind(mark.end);
  const uint32_t key = objects_.marks_.InternKey(content.key);
  objects_.marks_.Append({mark.lv, mark.text, mark.start, mark.end, lamport, mark.stamp, key,
                          content.sides, !IsHidden(mark.lv)});
  return OpenUpTo(mark.lv + 1);
}

ObjectsLoader::Problem ObjectsLoader::AddOther(Lv lv, uint32_t count, ContainerNumber container,
                                               std::string_view content) {
  if (container != kNoContainer && !IsOpen(container)) return "an unknown container";
  if (count == 0 || count > sequence_.agents().RunLength(lv)) {
    return "more elements than their agent's";
  }
  objects_.other_creations_.push_back(OtherCreation{lv, count, container});
  for (uint32_t i = 0; i < count; ++i) {
    objects_.creations_.Append(lv + i, CreationKind::kOther, i == 0 ? content : std::string_view());
  }
  return nullptr;
}

ObjectsLoader::Problem ObjectsLoader::AddUndone(Lv lv, uint32_t count) {
  const CreationKind kind = objects_.creations_.KindOf(lv);
  if (kind != CreationKind::kWrite && kind != CreationKind::kSlot) {
    return "an undo of what is neither a write nor a move";
  }
  objects_.undone_[lv] = count;
  if (kind == CreationKind::kSlot) objects_.places_.LoadUndone(lv);
  undone_.push_back(lv);
  return nullptr;
}

// From the last one on: then each is a step for what it replaces alone.
void ObjectsLoader::SetUndoneWrites() {
  std::vector<WriteNumber> changed;
  for (auto lv = undone_.rbegin(); lv != undone_.rend(); ++lv) {
    if (objects_.creations_.KindOf(*lv) != CreationKind::kWrite) continue;
    objects_.registers_.SetUndone(objects_.registers_.WriteOf(*lv), true, &changed);
    changed.clear();
  }
}

ObjectsLoader::Problem ObjectsLoader::Finish(Sequence::Loaded* loaded) {
  if (const Problem problem = OpenUpTo(sequence_.agents().next_lv())) return problem;
  if (opened_ != objects_.containers_.size()) return "a container without a creator";
  objects_.places_.FinishLoad();
  if (const Problem problem = CheckPlaces(loaded)) return problem;
  SetUndoneWrites();
  SetLiveWrites();
  return nullptr;
}

// A moved item shows in the slot where it stands, unless it is deleted, and nowhere else.
ObjectsLoader::Problem ObjectsLoader::CheckPlaces(Sequence::Loaded* loaded) const {
  const Places& places = objects_.places_;
  for (const Places::Move& move : places.moves()) {
    const Lv place = places.Of(move.item);
    if (place != move.item && !IsHidden(move.item)) return "a moved item where it was inserted";
    if (place != move.slot) {
      if (!IsHidden(move.slot)) return "an item where it does not stand";
    } else if (IsHidden(move.slot)) {
      loaded->hidden_twice.push_back(move.item);
    }
  }
  return nullptr;
}

void ObjectsLoader::SetLiveWrites() {
  const Registers& registers = objects_.registers_;
  for (WriteNumber i = 0; i < registers.write_count(); ++i) {
    const Registers::Write& write = registers.write(i);
    objects_.SetLive(i, write.covers == 0 && !registers.IsUndone(i) && !IsHidden(write.lv));
  }
}

}  // namespace weft
