// DocumentState: trees, and where containers stand.
#include <algorithm>

#include "crdt/document/document_state.h"

namespace weft {

Status NoSuchNode() { return NotFound("the tree has no such node"); }

namespace {
Status BeyondChildren(uint64_t index, uint64_t count) {
  return OutOfRange("index " + std::to_string(index) + " is beyond the " + std::to_string(count) +
                    " children");
}
}  // namespace

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

Lv DocumentState::FindNode(ContainerNumber tree, const Id& node) {
  Lv lv = Find(node);
  if (lv == kNoLv || objects_.creations().KindOf(lv) != CreationKind::kItem) return kNoLv;
  sequence_.Flush();
  for (Lv at = lv; at != kNoLv;) {
    if (objects_.IsDeleted(at)) return kNoLv;
    const Container& home = objects_.containers()[objects_.ParentOf(at)];
    if (home.forest != tree) return kNoLv;
    at = objects_.ParentNodeOf(objects_.ParentOf(at));
  }
  return lv;
}

ContainerNumber DocumentState::ChildrenOf(ContainerNumber tree, const Id& parent) {
  if (parent.IsNull()) return tree;
  const Lv lv = FindNode(tree, parent);
  return lv == kNoLv ? kNoContainer : objects_.Nested(ContainerKind::kNode, lv);
}

Result<Id> DocumentState::InsertNode(ContainerNumber tree, const Id& parent, uint64_t index) {
  const ContainerNumber home = ChildrenOf(tree, parent);
  if (home == kNoContainer) return NoSuchNode();
  if (index > CountItems(home)) return BeyondChildren(index, CountItems(home));
  std::string value;
  value_bytes::AppendContainer(ContainerKind::kMap, &value);
  WEFT_RETURN_IF_ERROR(CheckEdit(value, home, 1));
  BeginChange();
  const Id id{agent_, sequence_.CountsOf(sequence_.local()).creations};
  objects_.InsertItemsAt(home, index, 1, value);
  EndChange(Origin::kLocal);
  return id;
}

Status DocumentState::EraseNode(ContainerNumber tree, const Id& node) {
  const Lv lv = FindNode(tree, node);
  if (lv == kNoLv) return NoSuchNode();
  if (read_only_) return NeedsNewer();
  if (sequence_.CountsOf(sequence_.local()).effects >= kMaxElements) {
    return ResourceExhausted("this agent has made 2^31 - 1 effects; use a new agent");
  }
  BeginChange();
  EraseElements(LvRange{lv, 1});
  EndChange(Origin::kLocal);
  return OkStatus();
}

Status DocumentState::MoveNode(ContainerNumber tree, const Id& node, const Id& parent,
                               uint64_t index) {
  const Lv lv = FindNode(tree, node);
  const ContainerNumber home = ChildrenOf(tree, parent);
  if (lv == kNoLv || home == kNoContainer) return NoSuchNode();
  if (!parent.IsNull() && objects_.places().IsWithin(Find(parent), lv)) {
    return InvalidArgument("a node cannot be moved below itself");
  }
  const bool same = objects_.ParentOf(lv) == home;
  const uint64_t count = CountItems(home) - (same ? 1 : 0);
  if (index > count) return BeyondChildren(index, count);
  const uint64_t from = same ? IndexOf(lv) : 0;
  if (same && from == index) return OkStatus();
  WEFT_RETURN_IF_ERROR(CheckEdit({}, home, 1));
  BeginChange();
  objects_.MoveTo(lv, home, same && index > from ? index + 1 : index);
  EndChange(Origin::kLocal);
  return OkStatus();
}

uint64_t DocumentState::IndexOf(Lv item) {
  sequence_.Flush();
  SpanTree& tree = sequence_.tree();
  tree.EnsureIndex();
  tree.Settle();
  return tree.PositionOf(tree.BeforeElement(objects_.places().Of(item)));
}

Result<ContainerNumber> DocumentState::FindContainer(const ContainerId& id) {
  if (id.IsRoot()) return objects_.Root(id.kind, id.name);
  const Lv creator = Find(id.creator);
  if (creator == kNoLv) return NotFound("this document has not seen the container's value");
  if (!objects_.Holds(creator, id.kind)) {
    return NotFound("the value is no " + std::string(ContainerKindName(id.kind)));
  }
  return objects_.Nested(id.kind, creator);
}

Result<Path> DocumentState::PathOf(ContainerNumber container) {
  if (!IsPresent(container)) return NotFound("the container is not in the document any more");
  return PathOfPresent(container);
}

Path DocumentState::PathOfPresent(ContainerNumber container) {
  Path path;
  for (;;) {
    const Container& at = objects_.containers()[container];
    if (at.creator == kNoLv) {
      path.emplace_back(objects_.containers().NameOf(at));
      break;
    }
    const Creations& creations = objects_.creations();
    Lv item = at.creator;
    if (creations.KindOf(item) == CreationKind::kWrite) {
      const Registers::Write& write =
          objects_.registers().write(objects_.registers().WriteOf(item));
      const Registers::Register& of = objects_.registers()[write.of];
      if (of.map != kNoContainer) {
        path.emplace_back(std::string(objects_.registers().KeyAt(of.key)));
        container = of.map;
        continue;
      }
      item = of.key;
    }
    const ContainerNumber home = objects_.ParentOf(item);
    if (objects_.containers()[home].kind == ContainerKind::kList) {
      path.emplace_back(IndexOf(item));
      container = home;
    } else {
      // A node's path is its tree's and its id, wherever in the tree it stands.
      path.emplace_back(sequence_.agents().IdOf(item));
      container = objects_.containers()[home].forest;
    }
  }
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace weft
