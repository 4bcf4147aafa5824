// SpanIndex: from an element's LV to the leaf of the span tree that holds it.
//
// One bit per LV at span starts, 64 to a block; for each block the leaves of its starts, in order,
// in a stretch of one common pool. A second level of bits says which blocks have any start at all,
// so that a long span costs nothing between its ends. Stretches have room for 2, 4, ... 64 leaves;
// those given back are kept by size, each holding the place of the next.
//
// Built when the first remote operation needs it. Cost: Find O(1) plus O(span / 4096); a change
// O(starts in the block).
#ifndef WEFT_CRDT_SEQUENCE_SPAN_INDEX_H_
#define WEFT_CRDT_SEQUENCE_SPAN_INDEX_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "crdt/sequence/lv.h"

namespace weft {

class SpanIndex {
 public:
  struct Entry {
    Lv start;
    uint32_t leaf;
  };

  SpanIndex() { free_.fill(kNone); }
  // Makes room for a bulk build: spans in all, elements in all.
  void Reserve(size_t spans, Lv elements);

  // The span that holds `lv`: the last start at or before it. There must be one.
  Entry Find(Lv lv) const {
    const uint32_t index = lv / kBlock;
    if (index < blocks_.size()) [[likely]] {
      const Block& block = blocks_[index];
      // The bits up to and with `lv`'s.
      const uint64_t bits = block.bits << (kBlock - 1 - lv % kBlock);
      if (bits != 0) [[likely]] {
        const auto back = static_cast<uint32_t>(std::countl_zero(bits));
        return Entry{lv - back, leaves_[block.first + CountBits(bits) - 1]};
      }
    }
    return FindBefore(index);
  }
  void Insert(Lv start, uint32_t leaf);
  void Remove(Lv start);
  void SetLeaf(Lv start, uint32_t leaf) {
    const Block& block = blocks_[start / kBlock];
    leaves_[block.first + CountBits(block.bits & (BitOf(start) - 1))] = leaf;
  }
  // A span's start moves; no other start lies between.
  void Move(Lv from, Lv to);

 private:
  static constexpr uint32_t kBlock = 64;
  static constexpr uint32_t kNone = 0xFFFFFFFF;
  static constexpr uint32_t kSizes = 6;  // of stretches: 2 << 0 ... 2 << 5

  struct Block {
    uint64_t bits = 0;
    uint32_t first = 0;  // of its stretch of leaves_
    uint16_t count = 0;
    uint16_t room = 0;
  };

  static uint64_t BitOf(Lv lv) { return uint64_t{1} << (lv % kBlock); }
  // std::popcount is a call where the processor's instruction may not be used.
  static uint32_t CountBits(uint64_t word) {
    word -= word >> 1 & 0x5555555555555555;
    word = (word & 0x3333333333333333) + (word >> 2 & 0x3333333333333333);
    word = (word + (word >> 4)) & 0x0F0F0F0F0F0F0F0F;
    return static_cast<uint32_t>(word * 0x0101010101010101 >> 56);
  }
  Entry FindBefore(uint32_t index) const;  // the last start before block `index`
  void Grow(Block* block);
  void GiveBack(const Block& block);
  static uint32_t SizeOf(uint32_t room) {
    return static_cast<uint32_t>(std::countr_zero(room)) - 1;
  }

  std::vector<Block> blocks_;
  std::vector<uint64_t> present_;  // a bit per block with a start
  std::vector<uint32_t> leaves_;
  std::array<uint32_t, kSizes> free_;  // the first stretch of each size that is free
};

}  // namespace weft

#endif  // WEFT_CRDT_SEQUENCE_SPAN_INDEX_H_
