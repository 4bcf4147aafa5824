#include "crdt/objects/forest.h"

#include <algorithm>

#include "crdt/core/sort.h"

namespace weft {

// Nobody has moved one that is new: it stands where it was inserted.
uint32_t Forest::NumberOf(Lv node, const ParentOf& parent_of) {
  uint32_t first = kNone;
  for (uint32_t child = kNone; node != kNoLv; node = parent_of(node)) {
    const auto [known, added] = numbers_.try_emplace(node, static_cast<uint32_t>(nodes_.size()));
    if (added) nodes_.push_back(Node{node, node, kNone, 0});
    (child == kNone ? first : nodes_[child].parent) = known->second;
    if (!added) break;
    child = known->second;
  }
  return first;
}

void Forest::Touch(uint32_t node) {
  if (nodes_[node].touched == settles_) return;
  nodes_[node].touched = settles_;
  touched_.push_back(Touched{node, nodes_[node].place});
}

void Forest::TakeBack(size_t from) {
  for (size_t i = log_.size(); i-- > from;) {
    const Logged& logged = log_[i];
    Touch(logged.item);
    if (!logged.moved) continue;
    nodes_[logged.item].place = logged.before;
    nodes_[logged.item].parent = logged.before_parent;
  }
}

// What is pending, by stamp, into the log's end. Who is added and removed by turns is in the end
// what the last turn says, and was in the log if the first was to remove it.
void Forest::Merge(size_t from, const ParentOf& parent_of) {
  const std::vector<Logged> later(log_.begin() + static_cast<ptrdiff_t>(from), log_.end());
  log_.resize(from);
  auto next = later.begin();
  for (size_t i = 0; i < pending_.size();) {
    const bool was = !pending_[i].add;
    const Move move = pending_[i].move;
    for (; next != later.end() && next->move < move; ++next) log_.push_back(*next);
    for (++i; i < pending_.size() && !(move < pending_[i].move);) ++i;
    if (!pending_[i - 1].add) {
      next += was;
    } else if (!was) {
      const uint32_t item = NumberOf(move.item, parent_of);
      Touch(item);
      log_.push_back(Logged{move, item, NumberOf(parent_of(move.slot), parent_of), 0, 0, false});
    }
  }
  log_.insert(log_.end(), next, later.end());
}

void Forest::Apply(Logged* logged) {
  Node& item = nodes_[logged->item];
  logged->before = item.place;
  logged->before_parent = item.parent;
  uint32_t above = logged->parent;
  while (above != kNone && above != logged->item) above = nodes_[above].parent;
  logged->moved = above == kNone;
  if (!logged->moved) return;
  item.place = logged->move.slot;
  item.parent = logged->parent;
}

void Forest::Settle(const ParentOf& parent_of, std::vector<Changed>* changed) {
  if (pending_.empty()) return;
  StableSort(pending_.begin(), pending_.end());
  ++settles_;
  touched_.clear();
  const auto place =
      std::lower_bound(log_.begin(), log_.end(), pending_.front().move,
                       [](const Logged& logged, const Move& move) { return logged.move < move; });
  const auto from = static_cast<size_t>(place - log_.begin());
  TakeBack(from);
  Merge(from, parent_of);
  pending_.clear();
  for (size_t i = from; i < log_.size(); ++i) Apply(&log_[i]);
  const size_t first = changed->size();
  for (const Touched& one : touched_) {
    const Node& node = nodes_[one.node];
    if (node.place != one.before) changed->push_back(Changed{node.lv, one.before, node.place});
  }
  Sort(changed->begin() + static_cast<ptrdiff_t>(first), changed->end(),
       [](const Changed& a, const Changed& b) { return a.item < b.item; });
}

}  // namespace weft
