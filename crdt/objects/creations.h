// Creations: what every element that is no unit of text is, by LV: an item of a list or node of a
// tree, an object in a text, a write, a slot that an item moved to, a mark, or of a kind to come;
// with the bytes of its value (crdt/core/value.h). Append-only; about 5 bytes a creation beside its
// content.
//
// Cost: append O(1), look-up O(log stretches of such elements near by). Thread rule: the
// document's.
#ifndef WEFT_CRDT_OBJECTS_CREATIONS_H_
#define WEFT_CRDT_OBJECTS_CREATIONS_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/find_run.h"
#include "crdt/sequence/lv.h"

namespace weft {

enum class CreationKind : uint8_t { kText, kItem, kWrite, kSlot, kOther, kMark };

class Creations {
 public:
  static constexpr uint64_t kMaxBytes = 0xFFFFFFFF;

  // LVs ascend.
  void Append(Lv lv, CreationKind kind, std::string_view content);
  // `count` items with consecutive LVs, whose values stand one after the other.
  void AppendItems(Lv first, uint32_t count, std::string_view values);
  void Reserve(size_t creations, size_t content) {
    kinds_.reserve(creations);
    starts_.reserve(creations);
    bytes_.reserve(content);
  }
  bool empty() const { return kinds_.empty(); }
  size_t size() const { return kinds_.size(); }
  uint64_t content_bytes() const { return bytes_.size(); }
  bool HasRoom(uint64_t more) const {
    return more <= max_bytes_ && bytes_.size() <= max_bytes_ - more;
  }
  void LimitBytes(uint64_t most) { max_bytes_ = most; }  // below kMaxBytes, for tests
  bool has_items() const { return has_items_; }

  CreationKind KindOf(Lv lv) const {
    const uint32_t place = PlaceOf(lv);
    return place == kNone ? CreationKind::kText : kinds_[place];
  }
  // What was appended, of one that is no unit of text.
  std::string_view ContentOf(Lv lv) const { return ContentAt(PlaceOf(lv)); }
  // How many from `lv` on, itself included, are of its kind with consecutive LVs; at most `most`.
  uint32_t RunLength(Lv lv, uint32_t most) const;
  // Whether any in the range is no unit of text.
  bool AnyIn(LvRange range) const {
    if (stretches_.empty() || range.end() <= stretches_.front().lv) return false;
    const size_t index = stretches_.Find(range.end() - 1);
    return EndOf(index) > range.lv;
  }
  // visitor(lv, kind) for each in the range that is no unit of text.
  template <class Visitor>
  void ForEach(LvRange range, Visitor&& visitor) const {
    if (stretches_.empty()) return;
    size_t index = range.lv < stretches_.front().lv ? 0 : stretches_.Find(range.lv);
    for (; index < stretches_.size() && stretches_[index].lv < range.end(); ++index) {
      const Stretch& stretch = stretches_[index];
      const Lv end = std::min(range.end(), EndOf(index));
      for (Lv lv = std::max(range.lv, stretch.lv); lv < end; ++lv) {
        visitor(lv, kinds_[stretch.place + (lv - stretch.lv)]);
      }
    }
  }

 private:
  static constexpr uint32_t kNone = 0xFFFFFFFF;

  // Stretches of consecutive LVs.
  struct Stretch {
    Lv lv;
    uint32_t place;
  };

  void NoteStretch(Lv lv);
  uint32_t PlaceOf(Lv lv) const;
  Lv EndOf(size_t stretch) const {
    const size_t end =
        stretch + 1 < stretches_.size() ? stretches_[stretch + 1].place : kinds_.size();
    return stretches_[stretch].lv + (static_cast<Lv>(end) - stretches_[stretch].place);
  }
  std::string_view ContentAt(uint32_t place) const {
    const size_t end = place + 1 < starts_.size() ? starts_[place + 1] : bytes_.size();
    return std::string_view(bytes_).substr(starts_[place], end - starts_[place]);
  }

  RunTable<Stretch, &Stretch::lv> stretches_;
  std::vector<CreationKind> kinds_;
  std::vector<uint32_t> starts_;
  std::string bytes_;
  uint64_t max_bytes_ = kMaxBytes;
  bool has_items_ = false;
};

}  // namespace weft

#endif  // WEFT_CRDT_OBJECTS_CREATIONS_H_
