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

void AddRange(LvRange range, std::vector<Step>* steps) {
  steps->push_back(Step{range.lv, 1});
  steps->push_back(Step{range.end(), -1});
}

bool ByLv(const Step& a, const Step& b) { return a.lv < b.lv; }

void AppendRange(LvRange range, std::vector<LvRange>* ranges) {
  if (!ranges->empty() && ranges->back().end() == range.lv) {
    ranges->back().count += range.count;
  } else {
    ranges->push_back(range);
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

// An element is hidden exactly when a deletion of it counts, or it was moved away; how many more do
// is extra_deletions_.
// What was known stays when the effects are refused.
Status Sequence::RebuildDeletions(const EffectLog& effects) {
  absl::flat_hash_set<uint64_t> restored;
  WEFT_RETURN_IF_ERROR(CollectRestored(effects, &restored));
  std::vector<Lv> lost;
  std::vector<Lv> nameless;
  if (displaced_) displaced_(&lost, &nameless);
  std::vector<Step> steps;
  for (AgentNumber agent = 0; agent < effects.agents(); ++agent) {
    for (size_t i = 0; i < effects.RunCount(agent); ++i) {
      const EffectRun run = effects.At(agent, i);
      if (run.kind != EffectKind::kErase) continue;
      const auto named = std::lower_bound(nameless.begin(), nameless.end(), run.target);
      if (named != nameless.end() && *named < run.target + run.count) {
        return Contradicts("a deletion of a move, not of the item");
      }
      if (restored.empty()) {
        AddRange(LvRange{run.target, run.count}, &steps);
        continue;
      }
      for (uint32_t k = run.index; k < run.end(); ++k) {
        if (!restored.contains(EffectKey(agent, k))) {
          AddRange(LvRange{run.TargetOf(k), 1}, &steps);
        }
      }
    }
  }
  for (const Lv lv : lost) AddRange(LvRange{lv, 1}, &steps);
  Sort(steps.begin(), steps.end(), ByLv);
  absl::flat_hash_map<Lv, uint32_t> extra;
  std::vector<LvRange> deleted;
  int32_t depth = 0;
  for (size_t i = 0; i < steps.size(); ++i) {
    depth += steps[i].by;
    if (i + 1 == steps.size() || steps[i + 1].lv == steps[i].lv || depth == 0) continue;
    AppendRange(LvRange{steps[i].lv, steps[i + 1].lv - steps[i].lv}, &deleted);
    for (Lv lv = steps[i].lv; depth > 1 && lv < steps[i + 1].lv; ++lv) {
      extra[lv] = static_cast<uint32_t>(depth - 1);
    }
  }
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
