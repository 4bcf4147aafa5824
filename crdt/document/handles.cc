#include "crdt/document/handles.h"

namespace weft {

weft::Text Handles::OfText(ContainerNumber container) const {
  return weft::Text(state_, state_->sequence().lane(), state_->objects().TreeOf(container));
}

Result<std::string> PlainBytes(const Value& value) {
  if (value.AsContainer() != nullptr) {
    return InvalidArgument("a container cannot be set as a value; Make or Insert one");
  }
  std::string bytes;
  value_bytes::Append(value, &bytes);
  return bytes;
}

std::string ContainerBytes(ContainerKind kind) {
  std::string bytes;
  value_bytes::AppendContainer(kind, &bytes);
  return bytes;
}

Result<ContainerNumber> ContainerShown(DocumentState* state, Lv shown, ContainerKind kind) {
  if (shown == kNoLv) return NotFound("there is nothing");
  Objects& objects = state->objects();
  if (!objects.Holds(shown, kind)) {
    const Value value = objects.ValueOf(shown);
    const ContainerId* other = value.AsContainer();
    const std::string what =
        other == nullptr ? "a plain value" : "a " + std::string(ContainerKindName(other->kind));
    return FailedPrecondition("there is " + what + ", no " + std::string(ContainerKindName(kind)));
  }
  return objects.Nested(kind, shown);
}

Result<ContainerNumber> ContainerMade(DocumentState* state, const Result<Lv>& made,
                                      ContainerKind kind) {
  if (!made.ok()) return made.status();
  return state->objects().Nested(kind, *made);
}

}  // namespace weft
