// Replay: what operations on texts did, made again: letters and objects, and marks on them.
#include <optional>
#include <string_view>
#include <utility>

#include "crdt/core/operation_payload.h"
#include "crdt/core/value.h"
#include "sync/replay.h"

namespace weft::sync {

namespace {

// How a mark expands that ends so. One that takes off was told the opposite of what a link is
// (Text::Unmark).
Expand ExpandOf(const Operation& mark, const MarkContent& content, bool takes_off) {
  const bool before = mark.prev.IsNull() || (content.sides & kStartsAfter) != 0;
  const bool after = mark.next.IsNull() || (content.sides & kEndsAfter) == 0;
  if (before == after) return before == takes_off ? Expand::kNone : Expand::kBoth;
  return before ? Expand::kBefore : Expand::kAfter;
}

// Where an end of a mark stands now.
Result<size_t> EndIn(const Text& text, const Id& beside, bool after) {
  return text.Resolve({beside, after ? Side::kBefore : Side::kAfter}, Unit::kUtf16);
}

}  // namespace

size_t Replay::PlaceInText(const Text& scratch, const Text& fresh, size_t position) {
  Text in = scratch;
  for (size_t steps = 1; position > 0; ++steps) {
    const Result<Id> id = in.IdAt(--position);
    if (!id.ok()) continue;
    if (const std::optional<Id> same = Find(*id)) {
      const Result<size_t> found = fresh.Resolve({*same, Side::kBefore}, Unit::kUtf16);
      if (found.ok()) return *found;
    }
    if (steps != kNear) continue;
    const Result<Text> common = Common().TextOf(scratch.id());
    const Result<size_t> at =
        common.ok() ? common->Resolve({*id, Side::kAfter}, Unit::kUtf16) : common.status();
    if (!at.ok()) continue;
    in = *common;
    position = *at;
  }
  return 0;
}

// Letters of one run, or objects: they stand one after the other.
bool Replay::InsertInText(const OperationSet& one) {
  const Operation& insertion = one.operations.front();
  const ContainerId& text = hits_.front().home;
  const std::optional<ContainerId> home = Find(text);
  const Result<Text> scratch = scratch_->TextOf(text);
  Result<Text> fresh = home ? fresh_->TextOf(*home) : NotFound("the text is not here");
  if (!scratch.ok() || !fresh.ok()) return false;
  const Result<size_t> at = scratch->Resolve({insertion.id, Side::kAfter}, Unit::kUtf16);
  if (!at.ok()) return false;
  size_t position = PlaceInText(*scratch, *fresh, *at);
  if (insertion.kind == OperationKind::kInsertText) return fresh->Insert(position, one.text).ok();
  std::string_view values = ContentOf(insertion, one.payload.bytes);
  for (uint32_t i = 0; i < insertion.count; ++i) {
    const Value value = value_bytes::Read(TakeValue(&values), kNullId);
    if (!fresh->InsertEmbed(position++, value, Unit::kUtf16).ok()) return false;
  }
  return true;
}

// Where one of its ends is not here, on what is here of its range.
bool Replay::Mark(const OperationSet& one) {
  const ContainerId& text = hits_.front().home;
  const std::optional<ContainerId> home = Find(text);
  const Result<Text> scratch = scratch_->TextOf(text);
  Result<Text> fresh = home ? fresh_->TextOf(*home) : NotFound("the text is not here");
  if (!scratch.ok() || !fresh.ok()) return false;
  const Operation& mark = one.operations.front();
  const MarkContent content = SplitMark(std::string_view(one.payload.bytes).substr(mark.content));
  const Result<size_t> start =
      mark.prev.IsNull() ? Result<size_t>(size_t{0})
                         : EndIn(*scratch, mark.prev, (content.sides & kStartsAfter) != 0);
  const Result<size_t> end = mark.next.IsNull()
                                 ? Result<size_t>(scratch->Length(Unit::kUtf16))
                                 : EndIn(*scratch, mark.next, (content.sides & kEndsAfter) != 0);
  if (!start.ok() || !end.ok()) return false;
  const size_t from = PlaceInText(*scratch, *fresh, *start);
  const size_t to = PlaceInText(*scratch, *fresh, *end);
  // Of what is to be seen of its range something has to be here.
  if (from >= to && *start < *end) return false;
  if (Repeat(one)) return true;
  if (from >= to) return false;
  const Value value = value_bytes::Read(content.value, kNullId);
  const MarkOptions options{ExpandOf(mark, content, value.IsNull()),
                            (content.sides & kSeveral) != 0};
  return fresh->Mark(from, to - from, content.key, value, options, Unit::kUtf16).ok();
}

}  // namespace weft::sync
