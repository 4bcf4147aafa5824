// DocumentState: local edits of trees.
#include "crdt/document/document_state.h"

namespace weft {

Status NoSuchNode() { return NotFound("the tree has no such node"); }

namespace {
Status BeyondChildren(uint64_t index, uint64_t count) {
  return OutOfRange("index " + std::to_string(index) + " is beyond the " + std::to_string(count) +
                    " children");
}
}  // namespace

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
  WEFT_RETURN_IF_ERROR(CheckEffectRoom(1));
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

}  // namespace weft
