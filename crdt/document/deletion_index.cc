#include "crdt/document/deletion_index.h"

#include <algorithm>

#include "crdt/core/sort.h"

namespace weft {

DeletionIndex::DeletionIndex(Sequence* sequence) {
  CollectHits(sequence);
  Sort(hits_.begin(), hits_.end(), [](const Hit& a, const Hit& b) {
    if (a.range.lv != b.range.lv) return a.range.lv < b.range.lv;
    return EffectId{a.agent, a.index} < EffectId{b.agent, b.index};
  });
  reach_.resize(hits_.size());
  FillReach(0, hits_.size());
}

DeletionIndex::RestoredRuns DeletionIndex::RestoredRunsOf(const EffectLog& log) {
  RestoredRuns all;
  for (AgentNumber number = 0; number < log.agents(); ++number) {
    for (size_t i = 0; i < log.RunCount(number); ++i) {
      const EffectRun run = log.At(number, i);
      if (run.kind != EffectKind::kRestore) continue;
      all.push_back(
          Restored{run.restored_agent, run.restored_index, run.restored_index + run.count});
    }
  }
  Sort(all.begin(), all.end(), [](const Restored& a, const Restored& b) {
    return a.agent != b.agent ? a.agent < b.agent : a.first < b.first;
  });
  RestoredRuns runs;
  for (const Restored& one : all) {
    if (!runs.empty() && runs.back().agent == one.agent && one.first <= runs.back().end) {
      runs.back().end = std::max(runs.back().end, one.end);
    } else {
      runs.push_back(one);
    }
  }
  return runs;
}

void DeletionIndex::CollectHits(Sequence* sequence) {
  const EffectLog& log = sequence->effects();
  const RestoredRuns restored = RestoredRunsOf(log);
  for (AgentNumber number = 0; number < log.agents(); ++number) {
    const Agent agent = sequence->agents().AgentOf(number);
    for (size_t i = 0; i < log.RunCount(number); ++i) {
      const EffectRun run = log.At(number, i);
      if (run.kind == EffectKind::kErase) AddHits(restored, number, run, agent);
    }
  }
}

// A hit was taken back, or not, as a whole.
void DeletionIndex::AddHits(const RestoredRuns& restored, AgentNumber number, const EffectRun& run,
                            Agent agent) {
  auto next = std::lower_bound(restored.begin(), restored.end(), run.index,
                               [number](const Restored& one, uint32_t index) {
                                 return one.agent != number ? one.agent < number : one.end <= index;
                               });
  for (uint32_t from = run.index; from < run.end();) {
    uint32_t to = run.end();
    bool taken_back = false;
    if (next != restored.end() && next->agent == number) {
      taken_back = next->first <= from;
      to = std::min(to, taken_back ? next->end : next->first);
    }
    if (taken_back) ++next;
    const EffectRun part = from == run.index && to == run.end() ? run : run.Cut(from, to);
    hits_.push_back(
        Hit{LvRange{part.target, part.count}, agent, part.index, part.backward, taken_back});
    from = to;
  }
}

// The middle one is the root.
Lv DeletionIndex::FillReach(size_t first, size_t last) {
  if (first == last) return 0;
  const size_t middle = first + (last - first) / 2;
  const Lv below = std::max(FillReach(first, middle), FillReach(middle + 1, last));
  return reach_[middle] = std::max(below, hits_[middle].range.end());
}

void DeletionIndex::FindCovering(Lv lv, size_t first, size_t last) {
  if (first == last) return;
  const size_t middle = first + (last - first) / 2;
  if (reach_[middle] <= lv) return;
  FindCovering(lv, first, middle);
  const Hit& hit = hits_[middle];
  if (hit.range.lv > lv) return;
  if (hit.range.end() > lv) covering_.push_back(&hit);
  FindCovering(lv, middle + 1, last);
}

DeletionIndex::Stretch DeletionIndex::From(LvRange range) {
  covering_.clear();
  FindCovering(range.lv, 0, hits_.size());
  const auto next = std::upper_bound(hits_.begin(), hits_.end(), range.lv,
                                     [](Lv lv, const Hit& hit) { return lv < hit.range.lv; });
  Lv end = next == hits_.end() ? range.end() : std::min(range.end(), next->range.lv);
  for (const Hit* hit : covering_) end = std::min(end, hit->range.end());
  const uint32_t count = end - range.lv;
  FillDeletions(LvRange{range.lv, count});
  return Stretch{count, deletions_};
}

// Of elements that each hit in covering_ covers. Those of one agent, or at one place, are mostly in
// order.
void DeletionIndex::FillDeletions(LvRange range) {
  deletions_.clear();
  for (const Hit* hit : covering_) {
    const uint32_t before = range.lv - hit->range.lv;
    const uint32_t index = hit->index + (hit->backward ? hit->range.end() - range.end() : before);
    deletions_.push_back(BlamedDeletion{EffectId{hit->agent, index},
                                        hit->backward && range.count > 1, hit->restored});
  }
  const auto less = [](const BlamedDeletion& a, const BlamedDeletion& b) {
    return a.effect < b.effect;
  };
  if (std::is_sorted(deletions_.begin(), deletions_.end(), less)) return;
  Sort(deletions_.begin(), deletions_.end(), less);
}

}  // namespace weft
