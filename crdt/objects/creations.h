// Creations: what every element that is no unit of text is, by LV: an item of a list or node of a
// tree, a write, a place that an item moved to, or of a kind to come; with the bytes of its value
// (crdt/core/value.h). Append-only; about 5 bytes a creation beside its content.
//
// Cost: append O(1), look-up O(log stretches of such elements).
#ifndef WEFT_CRDT_OBJECTS_CREATIONS_H_
#define WEFT_CRDT_OBJECTS_CREATIONS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/find_run.h"
#include "crdt/sequence/lv.h"

namespace weft {

enum class CreationKind : uint8_t { kText, kItem, kWrite, kSlot, kOther };

class Creations {
 public:
  static constexpr uint64_t kMaxBytes = 0xFFFFFFFF;

  // LVs ascend.
  void Append(Lv lv, CreationKind kind, std::string_view content);
  bool empty() const { return kinds_.empty(); }
  uint64_t content_bytes() const { return bytes_.size(); }

  CreationKind KindOf(Lv lv) const {
    const uint32_t place = PlaceOf(lv);
    return place == kNone ? CreationKind::kText : kinds_[place];
  }
  // What was appended, of one that is no unit of text.
  std::string_view ContentOf(Lv lv) const {
    const uint32_t place = PlaceOf(lv);
    const size_t end = place + 1 < starts_.size() ? starts_[place + 1] : bytes_.size();
    return std::string_view(bytes_).substr(starts_[place], end - starts_[place]);
  }
  // How many from `lv` on, itself included, are of its kind with consecutive LVs.
  uint32_t RunLength(Lv lv, uint32_t most) const;

 private:
  static constexpr uint32_t kNone = 0xFFFFFFFF;

  // Stretches of consecutive LVs.
  struct Stretch {
    Lv lv;
    uint32_t place;
  };

  uint32_t PlaceOf(Lv lv) const;

  std::vector<Stretch> stretches_;
  std::vector<CreationKind> kinds_;
  std::vector<uint32_t> starts_;
  std::string bytes_;
};

}  // namespace weft

#endif  // WEFT_CRDT_OBJECTS_CREATIONS_H_
