// A message of any kind with random content, for tests of codecs and of what receives frames.
#ifndef WEFT_TESTS_SUPPORT_MESSAGES_H_
#define WEFT_TESTS_SUPPORT_MESSAGES_H_

#include "sync/message.h"
#include "tests/support/random.h"

namespace weft::testing {

// Any kind but kOther. Fields are often 0 or empty.
sync::Message RandomMessage(sync::MessageKind kind, Random& random);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_MESSAGES_H_
