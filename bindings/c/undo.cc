// weft.h: undo and redo.
#include "bindings/c/c_undo.h"

#include <limits>

using weft::c::View;

namespace {

// Leave the enclosing function when there is no manager, or its document is gone.
#define WEFT_C_UNDO(undo)                                       \
  if ((undo) == nullptr || (undo)->doc == nullptr) [[unlikely]] \
  return WEFT_INVALID_ARGUMENT

weft_status Take(weft_undo* undo, weft::Result<bool> (weft::UndoManager::*take)(), int32_t* done) {
  WEFT_C_UNDO(undo);
  const weft::Result<bool> taken = ((*undo->manager).*take)();
  if (!taken.ok()) return undo->doc->Answer(taken.status());
  *done = *taken ? 1 : 0;
  return WEFT_OK;
}

}  // namespace

weft_undo::weft_undo(weft_document* of, weft::UndoOptions with)
    : doc(of), options(std::move(with)) {
  doc->undos.push_back(this);
  Attach();
}

weft_undo::~weft_undo() {
  if (doc != nullptr) std::erase(doc->undos, this);
}

weft_undo* weft_undo_new(weft_document* doc, uint32_t merge_interval, uint32_t max_steps,
                         int32_t by_hand, weft_clock clock, void* context) {
  if (doc == nullptr) return nullptr;
  weft::UndoOptions options;
  options.merge_interval = merge_interval;
  options.max_steps = max_steps;
  options.by_hand = by_hand != 0;
  if (clock != nullptr) options.clock = [clock, context] { return clock(context); };
  return new weft_undo(doc, std::move(options));
}

void weft_undo_free(weft_undo* undo) { delete undo; }

weft_status weft_undo_undo(weft_undo* undo, int32_t* done) {
  return Take(undo, &weft::UndoManager::Undo, done);
}

weft_status weft_undo_redo(weft_undo* undo, int32_t* done) {
  return Take(undo, &weft::UndoManager::Redo, done);
}

weft_status weft_undo_separate(weft_undo* undo) {
  WEFT_C_UNDO(undo);
  undo->manager->Separate();
  return WEFT_OK;
}

weft_status weft_undo_untracked(weft_undo* undo, int32_t begin) {
  WEFT_C_UNDO(undo);
  if (begin != 0) {
    ++undo->untracked;
    undo->manager->BeginUntracked();
  } else if (undo->untracked > 0) {
    --undo->untracked;
    undo->manager->EndUntracked();
  } else {
    return undo->doc->Refuse(weft::StatusCode::kFailedPrecondition, "nothing is untracked");
  }
  return WEFT_OK;
}

weft_status weft_undo_depth(weft_undo* undo, size_t* undo_steps, size_t* redo_steps) {
  WEFT_C_UNDO(undo);
  *undo_steps = undo->manager->UndoSteps();
  *redo_steps = undo->manager->RedoSteps();
  return WEFT_OK;
}

weft_status weft_undo_set_cursor(weft_undo* undo, const uint8_t* cursor, size_t size) {
  WEFT_C_UNDO(undo);
  WEFT_C_GIVEN(undo->doc, cursor, size);
  undo->manager->SetCursor(std::string(View(cursor, size)));
  return WEFT_OK;
}

weft_status weft_undo_cursor(weft_undo* undo, weft_bytes* out) {
  WEFT_C_UNDO(undo);
  undo->doc->held = undo->manager->cursor();
  return undo->doc->Give(out);
}
