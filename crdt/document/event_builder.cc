#include "crdt/document/event_builder.h"

#include <algorithm>

namespace weft {

namespace {

struct Piece {
  TreeId text;
  uint64_t position;  // in the text as it is now
  LvRange range;
  bool inserted;
};

// The elements that were switched an odd number of times.
std::vector<LvRange> OddlySwitched(const std::vector<LvRange>& touched, Lv below) {
  std::vector<Lv> edges;
  for (const LvRange& range : touched) {
    if (range.lv >= below) continue;
    edges.push_back(range.lv);
    edges.push_back(std::min(range.end(), below));
  }
  std::sort(edges.begin(), edges.end());
  std::vector<LvRange> odd;
  // Each edge flips the parity, so every second stretch is odd.
  for (size_t i = 0; i + 1 < edges.size(); i += 2) {
    if (edges[i] != edges[i + 1]) odd.push_back(LvRange{edges[i], edges[i + 1] - edges[i]});
  }
  return odd;
}

void AddPieces(Sequence& sequence, LvRange range, bool fresh, std::vector<Piece>* pieces) {
  SpanTree& tree = sequence.tree();
  while (range.count > 0) {
    const Span span = tree.SpanFrom(range.lv);
    const LvRange part{range.lv, std::min(range.count, span.count)};
    // New and already deleted again: nobody saw it.
    if (span.visible || !fresh) {
      pieces->push_back(Piece{sequence.TextOf(part.lv),
                              tree.PositionOf(tree.BeforeElement(part.lv)), part, span.visible});
    }
    range = LvRange{part.end(), range.count - part.count};
  }
}

void AddStep(DeltaStep::Kind kind, uint32_t count, std::vector<DeltaStep>* steps) {
  if (count == 0) return;
  if (!steps->empty() && steps->back().kind == kind) {
    steps->back().count += count;
  } else {
    steps->push_back(DeltaStep{kind, count, {}});
  }
}

}  // namespace

std::vector<TextChanges> BuildChanges(Sequence& sequence, Lv from, std::vector<LvRange> touched) {
  sequence.tree().EnsureIndex();
  sequence.tree().Settle();
  std::vector<Piece> pieces;
  const Lv end = sequence.agents().next_lv();
  if (end > from) AddPieces(sequence, LvRange{from, end - from}, true, &pieces);
  for (const LvRange& range : OddlySwitched(touched, from)) {
    AddPieces(sequence, range, false, &pieces);
  }
  std::stable_sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) {
    if (a.text != b.text) return a.text < b.text;
    return a.position != b.position ? a.position < b.position : a.inserted < b.inserted;
  });
  std::vector<TextChanges> changes;
  uint64_t done = 0;
  for (const Piece& piece : pieces) {
    if (changes.empty() || changes.back().text != piece.text) {
      changes.push_back(TextChanges{piece.text, {}});
      done = 0;
    }
    std::vector<DeltaStep>& steps = changes.back().steps;
    AddStep(DeltaStep::Kind::kKeep, static_cast<uint32_t>(piece.position - done), &steps);
    done = piece.position;
    if (piece.inserted) {
      AddStep(DeltaStep::Kind::kInsert, piece.range.count, &steps);
      sequence.arena().ReadUtf16(piece.range, &steps.back().text);
      done += piece.range.count;
    } else {
      AddStep(DeltaStep::Kind::kErase, piece.range.count, &steps);
    }
  }
  return changes;
}

}  // namespace weft
