// DocumentState: its containers, by name and by id, and where they stand.
#include "crdt/core/operation_payload.h"
#include "crdt/document/container_path.h"
#include "crdt/document/document_state.h"

namespace weft {

TreeId DocumentState::FindText(const std::string& name) const {
  const ContainerNumber known = objects_.containers().FindRoot(ContainerKind::kText, name);
  return known == kNoContainer ? kNoText : objects_.containers()[known].tree;
}

TreeId DocumentState::TextNamed(std::string_view name) {
  return objects_.TreeOf(objects_.Root(ContainerKind::kText, name));
}

const std::string& DocumentState::NameOf(TreeId text) const {
  const Containers& containers = objects_.containers();
  return containers.NameOf(containers[containers.OfTree(text)]);
}

Result<ContainerNumber> DocumentState::FindContainer(const ContainerId& id) {
  if (const char* why = WhyNoContainer(id)) return InvalidArgument(why);
  if (id.IsRoot()) {
    const ContainerNumber known = objects_.containers().FindRoot(id.kind, id.name);
    if (known == kNoContainer) return NotFound("nobody here has named the container");
    return known;
  }
  const Lv creator = Find(id.creator);
  if (creator == kNoLv) return NotFound("this document has not seen the container's value");
  if (!objects_.Holds(creator, id.kind)) {
    return NotFound("the value is no " + std::string(ContainerKindName(id.kind)));
  }
  return objects_.Nested(id.kind, creator);
}

bool DocumentState::IsShown(Lv creation) {
  if (objects_.creations().KindOf(creation) == CreationKind::kItem) {
    if (objects_.IsDeleted(creation)) return false;
    const RegisterNumber of = objects_.registers().FindOfItem(creation);
    return of == kNoRegister || objects_.Winner(of) == kNoLv;
  }
  const Registers::Write& write =
      objects_.registers().write(objects_.registers().WriteOf(creation));
  if (objects_.Winner(write.of) != creation) return false;
  const Registers::Register& of = objects_.registers()[write.of];
  return of.map != kNoContainer || !objects_.IsDeleted(of.key);
}

// Up to the root: what holds each must show.
bool DocumentState::IsPresent(ContainerNumber container) {
  sequence_.Flush();
  for (;;) {
    const Lv creator = objects_.containers()[container].creator;
    if (creator == kNoLv) return true;
    if (!IsShown(creator)) return false;
    container = objects_.ParentOf(creator);
  }
}

Result<Path> DocumentState::PathOf(ContainerNumber container) {
  if (!IsPresent(container)) return NotFound("the container is not in the document any more");
  return PathOfPresent(container);
}

Path DocumentState::PathOfPresent(ContainerNumber container) {
  return PathOfContainer(
      objects_, sequence_.agents(), container,
      [this](Lv creation) { return objects_.ParentOf(creation); },
      [this](ContainerNumber, Lv item) { return IndexOf(item); });
}

}  // namespace weft
