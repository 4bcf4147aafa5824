// Text: what it was, and who made it.
#include <algorithm>

#include "crdt/core/utf.h"
#include "crdt/document/comparison.h"
#include "crdt/document/deletion_index.h"
#include "crdt/document/document_state.h"
#include "crdt/document/past.h"
#include "crdt/document/visible_text.h"

namespace weft {

namespace {

// Today's spans in their order, cut to what showed then.
template <class Visitor>
Status ForEachShown(Sequence* sequence, TreeId text, const Past& past, Visitor&& visitor) {
  const bool lacks = sequence->lacks_any_text();
  bool there = true;
  sequence->tree().Visit(text, [&](const Span& span) {
    past.ForEachShown(LvRange{span.lv, span.count}, [&](const LvRange& range) {
      if (lacks && sequence->LacksText(range)) there = false;
      if (there) visitor(range);
    });
  });
  if (there) return OkStatus();
  return FailedPrecondition("the document was saved without the text of deleted elements");
}

}  // namespace

Result<std::string> Text::ReadAt(const Version& version) const {
  const Result<Past> past = Past::Of(state_, version);
  if (!past.ok()) return past.status();
  Sequence& sequence = state_->sequence();
  const TextArena& arena = sequence.arena();
  std::string out;
  if (arena.has_surrogates()) {
    std::u16string units;
    WEFT_RETURN_IF_ERROR(ForEachShown(&sequence, container_, *past, [&](const LvRange& range) {
      arena.ReadUtf16(range, &units);
    }));
    AppendUtf8(units, &out);
    return out;
  }
  VisibleText visible(arena, &out);
  WEFT_RETURN_IF_ERROR(ForEachShown(&sequence, container_, *past, [&](const LvRange& range) {
    visible.Add(Span{range.lv, range.count, true});
  }));
  visible.Finish();
  return out;
}

Result<std::vector<DeltaStep>> Text::DeltaAt(const Version& version) const {
  const Result<Past> past = Past::Of(state_, version);
  if (!past.ok()) return past.status();
  const ContainerNumber text = state_->objects().containers().OfTree(container_);
  Result<TextDelta> delta = Comparison(state_, *past, *past).RunText(text, false);
  if (!delta.ok()) return delta.status();
  return std::move(delta->steps);
}

Status Text::Blame(const std::function<void(const BlamedText&)>& visitor) const {
  Sequence& sequence = state_->sequence();
  sequence.Flush();
  WEFT_RETURN_IF_ERROR(sequence.EnsureEffects());
  DeletionIndex deletions(&sequence);
  const AgentTable& agents = sequence.agents();
  std::u16string text;
  uint64_t position = 0;
  sequence.tree().Visit(container_, [&](Span span) {
    while (span.count > 0) {
      const uint32_t most = std::min(span.count, agents.RunLength(span.lv));
      const DeletionIndex::Stretch stretch = deletions.From(LvRange{span.lv, most});
      const LvRange range{span.lv, stretch.count};
      text.clear();
      if (!sequence.LacksText(range)) sequence.arena().ReadUtf16(range, &text);
      visitor(BlamedText{agents.IdOf(range.lv), range.count, range.lv, position, span.visible, text,
                         stretch.deletions});
      if (span.visible) position += range.count;
      span.lv += range.count;
      span.count -= range.count;
    }
  });
  return OkStatus();
}

}  // namespace weft
