#include "crdt/objects/creations.h"

#include "crdt/core/value.h"

namespace weft {

void Creations::NoteStretch(Lv lv) {
  const bool goes_on = !stretches_.empty() && EndOf(stretches_.size() - 1) == lv;
  if (!goes_on) stretches_.Append(Stretch{lv, static_cast<uint32_t>(kinds_.size())});
}

void Creations::Append(Lv lv, CreationKind kind, std::string_view content) {
  NoteStretch(lv);
  has_items_ = has_items_ || kind == CreationKind::kItem;
  kinds_.push_back(kind);
  starts_.push_back(static_cast<uint32_t>(bytes_.size()));
  bytes_.append(content);
}

void Creations::AppendItems(Lv first, uint32_t count, std::string_view values) {
  NoteStretch(first);
  has_items_ = true;
  kinds_.insert(kinds_.end(), count, CreationKind::kItem);
  size_t at = 0;
  for (uint32_t i = 0; i < count; ++i) {
    starts_.push_back(static_cast<uint32_t>(bytes_.size() + at));
    at += value_bytes::Size(values.substr(at));
  }
  bytes_.append(values.substr(0, at));
}

uint32_t Creations::PlaceOf(Lv lv) const {
  if (stretches_.empty() || lv < stretches_.front().lv) return kNone;
  const size_t index = stretches_.Find(lv);
  return lv < EndOf(index) ? stretches_[index].place + (lv - stretches_[index].lv) : kNone;
}

uint32_t Creations::RunLength(Lv lv, uint32_t most) const {
  if (stretches_.empty()) return most;
  const CreationKind kind = KindOf(lv);
  if (kind == CreationKind::kText) {
    // Up to the next stretch.
    const size_t index = stretches_.Find(lv);
    const size_t next = lv < stretches_.front().lv ? 0 : index + 1;
    return next == stretches_.size() ? most : std::min(most, stretches_[next].lv - lv);
  }
  const size_t index = stretches_.Find(lv);
  const Lv end = std::min(EndOf(index), lv + most);
  Lv at = lv + 1;
  while (at < end && kinds_[stretches_[index].place + (at - stretches_[index].lv)] == kind) ++at;
  return at - lv;
}

}  // namespace weft
