#include "crdt/wire/working_spans.h"

#include <algorithm>

#include "crdt/core/sort.h"
#include "crdt/core/utf.h"
#include "crdt/wire/saved_text.h"

namespace weft::wire {

static_assert(SpanShape::kMostBytes <= Section::kSlack);

bool Borders::none() const {
  uint64_t any = 0;
  for (const uint64_t word : bits_) any |= word;
  return any == 0;
}

SpanReader::SpanReader(Sequence* sequence, const SavedHead& head, size_t spans)
    : sequence_(sequence),
      head_(head),
      spans_(spans),
      ends_(new Lv[spans + 1]),
      borders_(head.elements) {}

Status SpanReader::Read(SavedReader* file, const std::vector<TextEntry>& texts) {
  Column* const columns[] = {&shapes_, &returns_, &steps_, &lengths_, &text_};
  for (size_t i = 0; i < std::size(columns); ++i) {
    WEFT_RETURN_IF_ERROR(columns[i]->Open(file, kShapes + i));
  }
  bool good = ReadUnits();
  sequence_->tree().ReserveBulk(spans_);
  ends_[0] = 0;
  cursor_.shape = shapes_.position();
  cursor_.step = steps_.position();
  cursor_.length = lengths_.position();
  for (TreeId text = 0; good && text < texts.size(); ++text) good = ReadTree(text, texts[text]);
  if (good) Finished();
  return FirstFailure({&shapes_, &returns_, &steps_, &lengths_, &text_});
}

bool SpanReader::ReadUnits() {
  UnitReader units(text_.position(), text_.section().end(), head_.order);
  if (units.Fill(head_.elements, text_.TakeMemory(), &sequence_->arena()) && units.AtEnd())
    return true;
  return text_.Refuse("text that ends early or late, or is no UTF-8", units.position());
}

bool SpanReader::ReadTree(TreeId tree, const TextEntry& entry) {
  cursor_.end = kNoLv;
  const bool textless = head_.lacks_deleted_text && entry.text;
  const bool pairs = sequence_->arena().has_surrogates() && head_.order == OrderKind::kFugueMax;
  return sequence_->tree().BuildBulk(tree, entry.rows, [&](SpanTree::Stored* into, uint32_t count) {
    if (!ReadSpans(into, count)) return false;
    if (textless) NoteTextless(into, count);
    return !pairs || CheckPairs(into, count);
  });
}

// Whether steps and lengths have as many bytes as these spans ask for.
bool SpanReader::HasBytesFor(uint32_t spans) {
  const auto steps = static_cast<size_t>(steps_.section().end() - cursor_.step);
  const auto lengths = static_cast<size_t>(lengths_.section().end() - cursor_.length);
  const size_t most = size_t{spans} * SpanShape::kMostBytes;
  if (steps >= most && lengths >= most) [[likely]]
    return true;
  size_t step_bytes = 0;
  size_t length_bytes = 0;
  for (uint32_t i = 0; i < spans; ++i) {
    const SpanShape shape(cursor_.shape[i]);
    step_bytes += shape.StepBytes();
    length_bytes += shape.LengthBytes();
  }
  if (step_bytes > steps) return steps_.Refuse("fewer bytes than the shapes say", cursor_.step);
  if (length_bytes > lengths)
    return lengths_.Refuse("fewer bytes than the shapes say", cursor_.length);
  return true;
}

// No branch here depends on what is read but those that refuse it.
bool SpanReader::ReadSpans(SpanTree::Stored* spans, uint32_t count) {
  if (!HasBytesFor(count)) return false;
  const uint64_t elements = head_.elements;
  const uint8_t* shapes = cursor_.shape;
  const uint8_t* step_at = cursor_.step;
  const uint8_t* length_at = cursor_.length;
  Lv* const ends = ends_.get();
  size_t top = cursor_.top;
  Lv before = cursor_.end;
  uint32_t before_deleted = cursor_.deleted;
  for (uint32_t i = 0; i < count; ++i) {
    const SpanShape shape(shapes[i]);
    uint32_t returns = shape.returns();
    if (returns == SpanShape::kMoreReturns && !ReadReturns(shapes + i, &returns)) [[unlikely]]
      return false;
    if (returns > top) [[unlikely]]
      return shapes_.Refuse("more ends than there are", shapes + i);
    top -= returns;
    const uint32_t step = shape.Step(step_at);
    const uint32_t further = shape.Further(length_at);
    step_at += shape.StepBytes();
    length_at += shape.LengthBytes();
    const uint64_t start = uint64_t{ends[top]} + step;
    const uint64_t end = start + further + 1;
    if (end > elements) [[unlikely]]
      return shapes_.Refuse("a span beyond all elements", shapes + i);
    const auto lv = static_cast<Lv>(start);
    if (((lv ^ before) | (shape.deleted() ^ before_deleted)) == 0) [[unlikely]]
      return shapes_.Refuse("two spans that should be one", shapes + i);
    before = static_cast<Lv>(end);
    before_deleted = shape.deleted();
    // An end where the next span begins is none.
    top += step != 0;
    ends[top] = before;
    borders_.Toggle(lv);
    borders_.Toggle(before);
    spans[i] = {lv, (further + 1) | before_deleted * SpanTree::kDeleted};
  }
  uint64_t total = 0;
  for (uint32_t i = 0; i < count; ++i) total += spans[i].len & ~SpanTree::kDeleted;
  cursor_ = {shapes + count,       step_at, length_at, top, before, before_deleted,
             cursor_.total + total};
  return true;
}

[[gnu::cold]] bool SpanReader::ReadReturns(const uint8_t* shape, uint32_t* returns) {
  uint32_t more = 0;
  if (!returns_.Varint(&more)) return false;
  if (more > spans_) return shapes_.Refuse("more ends than there are", shape);
  *returns = SpanShape::kMoreReturns + more;
  return true;
}

bool SpanReader::CheckPairs(const SpanTree::Stored* spans, uint32_t count) {
  const TextArena& arena = sequence_->arena();
  const auto cuts = [&](const SpanTree::Stored& span) {
    return IsLowSurrogate(arena.UnitAt(span.lv));
  };
  return std::none_of(spans, spans + count, cuts) ||
         shapes_.Refuse("a surrogate pair is cut", cursor_.shape - count);
}

void SpanReader::NoteTextless(const SpanTree::Stored* spans, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t length = spans[i].len & ~SpanTree::kDeleted;
    if (length != spans[i].len) textless_.push_back({spans[i].lv, length});
  }
}

bool SpanReader::Finished() {
  if (!returns_.Finished()) return false;
  if (cursor_.step != steps_.section().end()) {
    return steps_.Refuse("more bytes than the shapes say", cursor_.step);
  }
  if (cursor_.length != lengths_.section().end()) {
    return lengths_.Refuse("more bytes than the shapes say", cursor_.length);
  }
  // But for the start of the first element and the end of the last one, which are one and the same
  // where there is none.
  borders_.Toggle(0);
  borders_.Toggle(head_.elements);
  return (cursor_.total == head_.elements && borders_.none()) ||
         shapes_.Refuse("the spans do not hold every element once", shapes_.section().begin());
}

std::vector<LvRange> SpanReader::TakeTextless() {
  Sort(textless_.begin(), textless_.end(),
       [](const LvRange& a, const LvRange& b) { return a.lv < b.lv; });
  return std::move(textless_);
}

}  // namespace weft::wire
