// Older versions of a replica's document, compared with an oracle that was given exactly their
// operations: forks of it, texts read at it, and what is said to lie between two of them. What does
// not agree throws Mismatch.
#ifndef WEFT_TESTS_SUPPORT_PAST_CHECK_H_
#define WEFT_TESTS_SUPPORT_PAST_CHECK_H_

#include "tests/support/object_replica.h"
#include "tests/support/random.h"

namespace weft::testing {

// A version that was, and what the oracle shows then.
struct PastVersion {
  Version version;
  Picture picture;
};
// An oracle of some moment of `of`, as far as `reached` goes.
ObjectOracle OracleOfThePast(const ObjectOracle& of, const Version& reached, Random& random);
// Some moment of `of`, as far as `reached` goes.
PastVersion RandomPast(const ObjectOracle& of, const Version& reached, Random& random);

// A version that this document is past reads as the copy of it that was kept then.
void CheckRemembered(const Document& document, const PastVersion& then);

// Everything must be collected. `other` is where versions come from that the replica itself may
// never have been at.
void CheckPast(ObjectReplica& replica, const ObjectReplica& other, Random& random);

// A version with counts changed at random is refused exactly when its operations do not integrate.
void CheckAnyVersion(ObjectReplica& replica, Random& random);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_PAST_CHECK_H_
