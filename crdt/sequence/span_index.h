// SpanIndex: from an element's LV to the leaf of the span tree that holds it.
//
// One bit per LV at span starts, in blocks of kBlock LVs; beside the bits the leaf of each start,
// in order. A second level of bits says which blocks have any start at all, so that a long span
// costs nothing between its ends. Built when the first remote operation needs it. Cost: Find O(1)
// plus O(span / (kBlock * 64)); a change O(starts in the block).
#ifndef WEFT_CRDT_SEQUENCE_SPAN_INDEX_H_
#define WEFT_CRDT_SEQUENCE_SPAN_INDEX_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "crdt/sequence/lv.h"

namespace weft {

class SpanIndex {
 public:
  struct Entry {
    Lv start;
    uint32_t leaf;
  };

  // The span that holds `lv`: the last start at or before it. There must be one.
  Entry Find(Lv lv) const;
  void Insert(Lv start, uint32_t leaf);
  void Remove(Lv start);
  void SetLeaf(Lv start, uint32_t leaf);
  // A span's start moves; no other start lies between.
  void Move(Lv from, Lv to);
  // Frees slack; for after a bulk build.
  void ShrinkToFit();

 private:
  static constexpr uint32_t kBlock = 256;
  static constexpr uint32_t kWords = kBlock / 64;

  struct Block {
    uint64_t bits[kWords] = {};
    uint8_t before[kWords] = {};  // starts in the words before; one block has at most 256, the last
                                  // word's count is at most 192
    std::vector<uint32_t> leaves;
  };

  static uint32_t Rank(const Block& block, uint32_t at);  // starts before `at`
  Block& BlockFor(Lv lv);
  Block* Existing(Lv lv) const { return blocks_[lv / kBlock].get(); }

  std::vector<std::unique_ptr<Block>> blocks_;
  std::vector<uint64_t> present_;  // a bit per block with a start
};

}  // namespace weft

#endif  // WEFT_CRDT_SEQUENCE_SPAN_INDEX_H_
