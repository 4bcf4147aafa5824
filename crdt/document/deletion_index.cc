#include "crdt/document/deletion_index.h"

#include <algorithm>

#include "crdt/core/sort.h"

namespace weft {

DeletionIndex::DeletionIndex(Sequence* sequence) {
  CollectHits(sequence);
  // Where hits begin and end, going up through the LVs.
  struct Edge {
    Lv lv;
    uint32_t hit;
    bool begins;
  };
  std::vector<Edge> edges;
  for (uint32_t i = 0; i < hits_.size(); ++i) {
    edges.push_back(Edge{hits_[i].range.lv, i, true});
    edges.push_back(Edge{hits_[i].range.end(), i, false});
  }
  Sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) { return a.lv < b.lv; });
  std::vector<uint32_t> open;
  for (size_t i = 0; i < edges.size(); ++i) {
    if (edges[i].begins) {
      open.push_back(edges[i].hit);
    } else {
      open.erase(std::find(open.begin(), open.end(), edges[i].hit));
    }
    const Lv next = i + 1 < edges.size() ? edges[i + 1].lv : edges[i].lv;
    if (next == edges[i].lv || open.empty()) continue;
    covers_.push_back(Cover{LvRange{edges[i].lv, next - edges[i].lv},
                            static_cast<uint32_t>(covering_.size()),
                            static_cast<uint32_t>(open.size())});
    covering_.insert(covering_.end(), open.begin(), open.end());
  }
}

void DeletionIndex::CollectHits(Sequence* sequence) {
  const EffectLog& log = sequence->effects();
  for (AgentNumber number = 0; number < log.agents(); ++number) {
    const Agent agent = sequence->agents().AgentOf(number);
    for (size_t i = 0; i < log.RunCount(number); ++i) {
      const EffectRun run = log.At(number, i);
      if (run.kind == EffectKind::kErase) AddHits(*sequence, number, run, agent);
    }
  }
}

// A hit was taken back, or not, as a whole.
void DeletionIndex::AddHits(const Sequence& sequence, AgentNumber number, const EffectRun& run,
                            Agent agent) {
  for (uint32_t from = run.index; from < run.end();) {
    const bool restored = sequence.IsRestored(number, from);
    uint32_t to = from + 1;
    while (to < run.end() && sequence.IsRestored(number, to) == restored) ++to;
    const EffectRun part = from == run.index && to == run.end() ? run : run.Cut(from, to);
    hits_.push_back(
        Hit{LvRange{part.target, part.count}, agent, part.index, part.backward, restored});
    from = to;
  }
}

DeletionIndex::Stretch DeletionIndex::From(LvRange range) {
  deletions_.clear();
  const auto after =
      std::upper_bound(covers_.begin(), covers_.end(), range.lv,
                       [](Lv lv, const Cover& cover) { return lv < cover.range.end(); });
  if (after == covers_.end() || after->range.lv >= range.end()) return Stretch{range.count, {}};
  if (after->range.lv > range.lv) return Stretch{after->range.lv - range.lv, {}};
  const uint32_t count = std::min(range.end(), after->range.end()) - range.lv;
  for (uint32_t i = 0; i < after->count; ++i) {
    const Hit& hit = hits_[covering_[after->first + i]];
    const uint32_t before = range.lv - hit.range.lv;
    const uint32_t index = hit.index + (hit.backward ? hit.range.count - before - count : before);
    deletions_.push_back(
        BlamedDeletion{EffectId{hit.agent, index}, hit.backward && count > 1, hit.restored});
  }
  Sort(deletions_.begin(), deletions_.end(),
       [](const BlamedDeletion& a, const BlamedDeletion& b) { return a.effect < b.effect; });
  return Stretch{count, deletions_};
}

}  // namespace weft
