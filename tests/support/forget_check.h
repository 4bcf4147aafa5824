// What is left of a document that forgets: its history before a version, or all of it. What does
// not agree throws Mismatch.
#ifndef WEFT_TESTS_SUPPORT_FORGET_CHECK_H_
#define WEFT_TESTS_SUPPORT_FORGET_CHECK_H_

#include "tests/support/object_replica.h"
#include "tests/support/past_check.h"
#include "tests/support/random.h"

namespace weft::testing {

// The history before `then` is dropped: now, and what came after, are as they were, what was before
// is refused, and it merges on. `now`: what the document shows.
void CheckDropHistory(const Document& document, const PastVersion& then, const Picture& now);

// A new generation shows the same.
void CheckNewGeneration(const Document& document);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_FORGET_CHECK_H_
