// ListPolicy: what a list may hold, at most, so that every page can rely on the types of what it
// finds:
//
//   name    a text: the list's name
//   todos   a list; each item a map { name: a text, done: true or false, notes: a rich text }
//   people  a map: by agent, in decimal, what the person is called who edits as that agent
//
// An item may lack any of these: whoever adds one writes them after it. Pages pass over items that
// have no name. Notes are formatted by marks of the keys in list_policy.cc, with values of their
// types, and hold no objects. In `people` one writes under one's own agent only, so nobody is given
// another's name; but anybody may undo that, as who restores an older version of the list does.
//
// Thread rule: a plain function.
#ifndef WEFT_EXAMPLES_TODO_SERVER_LIST_POLICY_H_
#define WEFT_EXAMPLES_TODO_SERVER_LIST_POLICY_H_

#include <weft/crdt.h>

namespace weft::todo {

// kFailedPrecondition, saying what is not allowed.
Status CheckListOperation(const AdmittedOperation& operation);

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_LIST_POLICY_H_
