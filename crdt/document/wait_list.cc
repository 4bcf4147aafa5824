#include "crdt/document/wait_list.h"

#include <algorithm>

namespace weft {

void WaitList::Add(uint64_t who, const Need& need) {
  const auto [place, made] =
      places_.try_emplace(need.agent, static_cast<uint32_t>(waiting_.size()));
  if (made) waiting_.emplace_back();
  Waiting& waiting = waiting_[place->second];
  std::vector<One>& ones = need.effects ? waiting.effects : waiting.creations;
  ones.push_back(One{need.count, who});
  std::push_heap(ones.begin(), ones.end(), IsLater);
}

void WaitList::Wake(Agent agent, Counts counts, std::vector<uint64_t>* woken) {
  if (waiting_.empty()) return;
  const auto place = places_.find(agent);
  if (place == places_.end()) return;
  WakeOf(&waiting_[place->second].creations, counts.creations, woken);
  WakeOf(&waiting_[place->second].effects, counts.effects, woken);
}

void WaitList::WakeOf(std::vector<One>* ones, uint32_t count, std::vector<uint64_t>* woken) {
  while (!ones->empty() && ones->front().count <= count) {
    std::pop_heap(ones->begin(), ones->end(), IsLater);
    woken->push_back(ones->back().who);
    ones->pop_back();
  }
}

}  // namespace weft
