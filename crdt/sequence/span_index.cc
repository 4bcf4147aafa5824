#include "crdt/sequence/span_index.h"

#include <bit>

#include "crdt/core/check.h"

namespace weft {

namespace {
// The bits below `bit`, 0 to 63.
uint64_t Below(uint32_t bit) { return (uint64_t{1} << bit) - 1; }
// std::popcount is a call where the processor's instruction may not be used.
uint32_t CountBits(uint64_t word) {
  word -= word >> 1 & 0x5555555555555555;
  word = (word & 0x3333333333333333) + (word >> 2 & 0x3333333333333333);
  word = (word + (word >> 4)) & 0x0F0F0F0F0F0F0F0F;
  return static_cast<uint32_t>(word * 0x0101010101010101 >> 56);
}
uint32_t HighestBit(uint64_t word) { return 63 - static_cast<uint32_t>(std::countl_zero(word)); }
}  // namespace

uint32_t SpanIndex::Rank(const Block& block, uint32_t at) {
  const uint32_t word = at / 64;
  return block.before[word] + CountBits(block.bits[word] & Below(at % 64));
}

SpanIndex::Block& SpanIndex::BlockFor(Lv lv) {
  const uint32_t index = lv / kBlock;
  if (index >= blocks_.size()) {
    blocks_.resize(index + 1);
    present_.resize(index / 64 + 1);
  }
  if (blocks_[index] == nullptr) blocks_[index] = std::make_unique<Block>();
  return *blocks_[index];
}

SpanIndex::Entry SpanIndex::Find(Lv lv) const {
  uint32_t index = lv / kBlock;
  if (index < blocks_.size() && blocks_[index] != nullptr) {
    const Block& block = *blocks_[index];
    const uint32_t at = lv % kBlock;
    uint32_t word = at / 64;
    uint64_t bits = block.bits[word] & (Below(at % 64) | uint64_t{1} << (at % 64));
    while (bits == 0 && word > 0) bits = block.bits[--word];
    if (bits != 0) {
      const uint32_t start = word * 64 + HighestBit(bits);
      return Entry{index * kBlock + start, block.leaves[Rank(block, start)]};
    }
  }
  // The last start of an earlier block.
  if (index > blocks_.size()) index = static_cast<uint32_t>(blocks_.size());
  uint32_t word = index / 64;
  uint64_t bits = word < present_.size() ? present_[word] & Below(index % 64) : 0;
  while (bits == 0) {
    WEFT_CHECK(word > 0);
    bits = present_[--word];
  }
  index = word * 64 + HighestBit(bits);
  const Block& block = *blocks_[index];
  word = kWords - 1;
  while (block.bits[word] == 0) --word;
  return Entry{index * kBlock + word * 64 + HighestBit(block.bits[word]), block.leaves.back()};
}

void SpanIndex::Insert(Lv start, uint32_t leaf) {
  Block& block = BlockFor(start);
  const uint32_t at = start % kBlock;
  WEFT_DCHECK((block.bits[at / 64] >> (at % 64) & 1) == 0);
  const uint32_t rank = Rank(block, at);
  block.bits[at / 64] |= uint64_t{1} << (at % 64);
  for (uint32_t w = at / 64 + 1; w < kWords; ++w) ++block.before[w];
  block.leaves.insert(block.leaves.begin() + rank, leaf);
  present_[start / kBlock / 64] |= uint64_t{1} << (start / kBlock % 64);
}

void SpanIndex::Remove(Lv start) {
  Block& block = *Existing(start);
  const uint32_t at = start % kBlock;
  WEFT_DCHECK((block.bits[at / 64] >> (at % 64) & 1) == 1);
  block.leaves.erase(block.leaves.begin() + Rank(block, at));
  block.bits[at / 64] &= ~(uint64_t{1} << (at % 64));
  for (uint32_t w = at / 64 + 1; w < kWords; ++w) --block.before[w];
  if (!block.leaves.empty()) return;
  present_[start / kBlock / 64] &= ~(uint64_t{1} << (start / kBlock % 64));
  blocks_[start / kBlock] = nullptr;
}

void SpanIndex::SetLeaf(Lv start, uint32_t leaf) {
  Block& block = *Existing(start);
  block.leaves[Rank(block, start % kBlock)] = leaf;
}

void SpanIndex::Move(Lv from, Lv to) {
  const uint32_t from_at = from % kBlock;
  const uint32_t to_at = to % kBlock;
  if (from / kBlock == to / kBlock) {
    // The order of starts stays, so only the bits move.
    Block& block = *Existing(from);
    block.bits[from_at / 64] &= ~(uint64_t{1} << (from_at % 64));
    block.bits[to_at / 64] |= uint64_t{1} << (to_at % 64);
    for (uint32_t w = from_at / 64 + 1; w <= to_at / 64; ++w) --block.before[w];
    for (uint32_t w = to_at / 64 + 1; w <= from_at / 64; ++w) ++block.before[w];
    return;
  }
  const Block& block = *Existing(from);
  const uint32_t leaf = block.leaves[Rank(block, from_at)];
  Remove(from);
  Insert(to, leaf);
}

void SpanIndex::ShrinkToFit() {
  for (auto& block : blocks_) {
    if (block != nullptr) block->leaves.shrink_to_fit();
  }
}

}  // namespace weft
