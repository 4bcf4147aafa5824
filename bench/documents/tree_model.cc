#include "bench/documents/tree_model.h"

namespace weft::bench {
namespace {

// A slot as edits name it: slot 0 becomes kTop.
Node NodeOf(size_t slot) { return slot - 1; }

}  // namespace

Edit TreeModel::Add(Draws& draws) {
  const size_t slot = parents_.size();
  const size_t parent = draws.Below(slot);
  const size_t index = draws.Below(children_[parent].size() + 1);
  parents_.push_back(parent);
  children_.emplace_back();
  children_[parent].insert(children_[parent].begin() + static_cast<std::ptrdiff_t>(index), slot);
  return AddNode{NodeOf(parent), index};
}

Edit TreeModel::MoveAny(Draws& draws) {
  while (true) {
    const size_t slot = 1 + draws.Below(parents_.size() - 1);
    const size_t parent = draws.Below(parents_.size());
    if (IsBelow(parent, slot)) continue;
    const size_t stays = parents_[slot] == parent ? 1 : 0;
    const std::vector<size_t>& siblings = children_[parent];
    const size_t index = draws.Below(siblings.size() + 1 - stays);
    if (index < siblings.size() && siblings[index] == slot) continue;
    Put(slot, parent, index);
    return MoveNode{NodeOf(slot), NodeOf(parent), index};
  }
}

void TreeModel::Put(size_t slot, size_t parent, size_t index) {
  std::erase(children_[parents_[slot]], slot);
  children_[parent].insert(children_[parent].begin() + static_cast<std::ptrdiff_t>(index), slot);
  parents_[slot] = parent;
}

bool TreeModel::IsBelow(size_t slot, size_t above) const {
  while (slot != 0 && slot != above) slot = parents_[slot];
  return slot == above;
}

Nodes TreeModel::Outline() const {
  Nodes nodes;
  std::vector<size_t> open = {0};
  while (!open.empty()) {
    const size_t slot = open.back();
    open.pop_back();
    if (slot != 0) nodes.emplace_back(NodeOf(slot), NodeOf(parents_[slot]));
    open.insert(open.end(), children_[slot].rbegin(), children_[slot].rend());
  }
  return nodes;
}

}  // namespace weft::bench
