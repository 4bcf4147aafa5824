#include "crdt/objects/marks.h"

namespace weft {

const std::vector<MarkNumber>& Marks::OfText(ContainerNumber text) const {
  static const std::vector<MarkNumber> kNone;
  const auto it = by_text_.find(text);
  return it == by_text_.end() ? kNone : it->second;
}

uint32_t Marks::InternKey(std::string_view key) {
  // Nearly all marks have one of a few keys.
  constexpr uint32_t kFew = 8;
  for (uint32_t i = 0; i < keys_.size() && i < kFew; ++i) {
    if (keys_[i] == key) return i;
  }
  const auto [it, added] =
      key_numbers_.try_emplace(std::string(key), static_cast<uint32_t>(keys_.size()));
  if (added) {
    keys_.emplace_back(key);
    key_bytes_ += key.size();
  }
  return it->second;
}

}  // namespace weft
