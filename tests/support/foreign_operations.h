// Operations that nobody's handles would make, from what exists: hostile ones that are well-formed
// and must be taken, and ones that can never be valid and must be refused.
#ifndef WEFT_TESTS_SUPPORT_FOREIGN_OPERATIONS_H_
#define WEFT_TESTS_SUPPORT_FOREIGN_OPERATIONS_H_

#include <string>

#include "tests/support/object_oracle.h"
#include "tests/support/random.h"

namespace weft::testing {

// A change of `agent` that comes next after what `oracle` knows of it, of the root of that kind
// alone if there is a `focus`. Empty when chance chose what there is nothing to do it to.
ObjectOperations ForeignChange(const ObjectOracle& oracle, Agent agent, Random& random,
                               std::optional<ContainerKind> focus = {});

// One operation of `agent`, unknown so far, that everyone who has what the oracle has must refuse.
struct Impossible {
  ObjectOperation operation;
  std::string why;
};
Impossible ImpossibleOperation(const ObjectOracle& oracle, Agent agent, Random& random);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_FOREIGN_OPERATIONS_H_
