#include "crdt/wire/working_spans.h"

#include <algorithm>

#include "crdt/core/utf.h"
#include "crdt/wire/saved_text.h"

namespace weft::wire {

bool Borders::EachElementOnce() {
  if (elements_ == 0) return total_ == 0;
  Toggle(0);
  Toggle(elements_);
  return total_ == elements_ &&
         std::all_of(bits_.begin(), bits_.end(), [](uint64_t word) { return word == 0; });
}

SpanReader::SpanReader(Sequence* sequence, const SavedHead& head, size_t spans)
    : sequence_(sequence), head_(head), spans_(spans), ends_(spans), borders_(head.elements) {}

Status SpanReader::Read(SavedReader* file, const std::vector<TextEntry>& texts) {
  Column* const columns[] = {&returns_, &steps_, &lengths_, &text_};
  for (size_t i = 0; i < std::size(columns); ++i) {
    WEFT_RETURN_IF_ERROR(columns[i]->Open(file, kReturns + i));
  }
  bool good = ReadUnits();
  sequence_->tree().ReserveBulk(spans_);
  for (TreeId text = 0; good && text < texts.size(); ++text)
    good = ReadText(text, texts[text].rows);
  if (good) Finished();
  return FirstFailure({&returns_, &steps_, &lengths_, &text_});
}

bool SpanReader::ReadUnits() {
  UnitReader units(text_.position(), text_.section().end(), head_.order);
  if (units.Fill(head_.elements, text_.TakeMemory(), &sequence_->arena()) && units.AtEnd())
    return true;
  return text_.Refuse("text that ends early or late, or is no UTF-8", units.position());
}

bool SpanReader::ReadText(TreeId text, uint32_t spans) {
  before_.count = 0;
  SpanTree& tree = sequence_->tree();
  const TextArena& arena = sequence_->arena();
  if (!head_.lacks_deleted_text && !arena.has_surrogates()) [[likely]] {
    return tree.BuildBulk(text, spans, [this](Span* span) { return ReadSpan(span); });
  }
  const bool pairs = arena.has_surrogates() && head_.order == OrderKind::kFugueMax;
  return tree.BuildBulk(text, spans, [&](Span* span) {
    if (!ReadSpan(span)) return false;
    if (pairs && IsLowSurrogate(arena.UnitAt(span->lv))) {
      return lengths_.Refuse("a surrogate pair is cut");
    }
    if (head_.lacks_deleted_text && !span->visible) textless_.push_back({span->lv, span->count});
    return true;
  });
}

inline bool SpanReader::ReadSpan(Span* span) {
  uint32_t returns;
  uint32_t step;
  uint32_t coded;
  if (!returns_.Varint(&returns) || !steps_.Varint(&step) || !lengths_.Varint(&coded)) return false;
  if (!ends_.Drop(returns)) [[unlikely]]
    return returns_.Refuse("more ends than there are");
  const Lv top = ends_.top();
  if (step >= head_.elements - top) [[unlikely]]
    return steps_.Refuse("a span beyond all elements");
  const Lv lv = top + step;
  const uint32_t count = (coded >> 1) + 1;
  const bool visible = (coded & 1) == 0;
  if (count > head_.elements - lv) [[unlikely]]
    return lengths_.Refuse("a span beyond all elements");
  if (before_.count > 0 && before_.lv + before_.count == lv && before_.visible == visible)
      [[unlikely]] {
    return lengths_.Refuse("two spans that should be one");
  }
  const LvRange range{lv, count};
  ends_.Push(range, step);
  borders_.Add(range);
  before_ = *span = Span{lv, count, visible};
  return true;
}

bool SpanReader::Finished() {
  if (!returns_.Finished() || !steps_.Finished() || !lengths_.Finished()) return false;
  return borders_.EachElementOnce() ||
         steps_.Refuse("the spans do not hold every element once", steps_.section().begin());
}

std::vector<LvRange> SpanReader::TakeTextless() {
  std::sort(textless_.begin(), textless_.end(),
            [](const LvRange& a, const LvRange& b) { return a.lv < b.lv; });
  return std::move(textless_);
}

}  // namespace weft::wire
