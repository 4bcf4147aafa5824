// What an undo of a step comes to, by its definition alone: as if each of the step's operations had
// never taken effect, whatever happened since.
#ifndef WEFT_TESTS_SUPPORT_NAIVE_UNDO_H_
#define WEFT_TESTS_SUPPORT_NAIVE_UNDO_H_

#include "tests/support/object_oracle.h"
#include "tests/support/picture.h"

namespace weft::testing {

// What would show of everything that `history` holds if `step`, some of it, had done nothing.
Picture WithoutStep(OrderKind order, const ObjectOperations& history, const ObjectOperations& step);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_NAIVE_UNDO_H_
