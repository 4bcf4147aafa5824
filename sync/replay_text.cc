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

Result<Text> Replay::FreshText(const ContainerId& id) const {
  const std::optional<ContainerId> home = Find(id);
  if (!home) return NotFound("the text is not here");
  return home->IsRoot() ? fresh_->Text(home->name) : fresh_->TextOf(*home);
}

size_t Replay::PlaceInText(const Text& scratch, const Text& fresh, size_t position) const {
  while (position-- > 0) {
    const Result<Id> id = scratch.IdAt(position);
    const std::optional<Id> same = id.ok() ? Find(*id) : std::nullopt;
    if (!same) continue;
    const Result<size_t> found = fresh.Resolve({*same, Side::kBefore}, Unit::kUtf16);
    if (found.ok()) return *found;
  }
  return 0;
}

// Letters of one run, or objects: they stand one after the other.
bool Replay::InsertText(const Change& change) {
  const Result<Text> from = scratch_->TextOf(change.container);
  Result<Text> to = FreshText(change.container);
  if (change.text() == nullptr || !from.ok() || !to.ok()) return false;
  size_t at = 0;
  std::optional<size_t> position;
  for (const DeltaStep& step : change.text()->steps) {
    if (step.kind == DeltaStep::Kind::kKeep) at += step.count;
    if (step.kind != DeltaStep::Kind::kInsert) continue;
    if (!position) position = PlaceInText(*from, *to, at);
    const Status done = step.embed ? to->InsertEmbed(*position, *step.embed, Unit::kUtf16)
                                   : to->Insert(*position, step.text);
    if (!done.ok()) return false;
    *position += step.count;
  }
  return position.has_value();
}

// Also a mark that changes nothing to be seen: what it lies on may be among what is not made again.
std::vector<Change> Replay::TakeMark(const OperationSet& one) {
  std::optional<ContainerId> home;
  const auto note = [&](const AdmittedOperation& operation) {
    home = operation.container;
    return OkStatus();
  };
  if (!scratch_->Admit(one, note).ok() || !home) return {};
  const std::vector<Change> changes = std::move(changes_);
  const Counts before = FreshCounts();
  if (!Mark(one, *home)) return changes;
  NoteCreations(one.operations.front(), before);
  return {};
}

// On what is there of its range.
bool Replay::Mark(const OperationSet& one, const ContainerId& home) {
  const Result<Text> scratch = scratch_->TextOf(home);
  Result<Text> fresh = FreshText(home);
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
  if (from >= to) return false;
  const Value value = value_bytes::Read(content.value, kNullId);
  const MarkOptions options{ExpandOf(mark, content, value.IsNull()),
                            (content.sides & kSeveral) != 0};
  return fresh->Mark(from, to - from, content.key, value, options, Unit::kUtf16).ok();
}

// Also those of which nothing showed, so that no change told of them: what lies over them may be
// among what is not made again.
void Replay::RemoveMarks(const Operation& erase, const ContainerId& home) {
  if (home.kind != ContainerKind::kText) return;
  Result<Text> text = FreshText(home);
  if (!text.ok()) return;
  for (uint32_t i = 0; i < erase.count; ++i) {
    const uint32_t offset = erase.backward ? erase.count - 1 - i : i;
    const std::optional<Id> same = Find(Id{erase.target.agent, erase.target.seq + offset});
    const Counts before = FreshCounts();
    if (!same || !text->RemoveMark(*same).ok()) continue;
    effects_[{erase.id.agent, erase.id.seq + i}] = Id{fresh_->agent(), before.effects};
  }
}

}  // namespace weft::sync
