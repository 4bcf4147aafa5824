// GapBuffer: the floor. A flat array with one gap, which is what an editor without collaboration
// does with the same edits: every figure of this benchmark stands beside it.
//
// Char is one byte for a Latin-1 text, else char16_t. The plain one moves the gap to where an edit
// begins (memmove) and copies what is inserted (memcpy). The tight one spares both where it can:
// what touches the gap is erased by widening it, and one character is stored, not copied.
#ifndef WEFT_BENCH_TRACES_GAP_BUFFER_H_
#define WEFT_BENCH_TRACES_GAP_BUFFER_H_

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace weft::bench {

enum class Gap { kPlain, kTight };

template <class Char, Gap kGap = Gap::kPlain>
class GapBuffer {
 public:
  void Insert(size_t position, const Char* text, size_t count) {
    if (count > gap_end_ - gap_start_) Grow(count);
    if (position != gap_start_) MoveGap(position);
    if (kGap == Gap::kTight && count == 1) {
      buffer_[gap_start_] = *text;
    } else {
      std::memcpy(&buffer_[gap_start_], text, count * sizeof(Char));
    }
    gap_start_ += count;
  }

  void Erase(size_t position, size_t count) {
    const bool touches = position <= gap_start_ && position + count >= gap_start_;
    if (position != gap_start_ && !(kGap == Gap::kTight && touches)) MoveGap(position);
    const size_t before = gap_start_ - position;
    gap_start_ = position;
    gap_end_ += count - before;
  }

  size_t Length() const { return capacity_ - (gap_end_ - gap_start_); }

  Char At(size_t position) const {
    return buffer_[position < gap_start_ ? position : position + (gap_end_ - gap_start_)];
  }

  std::vector<Char> Read() const {
    std::vector<Char> text(Length());
    for (size_t i = 0; i < text.size(); ++i) text[i] = At(i);
    return text;
  }

 private:
  void MoveGap(size_t position) {
    if (position < gap_start_) {
      const size_t count = gap_start_ - position;
      std::memmove(&buffer_[gap_end_ - count], &buffer_[position], count * sizeof(Char));
      gap_end_ -= count;
    } else {
      const size_t count = position - gap_start_;
      std::memmove(&buffer_[gap_start_], &buffer_[gap_end_], count * sizeof(Char));
      gap_end_ += count;
    }
    gap_start_ = position;
  }

  void Grow(size_t count) {
    const size_t after = capacity_ - gap_end_;
    const size_t capacity = 2 * (capacity_ + count) + 64;
    std::unique_ptr<Char[]> buffer(new Char[capacity]);
    if (capacity_ != 0) {
      std::memcpy(&buffer[0], &buffer_[0], gap_start_ * sizeof(Char));
      std::memcpy(&buffer[capacity - after], &buffer_[gap_end_], after * sizeof(Char));
    }
    buffer_ = std::move(buffer);
    capacity_ = capacity;
    gap_end_ = capacity - after;
  }

  std::unique_ptr<Char[]> buffer_;
  size_t capacity_ = 0;
  size_t gap_start_ = 0;
  size_t gap_end_ = 0;
};

}  // namespace weft::bench

#endif  // WEFT_BENCH_TRACES_GAP_BUFFER_H_
