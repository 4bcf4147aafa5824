// A random edit of a document that holds everything, through its handles, as a program makes them.
#ifndef WEFT_TESTS_SUPPORT_RANDOM_EDIT_H_
#define WEFT_TESTS_SUPPORT_RANDOM_EDIT_H_

#include "crdt/document/document.h"
#include "tests/support/random.h"

namespace weft::testing {

// In the roots text "note", map "facts", list "todos" (maps with a text "name"), counter "likes"
// and tree "outline". Fails when an edit that should work does not.
void EditAtRandom(Document& document, Random& random);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_RANDOM_EDIT_H_
