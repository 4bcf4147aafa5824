// One replica edits alone, in three units, with transactions, backspacing, restores and events:
// always the text that a plain string would be, and the operations that make the same text again.
// Every eight bytes are an Action (tests/support/actions.h) of the local kinds.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <vector>

#include "tests/support/world.h"

namespace {

bool IsLocal(weft::testing::TextActionKind kind) {
  using Kind = weft::testing::TextActionKind;
  switch (kind) {
    case Kind::kDeliver:
    case Kind::kSync:
    case Kind::kForeignInsert:
    case Kind::kForeignErase:
    case Kind::kForeignRestore:
      return false;
    default:
      return true;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace weft::testing;
  constexpr size_t kMostActions = 400;  // the oracle is slow
  std::vector<Action> actions = ActionsFrom(std::span(data, size));
  if (actions.size() > kMostActions) actions.resize(kMostActions);
  std::erase_if(actions, [](const Action& action) { return !IsLocal(action.text_kind()); });
  try {
    World::Run(weft::OrderKind::kFugueMax, 1, actions);
  } catch (const Mismatch& mismatch) {
    std::fprintf(stderr, "%s\n", mismatch.what());
    std::abort();
  }
  return 0;
}
