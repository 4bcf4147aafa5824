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

void Places::MoveInTree(ContainerNumber tree, const Move& move, Agent agent,
                        std::vector<Changed>* changed) {
  moves_.push_back(move);
  Revise(tree, InForest(move, agent), true, changed);
}

void Places::Revise(ContainerNumber tree, const Forest::Move& move, bool add,
                    std::vector<Changed>* changed) {
  Forest& forest = forests_[tree];
  const bool waits = !forest.settled() || (holding_ && !(add && forest.IsBeyondAll(move)));
  if (waits && forest.settled()) held_.push_back(tree);
  if (add) {
    forest.Add(move);
  } else {
    forest.Remove(move);
  }
  if (!waits) SettleForest(&forest, changed);
}

void Places::SettleForest(Forest* forest, std::vector<Changed>* changed) {
  std::vector<Forest::Changed> all;
  forest->Settle(parent_of_, &all);
  for (const Forest::Changed& one : all) {
    current_[one.item] = one.now;
    changed->push_back(Changed{one.item, one.before});
  }
}

void Places::Settle(std::vector<Changed>* changed) {
  holding_ = false;
  for (const ContainerNumber tree : held_) SettleForest(&forests_[tree], changed);
  held_.clear();
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
  if (tree != kNoContainer) {
    return Revise(tree, InForest(move, author_of_(slot)), !undone, changed);
  }
  if (undone) {
    ranked_[move.item].erase(RankOf(move));
  } else {
    ranked_[move.item].insert(RankOf(move));
  }
  PutWhereGreatest(move.item, changed);
}

void Places::LoadInTree(ContainerNumber tree, const Move& move, Agent agent) {
  moves_.push_back(move);
  forests_[tree].Add(InForest(move, agent));
}

void Places::FinishLoad() {
  std::vector<Changed> changed;
  for (auto& [tree, forest] : forests_) {
    forest.DropPending([this](Lv slot) { return IsUndone(slot); });
    SettleForest(&forest, &changed);
  }
  if (undone_.empty()) return;
  RankAll();
  for (const Lv slot : undone_) {
    const Lv item = MoveOf(slot).item;
    if (Of(item) == slot) PutWhereGreatest(item, &changed);
  }
}

}  // namespace weft
