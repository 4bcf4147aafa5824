// The places of a working file: four columns side by side -> the span tree; and its text -> the
// arena.
#ifndef WEFT_CRDT_WIRE_WORKING_SPANS_H_
#define WEFT_CRDT_WIRE_WORKING_SPANS_H_

#include <memory>
#include <vector>

#include "crdt/sequence/sequence.h"
#include "crdt/wire/saved_tables.h"
#include "crdt/wire/span_shape.h"
#include "crdt/wire/working_file.h"

namespace weft::wire {

// Where spans start and end, a bit each: what cancels out leaves no trace. See working_file.h.
class Borders {
 public:
  explicit Borders(uint32_t elements) : bits_(elements / 64 + 1) {}

  void Toggle(Lv lv) { bits_[lv / 64] ^= uint64_t{1} << (lv % 64); }
  bool none() const;

 private:
  std::vector<uint64_t> bits_;
};

class SpanReader {
 public:
  // `spans` in all texts.
  SpanReader(Sequence* sequence, const SavedHead& head, size_t spans);

  Status Read(SavedReader* file, const std::vector<TextEntry>& texts);
  // Deleted elements, ascending, when the file lacks their text.
  std::vector<LvRange> TakeTextless();

 private:
  // Where reading is in each column, and the span before.
  struct Cursor {
    const uint8_t* shape;
    const uint8_t* step;
    const uint8_t* length;
    size_t top;  // of the open ends
    Lv end;      // of the span before in the same text; kNoLv: there is none
    uint32_t deleted;
    uint64_t total = 0;  // elements
  };

  bool ReadUnits();
  bool ReadTree(TreeId tree, const TextEntry& entry);
  bool ReadSpans(SpanTree::Stored* spans, uint32_t count);
  bool HasBytesFor(uint32_t spans);
  bool ReadReturns(const uint8_t* shape, uint32_t* returns);
  bool CheckPairs(const SpanTree::Stored* spans, uint32_t count);
  void NoteTextless(const SpanTree::Stored* spans, uint32_t count);
  bool Finished();

  Sequence* sequence_;
  SavedHead head_;
  size_t spans_;
  Column shapes_, returns_, steps_, lengths_, text_;
  std::unique_ptr<Lv[]> ends_;  // open ones, a stack: see docs/format.md
  Borders borders_;
  Cursor cursor_{};
  std::vector<LvRange> textless_;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_WORKING_SPANS_H_
