// Sequence: what a load leaves aside until somebody asks.
#include <algorithm>

#include "crdt/core/check.h"
#include "crdt/core/sort.h"
#include "crdt/sequence/sequence.h"

namespace weft {

void Sequence::FinishLoad(Loaded loaded) {
  loaded_ = std::move(loaded);
  loaded_end_ = agents_.next_lv();
  history_ = false;
  all_effects_ = loaded_.effects == nullptr;
  textless_ = std::move(loaded_.textless);
  only_text_ = loaded_.only_text;
  for (const Lv lv : loaded_.hidden_twice) extra_deletions_[lv] = 1;
  insertions_.StartAt(loaded_end_);
  for (AgentNumber agent = 0; agent < loaded_.effect_counts.size(); ++agent) {
    effects_.StartAt(agent, loaded_.effect_counts[agent]);
  }
  placement_.set_has_apart(!loaded_.apart.empty());
  for (TreeId text = 0; text < tree_.size(); ++text) lengths_[text] = tree_.VisibleLength(text);
}

void Sequence::EnsureHistory() {
  if (history_) return;
  history_ = true;
  BuildLoadedInsertions();
  tree_.EnsureIndex();
  if (!loaded_.apart.empty()) placement_.RebuildLists();
  loaded_.apart = {};
}

Status Sequence::EnsureEffects() {
  EnsureHistory();
  if (all_effects_) return OkStatus();
  Flush();  // deletions of what is pending are in the log, but not yet in the tree
  Result<EffectLog> older = loaded_.effects();
  if (!older.ok()) return older.status();
  EffectLog whole = effects_;
  whole.Prepend(std::move(*older));
  WEFT_RETURN_IF_ERROR(RebuildDeletions(whole));
  effects_ = std::move(whole);
  all_effects_ = true;
  loaded_ = Loaded{};
  return OkStatus();
}

bool Sequence::LacksText(LvRange range) const {
  auto after = std::upper_bound(textless_.begin(), textless_.end(), range.lv,
                                [](Lv lv, const LvRange& r) { return lv < r.end(); });
  return after != textless_.end() && after->lv < range.end();
}

void Sequence::NoteTextless(std::vector<LvRange> more) {
  textless_.insert(textless_.end(), more.begin(), more.end());
  Sort(textless_.begin(), textless_.end(),
       [](const LvRange& a, const LvRange& b) { return a.lv < b.lv; });
  // An object in a text is told twice: alone, and in the text's run.
  std::vector<LvRange> apart;
  for (const LvRange& range : textless_) {
    if (apart.empty() || range.lv > apart.back().end()) {
      apart.push_back(range);
    } else {
      apart.back().count = std::max(apart.back().end(), range.end()) - apart.back().lv;
    }
  }
  textless_ = std::move(apart);
}

namespace {

// A stretch of loaded elements that stand together, with the anchors their places imply.
struct LoadedPiece {
  LvRange range;
  Lv prev;
  Lv next;
};

// prev: the nearest element to the left with a smaller LV; next: to the right. Whatever arrived
// later has a larger LV, so this holds at any time after the load.
void FillAnchors(std::vector<LoadedPiece>* pieces) {
  std::vector<size_t> open;
  for (size_t i = 0; i < pieces->size(); ++i) {
    LoadedPiece& piece = (*pieces)[i];
    while (!open.empty() && (*pieces)[open.back()].range.lv > piece.range.lv) {
      (*pieces)[open.back()].next = piece.range.lv;
      open.pop_back();
    }
    piece.prev = open.empty() ? kNoLv : (*pieces)[open.back()].range.end() - 1;
    piece.next = kNoLv;
    open.push_back(i);
  }
}

// Appends the piece's run, cut where the file's own runs say otherwise; *apart moves on past those
// used.
void AppendLoaded(const LoadedPiece& piece, const std::vector<Insertion>& aparts, size_t* apart,
                  OrderKind order, InsertionLog* log) {
  LvRange left = piece.range;
  Lv prev = piece.prev;
  while (left.count > 0) {
    while (*apart < aparts.size() && aparts[*apart].range.end() <= left.lv) ++*apart;
    uint32_t count = left.count;
    Insertion run{{left.lv, count}, prev, piece.next, false, false};
    run.left = ImpliedLeft(run, order);
    if (*apart < aparts.size() && aparts[*apart].range.lv < left.end()) {
      const Insertion& exception = aparts[*apart];
      if (exception.range.lv <= left.lv) {
        run = exception;
        // Inside the exception's run the elements follow each other.
        if (left.lv > exception.range.lv) run.prev = left.lv - 1, run.apart = run.left = false;
        count = std::min(count, exception.range.end() - left.lv);
      } else {
        count = exception.range.lv - left.lv;
      }
    }
    run.range = {left.lv, count};
    log->Append(run);
    left = {left.lv + count, left.count - count};
    prev = left.lv - 1;
  }
}

}  // namespace

void Sequence::BuildLoadedInsertions() {
  std::vector<LoadedPiece> pieces;
  for (TreeId text = 0; text < tree_.size(); ++text) {
    std::vector<LoadedPiece> of_text;
    tree_.Visit(text, [&](const Span& span) {
      if (span.lv < loaded_end_) {
        const uint32_t count = std::min(span.count, loaded_end_ - span.lv);
        of_text.push_back(LoadedPiece{{span.lv, count}, kNoLv, kNoLv});
      }
    });
    FillAnchors(&of_text);
    pieces.insert(pieces.end(), of_text.begin(), of_text.end());
  }
  Sort(pieces.begin(), pieces.end(),
       [](const LoadedPiece& a, const LoadedPiece& b) { return a.range.lv < b.range.lv; });
  InsertionLog older;
  size_t apart = 0;
  for (const LoadedPiece& piece : pieces) {
    AppendLoaded(piece, loaded_.apart, &apart, order_, &older);
  }
  insertions_.Prepend(std::move(older));
}

Status Sequence::CheckInvariants() {
  Flush();
  tree_.Settle();
  WEFT_RETURN_IF_ERROR(tree_.CheckInvariants());
  uint64_t elements = 0;
  for (TreeId text = 0; text < tree_.size(); ++text) {
    if (lengths_[text] != tree_.VisibleLength(text)) {
      return Status(StatusCode::kInternal, "a text's length is not its tree's");
    }
    tree_.Visit(text, [&](const Span& span) { elements += span.count; });
  }
  if (elements != agents_.next_lv() || elements != arena_.size() ||
      insertions_.end() != agents_.next_lv()) {
    return Status(StatusCode::kInternal, "trees, arena, agents and log disagree on the elements");
  }
  return OkStatus();
}

}  // namespace weft
