#include "crdt/document/stretches.h"

namespace weft {

std::vector<Stretch> StretchesOf(std::span<const Operation> operations) {
  std::vector<Stretch> stretches;
  for (uint32_t i = 0; i < operations.size(); ++i) {
    if (i == 0 || operations[i].id.agent != operations[i - 1].id.agent) {
      stretches.push_back(Stretch{i, i});
    }
    stretches.back().end = i + 1;
  }
  return stretches;
}

}  // namespace weft
