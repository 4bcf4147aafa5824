// ObjectOracle: what the containers show.
#include <algorithm>
#include <utility>

#include "crdt/core/operation_payload.h"
#include "tests/support/object_oracle.h"

namespace weft::testing {

Cell ObjectOracle::CellAt(Id creation) const {
  return CellOf(value_bytes::Read(creations_.at(creation).operation.content, creation));
}

std::vector<Id> ObjectOracle::LiveIn(const Register& of) const {
  std::vector<RegisterWrite> writes;
  const auto all = writes_.find(of);
  if (all == writes_.end()) return {};
  for (Id id : all->second) {
    const Creation& creation = creations_.at(id);
    writes.push_back(
        {id, creation.lamport, creation.operation.replaced, !IsShown(id), IsUndone(id)});
  }
  return LiveWrites(writes);
}

std::vector<Cell> ObjectOracle::CellsOf(const Register& of) const {
  std::vector<Cell> cells;
  for (Id id : LiveIn(of)) cells.push_back(CellAt(id));
  if (cells.empty() && !of.item.IsNull()) cells.push_back(CellAt(of.item));
  return cells;
}

void ObjectOracle::ShowText(const ContainerId& text, Shown* shown) const {
  const std::vector<Id> elements = Elements(text);
  shown->formats.resize(elements.size());
  ShowMarks(text, elements, shown);
  std::vector<Format> formats;
  for (size_t i = 0; i < elements.size(); ++i) {
    if (!IsShown(elements[i])) continue;
    const ObjectOperation& operation = creations_.at(elements[i]).operation;
    const bool object = operation.kind == OperationKind::kInsertItems;
    shown->text.push_back(object ? u'\uFFFC' : operation.unit);
    formats.push_back(shown->formats[i]);
    if (object) formats.back().object = operation.content;
  }
  shown->formats = std::move(formats);
}

// Of all elements, shown or not: the greatest comes last, and says what a letter has.
void ObjectOracle::ShowMarks(const ContainerId& text, const std::vector<Id>& elements,
                             Shown* shown) const {
  const auto all = marks_.find(text);
  if (all == marks_.end()) return;
  std::map<Id, size_t> places;
  for (size_t i = 0; i < elements.size(); ++i) places[elements[i]] = i;
  std::vector<Id> marks = all->second;
  std::sort(marks.begin(), marks.end(), [this](Id a, Id b) {
    return std::pair(creations_.at(a).lamport, a.agent) <
           std::pair(creations_.at(b).lamport, b.agent);
  });
  for (const Id id : marks) {
    if (!IsShown(id)) continue;
    const ObjectOperation& mark = creations_.at(id).operation;
    const MarkContent content = SplitMark(mark.content);
    if ((content.sides & kSeveral) != 0) {
      shown->comments.insert(id);
      continue;
    }
    const auto behind = [&](Id beside, uint8_t after) {
      return places.at(beside) + ((content.sides & after) != 0 ? 1 : 0);
    };
    const size_t start = mark.prev.IsNull() ? 0 : behind(mark.prev, kStartsAfter);
    const size_t end = mark.next.IsNull() ? elements.size() : behind(mark.next, kEndsAfter);
    if (start >= end) continue;
    SetAttribute(shown, start, end - start, std::string(content.key),
                 value_bytes::Read(content.value, kNullId));
  }
}

void ObjectOracle::ShowMap(const ContainerId& map, Shown* shown) const {
  for (const auto& [of, writes] : writes_) {
    if (!of.item.IsNull() || of.map != map) continue;
    const std::vector<Cell> cells = CellsOf(of);
    if (!cells.empty()) shown->keys[of.key] = cells;
  }
}

void ObjectOracle::ShowList(const ContainerId& list, Shown* shown) const {
  std::vector<ObjectMove> moves;
  for (const auto& [id, creation] : creations_) {
    if (creation.operation.kind != OperationKind::kMove || creation.container != list) continue;
    if (IsUndone(id)) continue;
    moves.push_back(ObjectMove{id, creation.operation.item, creation.lamport});
  }
  const std::map<Id, Id> places = ListPlaces(moves);
  for (Id element : Elements(list)) {
    const ObjectOperation& operation = creations_.at(element).operation;
    const Id item = operation.kind == OperationKind::kMove ? operation.item : element;
    const auto place = places.find(item);
    const Id shows_at = place == places.end() ? item : place->second;
    if (shows_at != element || !IsShown(item)) continue;
    shown->items.push_back(PictureItem{item, CellsOf(Register{{}, "", item})});
  }
}

// From the top down, so that the children of nodes that do not show stay out of the picture.
void ObjectOracle::ShowTree(const ContainerId& tree, Picture* picture) const {
  std::map<Id, Id> made;
  std::vector<ObjectMove> moves;
  for (const auto& [id, creation] : creations_) {
    const bool of_tree = creation.operation.IsAnchored() && IsSequence(creation.container.kind) &&
                         ForestOf(creation.container) == tree;
    if (!of_tree) continue;
    const Id parent = creation.container == tree ? kNullId : creation.container.creator;
    if (creation.operation.kind == OperationKind::kMove) {
      if (IsUndone(id)) continue;
      moves.push_back(ObjectMove{id, creation.operation.item, creation.lamport, parent});
    } else {
      made[id] = parent;
    }
  }
  std::map<Id, Id> node_at;  // by slot
  for (const auto& [node, place] : TreePlaces(made, moves)) node_at[place.slot] = node;
  std::vector<ContainerId> todo = {tree};
  while (!todo.empty()) {
    const ContainerId container = todo.back();
    todo.pop_back();
    Shown& shown = (*picture)[container];
    for (Id element : Elements(container)) {
      const auto node = node_at.find(element);
      if (node == node_at.end() || !IsShown(node->second)) continue;
      shown.items.push_back(NodeItem(node->second));
      todo.push_back(ContainerId(ContainerKind::kNode, node->second));
    }
  }
}

int64_t ObjectOracle::Sum(const ContainerId& counter) const {
  uint64_t sum = 0;  // wraps around
  for (const auto& [effect, operation] : effects_) {
    if (operation.kind != OperationKind::kAdd || operation.container != counter) continue;
    if (taken_back_.contains(effect)) continue;
    sum += static_cast<uint64_t>(value_bytes::ReadInt(operation.content));
  }
  return static_cast<int64_t>(sum);
}

Picture ObjectOracle::Show() const {
  Picture picture;
  for (const ContainerId& container : Containers()) {
    if (container.kind == ContainerKind::kNode) continue;
    Shown& shown = picture[container];
    switch (container.kind) {
      case ContainerKind::kText:
        ShowText(container, &shown);
        break;
      case ContainerKind::kMap:
        ShowMap(container, &shown);
        break;
      case ContainerKind::kList:
        ShowList(container, &shown);
        break;
      case ContainerKind::kCounter:
        shown.sum = Sum(container);
        break;
      case ContainerKind::kTree:
      case ContainerKind::kNode:
        ShowTree(container, &picture);
        break;
    }
  }
  return picture;
}

}  // namespace weft::testing
