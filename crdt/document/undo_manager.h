// UndoManager: undo and redo of what this replica's user did.
//
//   weft::UndoManager undo(&document, {.clock = milliseconds});
//   document.Text("note").Insert(0, "Hello");
//   undo.Undo();  // only what was done here; what others did stays
//
// A step is what one transaction did, or several that came soon after each other. It is kept as
// places in this agent's own logs, so a step costs about 80 bytes however much it holds, and what
// others do does not touch it. Undo makes the inverse by new operations (crdt/document/inverse.h),
// and Redo the inverse of those: like any others they travel, merge, and arrive in any order. Text
// that others typed inside what is undone stays; what was deleted comes back as it was, with its
// id, never twice; a map's key shows again what it would show if it had not been written here.
//
// Left out: what others did; what Untracked did; what came before the manager was made.
//
// Cost: a transaction O(1); an undo what its step holds. While a manager groups by time, or makes a
// step of each transaction, keystrokes do not go through the typing lane; when steps are cut by
// hand they do.
//
// Lifetime: borrows the document, which must live longer. When another document is moved into it,
// the stacks are empty then. Thread rule: the document's. Source: the inverse as new operations, as
// in Automerge and Loro; restores rather than re-insertions are ours.
#ifndef WEFT_CRDT_DOCUMENT_UNDO_MANAGER_H_
#define WEFT_CRDT_DOCUMENT_UNDO_MANAGER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "crdt/core/status.h"

namespace weft {

class Document;

struct UndoOptions {
  // The time in milliseconds, never backwards. A transaction joins the step before when that one's
  // last came at most `merge_interval` ago. Without a clock each transaction is a step of its own.
  std::function<uint64_t()> clock;
  uint64_t merge_interval = 500;
  // Steps end only where Separate is called, and by an undo or redo; `clock` is not used.
  bool by_hand = false;
  // Of either stack; the oldest are forgotten. At least 1.
  size_t max_steps = 1000;
};

class UndoManager {
 public:
  explicit UndoManager(Document* document, UndoOptions options = {});
  ~UndoManager();
  UndoManager(const UndoManager&) = delete;
  UndoManager& operator=(const UndoManager&) = delete;

  // Takes back the last step, or does the last one that was taken back again; false when there is
  // none that still changes anything. One transaction, of Origin::kUndo. kFailedPrecondition inside
  // a transaction, or when the document was saved without what would show again; kUnimplemented
  // when it is read-only; kResourceExhausted when this agent may make no more effects. Then nothing
  // changed, and the step stays.
  Result<bool> Undo();
  Result<bool> Redo();
  bool CanUndo();
  bool CanRedo();
  size_t UndoSteps();
  size_t RedoSteps();

  // The next edit begins a step.
  void Separate();
  // Forgets all steps.
  void Clear();
  // Edits that are no steps: they stay when what is around them is undone.
  template <class Edits>
  void Untracked(Edits&& edits) {
    const UntrackedEdits untracked(this);
    edits();
  }
  void BeginUntracked();
  void EndUntracked();  // nothing when none has begun

  // Where the user's cursor is, in whatever form the program likes, such as EncodePositions
  // (crdt/wire/positions.h). Call it whenever the cursor moves, after the edit that moved it. A
  // step remembers the one before its first edit and the one after its last.
  void SetCursor(std::string cursor);
  // After an Undo or Redo: where the cursor was before the step, or after it; empty when unknown.
  const std::string& cursor() const;

  // Called when CanUndo or CanRedo, or the number of steps, may have changed: after the transaction
  // and before its event, or when an Undo or Redo is complete. It must not edit; it may
  // destroy the manager, as may an observer of the document, then or during an Undo. Empty: no
  // more. What keystrokes change is told of only when steps are not cut by hand.
  void OnChange(std::function<void()> observer);

 private:
  class UntrackedEdits {
   public:
    explicit UntrackedEdits(UndoManager* undo) : undo_(undo) { undo_->BeginUntracked(); }
    ~UntrackedEdits() { undo_->EndUntracked(); }
    UntrackedEdits(const UntrackedEdits&) = delete;
    UntrackedEdits& operator=(const UntrackedEdits&) = delete;

   private:
    UndoManager* undo_;
  };

  class Impl;
  std::shared_ptr<Impl> Kept() const { return impl_; }

  std::shared_ptr<Impl> impl_;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_UNDO_MANAGER_H_
