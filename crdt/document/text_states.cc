#include "crdt/document/text_states.h"

#include <algorithm>

#include "crdt/core/find_run.h"
#include "crdt/core/sort.h"
#include "crdt/core/utf.h"
#include "crdt/document/add_step.h"
#include "crdt/document/oddly_switched.h"

namespace weft {

TextStates::TextStates(Sequence* sequence, TreeId text)
    : sequence_(*sequence),
      text_(text),
      shown_(sequence->agents().next_lv()),
      deleted_(sequence->agents().next_lv()) {
  AddPieces();
  if (sequence_.has_all_effects()) return;
  deleted_ = sequence_.HiddenWhenLoaded();
  for (const Piece& piece : pieces_) {
    for (Lv lv = piece.lv; lv < std::min(piece.lv + piece.count, sequence_.loaded_end()); ++lv) {
      if (!deleted_[lv]) Show(LvRange{lv, 1}, true);
    }
  }
}

void TextStates::AddPieces() {
  sequence_.tree().Visit(text_, [this](const Span& span) {
    for (Lv lv = span.lv; lv < span.lv + span.count; lv += kPiece) {
      places_.push_back(Place{lv, static_cast<uint32_t>(pieces_.size())});
      pieces_.push_back(Piece{lv, std::min(kPiece, span.lv + span.count - lv)});
    }
  });
  Sort(places_.begin(), places_.end(), [](const Place& a, const Place& b) { return a.lv < b.lv; });
  counts_.resize(pieces_.size() + 1);
}

void TextStates::Show(LvRange range, bool shown) {
  shown_.SetRange(range, shown);
  switched_.push_back(range);
}

void TextStates::Insert(LvRange elements) { Show(elements, true); }

void TextStates::Erase(LvRange range) {
  while (range.count > 0) {
    const LvRange part{range.lv, deleted_.RunLength(range.lv, range.end())};
    if (deleted_[part.lv]) {
      for (Lv lv = part.lv; lv < part.end(); ++lv) ++extra_[lv];
    } else {
      deleted_.SetRange(part);
      Show(part, false);
    }
    range = LvRange{part.end(), range.count - part.count};
  }
}

void TextStates::TakeBack(Lv lv) {
  const auto extra = extra_.find(lv);
  if (extra == extra_.end()) {
    deleted_.Set(lv, false);
    Show(LvRange{lv, 1}, true);
  } else if (--extra->second == 0) {
    extra_.erase(extra);
  }
}

void TextStates::Apply(const EffectRun& run) {
  if (run.kind == EffectKind::kErase) return Erase(LvRange{run.target, run.count});
  for (uint32_t i = 0; i < run.count; ++i) {
    const uint32_t index = run.restored_index + i;
    if (!taken_back_.insert(EffectKey(run.restored_agent, index)).second) continue;
    TakeBack(sequence_.ErasedBy(run.restored_agent, index));
  }
}

uint32_t TextStates::PieceOf(Lv lv) const {
  return places_[FindRun(places_, &Place::lv, lv)].piece;
}

void TextStates::Count(uint32_t piece, int32_t by) {
  for (size_t i = piece + 1; i < counts_.size(); i += i & (~i + 1)) {
    counts_[i] += static_cast<uint32_t>(by);
  }
}

uint64_t TextStates::ShownBefore(uint32_t piece) const {
  uint64_t sum = 0;
  for (size_t i = piece; i > 0; i -= i & (~i + 1)) sum += counts_[i];
  return sum;
}

std::vector<TextStates::Flip> TextStates::TakeFlips() {
  std::vector<Flip> flips;
  for (LvRange range : OddlySwitched(switched_, kNoLv)) {
    while (range.count > 0) {
      const uint32_t piece = PieceOf(range.lv);
      const uint32_t left = pieces_[piece].lv + pieces_[piece].count - range.lv;
      // All of it came, or all of it went: else it is cut.
      const uint32_t most = std::min(range.count, left);
      const LvRange part{range.lv, shown_.RunLength(range.lv, range.lv + most)};
      flips.push_back(Flip{piece, part});
      const auto count = static_cast<int32_t>(part.count);
      Count(piece, shown_[part.lv] ? count : -count);
      range = LvRange{part.end(), range.count - part.count};
    }
  }
  switched_.clear();
  Sort(flips.begin(), flips.end(), [](const Flip& a, const Flip& b) {
    return a.piece != b.piece ? a.piece < b.piece : a.range.lv < b.range.lv;
  });
  return flips;
}

TextDelta TextStates::TakeDelta() {
  using Kind = DeltaStep::Kind;
  TextDelta delta;
  uint64_t done = 0;
  for (const Flip& flip : TakeFlips()) {
    const Lv start = pieces_[flip.piece].lv;
    const uint64_t position =
        ShownBefore(flip.piece) + shown_.Count(LvRange{start, flip.range.lv - start});
    AddStep(Kind::kKeep, static_cast<uint32_t>(position - done), &delta.steps);
    done = position;
    if (!shown_[flip.range.lv]) {
      AddStep(Kind::kErase, flip.range.count, &delta.steps);
      continue;
    }
    AddStep(Kind::kInsert, flip.range.count, &delta.steps);
    sequence_.arena().ReadUtf16(flip.range, &delta.steps.back().text);
    done += flip.range.count;
  }
  return delta;
}

std::string TextStates::Read() const {
  std::u16string units;
  for (const Piece& piece : pieces_) {
    for (Lv lv = piece.lv; lv < piece.lv + piece.count;) {
      const uint32_t count = shown_.RunLength(lv, piece.lv + piece.count);
      if (shown_[lv]) sequence_.arena().ReadUtf16(LvRange{lv, count}, &units);
      lv += count;
    }
  }
  std::string out;
  AppendUtf8(units, &out);
  return out;
}

}  // namespace weft
