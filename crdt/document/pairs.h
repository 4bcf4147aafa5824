// Where the deletions of a surrogate pair may be cut: between whole pairs only. A deletion hits the
// two halves one right after the other, so in an agent's effects the halves of one pair stand in
// twos, counted from where the stretch that hits this pair begins.
#ifndef WEFT_CRDT_DOCUMENT_PAIRS_H_
#define WEFT_CRDT_DOCUMENT_PAIRS_H_

#include <cstdint>

namespace weft {

// Whether a cut before effect `index` parts the halves of a pair. pair_of(i) names the pair that
// effect i hits half of, anything else for kNoPair. Cost: linear in the stretch.
template <class Name, class PairOf>
bool CutsPair(uint32_t index, const Name& no_pair, PairOf&& pair_of) {
  if (index == 0) return false;
  const Name pair = pair_of(index - 1);
  if (pair == no_pair) return false;
  uint32_t halves = 1;
  while (halves < index && pair_of(index - 1 - halves) == pair) ++halves;
  return halves % 2 == 1;
}

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_PAIRS_H_
