#include "crdt/objects/places.h"

#include <algorithm>

namespace weft {

void Places::MoveInList(const Move& move, Agent agent, std::vector<Changed>* changed) {
  const Lv before = Of(move.item);
  moves_.push_back(move);
  const auto [winner, first] = winners_.try_emplace(move.item, Winner{move.lamport, agent});
  if (!first) {
    const Winner& known = winner->second;
    const bool wins =
        move.lamport != known.lamport ? move.lamport > known.lamport : agent > known.agent;
    if (!wins) return;
    winner->second = Winner{move.lamport, agent};
  }
  current_[move.item] = move.slot;
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
    for (Logged& logged : log) Apply(&logged);
  }
}

}  // namespace weft
