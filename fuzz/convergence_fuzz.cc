// Replicas, hostile operations and a bad network: whatever the bytes say, all replicas converge and
// agree with the oracle after every step. The first byte chooses the order, the second how many
// replicas; every eight that follow are an Action (tests/support/actions.h).
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <vector>

#include "tests/support/world.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace weft::testing;
  constexpr size_t kMostActions = 250;  // the oracle is slow
  if (size < 2) return 0;
  const weft::OrderKind order =
      data[0] % 4 == 3 ? weft::OrderKind::kYata : weft::OrderKind::kFugueMax;
  std::vector<Action> actions = ActionsFrom(std::span(data, size).subspan(2));
  if (actions.size() > kMostActions) actions.resize(kMostActions);
  try {
    World::Run(order, 1 + data[1] % 4, actions);
  } catch (const Mismatch& mismatch) {
    std::fprintf(stderr, "%s\n", mismatch.what());
    std::abort();
  }
  return 0;
}
