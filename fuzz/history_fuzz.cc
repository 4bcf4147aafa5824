// Everything of objects_fuzz, and between the steps the replicas are asked for what they were:
// forks, texts and differences of any versions, timelines, who made what, and the way back; and for
// versions that never were. The first byte chooses the order and what it is mostly about, the
// second how many replicas; every eight that follow are an Action
// (tests/support/actions.h).
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <span>
#include <vector>

#include "tests/support/object_world.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace weft::testing;
  constexpr size_t kMostActions = 100;  // the oracle is slow
  if (size < 2) return 0;
  const weft::OrderKind order =
      data[0] % 8 == 7 ? weft::OrderKind::kYata : weft::OrderKind::kFugueMax;
  std::optional<weft::ContainerKind> focus;
  if (data[0] % 8 < 5) focus = static_cast<weft::ContainerKind>(data[0] % 8);
  std::vector<Action> actions = ActionsFrom(std::span(data, size).subspan(2));
  if (actions.size() > kMostActions) actions.resize(kMostActions);
  try {
    ObjectWorld::RunAskingForThePast(order, 1 + data[1] % 4, actions, focus);
  } catch (const Mismatch& mismatch) {
    std::fprintf(stderr, "%s\n", mismatch.what());
    std::abort();
  }
  return 0;
}
