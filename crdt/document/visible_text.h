// VisibleText: the text of many spans as UTF-8. For texts without surrogates.
//
// Cost: linear, a few instructions a span. Thread rule: the document's.
#ifndef WEFT_CRDT_DOCUMENT_VISIBLE_TEXT_H_
#define WEFT_CRDT_DOCUMENT_VISIBLE_TEXT_H_

#include <array>
#include <string>

#include "crdt/sequence/span_tree.h"
#include "crdt/sequence/text_arena.h"

namespace weft {

// Appends what is visible of many spans, in UTF-8. Whether a span is visible, and how long it is,
// no processor foresees: the visible ones are collected by counting on, and short ones are copied
// together in a buffer, where there is always room for the slack.
class VisibleText {
 public:
  VisibleText(const TextArena& arena, std::string* out) : arena_(arena), out_(out) {}

  void Add(const Span& span) {
    visible_[count_] = LvRange{span.lv, span.count};
    count_ += span.visible;
    if (count_ == visible_.size()) CopyAll();
  }
  void Finish() { CopyAll(); }

 private:
  void CopyAll() {
    char* const begin = together_.data();
    char* to = begin;
    for (size_t i = 0; i < count_; ++i) {
      const LvRange range = visible_[i];
      const size_t room =
          together_.size() - TextArena::kCopySlack - static_cast<size_t>(to - begin);
      char* const after = range.count <= room ? arena_.CopyAscii(range, to) : nullptr;
      if (after != nullptr) [[likely]] {
        to = after;
        continue;
      }
      out_->append(begin, to);
      to = begin;
      arena_.ReadUtf8(range, out_);
    }
    out_->append(begin, to);
    count_ = 0;
  }

  const TextArena& arena_;
  std::string* out_;
  std::array<LvRange, 64> visible_;
  size_t count_ = 0;
  std::array<char, 4096 + TextArena::kCopySlack> together_;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_VISIBLE_TEXT_H_
