#include "crdt/core/operation_payload.h"

#include "crdt/core/utf.h"
#include "crdt/core/value.h"

namespace weft {

namespace {

const char* WhyMalformedContainer(const Operation& operation, const OperationView& set,
                                  bool placed) {
  if (placed) {
    return operation.container == kImpliedContainer ? nullptr
                                                    : "it names a container that is implied";
  }
  if (operation.container >= set.containers.size()) return "it names no container";
  const ContainerId& container = set.containers[operation.container];
  if (const char* why = WhyNoContainer(container)) return why;
  if (!container.IsRoot() && container.creator.agent == operation.id.agent) {
    const Seq known = operation.IsEffect() ? operation.at : operation.id.seq;
    if (container.creator.seq >= known) return "its container is in its own future";
  }
  return nullptr;
}

const char* WhyMalformedAnchors(const Operation& operation, const OperationView& set) {
  if (!IsAnchor(operation.prev, operation.id) || !IsAnchor(operation.next, operation.id)) {
    return "an anchor is out of range or in its own future";
  }
  const bool placed = !operation.prev.IsNull() || !operation.next.IsNull();
  if (const char* why = WhyMalformedContainer(operation, set, placed)) return why;
  if (placed) return nullptr;
  const ContainerKind kind = set.containers[operation.container].kind;
  const bool sequence =
      kind == ContainerKind::kList || kind == ContainerKind::kTree ||
      kind == ContainerKind::kNode ||
      (kind == ContainerKind::kText && operation.kind == OperationKind::kInsertItems);
  return sequence ? nullptr : "its container holds no items";
}

const char* WhyMalformedValue(std::string_view* bytes, bool* newer) {
  value_bytes::Check check;
  const size_t size = value_bytes::Measure(*bytes, &check);
  *newer |= check == value_bytes::Check::kNewer;
  if (check == value_bytes::Check::kOk) {
    bytes->remove_prefix(size);
    return nullptr;
  }
  return check == value_bytes::Check::kNewer ? "a value of an unknown kind needs a newer version"
                                             : "a value is malformed or too large";
}

const char* WhyMalformedItems(const Operation& items, const OperationView& set,
                              std::string_view bytes, bool* newer) {
  if (const char* why = WhyMalformedAnchors(items, set)) return why;
  for (uint32_t i = 0; i < items.count; ++i) {
    if (const char* why = WhyMalformedValue(&bytes, newer)) return why;
  }
  return nullptr;
}

const char* WhyMalformedReplaced(const Operation& write, const Payload& payload) {
  const Operation::More more = write.more;
  if (write.replaced.IsNull()) {
    return more.count == 0 && write.replaced.seq == 0 ? nullptr : "what it replaces has no first";
  }
  if (more.count > payload.ids.size() || more.offset > payload.ids.size() - more.count) {
    return "what it replaces is not in the set";
  }
  Id last = write.replaced;
  if (!IsOlder(last, write.id)) return "what it replaces is out of range or in its own future";
  for (uint64_t i = 0; i < more.count; ++i) {
    const Id id = payload.ids[more.offset + i];
    if (!IsOlder(id, write.id)) return "what it replaces is out of range or in its own future";
    if (id <= last) return "what it replaces does not ascend";
    last = id;
  }
  return nullptr;
}

const char* WhyMalformedWrite(const Operation& write, const OperationView& set,
                              std::string_view bytes, bool* newer) {
  if (write.count != 1) return "a write is one creation";
  if (const char* why = WhyMalformedReplaced(write, *set.payload)) return why;
  const bool placed = !write.replaced.IsNull();
  if (const char* why = WhyMalformedContainer(write, set, placed)) return why;
  if (!placed) {
    std::string_view key;
    if (set.containers[write.container].kind != ContainerKind::kMap)
      return "its container is no map";
    if (!value_bytes::TakeKey(&bytes, &key)) return "a key is too long or not UTF-8";
  }
  return WhyMalformedValue(&bytes, newer);
}

const char* WhyMalformedMove(const Operation& move, const OperationView& set) {
  if (move.count != 1) return "a move is one creation";
  if (move.item >= set.payload->ids.size()) return "what it moves is not in the set";
  if (!IsOlder(set.payload->ids[move.item], move.id)) {
    return "what it moves is out of range or in its own future";
  }
  return WhyMalformedAnchors(move, set);
}

const char* WhyMalformedEnds(const Operation& mark, const OperationView& set) {
  if (!IsAnchor(mark.prev, mark.id) || !IsAnchor(mark.next, mark.id)) {
    return "an end is out of range or in its own future";
  }
  const bool placed = !mark.prev.IsNull() || !mark.next.IsNull();
  if (const char* why = WhyMalformedContainer(mark, set, placed)) return why;
  const bool text = placed || set.containers[mark.container].kind == ContainerKind::kText;
  return text ? nullptr : "its container is no text";
}

const char* WhyMalformedMark(const Operation& mark, const OperationView& set,
                             std::string_view bytes, bool* newer) {
  if (mark.count != 1) return "a mark is one creation";
  if (const char* why = WhyMalformedEnds(mark, set)) return why;
  if (bytes.empty()) return "its content is malformed";
  const auto sides = static_cast<uint8_t>(bytes[0]);
  if (sides > kAllMarkSides || (mark.prev.IsNull() && (sides & kStartsAfter) != 0) ||
      (mark.next.IsNull() && (sides & kEndsAfter) != 0)) {
    return "a side that there is not";
  }
  bytes.remove_prefix(1);
  std::string_view key;
  if (!value_bytes::TakeKey(&bytes, &key) || key.empty()) {
    return "a key is empty, too long or not UTF-8";
  }
  const bool container = !bytes.empty() && value_bytes::IsContainer(static_cast<uint8_t>(bytes[0]));
  return container ? "a container cannot be a mark's value" : WhyMalformedValue(&bytes, newer);
}

const char* WhyMalformedAdd(const Operation& add, const OperationView& set, std::string_view bytes,
                            bool* newer) {
  if (add.count != 1) return "an addition is one effect";
  if (const char* why = WhyMalformedContainer(add, set, false)) return why;
  if (set.containers[add.container].kind != ContainerKind::kCounter) {
    return "its container is no counter";
  }
  if (bytes.empty() || !value_bytes::IsInt(static_cast<uint8_t>(bytes[0])))
    return "what is added is no integer";
  return WhyMalformedValue(&bytes, newer);
}

// How many bytes a varint takes; 0 when it is none of 32 bits in its shortest form.
size_t TakeVarint(std::string_view bytes, uint32_t* value) {
  uint64_t all = 0;
  for (size_t i = 0; i < bytes.size() && i < 5; ++i) {
    const auto byte = static_cast<uint8_t>(bytes[i]);
    all |= uint64_t{byte & 0x7Fu} << (7 * i);
    if (byte >= 0x80) continue;
    *value = static_cast<uint32_t>(all);
    return all > 0xFFFFFFFF || (i > 0 && byte == 0) ? 0 : i + 1;
  }
  return 0;
}

void AppendVarint(uint64_t value, std::string* out) {
  for (; value >= 0x80; value >>= 7) out->push_back(static_cast<char>(value | 0x80));
  out->push_back(static_cast<char>(value));
}

}  // namespace

const char* WhyNoContainer(const ContainerId& container) {
  if (static_cast<uint32_t>(container.kind) >= kContainerKinds)
    return "an unknown kind of container";
  if (!container.IsRoot()) {
    const bool id = container.creator.agent <= kMaxAgent && container.creator.seq < kMaxElements;
    return id && container.name.empty() ? nullptr : "a container's id is out of range";
  }
  if (container.creator != kNullId) return "a container's id is out of range";
  if (container.kind == ContainerKind::kNode) return "a node's children have no name";
  if (container.name.size() > kMaxKeyBytes || !IsUtf8(container.name)) {
    return "a container's name is too long or not UTF-8";
  }
  return nullptr;
}

const char* WhyMalformedObject(const Operation& operation, const OperationView& set, bool* newer) {
  *newer = false;
  if (set.payload == nullptr) return "its content is not in the set";
  std::string_view bytes;
  if (operation.kind != OperationKind::kMove) {
    if (operation.content > set.payload->bytes.size()) return "its content is not in the set";
    bytes = std::string_view(set.payload->bytes).substr(operation.content);
  }
  if (operation.stamp != 0 && !operation.IsStamped()) return "it has a stamp";
  switch (operation.kind) {
    case OperationKind::kInsertItems:
      return WhyMalformedItems(operation, set, bytes, newer);
    case OperationKind::kWrite:
      return WhyMalformedWrite(operation, set, bytes, newer);
    case OperationKind::kMove:
      return WhyMalformedMove(operation, set);
    case OperationKind::kAdd:
      return WhyMalformedAdd(operation, set, bytes, newer);
    case OperationKind::kMark:
      return WhyMalformedMark(operation, set, bytes, newer);
    case OperationKind::kOtherCreation:
    case OperationKind::kOtherEffect: {
      OtherContent other;
      size_t size = 0;
      if (!SplitOther(bytes, &other, &size)) return "its content is malformed";
      if (other.kind < kFirstOtherKind) return "it wraps a kind that is known";
      const bool placed = operation.container == kImpliedContainer;
      return WhyMalformedContainer(operation, set, placed);
    }
    default:
      return "an unknown kind";
  }
}

WriteContent SplitWrite(const Operation& write, std::string_view bytes) {
  WriteContent content;
  bytes.remove_prefix(write.content);
  if (write.replaced.IsNull()) content.key = value_bytes::ReadKey(&bytes);
  content.value = bytes.substr(0, value_bytes::Size(bytes));
  return content;
}

MarkContent SplitMark(std::string_view content) {
  MarkContent mark{static_cast<uint8_t>(content[0]), {}, {}};
  content.remove_prefix(1);
  mark.key = value_bytes::ReadKey(&content);
  mark.value = content.substr(0, value_bytes::Size(content));
  return mark;
}

std::string_view TakeValue(std::string_view* values) {
  const std::string_view value = values->substr(0, value_bytes::Size(*values));
  values->remove_prefix(value.size());
  return value;
}

std::string_view ContentOf(const Operation& operation, std::string_view bytes) {
  const std::string_view all = bytes.substr(operation.content);
  std::string_view left = all;
  switch (operation.kind) {
    case OperationKind::kInsertItems:
      for (uint32_t i = 0; i < operation.count; ++i) TakeValue(&left);
      break;
    case OperationKind::kWrite: {
      const std::string_view value = SplitWrite(operation, bytes).value;
      return all.substr(0, static_cast<size_t>(value.data() + value.size() - all.data()));
    }
    case OperationKind::kAdd:
      TakeValue(&left);
      break;
    case OperationKind::kMark: {
      const std::string_view value = SplitMark(all).value;
      return all.substr(0, static_cast<size_t>(value.data() + value.size() - all.data()));
    }
    case OperationKind::kOtherCreation:
    case OperationKind::kOtherEffect: {
      OtherContent other;
      size_t size = 0;
      SplitOther(all, &other, &size);
      return all.substr(0, size);
    }
    default:
      return {};
  }
  return all.substr(0, all.size() - left.size());
}

void SkipValues(uint32_t count, std::string_view bytes, Operation* items) {
  std::string_view left = bytes.substr(items->content);
  const size_t before = left.size();
  for (; count > 0; --count) TakeValue(&left);
  items->content += static_cast<uint32_t>(before - left.size());
}

void CopyPayload(const Payload& from, Operation* operation, Payload* out) {
  const auto ids = static_cast<uint32_t>(out->ids.size());
  if (operation->kind == OperationKind::kMove) {
    out->ids.push_back(from.ids[operation->item]);
    operation->item = ids;
    return;
  }
  if (operation->kind == OperationKind::kWrite) {
    Operation::More& more = operation->more;
    const auto first = from.ids.begin() + static_cast<ptrdiff_t>(more.offset);
    if (more.count > 0) {
      out->ids.insert(out->ids.end(), first, first + static_cast<ptrdiff_t>(more.count));
    }
    more.offset = more.count > 0 ? ids : 0;
  }
  const std::string_view content = ContentOf(*operation, from.bytes);
  operation->content = static_cast<uint32_t>(out->bytes.size());
  out->bytes.append(content);
}

bool SplitOther(std::string_view content, OtherContent* out, size_t* size) {
  uint32_t kind = 0;
  const size_t first = TakeVarint(content, &kind);
  if (first == 0) return false;
  uint32_t length = 0;
  const size_t second = TakeVarint(content.substr(first), &length);
  if (second == 0 || length > content.size() - first - second) return false;
  *out = OtherContent{kind >> 1, (kind & 1) != 0, content.substr(first + second, length)};
  *size = first + second + length;
  return true;
}

void AppendOther(const OtherContent& other, std::string* out) {
  AppendVarint(uint64_t{other.kind} << 1 | (other.critical ? 1 : 0), out);
  AppendVarint(other.bytes.size(), out);
  out->append(other.bytes);
}

}  // namespace weft
