// Laws of merging, on random histories that rapidcheck makes and shrinks. World compares every
// replica with its oracle after every step, so each law holds all along, not only at the end.
#include <cstdint>
#include <iterator>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/arbitrary.h"
#include "tests/support/world.h"

namespace weft::testing {
namespace {

// The same history with everything at a few places of one text, and mostly insertions: conflicts
// of conflicts.
std::vector<Action> Crowded(std::vector<Action> actions) {
  const uint8_t kinds[] = {
      NumberOf(TextActionKind::kForeignInsert), NumberOf(TextActionKind::kForeignInsert),
      NumberOf(TextActionKind::kInsert),        NumberOf(TextActionKind::kInsert),
      NumberOf(TextActionKind::kType),          NumberOf(TextActionKind::kDeliver),
      NumberOf(TextActionKind::kDeliver),       NumberOf(TextActionKind::kErase),
      NumberOf(TextActionKind::kRestore),       NumberOf(TextActionKind::kSync),
  };
  for (Action& action : actions) {
    action.kind_number = kinds[action.kind_number % std::size(kinds)];
    action.flags &= 0xF9;  // the first text
    if (action.text_kind() == TextActionKind::kInsert) action.a = 0, action.b %= 4;
  }
  return actions;
}

// Merging is commutative, associative and idempotent: World delivers in any order, twice, in pieces
// and several changes at a time, and in the end everyone is equal.
TEST(MergeLaws, FugueMaxConvergesWhateverIsDelivered) {
  CheckLaw(3000, 120, [](const std::vector<Action>& actions) {
    World::Run(OrderKind::kFugueMax, 3, actions);
  });
}

TEST(MergeLaws, FugueMaxConvergesInACrowd) {
  CheckLaw(2500, 120, [](const std::vector<Action>& actions) {
    World::Run(OrderKind::kFugueMax, 4, Crowded(actions));
  });
}

TEST(MergeLaws, YataConvergesOnHonestHistories) {
  CheckLaw(2000, 120,
           [](const std::vector<Action>& actions) { World::Run(OrderKind::kYata, 3, actions); });
}

TEST(MergeLaws, YataConvergesInAnHonestCrowd) {
  CheckLaw(2000, 120, [](const std::vector<Action>& actions) {
    World::Run(OrderKind::kYata, 4, Crowded(actions));
  });
}

TEST(MergeLaws, OneReplicaAloneIsAPlainText) {
  CheckLaw(2000, 150, [](const std::vector<Action>& actions) {
    World::Run(OrderKind::kFugueMax, 1, actions);
  });
}

}  // namespace
}  // namespace weft::testing
