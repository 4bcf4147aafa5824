// TreeModel: a tree without replicas. Makes random edits of it that are possible, and knows what
// comes out.
#ifndef WEFT_BENCH_DOCUMENTS_TREE_MODEL_H_
#define WEFT_BENCH_DOCUMENTS_TREE_MODEL_H_

#include <cstddef>
#include <vector>

#include "bench/documents/draws.h"
#include "bench/documents/edits.h"

namespace weft::bench {

class TreeModel {
 public:
  Edit Add(Draws& draws);
  // To another place, not below itself.
  Edit MoveAny(Draws& draws);
  Nodes Outline() const;

 private:
  bool IsBelow(size_t slot, size_t above) const;
  void Put(size_t slot, size_t parent, size_t index);

  // Nodes and the top alike are slots: slot 0 is the top, node n is slot n + 1.
  std::vector<size_t> parents_ = {0};
  std::vector<std::vector<size_t>> children_ = {{}};
};

}  // namespace weft::bench

#endif  // WEFT_BENCH_DOCUMENTS_TREE_MODEL_H_
