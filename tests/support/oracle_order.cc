#include "tests/support/oracle_order.h"

#include <algorithm>
#include <set>
#include <utility>

namespace weft::testing {

std::unique_ptr<OracleOrder> OracleOrder::Make(OrderKind kind) {
  if (kind == OrderKind::kYata) return std::make_unique<YataOrder>();
  return std::make_unique<FugueMaxOrder>();
}

FugueMaxOrder::FugueMaxOrder() { nodes_.push_back(Entry{kNullId, kNullId, kRoot, false, {}, {}}); }

bool FugueMaxOrder::InRightSubtree(Node of, Node node) const {
  while (node != kRoot) {
    if (nodes_[node].parent == of) return !nodes_[node].is_left;
    node = nodes_[node].parent;
  }
  return false;
}

size_t FugueMaxOrder::PositionOf(Id next) const {
  return next.IsNull() ? elements_.size() : position_.at(next);
}

bool FugueMaxOrder::StandsBefore(const Entry& a, const Entry& b) const {
  if (!a.is_left) {
    const size_t a_next = PositionOf(a.next);
    const size_t b_next = PositionOf(b.next);
    if (a_next != b_next) return a_next > b_next;
  }
  return a.id < b.id;
}

void FugueMaxOrder::Insert(Id id, Id prev, Id next) {
  const Node prev_node = prev.IsNull() ? kRoot : by_id_.at(prev);
  const bool is_left = !next.IsNull() && InRightSubtree(prev_node, by_id_.at(next));
  const Node parent = is_left ? by_id_.at(next) : prev_node;
  const Node node = nodes_.size();
  nodes_.push_back(Entry{id, next, parent, is_left, {}, {}});
  by_id_[id] = node;

  std::vector<Node>& siblings = is_left ? nodes_[parent].left : nodes_[parent].right;
  auto place = std::find_if(siblings.begin(), siblings.end(), [&](Node sibling) {
    return StandsBefore(nodes_[node], nodes_[sibling]);
  });
  siblings.insert(place, node);
  Walk();
}

void FugueMaxOrder::Walk() {
  elements_.clear();
  struct Step {
    Node node;
    bool enter;  // else: only the node itself
  };
  std::vector<Step> todo = {{kRoot, true}};
  while (!todo.empty()) {
    const Step step = todo.back();
    todo.pop_back();
    const Entry& entry = nodes_[step.node];
    if (!step.enter) {
      if (step.node == kRoot) continue;
      position_[entry.id] = elements_.size();
      elements_.push_back(entry.id);
      continue;
    }
    for (size_t i = entry.right.size(); i > 0; --i) todo.push_back({entry.right[i - 1], true});
    todo.push_back({step.node, false});
    for (size_t i = entry.left.size(); i > 0; --i) todo.push_back({entry.left[i - 1], true});
  }
}

size_t YataOrder::PlaceFor(Id id, const Anchors& own) const {
  size_t scan = 0;
  if (!own.prev.IsNull()) {
    scan = std::find(elements_.begin(), elements_.end(), own.prev) - elements_.begin() + 1;
  }
  size_t place = scan;
  std::set<Id> seen;
  std::set<Id> in_conflict;  // seen, and not yet known to stand before the new element
  for (; scan < elements_.size() && elements_[scan] != own.next; ++scan) {
    const Id other = elements_[scan];
    const Anchors& others = anchors_.at(other);
    seen.insert(other);
    in_conflict.insert(other);
    bool stands_before = false;
    if (others.prev == own.prev) {
      stands_before = other.agent < id.agent;
      if (!stands_before && others.next == own.next) break;
    } else if (!others.prev.IsNull() && seen.contains(others.prev)) {
      stands_before = !in_conflict.contains(others.prev);
    } else {
      break;
    }
    if (stands_before) {
      place = scan + 1;
      in_conflict.clear();
    }
  }
  return place;
}

void YataOrder::Insert(Id id, Id prev, Id next) {
  const Anchors own{prev, next};
  elements_.insert(elements_.begin() + static_cast<ptrdiff_t>(PlaceFor(id, own)), id);
  anchors_[id] = own;
}

}  // namespace weft::testing
