// DocumentState: what may refuse any local edit: room, values, and a document that is read-only.
#include "crdt/document/document_state.h"

namespace weft {

Status DocumentState::NeedsNewer() const {
  return Unimplemented("the document has operations that need a newer version; it is read-only");
}

Status DocumentState::CheckRoom(uint64_t elements, uint64_t value_bytes, uint64_t stamps) {
  if (elements > kMaxElements - sequence_.agents().next_lv()) {
    return ResourceExhausted("the document would have more than 2^31 - 1 elements");
  }
  if (!objects_.creations().HasRoom(value_bytes)) {
    return ResourceExhausted("the document would have more than 4 GiB of values");
  }
  if (stamps > kMaxLamport - objects_.max_lamport()) {
    return ResourceExhausted("a write or move has the greatest Lamport stamp there is");
  }
  return OkStatus();
}

Status DocumentState::CheckEffectRoom(uint64_t count) {
  if (count > sequence_.EffectRoom()) {
    return ResourceExhausted("this agent has made 2^31 - 1 effects; use a new agent");
  }
  return OkStatus();
}

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
  WEFT_RETURN_IF_ERROR(CheckRoom(count, values.size(), 1));
  return CheckContent(values, home);
}

}  // namespace weft
