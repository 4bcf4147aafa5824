// Older versions, on random histories: ObjectWorld compares what ForkAt, ReadAt and Diff say of any
// two moments, also ones of other replicas, with an oracle that was given exactly their operations.
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/arbitrary.h"
#include "tests/support/object_world.h"

namespace weft::testing {
namespace {

using Actions = std::vector<Action>;

TEST(PastLaws, EveryVersionIsAsItWas) {
  CheckLaw(200, 80, [](const Actions& actions) {
    ObjectWorld::RunAskingForThePast(OrderKind::kFugueMax, 3, actions);
  });
}

TEST(PastLaws, EveryVersionIsAsItWasInYataOrder) {
  CheckLaw(60, 80, [](const Actions& actions) {
    ObjectWorld::RunAskingForThePast(OrderKind::kYata, 3, actions);
  });
}

TEST(PastLaws, EveryVersionOfOneKindIsAsItWas) {
  for (const ContainerKind kind : {ContainerKind::kText, ContainerKind::kMap, ContainerKind::kList,
                                   ContainerKind::kCounter, ContainerKind::kTree}) {
    CheckLaw(40, 80, [kind](const Actions& actions) {
      ObjectWorld::RunAskingForThePast(OrderKind::kFugueMax, 3, actions, kind);
    });
  }
}

}  // namespace
}  // namespace weft::testing
