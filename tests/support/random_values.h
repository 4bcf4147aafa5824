// What random histories put into containers.
#ifndef WEFT_TESTS_SUPPORT_RANDOM_VALUES_H_
#define WEFT_TESTS_SUPPORT_RANDOM_VALUES_H_

#include <string>

#include "crdt/core/value.h"
#include "tests/support/random.h"

namespace weft::testing {

// A plain value of any type, and the edges of their encodings.
Value PlainValue(Random& random);
// A few keys, some that paths must escape.
std::string KeyFor(Random& random);
ContainerKind KindOfNew(Random& random);  // kText to kTree

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_RANDOM_VALUES_H_
