#include "crdt/document/text.h"

#include <algorithm>

#include "crdt/core/utf.h"
#include "crdt/document/document_state.h"
#include "crdt/document/visible_text.h"

namespace weft {

Status Text::InsertAnywhere(size_t position, std::string_view utf8, Unit unit) {
  return state_->Insert(container_, position, utf8, unit);
}

Status Text::InsertUnits(size_t position, std::u16string_view units) {
  return state_->InsertUnits(container_, position, units);
}

Status Text::EraseAnywhere(size_t position, size_t count, Unit unit) {
  return state_->Erase(container_, position, count, unit);
}

size_t Text::Length(Unit unit) const {
  return state_->FromUnits(container_, state_->sequence().Length(container_), unit);
}

const std::string& Text::name() const { return state_->NameOf(container_); }

ContainerId Text::id() const {
  const Objects& objects = state_->objects();
  return objects.IdOf(objects.containers().OfTree(container_));
}

std::u16string Text::ReadUtf16() const {
  Sequence& sequence = state_->sequence();
  sequence.Flush();
  std::u16string out;
  out.reserve(sequence.Length(container_));
  sequence.tree().Visit(container_, [&](const Span& span) {
    if (span.visible) sequence.arena().ReadUtf16({span.lv, span.count}, &out);
  });
  return out;
}

std::string Text::Read() const {
  Sequence& sequence = state_->sequence();
  const TextArena& arena = sequence.arena();
  std::string out;
  // A pair's halves may stand in two spans only in yata order; there text goes through UTF-16.
  if (arena.has_surrogates()) {
    AppendUtf8(ReadUtf16(), &out);
    return out;
  }
  sequence.Flush();
  out.reserve(sequence.Length(container_));
  VisibleText visible(arena, &out);
  sequence.tree().Visit(container_, [&](const Span& span) { visible.Add(span); });
  visible.Finish();
  return out;
}

Result<std::string> Text::Read(size_t position, size_t count, Unit unit) const {
  size_t end = 0;
  if (__builtin_add_overflow(position, count, &end)) {
    return OutOfRange("position plus count overflows");
  }
  const Result<uint64_t> from = state_->ToUnits(container_, position, unit);
  if (!from.ok()) return from.status();
  const Result<uint64_t> to = state_->ToUnits(container_, end, unit);
  if (!to.ok()) return to.status();
  Sequence& sequence = state_->sequence();
  sequence.Flush();
  std::u16string units;
  uint64_t left = *to - *from;
  if (left > 0) {
    sequence.tree().VisitVisibleFrom(container_, *from, [&](const Span& span) {
      const auto part = static_cast<uint32_t>(std::min<uint64_t>(left, span.count));
      sequence.arena().ReadUtf16({span.lv, part}, &units);
      left -= part;
      return left > 0;
    });
  }
  std::string out;
  AppendUtf8(units, &out);
  return out;
}

Result<Id> Text::IdAt(size_t position) const {
  Sequence& sequence = state_->sequence();
  if (position >= sequence.Length(container_)) {
    return OutOfRange("no element at position " + std::to_string(position));
  }
  sequence.Flush();
  Id id = kNullId;
  sequence.tree().VisitVisibleFrom(container_, position, [&](const Span& span) {
    id = sequence.agents().IdOf(span.lv);
    return false;
  });
  return id;
}

Result<StablePosition> Text::Stabilize(size_t position, Side side, Unit unit) const {
  const Result<uint64_t> at = state_->ToUnits(container_, position, unit);
  if (!at.ok()) return at.status();
  const uint64_t length = state_->sequence().Length(container_);
  if (side == Side::kBefore ? *at == 0 : *at == length) return StablePosition{kNullId, side};
  const Result<Id> id = IdAt(side == Side::kBefore ? *at - 1 : *at);
  return StablePosition{*id, side};
}

Result<size_t> Text::Resolve(const StablePosition& position, Unit unit) const {
  Sequence& sequence = state_->sequence();
  sequence.Flush();
  uint64_t at = position.side == Side::kBefore ? 0 : sequence.Length(container_);
  if (!position.id.IsNull()) {
    const Lv lv = state_->Find(position.id);
    if (lv == kNoLv) return NotFound("this document has not seen the position's element");
    if (sequence.TextOf(lv) != container_) {
      return FailedPrecondition("the position's element is in another text");
    }
    SpanTree& tree = sequence.tree();
    tree.EnsureIndex();
    tree.Settle();
    const Gap gap = position.side == Side::kBefore ? tree.After(lv) : tree.BeforeElement(lv);
    at = tree.PositionOf(gap);
  }
  return state_->FromUnits(container_, at, unit);
}

void Text::Visit(const std::function<void(const Piece&)>& visitor) const {
  Sequence& sequence = state_->sequence();
  sequence.Flush();
  const AgentTable& agents = sequence.agents();
  std::u16string text;
  sequence.tree().Visit(container_, [&](Span span) {
    while (span.count > 0) {
      const uint32_t part = std::min(span.count, agents.RunLength(span.lv));
      text.clear();
      if (!sequence.LacksText({span.lv, part})) {
        sequence.arena().ReadUtf16({span.lv, part}, &text);
      }
      visitor(Piece{agents.IdOf(span.lv), part, span.visible, text});
      span.lv += part;
      span.count -= part;
    }
  });
}

}  // namespace weft
