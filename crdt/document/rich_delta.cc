#include "crdt/document/rich_delta.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "crdt/core/operation_payload.h"
#include "crdt/core/sort.h"
#include "crdt/document/add_step.h"
#include "crdt/document/same_attributes.h"

namespace weft {

namespace {

using Kind = DeltaStep::Kind;

}  // namespace

RichDelta::RichDelta(DocumentState* state, ContainerNumber text, const Changed* changed)
    : sequence_(state->sequence()),
      objects_(state->objects()),
      index_(objects_.IndexOfMarks(text)),
      changed_(changed) {
  if (index_ != nullptr && !changed->empty()) FindChanges();
}

void RichDelta::FindChanges() {
  std::vector<MarkIndex::Range> ranges;
  for (const auto& [mark, before] : *changed_) {
    if (objects_.marks()[mark].shown == before) continue;
    const MarkIndex::Range range = index_->RangeOf(mark);
    if (range.start < range.end) ranges.push_back(range);
  }
  Sort(ranges.begin(), ranges.end(),
       [](const auto& a, const auto& b) { return a.start < b.start; });
  index_->SetChanged(changed_);
  uint64_t done = 0;
  for (const MarkIndex::Range& range : ranges) {
    const uint64_t from = std::max(done, range.start);
    if (from >= range.end) continue;
    index_->Walk(from, range.end, [this](uint64_t start, uint64_t end, const MarksWithin& within) {
      AddChange(start, end, within);
    });
    done = range.end;
  }
  index_->SetChanged(nullptr);
}

void RichDelta::AddChange(uint64_t from, uint64_t to, const MarksWithin& within) {
  Attributes attributes;
  within.ForEachKey([&](uint32_t key, const auto* before, const auto* now) {
    if (now == before) return;
    Value value = ValueOf(now);
    if (IsSame(value, ValueOf(before))) return;
    attributes.push_back({objects_.marks().KeyOf(key), std::move(value)});
  });
  if (attributes.empty()) return;
  Sort(attributes.begin(), attributes.end(),
       [](const Attribute& a, const Attribute& b) { return a.key < b.key; });
  if (!changes_.empty() && changes_.back().to == from &&
      AreSame(changes_.back().attributes, attributes)) {
    changes_.back().to = to;
  } else {
    changes_.push_back({from, to, std::move(attributes)});
  }
}

Value RichDelta::ValueOf(const MarksWithin::Rank* rank) const {
  if (rank == nullptr) return Value();
  const std::string_view content = objects_.creations().ContentOf(objects_.marks()[rank->mark].lv);
  return value_bytes::Read(SplitMark(content).value, kNullId);
}

void RichDelta::FindAttributes(const MarksWithin& within) {
  found_.clear();
  within.ForEachKey([&](uint32_t key, const auto*, const auto* now) {
    Value value = ValueOf(now);
    if (!value.IsNull()) found_.push_back({objects_.marks().KeyOf(key), std::move(value)});
  });
  if (found_.size() < 2) return;
  Sort(found_.begin(), found_.end(),
       [](const Attribute& a, const Attribute& b) { return a.key < b.key; });
}

void RichDelta::Keep(uint64_t count, const Attributes& attributes) {
  done_ += count;
  AddStep({Kind::kKeep, static_cast<uint32_t>(count), {}, {}, attributes});
}

void RichDelta::KeepUpTo(uint64_t position) {
  while (done_ < position) {
    while (next_change_ < changes_.size() && changes_[next_change_].to <= done_) ++next_change_;
    const bool any = next_change_ < changes_.size();
    const Change* const change = any ? &changes_[next_change_] : nullptr;
    if (change == nullptr || change->from >= position) {
      Keep(position - done_, {});
    } else if (change->from > done_) {
      Keep(change->from - done_, {});
    } else {
      Keep(std::min(change->to, position) - done_, change->attributes);
    }
  }
}

void RichDelta::InsertMarked(LvRange range, const MarksWithin& within) {
  if (attributes_of_ != index_->switched()) {
    attributes_of_ = index_->switched();
    FindAttributes(within);
    if (!AreSame(found_, attributes_)) {
      FinishLetters(std::move(attributes_));
      attributes_.assign(std::make_move_iterator(found_.begin()),
                         std::make_move_iterator(found_.end()));
    }
  }
  InsertPart(range);
}

void RichDelta::InsertPart(LvRange range) {
  const Creations& creations = objects_.creations();
  // Of what is no letter only items stand in texts.
  if (!creations.has_items() || !creations.AnyIn(range)) return InsertLetters(range);
  while (range.count > 0) {
    uint32_t count = 1;
    if (creations.KindOf(range.lv) == CreationKind::kItem) {
      AddStep({Kind::kInsert, 1, {}, objects_.ValueOf(range.lv), attributes_});
    } else {
      count = creations.RunLength(range.lv, range.count);
      InsertLetters(LvRange{range.lv, count});
    }
    range = LvRange{range.lv + count, range.count - count};
  }
}

void RichDelta::InsertLetters(LvRange range) {
  const size_t count = letter_count_ + range.count;
  if (letters_.size() < count + TextArena::kCopySlack) {
    letters_.resize(2 * count + TextArena::kCopySlack);
  }
  sequence_.arena().CopyUtf16(range, letters_.data() + letter_count_);
  letter_count_ = count;
}

void RichDelta::FinishLetters(Attributes attributes) {
  if (letter_count_ == 0) return;
  steps_.push_back({Kind::kInsert,
                    static_cast<uint32_t>(letter_count_),
                    std::u16string(letters_.data(), letter_count_),
                    {},
                    std::move(attributes)});
  letter_count_ = 0;
}

void RichDelta::AddStep(DeltaStep step) {
  if (letter_count_ > 0) FinishLetters(attributes_);
  AddRichStep(std::move(step), &steps_);
}

void RichDelta::Insert(LvRange range) {
  if (index_ == nullptr) {
    InsertPart(range);
  } else {
    const uint64_t start = done_;
    index_->Walk(start, start + range.count,
                 [&](uint64_t from, uint64_t to, const MarksWithin& within) {
                   const Lv lv = range.lv + static_cast<Lv>(from - start);
                   InsertMarked(LvRange{lv, static_cast<uint32_t>(to - from)}, within);
                 });
  }
  done_ += range.count;
}

void RichDelta::BeginWhole() {
  if (index_ == nullptr) return;
  index_->BeginWhole();
  steps_.reserve(index_->MostStretches());
}

void RichDelta::InsertSpan(const Span& span) {
  if (index_ == nullptr) {
    if (span.visible) InsertPart(LvRange{span.lv, span.count});
    return;
  }
  index_->WalkSpan(span, [&](uint32_t from, uint32_t to, const MarksWithin& within) {
    if (span.visible) InsertMarked(LvRange{span.lv + from, to - from}, within);
  });
}

void RichDelta::Erase(uint32_t count) { AddStep({Kind::kErase, count}); }

std::vector<DeltaStep> RichDelta::Finish() {
  if (!changes_.empty()) KeepUpTo(std::max(done_, changes_.back().to));
  FinishLetters(std::move(attributes_));
  while (!steps_.empty() && steps_.back().kind == Kind::kKeep && steps_.back().attributes.empty()) {
    steps_.pop_back();
  }
  return std::move(steps_);
}

std::vector<DeltaStep> DeltaBetween(DocumentState* state, TreeId text, uint64_t from, uint64_t to) {
  const RichDelta::Changed none;
  state->sequence().Flush();
  RichDelta delta(state, state->objects().containers().OfTree(text), &none);
  delta.StartAt(from);
  if (from == to) return {};
  state->sequence().tree().VisitVisibleFrom(text, from, [&](const Span& span) {
    const auto part = static_cast<uint32_t>(std::min<uint64_t>(span.count, to - from));
    delta.Insert(LvRange{span.lv, part});
    from += part;
    return from < to;
  });
  return delta.Finish();
}

std::vector<DeltaStep> WholeDelta(DocumentState* state, ContainerNumber text) {
  const RichDelta::Changed none;
  state->sequence().Flush();
  RichDelta delta(state, text, &none);
  const TreeId tree = state->objects().containers()[text].tree;
  if (tree == kNoTree) return {};
  delta.BeginWhole();
  state->sequence().tree().Visit(tree, [&](const Span& span) { delta.InsertSpan(span); });
  return delta.Finish();
}

}  // namespace weft
