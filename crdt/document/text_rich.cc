// Text: marks, objects, deltas.
#include <tuple>

#include "crdt/core/operation_payload.h"
#include "crdt/core/sort.h"
#include "crdt/document/document_state.h"
#include "crdt/document/handles.h"
#include "crdt/document/rich_delta.h"
#include "crdt/document/text.h"

namespace weft {

Result<Id> Text::Mark(size_t position, size_t count, std::string_view key, const Value& value,
                      MarkOptions options, Unit unit) {
  size_t end = 0;
  if (__builtin_add_overflow(position, count, &end)) {
    return OutOfRange("position plus count overflows");
  }
  const Result<std::string> bytes = PlainBytes(value);
  if (!bytes.ok()) return bytes.status();
  const Result<uint64_t> from = state_->ToUnits(container_, position, unit);
  if (!from.ok()) return from.status();
  const Result<uint64_t> to = state_->ToUnits(container_, end, unit);
  if (!to.ok()) return to.status();
  return state_->MarkText(container_, *from, *to, key, *bytes, options);
}

Status Text::Unmark(size_t position, size_t count, std::string_view key, MarkOptions options,
                    Unit unit) {
  return Mark(position, count, key, Value(), options, unit).status();
}

Status Text::RemoveMark(const Id& mark) { return state_->RemoveMark(container_, mark); }

std::vector<MarkedRange> Text::Marks() const {
  Objects& objects = state_->objects();
  const ContainerNumber text = objects.containers().OfTree(container_);
  state_->sequence().Flush();
  const MarkIndex* const index = objects.IndexOfMarks(text);
  std::vector<MarkedRange> shown;
  for (const MarkNumber number : objects.marks().OfText(text)) {
    const Marks::Mark& mark = objects.marks()[number];
    if (!mark.shown) continue;
    const MarkIndex::Range range = index->RangeOf(number);
    const MarkContent content = SplitMark(objects.creations().ContentOf(mark.lv));
    Value value = value_bytes::Read(content.value, kNullId);
    if (range.start == range.end || (value.IsNull() && (mark.sides & kSeveral) == 0)) continue;
    shown.push_back({state_->sequence().agents().IdOf(mark.lv), std::string(content.key),
                     std::move(value), range.start, range.end, (mark.sides & kSeveral) != 0});
  }
  Sort(shown.begin(), shown.end(), [](const MarkedRange& a, const MarkedRange& b) {
    return std::tie(a.start, a.end, a.id) < std::tie(b.start, b.end, b.id);
  });
  return shown;
}

Status Text::InsertEmbed(size_t position, const Value& value, Unit unit) {
  const Result<std::string> bytes = PlainBytes(value);
  if (!bytes.ok()) return bytes.status();
  const Result<uint64_t> at = state_->ToUnits(container_, position, unit);
  if (!at.ok()) return at.status();
  return state_->InsertObject(container_, *at, *bytes);
}

std::vector<DeltaStep> Text::Delta() const {
  return WholeDelta(state_, state_->objects().containers().OfTree(container_));
}

Status Text::Apply(std::span<const DeltaStep> delta) {
  return state_->ApplyDelta(container_, delta);
}

}  // namespace weft
