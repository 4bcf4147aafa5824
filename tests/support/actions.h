// Action: one step of a random history. This one type drives the rapidcheck laws (arbitrary.h), the
// fuzzers (from bytes) and the clients of the hostile network.
//
// An action is eight numbers that always mean something: whoever does it reads each modulo what is
// there, so every byte string is a history and every shrunk history is one too. ObjectWorld, where
// a document holds everything, reads kind(); World, which knows texts alone and all about their
// positions, reads text_kind(); EditAtRandom, which edits a program's document, the seed.
#ifndef WEFT_TESTS_SUPPORT_ACTIONS_H_
#define WEFT_TESTS_SUPPORT_ACTIONS_H_

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>
#include <vector>

#include "crdt/core/unit.h"
#include "tests/support/random.h"

namespace weft::testing {

enum class ActionKind : uint8_t {
  kEdit,         // one local edit of any container: letters, marks and objects of texts included
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
  kRevert,       // makes the replica show an older version again, its own or another's
  kFork,         // edits a document forked at an older version; what it did merges
};

// In World, of texts alone.
enum class TextActionKind : uint8_t {
  kType,           // at the replica's cursor, as a person does
  kBackspace,      // before the cursor
  kDeleteForward,  // after the cursor
  kInsert,         // anywhere
  kErase,          // anywhere, several code points
  kTransaction,    // several edits as one
  kRestore,        // takes back a deletion, own or another's
  kDeliver,        // one change: whole, repeated, in pieces, or with others in one set
  kSync,           // everything another replica has, by version
  kStream,         // keystrokes that reach another replica one by one, nothing read in between
  kForeignInsert,  // by an agent that is no replica, between ANY two elements
  kForeignErase,   // likewise: also what others deleted already
  kForeignRestore,
  kObserve,      // starts or stops observing
  kStabilize,    // remembers a stable position
  kRefusedSet,   // a set that can never be valid, with a valid part: nothing may change
  kRefusedEdit,  // a local edit out of range or inside a code point
};

struct Action {
  uint8_t kind_number = 0;
  uint8_t replica = 0;
  uint8_t flags = 0;
  uint8_t a = 0, b = 0, c = 0, d = 0, e = 0;

  ActionKind kind() const;
  TextActionKind text_kind() const;
  // Nothing is read or taken after the action, so that pending edits stay pending.
  bool quiet() const { return (flags & 1) != 0; }
  size_t text() const { return (flags >> 1) & 1; }
  size_t mode() const { return flags >> 4; }
  Unit unit() const;
  size_t wide() const { return a * size_t{256} + b; }
  // For what is decided by chance.
  uint64_t seed() const;

  friend bool operator==(const Action&, const Action&) = default;
};

inline constexpr size_t kActionBytes = 8;

// A kind_number of that kind.
uint8_t NumberOf(ActionKind kind);
uint8_t NumberOf(TextActionKind kind);

std::string ToString(const Action& action);
std::ostream& operator<<(std::ostream& stream, const Action& action);

// The bytes left over at the end are ignored.
std::vector<Action> ActionsFrom(std::span<const uint8_t> bytes);
Action RandomAction(Random& random);

// A little text: ASCII mostly, and everything that is harder (two and three bytes in UTF-8, pairs).
std::u16string ContentFor(uint8_t seed, size_t points);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_ACTIONS_H_
