// Typist: someone who writes words of a small vocabulary into one text of a replica, key by key,
// now and then mistyping, deleting a few letters, or going on somewhere else.
//
// The caret is a StablePosition, so it stays with its word while the other one edits around it.
// Positions count UTF-16 units; the vocabulary stays inside the basic plane, so every unit is a
// whole character.
#ifndef WEFT_EXAMPLES_RUN_TYPIST_H_
#define WEFT_EXAMPLES_RUN_TYPIST_H_

#include <functional>
#include <string_view>

#include "examples/run/random.h"
#include "examples/run/replica.h"

namespace demo {

class Typist {
 public:
  // after_key is called after every edit.
  Typist(Replica* replica, std::string_view text, uint64_t seed,
         std::function<weft::Status()> after_key)
      : replica_(*replica),
        text_(replica->document.Text(text)),
        random_(seed),
        after_key_(std::move(after_key)) {}

  weft::Status TypeWord();

 private:
  weft::Status MoveAbout();
  weft::Status EraseSome();
  weft::Status Type(size_t* at, std::u16string_view key);
  weft::Status Erase(size_t at, size_t count);
  weft::Status PutCaret(size_t at);

  Replica& replica_;
  weft::Text text_;
  Random random_;
  std::function<weft::Status()> after_key_;
  weft::StablePosition caret_{weft::kNullId, weft::Side::kBefore};
};

}  // namespace demo

#endif  // WEFT_EXAMPLES_RUN_TYPIST_H_
