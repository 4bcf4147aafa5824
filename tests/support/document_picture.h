// A document read through its public handles, as a Picture. What handles say twice (size and Read,
// Get and GetAll, IdAt and IndexOf, Children and Parent) is compared on the way; what does not
// agree throws Mismatch.
#ifndef WEFT_TESTS_SUPPORT_DOCUMENT_PICTURE_H_
#define WEFT_TESTS_SUPPORT_DOCUMENT_PICTURE_H_

#include <set>

#include "crdt/document/document.h"
#include "tests/support/picture.h"

namespace weft::testing {

// The roots of the random worlds, and what the picture shows.
std::set<ContainerId> ContainersOf(const Picture& picture);

// Of these containers. One of kNode is read with its tree, and is there when its node shows.
Picture PictureOf(Document& document, const std::set<ContainerId>& containers);

// That every container that can be reached has a path that leads to it, and no other has one.
void ComparePaths(const Document& document, const Picture& picture);

// A text as the steps of its delta say, which must all insert.
void ReadSteps(const std::vector<DeltaStep>& delta, Shown* shown);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_DOCUMENT_PICTURE_H_
