// SpanTree: its nodes. Growth and splits, bulk building, the index's first build, invariants.
#include <algorithm>
#include <cstring>

#include "crdt/core/check.h"
#include "crdt/core/find_index.h"
#include "crdt/sequence/span_tree.h"

namespace weft {

TreeId SpanTree::AddTree() {
  const TreeId tree = size();
  const NodeId leaf = NewLeaf(tree);
  roots_.push_back(Root{leaf, true, leaf, leaf, 0});
  return tree;
}

NodeId SpanTree::NewLeaf(TreeId tree) {
  const auto id = static_cast<NodeId>(leaves_.size());
  Leaf& leaf = leaves_.emplace_back();
  leaf.parent = leaf.next = leaf.previous = kNoNode;
  leaf.tree = tree;
  leaf.visible = leaf.count = 0;
  return id;
}

NodeId SpanTree::NewInner(bool leaf_children) {
  const auto id = static_cast<NodeId>(inners_.size());
  Inner& inner = inners_.emplace_back();
  inner.parent = kNoNode;
  inner.count = 0;
  inner.leaf_children = leaf_children;
  return id;
}

uint32_t SpanTree::SlotInParent(NodeId parent, NodeId child) const {
  const Inner& inner = inners_[parent];
  return FindIndex(inner.child, inner.count, child);
}

Lv SpanTree::FirstMet(NodeId node, bool is_leaf, Side towards) const {
  const bool right = towards == Side::kRight;
  while (!is_leaf) {
    const Inner& inner = inners_[node];
    node = inner.child[right ? 0 : inner.count - 1];
    is_leaf = inner.leaf_children;
  }
  const Leaf& leaf = leaves_[node];
  return right ? leaf.spans[0].lv : leaf.End(leaf.count - 1) - 1;
}

// Up to the first node in which something further on is visible, then down to it.
NodeId SpanTree::NextVisibleLeafBeyond(NodeId leaf) {
  Settle();
  const auto next_visible = [](const Inner& inner, uint32_t from) {
    while (from < inner.count && inner.visible[from] == 0) ++from;
    return from;
  };
  NodeId child = leaf;
  NodeId node = leaves_[leaf].parent;
  uint32_t slot = 0;
  for (; node != kNoNode; child = node, node = inners_[node].parent) {
    slot = next_visible(inners_[node], SlotInParent(node, child) + 1);
    if (slot < inners_[node].count) break;
  }
  if (node == kNoNode) return kNoNode;
  while (!inners_[node].leaf_children) {
    node = inners_[node].child[slot];
    slot = next_visible(inners_[node], 0);
  }
  return inners_[node].child[slot];
}

void SpanTree::ForgetSum(NodeId leaf) {
  if (!SumKnown(leaf, true)) return;
  leaf_sums_[leaf].known = false;
  NodeId node = leaves_[leaf].parent;
  for (; node != kNoNode && SumKnown(node, false); node = inners_[node].parent) {
    inner_sums_[node].known = false;
  }
}

SpanTree::Leaf* SpanTree::SplitFor(NodeId* id, uint32_t* index) {
  SplitLeaf(*id);
  const uint32_t kept = leaves_[*id].count;
  if (*index > kept) {
    *index -= kept;
    *id = leaves_[*id].next;
  }
  return &leaves_[*id];
}

void SpanTree::Close(Leaf& leaf, uint32_t index, uint32_t count) {
  const uint32_t tail = leaf.count - index - count;
  Stored* const to = leaf.spans + index;
  std::memmove(to, to + count, tail * sizeof(Stored));
  leaf.count -= count;
}

void SpanTree::SplitLeaf(NodeId id) {
  Settle();
  const NodeId right_id = NewLeaf(leaves_[id].tree);
  ForgetSum(id);
  Leaf& left = leaves_[id];
  Leaf& right = leaves_[right_id];
  const uint32_t kept = left.count / 2;
  right.count = left.count - kept;
  std::copy_n(left.spans + kept, right.count, right.spans);
  left.count = kept;
  for (uint32_t i = 0; i < right.count; ++i) {
    right.visible += right.VisibleAt(i);
    if (index_ != nullptr) index_->SetLeaf(right.spans[i].lv, right_id);
  }
  left.visible -= right.visible;
  right.previous = id;
  right.next = left.next;
  left.next = right_id;
  if (right.next != kNoNode) {
    leaves_[right.next].previous = right_id;
  } else {
    roots_[left.tree].last_leaf = right_id;
  }
  if (cursor_.leaf == id) {
    cursor_.index = 0;
    cursor_.index_start = cursor_.leaf_start;
  }
  InsertChild(id, true, right_id, left.visible, right.visible);
}

TreeId SpanTree::TreeOfNode(NodeId node, bool is_leaf) const {
  while (!is_leaf) {
    is_leaf = inners_[node].leaf_children;
    node = inners_[node].child[0];
  }
  return leaves_[node].tree;
}

// `right` becomes the node after `left`, whose parent it shares.
void SpanTree::InsertChild(NodeId left, bool is_leaf, NodeId right, uint32_t left_visible,
                           uint32_t right_visible) {
  const auto parent_of = [&](NodeId node) -> NodeId& {
    return is_leaf ? leaves_[node].parent : inners_[node].parent;
  };
  if (parent_of(left) == kNoNode) {
    const NodeId top = NewInner(is_leaf);
    Inner& inner = inners_[top];
    inner.count = 1;
    inner.child[0] = left;
    parent_of(left) = top;
    Root& root = roots_[TreeOfNode(left, is_leaf)];
    root.node = top;
    root.is_leaf = false;
  }
  if (inners_[parent_of(left)].count == kFanout) SplitInner(parent_of(left));
  const NodeId parent = parent_of(left);
  Inner& inner = inners_[parent];
  const uint32_t slot = SlotInParent(parent, left);
  for (uint32_t i = inner.count; i > slot + 1; --i) {
    inner.child[i] = inner.child[i - 1];
    inner.visible[i] = inner.visible[i - 1];
  }
  inner.visible[slot] = left_visible;
  inner.child[slot + 1] = right;
  inner.visible[slot + 1] = right_visible;
  ++inner.count;
  parent_of(right) = parent;
}

void SpanTree::SplitInner(NodeId id) {
  const NodeId right_id = NewInner(inners_[id].leaf_children);
  Inner& left = inners_[id];
  Inner& right = inners_[right_id];
  const uint32_t kept = left.count / 2;
  right.count = left.count - kept;
  std::copy_n(left.child + kept, right.count, right.child);
  std::copy_n(left.visible + kept, right.count, right.visible);
  left.count = kept;
  uint32_t left_visible = 0;
  uint32_t right_visible = 0;
  for (uint32_t i = 0; i < left.count; ++i) left_visible += left.visible[i];
  for (uint32_t i = 0; i < right.count; ++i) {
    right_visible += right.visible[i];
    (right.leaf_children ? leaves_[right.child[i]].parent : inners_[right.child[i]].parent) =
        right_id;
  }
  InsertChild(id, false, right_id, left_visible, right_visible);
}

void SpanTree::FinishBulk(TreeId tree) {
  Root& root = roots_[tree];
  std::vector<std::pair<NodeId, uint32_t>> level;  // a node and its visible length
  for (NodeId id = root.first_leaf; id != kNoNode; id = leaves_[id].next) {
    level.emplace_back(id, leaves_[id].visible);
    root.visible += leaves_[id].visible;
  }
  bool is_leaf = true;
  while (level.size() > 1) {
    std::vector<std::pair<NodeId, uint32_t>> above;
    for (size_t i = 0; i < level.size(); ++i) {
      if (i % kFanout == 0) above.emplace_back(NewInner(is_leaf), 0);
      auto& [parent, visible] = above.back();
      Inner& inner = inners_[parent];
      inner.child[inner.count] = level[i].first;
      inner.visible[inner.count++] = level[i].second;
      visible += level[i].second;
      (is_leaf ? leaves_[level[i].first].parent : inners_[level[i].first].parent) = parent;
    }
    level = std::move(above);
    is_leaf = false;
  }
  root.node = level[0].first;
  root.is_leaf = is_leaf;
}

void SpanTree::ReserveBulk(size_t spans) {
  leaves_.reserve(leaves_.size() + (spans + kLeafSpans - 1) / kLeafSpans);
}

void SpanTree::BuildIndex() {
  index_ = std::make_unique<SpanIndex>();
  Lv elements = 0;
  for (const Leaf& leaf : leaves_) {
    for (uint32_t i = 0; i < leaf.count; ++i) elements += leaf.Length(i);
  }
  index_->Reserve(span_count(), elements);
  for (NodeId id = 0; id < leaves_.size(); ++id) {
    for (uint32_t i = 0; i < leaves_[id].count; ++i) index_->Insert(leaves_[id].spans[i].lv, id);
  }
}

size_t SpanTree::span_count() const {
  size_t count = 0;
  for (const Leaf& leaf : leaves_) count += leaf.count;
  return count;
}

Status SpanTree::CheckInvariants() const {
  for (TreeId tree = 0; tree < size(); ++tree) {
    uint64_t visible = 0;
    WEFT_RETURN_IF_ERROR(CheckNode(roots_[tree].node, roots_[tree].is_leaf, kNoNode, &visible));
    if (visible != roots_[tree].visible) {
      return Status(StatusCode::kInternal, "a tree's visible length is wrong");
    }
    NodeId before = kNoNode;
    for (NodeId id = roots_[tree].first_leaf; id != kNoNode; id = leaves_[id].next) {
      if (leaves_[id].previous != before || leaves_[id].tree != tree) {
        return Status(StatusCode::kInternal, "the chain of leaves is broken");
      }
      before = id;
    }
    if (before != roots_[tree].last_leaf) {
      return Status(StatusCode::kInternal, "the last leaf is not the last");
    }
  }
  return OkStatus();
}

Status SpanTree::CheckNode(NodeId node, bool is_leaf, NodeId parent, uint64_t* visible) const {
  if (!is_leaf) {
    const Inner& inner = inners_[node];
    if (inner.parent != parent || inner.count == 0 || inner.count > kFanout) {
      return Status(StatusCode::kInternal, "an inner node's frame is broken");
    }
    for (uint32_t i = 0; i < inner.count; ++i) {
      uint64_t below = 0;
      WEFT_RETURN_IF_ERROR(CheckNode(inner.child[i], inner.leaf_children, node, &below));
      if (below != inner.visible[i]) {
        return Status(StatusCode::kInternal, "an inner node's visible length is wrong");
      }
      if (SumKnown(node, false) && !SumKnown(inner.child[i], inner.leaf_children)) {
        return Status(StatusCode::kInternal, "a node's sum is known without those below it");
      }
      *visible += below;
    }
    return OkStatus();
  }
  const Leaf& leaf = leaves_[node];
  if (SumKnown(node, true) && leaf_sums_[node].all.units != leaf.visible) {
    return Status(StatusCode::kInternal, "a leaf's sum is kept for too long");
  }
  if (leaf.parent != parent || leaf.count > kLeafSpans) {
    return Status(StatusCode::kInternal, "a leaf's frame is broken");
  }
  uint64_t sum = 0;
  for (uint32_t i = 0; i < leaf.count; ++i) {
    if (leaf.Length(i) == 0) return Status(StatusCode::kInternal, "a span is empty");
    if (i > 0 && leaf.spans[i].lv == leaf.End(i - 1) && leaf.Visible(i) == leaf.Visible(i - 1)) {
      return Status(StatusCode::kInternal, "two spans should be one");
    }
    if (index_ != nullptr) {
      const SpanIndex::Entry entry = index_->Find(leaf.End(i) - 1);
      if (entry.start != leaf.spans[i].lv || entry.leaf != node) {
        return Status(StatusCode::kInternal, "the index does not lead to a span");
      }
    }
    sum += leaf.VisibleAt(i);
  }
  if (sum != leaf.visible) {
    return Status(StatusCode::kInternal, "a leaf's visible length is wrong");
  }
  *visible += sum;
  return OkStatus();
}

}  // namespace weft
