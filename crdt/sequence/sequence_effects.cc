// Sequence: the effects that a load left aside, checked against the elements they explain.
#include <algorithm>

#include "crdt/core/check.h"
#include "crdt/core/sort.h"
#include "crdt/sequence/sequence.h"

namespace weft {

namespace {

// Where the number of deletions that count changes, going up through the LVs.
struct Step {
  Lv lv;
  int32_t by;
};

void AppendRange(LvRange range, std::vector<LvRange>* ranges) {
  if (!ranges->empty() && ranges->back().end() == range.lv) {
    ranges->back().count += range.count;
  } else {
    ranges->push_back(range);
  }
}

// What is deleted, ascending, and what more than once: by how many deletions more.
void Overlay(const std::vector<LvRange>& deletions, std::vector<LvRange>* deleted,
             absl::flat_hash_map<Lv, uint32_t>* extra) {
  std::vector<Step> steps;
  steps.reserve(2 * deletions.size());
  for (const LvRange& range : deletions) {
    steps.push_back(Step{range.lv, 1});
    steps.push_back(Step{range.end(), -1});
  }
  Sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) { return a.lv < b.lv; });
  int32_t depth = 0;
  for (size_t i = 0; i + 1 < steps.size(); ++i) {
    const Lv from = steps[i].lv;
    const Lv to = steps[i + 1].lv;
    depth += steps[i].by;
    if (from == to || depth == 0) continue;
    AppendRange(LvRange{from, to - from}, deleted);
    for (Lv lv = from; depth > 1 && lv < to; ++lv) (*extra)[lv] = static_cast<uint32_t>(depth - 1);
  }
}

Status Contradicts(const char* what) {
  return DataLoss(std::string("the saved order of deletions: ") + what);
}

}  // namespace

// What is hidden, but for what no effect can name (ascending).
std::vector<LvRange> Sequence::DeletedRanges(const std::vector<Lv>& nameless) const {
  std::vector<LvRange> spans;
  for (TreeId text = 0; text < tree_.size(); ++text) {
    tree_.Visit(text, [&](const Span& span) {
      if (!span.visible) spans.push_back(LvRange{span.lv, span.count});
    });
  }
  Sort(spans.begin(), spans.end(), [](const LvRange& a, const LvRange& b) { return a.lv < b.lv; });
  std::vector<LvRange> ranges;
  auto next = nameless.begin();
  for (LvRange span : spans) {
    for (next = std::lower_bound(next, nameless.end(), span.lv);
         next != nameless.end() && *next < span.end(); ++next) {
      if (*next > span.lv) AppendRange(LvRange{span.lv, *next - span.lv}, &ranges);
      span = LvRange{*next + 1, span.end() - *next - 1};
    }
    if (span.count > 0) AppendRange(span, &ranges);
  }
  return ranges;
}

// The deletions that restores take back, by EffectKey.
Status Sequence::CollectRestored(const EffectLog& effects,
                                 absl::flat_hash_set<uint64_t>* restored) {
  for (AgentNumber agent = 0; agent < effects.agents(); ++agent) {
    for (size_t i = 0; i < effects.RunCount(agent); ++i) {
      const EffectRun run = effects.At(agent, i);
      if (run.kind != EffectKind::kRestore) continue;
      for (uint32_t k = run.restored_index; k < run.restored_index + run.count; ++k) {
        if (k >= effects.Count(run.restored_agent) ||
            effects.At(run.restored_agent, effects.RunOf(run.restored_agent, k)).kind ==
                EffectKind::kRestore) {
          return Contradicts("a restore takes back what is no deletion");
        }
        restored->insert(EffectKey(run.restored_agent, k));
      }
    }
  }
  return OkStatus();
}

// What the deletions that count hit.
Status Sequence::CollectDeletions(const EffectLog& effects,
                                  const absl::flat_hash_set<uint64_t>& restored,
                                  const std::vector<Lv>& nameless,
                                  std::vector<LvRange>* deletions) {
  for (AgentNumber agent = 0; agent < effects.agents(); ++agent) {
    for (size_t i = 0; i < effects.RunCount(agent); ++i) {
      const EffectRun run = effects.At(agent, i);
      if (run.kind != EffectKind::kErase) continue;
      const auto named = std::lower_bound(nameless.begin(), nameless.end(), run.target);
      if (named != nameless.end() && *named < run.target + run.count) {
        return Contradicts("a deletion of a move, not of the item");
      }
      if (restored.empty()) {
        deletions->push_back(LvRange{run.target, run.count});
        continue;
      }
      for (uint32_t k = run.index; k < run.end(); ++k) {
        if (restored.contains(EffectKey(agent, k))) continue;
        deletions->push_back(LvRange{run.TargetOf(k), 1});
      }
    }
  }
  return OkStatus();
}

// An element is hidden exactly when a deletion of it counts, or it was moved away; how many more do
// is extra_deletions_. What was known stays when the effects are refused.
Status Sequence::RebuildDeletions(const EffectLog& effects) {
  absl::flat_hash_set<uint64_t> restored;
  WEFT_RETURN_IF_ERROR(CollectRestored(effects, &restored));
  std::vector<Lv> lost;
  std::vector<Lv> nameless;
  if (displaced_) displaced_(&lost, &nameless);
  std::vector<LvRange> deletions;
  WEFT_RETURN_IF_ERROR(CollectDeletions(effects, restored, nameless, &deletions));
  for (const Lv lv : lost) deletions.push_back(LvRange{lv, 1});
  std::vector<LvRange> deleted;
  absl::flat_hash_map<Lv, uint32_t> extra;
  Overlay(deletions, &deleted, &extra);
  if (deleted != DeletedRanges(nameless)) return Contradicts("not those that are missing");
  // Where they stand now, moved items show or not, too.
  for (const Lv lv : lost) {
    if (extra.contains(lv) != extra_deletions_.contains(lv)) {
      return Contradicts("not those of moved items that are missing");
    }
  }
  restored_ = std::move(restored);
  extra_deletions_ = std::move(extra);
  return OkStatus();
}

// What hides an element and is no effect that is there.
LvBits Sequence::HiddenWhenLoaded() {
  Flush();
  LvBits hidden(agents_.next_lv());
  for (TreeId text = 0; text < tree_.size(); ++text) {
    tree_.Visit(text, [&](const Span& span) {
      if (!span.visible) hidden.SetRange(LvRange{span.lv, span.count});
    });
  }
  hidden.SetRange(LvRange{loaded_end_, agents_.next_lv() - loaded_end_}, false);
  absl::flat_hash_map<Lv, uint32_t> known;
  std::vector<Lv> lost;
  std::vector<Lv> nameless;
  if (displaced_) displaced_(&lost, &nameless);
  for (const Lv lv : lost) ++known[lv];
  for (AgentNumber agent = 0; agent < effects_.agents(); ++agent) {
    for (size_t i = 0; i < effects_.RunCount(agent); ++i) {
      const EffectRun run = effects_.At(agent, i);
      for (uint32_t k = run.index; run.kind == EffectKind::kErase && k < run.end(); ++k) {
        const Lv lv = run.TargetOf(k);
        if (lv < loaded_end_ && !restored_.contains(EffectKey(agent, k))) ++known[lv];
      }
    }
  }
  for (const auto& [lv, count] : known) {
    const auto extra = extra_deletions_.find(lv);
    const uint32_t all = extra == extra_deletions_.end() ? 1 : 1 + extra->second;
    if (lv < loaded_end_ && all <= count) hidden.Set(lv, false);
  }
  return hidden;
}

}  // namespace weft
