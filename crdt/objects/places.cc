#include "crdt/objects/places.h"

#include <algorithm>

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
  std::vector<Logged>& log = logs_[tree];
  size_t at = log.size();
  const Logged added{move.lamport, agent, move.slot, move.item, kNoLv, false};
  absl::flat_hash_map<Lv, Lv> before;  // of all that may change
  before.emplace(move.item, Of(move.item));
  for (; at > 0 && added < log[at - 1]; --at) {
    const Logged& undone = log[at - 1];
    if (!undone.moved) continue;
    before.emplace(undone.item, Of(undone.item));
    current_[undone.item] = undone.before;
  }
  // What is not moved now may be then.
  for (size_t i = at; i < log.size(); ++i) before.emplace(log[i].item, log[i].before);
  log.insert(log.begin() + static_cast<ptrdiff_t>(at), added);
  for (size_t i = at; i < log.size(); ++i) Apply(&log[i]);
  const size_t first = changed->size();
  for (const auto& [item, place] : before) {
    if (Of(item) != place) changed->push_back(Changed{item, place});
  }
  std::sort(changed->begin() + static_cast<ptrdiff_t>(first), changed->end(),
            [](const Changed& a, const Changed& b) { return a.item < b.item; });
}

void Places::LoadInTree(ContainerNumber tree, const Move& move, Agent agent) {
  moves_.push_back(move);
  logs_[tree].push_back(Logged{move.lamport, agent, move.slot, move.item, kNoLv, false});
}

void Places::FinishLoad() {
  for (auto& [tree, log] : logs_) {
    std::sort(log.begin(), log.end());
    Replay(&log);
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
