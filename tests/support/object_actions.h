// ObjectAction: one step of a random history of maps, lists, counters, trees and texts in each
// other. The same type drives the rapidcheck laws and the fuzzer: like an Action (actions.h) it is
// eight numbers that always mean something, so every byte string is a history.
#ifndef WEFT_TESTS_SUPPORT_OBJECT_ACTIONS_H_
#define WEFT_TESTS_SUPPORT_OBJECT_ACTIONS_H_

#include <iosfwd>
#include <span>
#include <string>
#include <vector>

#include "crdt/core/value.h"
#include "tests/support/actions.h"

namespace weft::testing {

enum class ObjectActionKind : uint8_t {
  kEdit,         // one local edit of any container
  kTransaction,  // several as one
  kRestore,      // takes back a deletion or an addition, own or another's
  kDeliver,      // one change: whole, repeated, in pieces, or with others in one set
  kStream,       // keystrokes that reach another replica one by one, nothing read in between
  kSync,         // everything another replica has, by version
  kAdmit,        // a change as a server takes it
  kForeign,      // a well-formed operation of no replica, on anything that exists
  kObserve,      // starts or stops observing
  kRefusedSet,   // a set that can never be valid, with a valid part: nothing may change
  kRefusedEdit,  // a local edit that must fail
  kUndo,         // undoes or redoes steps of its user's; or a transaction, there and back
  kReload,       // the replica is saved, in either form, and goes on as what is loaded
};

struct ObjectAction {
  Action numbers;

  ObjectActionKind kind() const;
  size_t replica() const { return numbers.replica; }
  // Nothing is read or taken after the action, so that pending edits stay pending.
  bool quiet() const { return numbers.quiet(); }
  // The top bits; the others say something else.
  size_t mode() const { return numbers.mode(); }
  size_t wide() const { return numbers.wide(); }
  uint64_t seed() const;

  friend bool operator==(const ObjectAction&, const ObjectAction&) = default;
};

uint8_t NumberOf(ObjectActionKind kind);
std::string ToString(const ObjectAction& action);
std::ostream& operator<<(std::ostream& stream, const ObjectAction& action);
std::vector<ObjectAction> ObjectActionsFrom(std::span<const uint8_t> bytes);
ObjectAction RandomObjectAction(Random& random);

// A plain value of any type, and the edges of their encodings.
Value PlainValue(Random& random);
// A few keys, some that paths must escape.
std::string KeyFor(Random& random);
ContainerKind KindOfNew(Random& random);  // kText to kTree

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_OBJECT_ACTIONS_H_
