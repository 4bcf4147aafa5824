#include "crdt/objects/places.h"

#include <algorithm>

#include "crdt/core/sort.h"

namespace weft {

bool Places::Wins(const Move& move, Lv over) const {
  const Move& known = MoveOf(over);
  if (move.lamport != known.lamport) return move.lamport > known.lamport;
  return author_of_(move.slot) > author_of_(over);
}

void Places::MoveInList(const Move& move, std::vector<Changed>* changed) {
  const auto [place, first] = current_.try_emplace(move.item, move.slot);
  const Lv before = first ? move.item : place->second;
  const bool wins = first || Wins(move, before);
  moves_.push_back(move);
  if (ranks_) ranked_[move.item].insert(RankOf(move));
  if (!wins) return;
  place->second = move.slot;
  changed->push_back(Changed{move.item, before});
}

bool Places::IsWithin(Lv node, Lv of) const {
  while (node != kNoLv && node != of) node = parent_of_(Of(node));
  return node == of;
}

void Places::Apply(Logged* logged) {
  logged->before = Of(logged->item);
  logged->moved = !IsWithin(parent_of_(logged->slot), logged->item);
  if (logged->moved) current_[logged->item] = logged->slot;
}

void Places::MoveInTree(ContainerNumber tree, const Move& move, Agent agent,
                        std::vector<Changed>* changed) {
  moves_.push_back(move);
  Revise(tree, Logged{move.lamport, agent, move.slot, move.item, kNoLv, false}, true, changed);
}

void Places::Revise(ContainerNumber tree, const Logged& one, bool add,
                    std::vector<Changed>* changed) {
  std::vector<Logged>& log = logs_[tree];
  size_t at = log.size();
  absl::flat_hash_map<Lv, Lv> before;  // of all that may change
  before.emplace(one.item, Of(one.item));
  for (; at > 0 && (add ? one < log[at - 1] : !(log[at - 1] < one)); --at) {
    const Logged& later = log[at - 1];
    if (!later.moved) continue;
    before.emplace(later.item, Of(later.item));
    current_[later.item] = later.before;
  }
  // What is not moved now may be then.
  for (size_t i = at; i < log.size(); ++i) before.emplace(log[i].item, log[i].before);
  const auto place = log.begin() + static_cast<ptrdiff_t>(at);
  if (add) {
    log.insert(place, one);
  } else {
    log.erase(place);
  }
  for (size_t i = at; i < log.size(); ++i) Apply(&log[i]);
  const size_t first = changed->size();
  for (const auto& [item, was] : before) {
    if (Of(item) != was) changed->push_back(Changed{item, was});
  }
  Sort(changed->begin() + static_cast<ptrdiff_t>(first), changed->end(),
       [](const Changed& a, const Changed& b) { return a.item < b.item; });
}

void Places::RankAll() {
  ranks_ = true;
  for (const Move& move : moves_) {
    if (!IsUndone(move.slot)) ranked_[move.item].insert(RankOf(move));
  }
}

void Places::PutWhereGreatest(Lv item, std::vector<Changed>* changed) {
  const absl::btree_set<Rank>& moves = ranked_[item];
  const Lv before = Of(item);
  const Lv now = moves.empty() ? item : moves.rbegin()->slot;
  if (now == before) return;
  if (moves.empty()) {
    current_.erase(item);
  } else {
    current_[item] = now;
  }
  changed->push_back(Changed{item, before});
}

void Places::SetUndone(ContainerNumber tree, Lv slot, bool undone, std::vector<Changed>* changed) {
  const Move move = MoveOf(slot);
  if (tree == kNoContainer && !ranks_) RankAll();
  if (undone) {
    undone_.insert(slot);
  } else {
    undone_.erase(slot);
  }
  if (tree != kNoContainer) return Revise(tree, LoggedOf(move), !undone, changed);
  if (undone) {
    ranked_[move.item].erase(RankOf(move));
  } else {
    ranked_[move.item].insert(RankOf(move));
  }
  PutWhereGreatest(move.item, changed);
}

void Places::LoadInTree(ContainerNumber tree, const Move& move, Agent agent) {
  moves_.push_back(move);
  logs_[tree].push_back(Logged{move.lamport, agent, move.slot, move.item, kNoLv, false});
}

void Places::FinishLoad() {
  for (auto& [tree, log] : logs_) {
    std::erase_if(log, [this](const Logged& logged) { return IsUndone(logged.slot); });
    Sort(log.begin(), log.end());
    Replay(&log);
  }
  if (undone_.empty()) return;
  RankAll();
  std::vector<Changed> changed;
  for (const Lv slot : undone_) {
    const Lv item = MoveOf(slot).item;
    if (Of(item) == slot) PutWhereGreatest(item, &changed);
  }
}

namespace {

// The nodes of a tree by small numbers, and where they stand, while all of its moves are replayed.
class Nodes {
 public:
  static constexpr uint32_t kNone = 0xFFFFFFFF;
  struct Node {
    Lv lv;
    Lv place;
    uint32_t parent;  // kNone at the top
  };

  explicit Nodes(const std::function<Lv(Lv)>& parent_of) : parent_of_(parent_of) {}

  // Of a node, or of none. One that is new stands where it was inserted.
  uint32_t NumberOf(Lv node) {
    uint32_t child = kNone;
    uint32_t first = kNone;
    for (; node != kNoLv; node = parent_of_(node)) {
      const auto [known, added] = numbers_.try_emplace(node, static_cast<uint32_t>(nodes_.size()));
      if (added) nodes_.push_back(Node{node, node, kNone});
      (child == kNone ? first : nodes_[child].parent) = known->second;
      if (!added) break;
      child = known->second;
    }
    return first;
  }
  bool IsWithin(uint32_t node, uint32_t of) const {
    while (node != kNone && node != of) node = nodes_[node].parent;
    return node == of;
  }
  Node& operator[](uint32_t number) { return nodes_[number]; }
  const std::vector<Node>& all() const { return nodes_; }

 private:
  const std::function<Lv(Lv)>& parent_of_;
  absl::flat_hash_map<Lv, uint32_t> numbers_;
  std::vector<Node> nodes_;
};

}  // namespace

// As Apply, one after the other, without a look-up for each level.
void Places::Replay(std::vector<Logged>* log) {
  Nodes nodes(parent_of_);
  for (Logged& logged : *log) {
    const uint32_t item = nodes.NumberOf(logged.item);
    const uint32_t parent = nodes.NumberOf(parent_of_(logged.slot));
    logged.before = nodes[item].place;
    logged.moved = !nodes.IsWithin(parent, item);
    if (!logged.moved) continue;
    nodes[item].place = logged.slot;
    nodes[item].parent = parent;
  }
  for (const auto& node : nodes.all()) {
    if (node.place != node.lv) current_[node.lv] = node.place;
  }
}

}  // namespace weft
