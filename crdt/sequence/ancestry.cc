#include "crdt/sequence/ancestry.h"

#include "crdt/core/check.h"
#include "crdt/core/node_sizes.h"

namespace weft {

namespace {

constexpr int kSingleSteps = internal::kTinyNodes ? 2 : 32;

bool IsAbove(Lv lv, Lv floor) { return lv != kNoLv && (floor == kNoLv || lv > floor); }

}  // namespace

Lv Ancestry::HighestAbove(Lv lv, Lv floor) {
  size_t index = log_->IndexOf(lv);
  for (int step = 0;; ++step) {
    const Insertion run = log_->at(index);
    if (!IsAbove(run.range.lv, floor)) return floor + 1;
    const Lv parent = ParentOf(run);
    if (!IsAbove(parent, floor)) return run.range.lv;
    if (step == kSingleSteps) CatchUp();
    if (index >= climbs_.size()) {
      index = log_->IndexOf(parent);
      continue;
    }
    const Climb& climb = climbs_[index];
    index = IsAbove(log_->at(climb.jump).range.lv, floor) ? climb.jump : climb.parent;
  }
}

bool Ancestry::IsBelow(Lv lv, Lv ancestor) {
  if (lv <= ancestor) return false;
  const Lv child = HighestAbove(lv, ancestor);
  const Insertion run = log_->Find(child);
  return child > run.range.lv || ParentOf(run) == ancestor;
}

void Ancestry::CatchUp() {
  WEFT_DCHECK(log_->begin() == 0);
  for (size_t i = climbs_.size(); i < log_->size(); ++i) {
    const auto self = static_cast<uint32_t>(i);
    const Lv parent = ParentOf(log_->at(i));
    if (parent == kNoLv) {
      climbs_.push_back(Climb{self, self, 0});
      continue;
    }
    const auto above = static_cast<uint32_t>(log_->IndexOf(parent));
    const Climb up = climbs_[above];
    const Climb second = climbs_[up.jump];
    // Two jumps of one length become one.
    const bool equal = up.depth - second.depth == second.depth - climbs_[second.jump].depth;
    climbs_.push_back(Climb{above, equal ? second.jump : above, up.depth + 1});
  }
}

}  // namespace weft
