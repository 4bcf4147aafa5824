// Laws of maps, lists, counters, trees and texts in each other, on random histories that rapidcheck
// makes and shrinks. ObjectWorld compares every replica with its oracle, and the events with the
// document, after every step, so each law holds all along, not only at the end.
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/arbitrary.h"
#include "tests/support/object_world.h"

namespace weft::testing {
namespace {

using Actions = std::vector<Action>;

// Merging is commutative, associative and idempotent: the world delivers in any order, twice, in
// pieces and several changes at a time, and in the end everyone is equal.
TEST(ObjectLaws, EverythingConvergesWhateverIsDelivered) {
  CheckLaw(400, 100,
           [](const Actions& actions) { ObjectWorld::Run(OrderKind::kFugueMax, 3, actions); });
}

TEST(ObjectLaws, HonestHistoriesConvergeInYataOrder) {
  CheckLaw(150, 100,
           [](const Actions& actions) { ObjectWorld::Run(OrderKind::kYata, 3, actions); });
}

TEST(ObjectLaws, OneReplicaAloneIsPlainContainers) {
  CheckLaw(200, 120,
           [](const Actions& actions) { ObjectWorld::Run(OrderKind::kFugueMax, 1, actions); });
}

TEST(ObjectLaws, OneMapConvergesInACrowd) {
  CheckLaw(150, 100, [](const Actions& actions) {
    ObjectWorld::Run(OrderKind::kFugueMax, 4, actions, ContainerKind::kMap);
  });
}

TEST(ObjectLaws, OneListConvergesInACrowd) {
  CheckLaw(150, 100, [](const Actions& actions) {
    ObjectWorld::Run(OrderKind::kFugueMax, 4, actions, ContainerKind::kList);
  });
}

TEST(ObjectLaws, OneCounterConvergesInACrowd) {
  CheckLaw(50, 100, [](const Actions& actions) {
    ObjectWorld::Run(OrderKind::kFugueMax, 4, actions, ContainerKind::kCounter);
  });
}

TEST(ObjectLaws, OneTreeConvergesInACrowd) {
  CheckLaw(150, 100, [](const Actions& actions) {
    ObjectWorld::Run(OrderKind::kFugueMax, 4, actions, ContainerKind::kTree);
  });
}

}  // namespace
}  // namespace weft::testing
