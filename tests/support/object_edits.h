// Local edits of containers, done twice: through the document's handles, and on the replica's plain
// picture with nothing but std containers.
#ifndef WEFT_TESTS_SUPPORT_OBJECT_EDITS_H_
#define WEFT_TESTS_SUPPORT_OBJECT_EDITS_H_

#include "tests/support/object_replica.h"
#include "tests/support/random.h"

namespace weft::testing {

// Any edit of any container that the replica has, or mostly of the root of one kind.
void EditAnything(ObjectReplica& replica, Random& random, std::optional<ContainerKind> focus = {});
// Edits that must fail, and change nothing.
void EditInVain(ObjectReplica& replica, Random& random);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_OBJECT_EDITS_H_
