#include "crdt/sequence/span_index.h"

#include <algorithm>

#include "crdt/core/check.h"

namespace weft {

void SpanIndex::Reserve(size_t spans, Lv elements) {
  blocks_.reserve(elements / kBlock + 1);
  leaves_.reserve(spans + spans / 2);
}

SpanIndex::Entry SpanIndex::FindBefore(uint32_t index) const {
  index = std::min(index, static_cast<uint32_t>(blocks_.size()));
  uint32_t word = index / 64;
  uint64_t bits = word < present_.size() ? present_[word] & ((uint64_t{1} << index % 64) - 1) : 0;
  while (bits == 0) {
    WEFT_CHECK(word > 0);
    bits = present_[--word];
  }
  const auto highest = [](uint64_t w) { return 63 - static_cast<uint32_t>(std::countl_zero(w)); };
  index = word * 64 + highest(bits);
  const Block& block = blocks_[index];
  return Entry{index * kBlock + highest(block.bits), leaves_[block.first + block.count - 1]};
}

void SpanIndex::Insert(Lv start, uint32_t leaf) {
  const uint32_t index = start / kBlock;
  if (index >= blocks_.size()) {
    // Some at a time: those without a start are passed over by `present_`.
    blocks_.resize(index + 16);
    present_.resize(blocks_.size() / 64 + 1);
  }
  Block& block = blocks_[index];
  WEFT_DCHECK((block.bits & BitOf(start)) == 0);
  if (block.count == block.room) Grow(&block);
  uint32_t* const leaves = leaves_.data() + block.first;
  const uint32_t rank = CountBits(block.bits & (BitOf(start) - 1));
  for (uint32_t i = block.count; i > rank; --i) leaves[i] = leaves[i - 1];
  leaves[rank] = leaf;
  if (block.count++ == 0) present_[index / 64] |= uint64_t{1} << index % 64;
  block.bits |= BitOf(start);
}

void SpanIndex::Remove(Lv start) {
  const uint32_t index = start / kBlock;
  Block& block = blocks_[index];
  WEFT_DCHECK((block.bits & BitOf(start)) != 0);
  uint32_t* const leaves = leaves_.data() + block.first;
  block.bits &= ~BitOf(start);
  --block.count;
  for (uint32_t i = CountBits(block.bits & (BitOf(start) - 1)); i < block.count; ++i) {
    leaves[i] = leaves[i + 1];
  }
  if (block.count > 0) return;
  GiveBack(block);
  block = Block{};
  present_[index / 64] &= ~(uint64_t{1} << index % 64);
}

void SpanIndex::Move(Lv from, Lv to) {
  Block& block = blocks_[from / kBlock];
  if (from / kBlock == to / kBlock) {
    // The order of starts stays, so only the bits move.
    block.bits = (block.bits & ~BitOf(from)) | BitOf(to);
    return;
  }
  const uint32_t leaf = leaves_[block.first + CountBits(block.bits & (BitOf(from) - 1))];
  Remove(from);
  Insert(to, leaf);
}

// Moves the block to a stretch twice as large.
void SpanIndex::Grow(Block* block) {
  const uint32_t room = block->room == 0 ? 2 : 2u * block->room;
  uint32_t first = free_[SizeOf(room)];
  if (first != kNone) {
    free_[SizeOf(room)] = leaves_[first];
  } else {
    first = static_cast<uint32_t>(leaves_.size());
    leaves_.resize(first + room);
  }
  std::copy_n(leaves_.data() + block->first, block->count, leaves_.data() + first);
  if (block->room > 0) GiveBack(*block);
  block->first = first;
  block->room = static_cast<uint16_t>(room);
}

void SpanIndex::GiveBack(const Block& block) {
  uint32_t& head = free_[SizeOf(block.room)];
  leaves_[block.first] = head;
  head = block.first;
}

}  // namespace weft
