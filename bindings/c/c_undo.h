// What a weft_undo is behind the C ABI: a manager of a weft_document, which knows it, so that
// neither outlives what it needs: when the document becomes another object (a session's), the
// manager is made anew on that; when it is freed, every call is refused. Thread rule: the
// document's.
#ifndef WEFT_BINDINGS_C_C_UNDO_H_
#define WEFT_BINDINGS_C_C_UNDO_H_

#include <cstdint>
#include <optional>

#include "bindings/c/c_document.h"
#include "crdt/document/undo_manager.h"

struct weft_undo {
  weft_undo(weft_document* of, weft::UndoOptions with);
  ~weft_undo();
  weft_undo(const weft_undo&) = delete;
  weft_undo& operator=(const weft_undo&) = delete;

  void Attach() {
    untracked = 0;
    manager.emplace(&doc->document(), options);
  }
  void Detach() { manager.reset(); }

  weft_document* doc;
  weft::UndoOptions options;
  std::optional<weft::UndoManager> manager;
  uint32_t untracked = 0;
};

#endif  // WEFT_BINDINGS_C_C_UNDO_H_
