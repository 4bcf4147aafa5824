// Replay: marks on texts.
#include <algorithm>

#include "crdt/core/operation_payload.h"
#include "crdt/core/value.h"
#include "sync/replay.h"

namespace weft::sync {

namespace {

struct Range {
  size_t start = 0;
  size_t end = 0;
};

// Where a mark is: as the text tells it, or, of one that takes others off, where anything changed.
Range RangeOf(const Text& text, const Id& mark, const TextDelta& delta) {
  for (const MarkedRange& range : text.Marks()) {
    if (range.id == mark) return {range.start, range.end};
  }
  Range range;
  size_t at = 0;
  for (const DeltaStep& step : delta.steps) {
    if (step.kind == DeltaStep::Kind::kErase) continue;
    const size_t count = step.kind == DeltaStep::Kind::kKeep ? step.count : step.text.size();
    if (!step.attributes.empty()) {
      if (range.end == 0) range.start = at;
      range.end = at + count;
    }
    at += count;
  }
  return range;
}

MarkOptions OptionsOf(const Operation& mark, uint8_t sides) {
  const bool before = mark.prev.IsNull() || (sides & kStartsAfter) != 0;
  const bool after = mark.next.IsNull() || (sides & kEndsAfter) == 0;
  const Expand expand = before ? (after ? Expand::kBoth : Expand::kBefore)
                               : (after ? Expand::kAfter : Expand::kNone);
  return {expand, (sides & kSeveral) != 0};
}

}  // namespace

// From the first to the last letter of it that fresh shows.
bool Replay::Mark(const OperationSet& one, const Change& change) {
  const TextDelta* delta = change.text();
  const std::optional<ContainerId> home = Find(change.container);
  const Result<Text> from = scratch_->TextOf(change.container);
  if (delta == nullptr || !home || !from.ok()) return false;
  Result<Text> to = home->IsRoot() ? fresh_->Text(home->name) : fresh_->TextOf(*home);
  if (!to.ok()) return false;
  const Operation& mark = one.operations.front();
  const Range range = RangeOf(*from, mark.id, *delta);
  Range fresh;
  for (size_t i = range.start; i < range.end; ++i) {
    const Result<Id> id = from->IdAt(i);
    const std::optional<Id> same = id.ok() ? Find(*id) : std::nullopt;
    if (!same) continue;
    const Result<size_t> at = to->Resolve({*same, Side::kBefore}, Unit::kUtf16);
    if (!at.ok()) continue;
    const Result<Id> shown = to->IdAt(*at);
    if (!shown.ok() || *shown != *same) continue;
    if (fresh.end == 0) fresh.start = *at;
    fresh.start = std::min(fresh.start, *at);
    fresh.end = std::max(fresh.end, *at + 1);
  }
  if (fresh.end == 0) return false;
  const MarkContent content = SplitMark(ContentOf(mark, one.payload.bytes));
  return to
      ->Mark(fresh.start, fresh.end - fresh.start, content.key,
             value_bytes::Read(content.value, kNullId), OptionsOf(mark, content.sides),
             Unit::kUtf16)
      .ok();
}

}  // namespace weft::sync
