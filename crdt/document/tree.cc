#include "crdt/document/tree.h"

#include "crdt/document/handles.h"
#include "crdt/document/map.h"

namespace weft {

Result<Id> Tree::Insert(Id parent, size_t index) {
  return state_->InsertNode(container_, parent, index);
}
Status Tree::Erase(Id node) { return state_->EraseNode(container_, node); }
Status Tree::Move(Id node, Id parent, size_t index) {
  return state_->MoveNode(container_, node, parent, index);
}

bool Tree::Contains(Id node) const { return state_->FindNode(container_, node) != kNoLv; }

size_t Tree::ChildCount(Id parent) const {
  const ContainerNumber children = state_->ChildrenOf(container_, parent);
  return children == kNoContainer ? 0 : state_->CountItems(children);
}

std::vector<Id> Tree::Children(Id parent) const {
  std::vector<Id> ids;
  const ContainerNumber children = state_->ChildrenOf(container_, parent);
  if (children == kNoContainer) return ids;
  state_->ForEachItem(children,
                      [&](Lv item) { ids.push_back(state_->sequence().agents().IdOf(item)); });
  return ids;
}

Result<Id> Tree::Parent(Id node) const {
  const Lv lv = state_->FindNode(container_, node);
  if (lv == kNoLv) return NoSuchNode();
  const Objects& objects = state_->objects();
  return state_->sequence().agents().IdOf(objects.ParentNodeOf(objects.ParentOf(lv)));
}

Result<size_t> Tree::IndexOf(Id node) const {
  const Lv lv = state_->FindNode(container_, node);
  if (lv == kNoLv) return NoSuchNode();
  return state_->IndexOf(lv);
}

Result<weft::Map> Tree::Data(Id node) const {
  const Lv lv = state_->Find(node);
  Objects& objects = state_->objects();
  const bool is_node = lv != kNoLv && objects.Holds(lv, ContainerKind::kNode) &&
                       objects.containers()[objects.HomeOf(lv)].forest == container_;
  if (!is_node) return NoSuchNode();
  return Handles(state_).Of<weft::Map>(objects.Nested(ContainerKind::kMap, lv));
}

}  // namespace weft
