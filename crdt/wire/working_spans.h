// The places of a working file: three columns side by side -> the span tree; and its text -> the
// arena.
#ifndef WEFT_CRDT_WIRE_WORKING_SPANS_H_
#define WEFT_CRDT_WIRE_WORKING_SPANS_H_

#include <vector>

#include "crdt/sequence/sequence.h"
#include "crdt/wire/saved_tables.h"
#include "crdt/wire/working_file.h"

namespace weft::wire {

// Where spans start and end, a bit each: what cancels out leaves no trace. See working_file.h.
class Borders {
 public:
  explicit Borders(uint32_t elements) : bits_(elements / 64 + 1), elements_(elements) {}

  void Add(LvRange span) {
    Toggle(span.lv);
    Toggle(span.end());
    total_ += span.count;
  }
  bool EachElementOnce();

 private:
  void Toggle(Lv lv) { bits_[lv / 64] ^= uint64_t{1} << (lv % 64); }

  std::vector<uint64_t> bits_;
  uint32_t elements_;
  uint64_t total_ = 0;
};

class SpanReader {
 public:
  // `spans` in all texts.
  SpanReader(Sequence* sequence, const SavedHead& head, size_t spans);

  Status Read(SavedReader* file, const std::vector<TextEntry>& texts);
  // Deleted elements, ascending, when the file lacks their text.
  std::vector<LvRange> TakeTextless();

 private:
  bool ReadUnits();
  bool ReadText(TreeId text, uint32_t spans);
  bool ReadSpan(Span* span);
  bool Finished();

  Sequence* sequence_;
  SavedHead head_;
  size_t spans_;
  Column returns_, steps_, lengths_, text_;
  OpenEnds ends_;
  Borders borders_;
  Span before_{0, 0, false};  // in the text being read
  std::vector<LvRange> textless_;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_WORKING_SPANS_H_
