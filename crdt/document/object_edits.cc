// DocumentState: local edits of maps, lists and counters. Trees are in tree_edits.cc.
#include <algorithm>

#include "crdt/core/operation_payload.h"
#include "crdt/core/sort.h"
#include "crdt/core/utf.h"
#include "crdt/document/document_state.h"

namespace weft {

namespace {
Status BeyondList(uint64_t index, uint64_t size) {
  return OutOfRange("index " + std::to_string(index) + " is beyond the list's size " +
                    std::to_string(size));
}
}  // namespace

// The values are well-formed ValueBytes of our own making, but strings may be ill-formed or long.
Status DocumentState::CheckContent(std::string_view values, ContainerNumber home) {
  while (!values.empty()) {
    value_bytes::Check check;
    const size_t size = value_bytes::Measure(values, &check);
    if (check != value_bytes::Check::kOk) {
      return InvalidArgument("a string is not well-formed UTF-8, or a value has more than 16 MiB");
    }
    const auto first = static_cast<uint8_t>(values[0]);
    if (value_bytes::IsContainer(first)) {
      const auto kind = static_cast<ContainerKind>(first - value_bytes::kContainer);
      if (objects_.DepthIn(home, kind) > kMaxDepth) {
        return FailedPrecondition("containers would nest deeper than " + std::to_string(kMaxDepth));
      }
    }
    values.remove_prefix(size);
  }
  return OkStatus();
}

Status DocumentState::CheckEdit(std::string_view values, ContainerNumber home, uint64_t count) {
  if (read_only_) return NeedsNewer();
  if (objects_.max_lamport() == kMaxLamport) {
    return ResourceExhausted("a write or move has the greatest Lamport stamp there is");
  }
  WEFT_RETURN_IF_ERROR(CheckRoom(count, values.size()));
  return CheckContent(values, home);
}

void DocumentState::SortById(std::vector<Lv>* lvs) {
  const AgentTable& agents = sequence_.agents();
  Sort(lvs->begin(), lvs->end(), [&](Lv a, Lv b) { return agents.IdOf(a) < agents.IdOf(b); });
}

void DocumentState::WriteLocally(RegisterNumber of, std::vector<Lv> replaces,
                                 std::string_view value) {
  if (replaces.size() > 1) SortById(&replaces);
  const AgentNumber agent = sequence_.local();
  const Objects::Stamp stamp = objects_.NextStamp(agent, replaces);
  objects_.Write(agent, of, stamp.lamport, stamp.stamp, replaces, value);
}

Status DocumentState::SetKey(ContainerNumber map, std::string_view key, std::string_view value) {
  if (key.size() > kMaxKeyBytes || !IsUtf8(key)) {
    return InvalidArgument("a key is not well-formed UTF-8, or longer than 1,024 bytes");
  }
  WEFT_RETURN_IF_ERROR(CheckEdit(value, map, 1));
  BeginChange();
  const RegisterNumber of = objects_.OfMap(map, key);
  WriteLocally(of, objects_.LiveWrites(of), value);
  EndChange(Origin::kLocal);
  return OkStatus();
}

Status DocumentState::RemoveKey(ContainerNumber map, std::string_view key) {
  if (read_only_) return NeedsNewer();
  const RegisterNumber of = objects_.registers().FindOfMap(map, key);
  if (of == kNoRegister || objects_.Winner(of) == kNoLv) {
    return NotFound("the map has no such key");
  }
  std::vector<Lv> live = objects_.LiveWrites(of);
  if (live.size() > kMaxElements - sequence_.CountsOf(sequence_.local()).effects) {
    return ResourceExhausted("this agent has made 2^31 - 1 effects; use a new agent");
  }
  BeginChange();
  Sort(live.begin(), live.end());
  for (const Lv lv : live) EraseElements(LvRange{lv, 1});
  EndChange(Origin::kLocal);
  return OkStatus();
}

void DocumentState::EraseElements(LvRange target) {
  const AgentNumber agent = sequence_.local();
  const uint32_t at = sequence_.CountsOf(agent).creations;
  EraseTargets(agent, at, target, false);
}

uint64_t DocumentState::CountItems(ContainerNumber list) {
  const TreeId tree = objects_.containers()[list].tree;
  return tree == kNoTree ? 0 : sequence_.Length(tree);
}

Lv DocumentState::ItemAt(ContainerNumber list, uint64_t index) {
  if (index >= CountItems(list)) return kNoLv;
  sequence_.Flush();
  Lv place = kNoLv;
  sequence_.tree().VisitVisibleFrom(objects_.containers()[list].tree, index, [&](const Span& span) {
    place = span.lv;
    return false;
  });
  return objects_.ItemAt(place);
}

Status DocumentState::InsertItems(ContainerNumber list, uint64_t index, uint32_t count,
                                  std::string_view values) {
  const uint64_t size = CountItems(list);
  if (index > size) return BeyondList(index, size);
  if (count == 0) return OkStatus();
  WEFT_RETURN_IF_ERROR(CheckEdit(values, list, count));
  BeginChange();
  objects_.InsertItemsAt(list, index, count, values);
  EndChange(Origin::kLocal);
  return OkStatus();
}

Status DocumentState::SetItem(ContainerNumber list, uint64_t index, std::string_view value) {
  const Lv item = ItemAt(list, index);
  if (item == kNoLv) return BeyondList(index, CountItems(list));
  WEFT_RETURN_IF_ERROR(CheckEdit(value, list, 1));
  BeginChange();
  const RegisterNumber of = objects_.OfItem(item);
  std::vector<Lv> replaces = objects_.LiveWrites(of);
  if (replaces.empty()) replaces.push_back(item);
  WriteLocally(of, std::move(replaces), value);
  EndChange(Origin::kLocal);
  return OkStatus();
}

Status DocumentState::EraseItems(ContainerNumber list, uint64_t index, uint64_t count) {
  const uint64_t size = CountItems(list);
  if (index > size || count > size - index) return BeyondList(index + count, size);
  if (count == 0) return OkStatus();
  if (read_only_) return NeedsNewer();
  if (count > kMaxElements - sequence_.CountsOf(sequence_.local()).effects) {
    return ResourceExhausted("this agent has made 2^31 - 1 effects; use a new agent");
  }
  BeginChange();
  if (objects_.places().empty()) {
    sequence_.Erase(objects_.containers()[list].tree, index, count);
  } else {
    EraseShownItems(objects_.containers()[list].tree, index, count);
  }
  EndChange(Origin::kLocal);
  return OkStatus();
}

// Deletions name items, which may stand in slots.
void DocumentState::EraseShownItems(TreeId list, uint64_t index, uint64_t count) {
  sequence_.Flush();
  std::vector<LvRange> items;
  sequence_.tree().VisitVisibleFrom(list, index, [&](const Span& span) {
    const auto part = static_cast<uint32_t>(std::min<uint64_t>(count, span.count));
    for (uint32_t i = 0; i < part; ++i) {
      const Lv item = objects_.ItemAt(span.lv + i);
      if (!items.empty() && items.back().end() == item) {
        ++items.back().count;
      } else {
        items.push_back(LvRange{item, 1});
      }
    }
    count -= part;
    return count > 0;
  });
  for (const LvRange& range : items) EraseElements(range);
}

Status DocumentState::MoveItem(ContainerNumber list, uint64_t from, uint64_t to) {
  const uint64_t size = CountItems(list);
  if (from >= size || to >= size) return BeyondList(std::max(from, to), size);
  if (from == to) return OkStatus();
  WEFT_RETURN_IF_ERROR(CheckEdit({}, list, 1));
  BeginChange();
  objects_.MoveTo(ItemAt(list, from), list, to > from ? to + 1 : to);
  EndChange(Origin::kLocal);
  return OkStatus();
}

Status DocumentState::Add(ContainerNumber counter, int64_t amount) {
  if (amount == 0) return OkStatus();
  if (read_only_) return NeedsNewer();
  const Counts mine = sequence_.CountsOf(sequence_.local());
  if (mine.effects >= kMaxElements) {
    return ResourceExhausted("this agent has made 2^31 - 1 effects; use a new agent");
  }
  BeginChange();
  objects_.Add(sequence_.local(), mine.creations, counter, amount);
  EndChange(Origin::kLocal);
  return OkStatus();
}

}  // namespace weft
