#include "crdt/wire/working_spans.h"

#include <algorithm>

namespace weft::wire {

bool Borders::EachElementOnce() {
  if (elements_ == 0) return total_ == 0;
  Toggle(0);
  Toggle(elements_);
  return total_ == elements_ &&
         std::all_of(bits_.begin(), bits_.end(), [](uint64_t word) { return word == 0; });
}

SpanReader::SpanReader(Sequence* sequence, const SavedHead& head)
    : sequence_(sequence), head_(head), borders_(head.elements) {}

Status SpanReader::Read(SavedReader* file, const std::vector<TextEntry>& texts, uint64_t spans) {
  Column* const columns[] = {&returns_, &steps_, &lengths_, &live_, &deleted_};
  for (size_t i = 0; i < std::size(columns); ++i) {
    WEFT_RETURN_IF_ERROR(columns[i]->Open(file, kReturns + i));
  }
  live_units_ = UnitReader(live_.section(), head_.order);
  deleted_units_ = UnitReader(deleted_.section(), head_.order);
  sequence_->arena().StartFill(head_.elements);
  sequence_->tree().ReserveBulk(spans);
  ends_.Reserve(spans);
  bool good = true;
  for (TreeId text = 0; good && text < texts.size(); ++text) good = ReadText(text, texts[text].rows);
  if (good) Finished();
  return FirstFailure({&returns_, &steps_, &lengths_, &live_, &deleted_});
}

bool SpanReader::ReadText(TreeId text, uint32_t spans) {
  Span before{0, 0, false};
  for (uint32_t i = 0; i < spans; ++i) {
    Span span;
    if (!ReadSpan(before, &span) || !Place(text, span)) return false;
    before = span;
  }
  sequence_->tree().FinishBulk(text);
  return true;
}

bool SpanReader::ReadSpan(const Span& before, Span* span) {
  uint32_t returns = 0;
  uint32_t step = 0;
  uint32_t coded = 0;
  if (!returns_.Varint(&returns) || !steps_.Varint(&step) || !lengths_.Varint(&coded)) return false;
  if (!ends_.Drop(returns)) [[unlikely]] return returns_.Refuse("more ends than there are");
  if (step >= head_.elements - ends_.top()) [[unlikely]] {
    return steps_.Refuse("a span beyond all elements");
  }
  *span = Span{ends_.top() + step, (coded >> 1) + 1, (coded & 1) == 0};
  if (span->count > head_.elements - span->lv) [[unlikely]] {
    return lengths_.Refuse("a span beyond all elements");
  }
  if (before.count > 0 && before.lv + before.count == span->lv &&
      before.visible == span->visible) [[unlikely]] {
    return lengths_.Refuse("two spans that should be one");
  }
  ends_.Push(LvRange{span->lv, span->count}, step);
  return true;
}

bool SpanReader::Place(TreeId text, const Span& span) {
  const LvRange range{span.lv, span.count};
  borders_.Add(range);
  sequence_->tree().AppendBulk(text, span);
  UnitReader& units = span.visible ? live_units_ : deleted_units_;
  if (!units.Fill(range, &sequence_->arena())) [[unlikely]] {
    return (span.visible ? live_ : deleted_)
        .Refuse("text that ends early, is cut inside a character or no UTF-8", units.position());
  }
  if (!span.visible && head_.lacks_deleted_text) [[unlikely]] textless_.push_back(range);
  return true;
}

bool SpanReader::Finished() {
  if (!returns_.Finished() || !steps_.Finished() || !lengths_.Finished()) return false;
  if (!live_units_.AtEnd()) return live_.Refuse("more than stated", live_units_.position());
  if (!deleted_units_.AtEnd()) {
    return deleted_.Refuse("more than stated", deleted_units_.position());
  }
  return borders_.EachElementOnce() ||
         steps_.Refuse("the spans do not hold every element once", steps_.section().begin());
}

std::vector<LvRange> SpanReader::TakeTextless() {
  std::sort(textless_.begin(), textless_.end(),
            [](const LvRange& a, const LvRange& b) { return a.lv < b.lv; });
  return std::move(textless_);
}

}  // namespace weft::wire
