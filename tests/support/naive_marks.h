// What letters have of marks, by the definition and nothing else: for each visible element all
// marks of the text are looked at. Slow, and obviously right.
#ifndef WEFT_TESTS_SUPPORT_NAIVE_MARKS_H_
#define WEFT_TESTS_SUPPORT_NAIVE_MARKS_H_

#include <vector>

#include "crdt/document/document.h"

namespace weft::testing {

// As Text::Delta, from the document's operations and elements.
std::vector<DeltaStep> NaiveDelta(const Document& document, const Text& text);

// A copy of a text that events keep up to date: what `delta` makes of `content`.
std::vector<DeltaStep> AppliedDelta(const std::vector<DeltaStep>& content,
                                    const std::vector<DeltaStep>& delta);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_NAIVE_MARKS_H_
