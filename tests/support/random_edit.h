// A random edit of a document that holds everything, through its handles, as a program makes them.
#ifndef WEFT_TESTS_SUPPORT_RANDOM_EDIT_H_
#define WEFT_TESTS_SUPPORT_RANDOM_EDIT_H_

#include <vector>

#include "crdt/document/document.h"
#include "crdt/document/undo_manager.h"
#include "tests/support/actions.h"
#include "tests/support/random.h"

namespace weft::testing {

// In the roots text "note", map "facts", list "todos" (maps with a text "name"), counter "likes"
// and tree "outline". Fails when an edit that should work does not.
void EditAtRandom(Document& document, Random& random);

// Somebody at that document, who undoes, redoes, looks back and reverts besides. What is in the
// root list "kept" is nobody's to take back, if it is put there within undo().Untracked.
class Editor {
 public:
  explicit Editor(Document* document);  // borrowed; another may be moved into it

  void Do(const Action& action);
  UndoManager& undo() { return undo_; }

 private:
  void RevertTo(const Version& version);
  void Fork(Random& random);

  Document& document_;
  UndoManager undo_;
  std::vector<Version> versions_;  // that it was at
};

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_RANDOM_EDIT_H_
