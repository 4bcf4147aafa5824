#include "crdt/objects/marks.h"

namespace weft {

const std::vector<MarkNumber>& Marks::OfText(ContainerNumber text) const {
  static const std::vector<MarkNumber> kNone;
  const auto it = by_text_.find(text);
  return it == by_text_.end() ? kNone : it->second;
}

uint32_t Marks::InternKey(std::string_view key) {
  const auto [it, added] =
      key_numbers_.try_emplace(std::string(key), static_cast<uint32_t>(keys_.size()));
  if (added) keys_.emplace_back(key);
  return it->second;
}

}  // namespace weft
