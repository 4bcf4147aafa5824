#include "crdt/document/rich_delta.h"

#include <algorithm>
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
    index_->Walk(from, range.end,
                 [this](uint64_t start, uint64_t end, const MarkIndex::Within& within) {
                   AddChange(start, end, within);
                 });
    done = range.end;
  }
  index_->SetChanged(nullptr);
}

void RichDelta::AddChange(uint64_t from, uint64_t to, const MarkIndex::Within& within) {
  Attributes attributes;
  for (const auto& [key, ranks] : within) {
    if (ranks.Now() == ranks.Before()) continue;
    Value now = ValueOf(ranks.Now());
    if (IsSame(now, ValueOf(ranks.Before()))) continue;
    attributes.push_back({objects_.marks().KeyOf(key), std::move(now)});
  }
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

Value RichDelta::ValueOf(const MarkIndex::Rank* rank) const {
  if (rank == nullptr) return Value();
  const std::string_view content = objects_.creations().ContentOf(objects_.marks()[rank->mark].lv);
  return value_bytes::Read(SplitMark(content).value, kNullId);
}

const Attributes& RichDelta::AttributesOf(const MarkIndex::Within& within) {
  if (attributes_of_ == index_->switched()) return attributes_;
  attributes_of_ = index_->switched();
  attributes_.clear();
  for (const auto& [key, ranks] : within) {
    Value value = ValueOf(ranks.Now());
    if (!value.IsNull()) attributes_.push_back({objects_.marks().KeyOf(key), std::move(value)});
  }
  Sort(attributes_.begin(), attributes_.end(),
       [](const Attribute& a, const Attribute& b) { return a.key < b.key; });
  return attributes_;
}

void RichDelta::Keep(uint64_t count, const Attributes& attributes) {
  done_ += count;
  AddRichStep({Kind::kKeep, static_cast<uint32_t>(count), {}, {}, attributes}, &steps_);
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

void RichDelta::InsertPart(LvRange range, const Attributes& attributes) {
  const Creations& creations = objects_.creations();
  if (!creations.AnyIn(range)) return InsertLetters(range, attributes);
  while (range.count > 0) {
    uint32_t count = 1;
    if (creations.KindOf(range.lv) == CreationKind::kItem) {
      steps_.push_back({Kind::kInsert, 1, {}, objects_.ValueOf(range.lv), attributes});
    } else {
      count = creations.RunLength(range.lv, range.count);
      InsertLetters(LvRange{range.lv, count}, attributes);
    }
    range = LvRange{range.lv + count, range.count - count};
  }
}

void RichDelta::InsertLetters(LvRange range, const Attributes& attributes) {
  const bool of_letters =
      !steps_.empty() && steps_.back().kind == Kind::kInsert && !steps_.back().embed;
  const bool goes_on = of_letters && (letters_of_ == attributes_of_ ||
                                      AreSame(steps_.back().attributes, attributes));
  if (!goes_on) steps_.push_back({Kind::kInsert, 0, {}, {}, attributes});
  letters_of_ = attributes_of_;
  steps_.back().count += range.count;
  sequence_.arena().ReadUtf16(range, &steps_.back().text);
}

void RichDelta::Insert(LvRange range) {
  if (index_ == nullptr) {
    InsertPart(range, {});
  } else {
    const uint64_t start = done_;
    index_->Walk(start, start + range.count,
                 [&](uint64_t from, uint64_t to, const MarkIndex::Within& within) {
                   const Lv lv = range.lv + static_cast<Lv>(from - start);
                   InsertPart(LvRange{lv, static_cast<uint32_t>(to - from)}, AttributesOf(within));
                 });
  }
  done_ += range.count;
}

void RichDelta::BeginWhole() {
  if (index_ != nullptr) index_->BeginWhole();
}

void RichDelta::InsertSpan(const Span& span) {
  if (index_ == nullptr) {
    if (span.visible) InsertPart(LvRange{span.lv, span.count}, {});
    return;
  }
  index_->WalkSpan(span, [&](uint32_t from, uint32_t to, const MarkIndex::Within& within) {
    if (span.visible) InsertPart(LvRange{span.lv + from, to - from}, AttributesOf(within));
  });
}

void RichDelta::Erase(uint32_t count) { AddRichStep({Kind::kErase, count}, &steps_); }

std::vector<DeltaStep> RichDelta::Finish() {
  if (!changes_.empty()) KeepUpTo(std::max(done_, changes_.back().to));
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
