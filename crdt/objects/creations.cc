#include "crdt/objects/creations.h"

namespace weft {

void Creations::Append(Lv lv, CreationKind kind, std::string_view content) {
  const auto place = static_cast<uint32_t>(kinds_.size());
  const bool goes_on = !stretches_.empty() &&
                       lv - stretches_.back().lv == place - stretches_.back().place;
  if (!goes_on) stretches_.push_back(Stretch{lv, place});
  kinds_.push_back(kind);
  starts_.push_back(static_cast<uint32_t>(bytes_.size()));
  bytes_.append(content);
}

uint32_t Creations::PlaceOf(Lv lv) const {
  if (stretches_.empty() || lv < stretches_.front().lv) return kNone;
  const size_t index = FindRun(stretches_, &Stretch::lv, lv);
  const uint32_t place = stretches_[index].place + (lv - stretches_[index].lv);
  const size_t end = index + 1 < stretches_.size() ? stretches_[index + 1].place : kinds_.size();
  return place < end ? place : kNone;
}

uint32_t Creations::RunLength(Lv lv, uint32_t most) const {
  const CreationKind kind = KindOf(lv);
  uint32_t count = 1;
  while (count < most && KindOf(lv + count) == kind) ++count;
  return count;
}

}  // namespace weft
