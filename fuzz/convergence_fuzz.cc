// Replicas, hostile operations and a bad network: whatever the bytes say, all replicas converge and
// agree with the oracle after every step. The first byte chooses the order and, by its top bit,
// whether the documents are texts alone (tests/support/world.h) or hold everything: then with
// marks, moves, undo, redo, reverts, forks and reads of older versions
// (tests/support/object_world.h). The second byte says how many replicas; every eight that follow
// are an Action (tests/support/actions.h).
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <vector>

#include "tests/support/object_world.h"
#include "tests/support/world.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace weft::testing;
  constexpr size_t kMostActions = 250;  // the oracle is slow
  constexpr size_t kMostOfEverything = 100;
  if (size < 2) return 0;
  const weft::OrderKind order =
      data[0] % 4 == 3 ? weft::OrderKind::kYata : weft::OrderKind::kFugueMax;
  std::vector<Action> actions = ActionsFrom(std::span(data, size).subspan(2));
  const bool everything = (data[0] & 0x80) != 0;
  actions.resize(std::min(actions.size(), everything ? kMostOfEverything : kMostActions));
  try {
    if (everything) {
      ObjectWorld::RunAskingForThePast(order, 1 + data[1] % 4, actions);
    } else {
      World::Run(order, 1 + data[1] % 4, actions);
    }
  } catch (const Mismatch& mismatch) {
    std::fprintf(stderr, "%s\n", mismatch.what());
    std::abort();
  }
  return 0;
}
