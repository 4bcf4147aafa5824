#include "crdt/document/operation_check.h"

#include "crdt/core/utf.h"

namespace weft {

namespace {

Status Bad(const Operation& operation, const char* why) {
  return InvalidArgument(Describe(operation) + ": " + why);
}

bool RangeOk(const Id& first, uint32_t count) {
  return first.agent <= kMaxAgent && first.seq <= kMaxElements && count <= kMaxElements - first.seq;
}

bool AnchorOk(const Id& anchor, const Operation& operation) {
  if (anchor.IsNull()) return true;
  if (anchor.agent > kMaxAgent || anchor.seq >= kMaxElements) return false;
  return anchor.agent != operation.id.agent || anchor.seq < operation.id.seq;
}

Status CheckInsertion(const OperationView& set, const Operation& operation, OrderKind order) {
  if (!AnchorOk(operation.prev, operation) || !AnchorOk(operation.next, operation)) {
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
  const std::string& name = set.containers[operation.container];
  std::u16string units;
  if (name.size() > 1024 || !DecodeUtf8(name, &units)) {
    return Bad(operation, "its container's name is too long or not UTF-8");
  }
  return OkStatus();
}

Status CheckEffect(const Operation& operation) {
  if (!RangeOk(operation.target, operation.count))
    return Bad(operation, "its target is out of range");
  if (operation.target.agent != operation.id.agent) return OkStatus();
  const bool erase = operation.kind == OperationKind::kErase;
  const uint32_t end = operation.target.seq + operation.count;
  if (end > (erase ? operation.at : operation.id.seq)) {
    return Bad(operation, "its target is in its own future");
  }
  return OkStatus();
}

}  // namespace

std::string Describe(const Operation& operation) {
  const char* kind = operation.kind == OperationKind::kInsertText ? "insertion "
                     : operation.kind == OperationKind::kErase    ? "deletion "
                                                                  : "restore ";
  return kind + std::to_string(operation.id.agent) + ":" + std::to_string(operation.id.seq) + "+" +
         std::to_string(operation.count);
}

Status CheckShape(const OperationView& set, const Operation& operation, OrderKind order) {
  if (operation.count == 0) return Bad(operation, "is empty");
  if (!RangeOk(operation.id, operation.count)) return Bad(operation, "its id is out of range");
  if (operation.at > kMaxElements) return Bad(operation, "its `at` is out of range");
  switch (operation.kind) {
    case OperationKind::kInsertText:
      return CheckInsertion(set, operation, order);
    case OperationKind::kErase:
    case OperationKind::kRestore:
      return CheckEffect(operation);
  }
  return Unimplemented("an operation of an unknown kind needs a newer version of Weft");
}

}  // namespace weft
