#include "crdt/document/operation_check.h"

#include <array>
#include <string_view>

#include "crdt/core/operation_payload.h"
#include "crdt/core/utf.h"

namespace weft {

namespace {

Status Bad(const Operation& operation, const char* why) {
  return InvalidArgument(Describe(operation) + ": " + why);
}

bool RangeOk(const Id& first, uint32_t count) {
  return first.agent <= kMaxAgent && first.seq <= kMaxElements && count <= kMaxElements - first.seq;
}

Status CheckInsertion(const OperationView& set, const Operation& operation, OrderKind order) {
  if (!IsAnchor(operation.prev, operation.id) || !IsAnchor(operation.next, operation.id)) {
    return Bad(operation, "an anchor is out of range or in its own future");
  }
  if (operation.text_offset > set.text.size() ||
      operation.count > set.text.size() - operation.text_offset) {
    return Bad(operation, "its text is not in the set");
  }
  const std::u16string_view text(set.text.data() + operation.text_offset, operation.count);
  const bool one = text.size() == 1 && (text[0] & 0xF800) != 0xD800;
  if (!one && order == OrderKind::kFugueMax && !WellFormedUtf16(text)) {
    return Bad(operation, "its text has an unpaired surrogate");
  }
  const bool anchored = !operation.prev.IsNull() || !operation.next.IsNull();
  if (anchored) {
    if (operation.container == kImpliedContainer) return OkStatus();
    return Bad(operation, "names a container although its anchors imply one");
  }
  if (operation.container >= set.containers.size()) {
    return Bad(operation, "has no anchors and names no container");
  }
  const ContainerId& container = set.containers[operation.container];
  if (container.kind != ContainerKind::kText) return Bad(operation, "its container is no text");
  const char* why = WhyNoContainer(container);
  return why == nullptr ? OkStatus() : Bad(operation, why);
}

Status CheckEffect(const Operation& operation) {
  if (operation.kind == OperationKind::kUndo && operation.count != 1) {
    return Bad(operation, "an undo is one effect");
  }
  if (operation.container != kImpliedContainer) {
    return Bad(operation, "names a container although its target implies one");
  }
  if (!RangeOk(operation.target, operation.count))
    return Bad(operation, "its target is out of range");
  if (operation.target.agent != operation.id.agent) return OkStatus();
  const bool restore = operation.kind == OperationKind::kRestore;
  const uint32_t end = operation.target.seq + operation.count;
  if (end > (restore ? operation.id.seq : operation.at)) {
    return Bad(operation, "its target is in its own future");
  }
  return OkStatus();
}

}  // namespace

std::string Describe(const Operation& operation) {
  static constexpr std::array<std::string_view, 12> kNames = {
      "operation",          "insertion", "deletion", "restore",
      "insertion of items", "write",     "move",     "addition",
      "creation",           "effect",    "mark",     "undo"};
  const auto kind = static_cast<size_t>(operation.kind);
  return std::string(kNames[kind < kNames.size() ? kind : 0]) + " " +
         std::to_string(operation.id.agent) + ":" + std::to_string(operation.id.seq) + "+" +
         std::to_string(operation.count);
}

Status CheckShape(const OperationView& set, const Operation& operation, OrderKind order) {
  if (operation.kind < OperationKind::kInsertText || operation.kind > OperationKind::kUndo) {
    return Unimplemented(Describe(operation) + ": an unknown kind needs a newer version");
  }
  if (operation.count == 0) return Bad(operation, "is empty");
  if (!RangeOk(operation.id, operation.count)) return Bad(operation, "its id is out of range");
  if (operation.at > kMaxElements) return Bad(operation, "its `at` is out of range");
  switch (operation.kind) {
    case OperationKind::kInsertText:
      return CheckInsertion(set, operation, order);
    case OperationKind::kErase:
    case OperationKind::kRestore:
    case OperationKind::kUndo:
      return CheckEffect(operation);
    default:
      break;
  }
  bool newer = false;
  const char* why = WhyMalformedObject(operation, set, &newer);
  if (why == nullptr) return OkStatus();
  return newer ? Unimplemented(Describe(operation) + ": " + why) : Bad(operation, why);
}

}  // namespace weft
