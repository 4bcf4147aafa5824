// Local edits of texts, done twice as in object_edits.h: letters, marks, objects, deltas.
#ifndef WEFT_TESTS_SUPPORT_TEXT_EDITS_H_
#define WEFT_TESTS_SUPPORT_TEXT_EDITS_H_

#include <string>

#include "tests/support/object_replica.h"
#include "tests/support/random.h"

namespace weft::testing {

template <class T>
T Must(Result<T> result, const char* what) {
  ExpectOk(result.status(), what);
  return *std::move(result);
}

inline void ExpectCode(const Status& status, StatusCode code, const char* what) {
  Expect(status.code() == code, std::string(what) + ": " + status.ToString());
}

// One container under edit: its handle's document, what it plainly is, and where chance comes from.
struct Edit {
  ObjectReplica& replica;
  const ContainerId& container;
  Random& random;

  Shown& shown() const { return replica.plain()[container]; }
  Document& document() const { return replica.document(); }
};

void EditText(const Edit& edit);
// Edits that must fail, and change nothing.
void EditTextInVain(const Edit& edit);
// Types or erases beside the place where the one before ended, as a person does; true when it did
// anything.
bool Keystroke(ObjectReplica& replica, const ContainerId& text, size_t* cursor, Random& random);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_TEXT_EDITS_H_
