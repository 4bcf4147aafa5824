// TypedRun: the newest elements of a document, typed one after the other by one agent, with what it
// has taken back of their end since. People type, backspace and type on; all of that enters the
// tree at once.
//
// Segments alternate: visible, deleted, visible, ... (the first may be empty). Typing adds to the
// last visible segment, erasing moves elements from its end into the deleted one behind it.
#ifndef WEFT_CRDT_SEQUENCE_TYPED_RUN_H_
#define WEFT_CRDT_SEQUENCE_TYPED_RUN_H_

#include <array>
#include <cstdint>

#include "crdt/core/check.h"
#include "crdt/sequence/lv.h"

namespace weft {

class TypedRun {
 public:
  void Start(Lv lv) {
    first_ = end_ = lv;
    visible_ = segments_ = 0;
  }
  Lv first() const { return first_; }
  Lv end() const { return end_; }
  uint32_t count() const { return end_ - first_; }
  uint32_t visible() const { return visible_; }
  bool ends_deleted() const { return segments_ > 0 && segments_ % 2 == 0; }

  bool CanType() const { return segments_ < kMaxSegments || !ends_deleted(); }
  void Type(uint32_t count) {
    if (segments_ % 2 == 0) lengths_[segments_++] = 0;
    lengths_[segments_ - 1] += count;
    end_ += count;
    visible_ += count;
  }

  // The last visible segment, whose end may be erased.
  LvRange Tail() const {
    if (segments_ == 0) return {end_, 0};
    const uint32_t at = LastVisible();
    const Lv end = ends_deleted() ? end_ - lengths_[at + 1] : end_;
    return {end - lengths_[at], lengths_[at]};
  }
  // Erases the last `count` of the tail; returns them.
  LvRange Erase(uint32_t count) {
    const LvRange tail = Tail();
    WEFT_DCHECK(count <= tail.count);
    const uint32_t at = LastVisible();
    if (!ends_deleted()) lengths_[segments_++] = 0;
    lengths_[at] -= count;
    lengths_[at + 1] += count;
    visible_ -= count;
    if (lengths_[at] == 0 && at > 0) {
      lengths_[at - 1] += lengths_[at + 1];
      segments_ -= 2;
    }
    return {tail.end() - count, count};
  }

  // visitor(LvRange, visible) for each segment that is not empty.
  template <class Visitor>
  void ForEach(Visitor&& visitor) const {
    Lv lv = first_;
    for (uint32_t i = 0; i < segments_; ++i) {
      if (lengths_[i] > 0) visitor(LvRange{lv, lengths_[i]}, i % 2 == 0);
      lv += lengths_[i];
    }
  }

 private:
  static constexpr uint32_t kMaxSegments = 16;  // even: it ends deleted

  uint32_t LastVisible() const { return (segments_ - 1) & ~uint32_t{1}; }

  Lv first_ = 0;
  Lv end_ = 0;
  uint32_t visible_ = 0;
  uint32_t segments_ = 0;
  std::array<uint32_t, kMaxSegments> lengths_;
};

}  // namespace weft

#endif  // WEFT_CRDT_SEQUENCE_TYPED_RUN_H_
