#include "crdt/document/undo_manager.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "crdt/document/document.h"
#include "crdt/document/inverse.h"

namespace weft {

// Shared, so that whoever is told may end it: calls that have more to do keep it until they return.
class UndoManager::Impl : public std::enable_shared_from_this<UndoManager::Impl> {
 public:
  Impl(Document* document, UndoOptions options)
      : document_(document), options_(std::move(options)) {
    options_.max_steps = std::max<size_t>(options_.max_steps, 1);
  }
  void Attach() {
    Leave();
    state_ = &document_->state();
    const auto hooked = std::make_shared<int>();  // as long as the state has the hook
    hooked_ = hooked;
    hook_ =
        state_->AfterCommit(!options_.by_hand, [self = weak_from_this(), hooked](Origin origin) {
          if (const auto kept = self.lock()) kept->Committed(origin);
        });
    seen_ = Now();
  }
  // The document may be gone any time after.
  void End() {
    Leave();
    on_change_ = nullptr;
  }

  Result<bool> Undo() { return Take(&undo_, &redo_, true); }
  Result<bool> Redo() { return Take(&redo_, &undo_, false); }
  size_t UndoSteps() {
    Settle();
    return undo_.size();
  }
  size_t RedoSteps() {
    Settle();
    return redo_.size();
  }

  void Separate() {
    Settle();
    open_ = false;
  }
  void Clear() {
    Settle();
    Forget();
    Changed();
  }
  void BeginUntracked() {
    if (untracked_ == 0) Settle();
    ++untracked_;
  }
  void EndUntracked() {
    if (untracked_ == 0 || --untracked_ > 0) return;
    if (IsAttached()) {
      seen_ = Now();
    } else {
      StartAgain();
    }
  }

  void SetCursor(std::string cursor) {
    Settle();
    cursor_ = std::move(cursor);
    if (after_edit_ && !undo_.empty()) undo_.back().after = cursor_;
    after_edit_ = false;
  }
  const std::string& cursor() const { return given_; }
  void OnChange(std::function<void()> observer) { on_change_ = std::move(observer); }

 private:
  struct Step {
    absl::InlinedVector<LogInterval, 1> parts;  // ascending
    std::string before;
    std::string after;
  };
  using Stack = std::deque<Step>;

  void Leave() {
    if (!hooked_.expired()) state_->StopAfterCommit(hook_);
  }
  // Another state may be where one was that is gone.
  bool IsAttached() const { return !hooked_.expired() && state_ == &document_->state(); }
  Counts Now() { return state_->sequence().CountsOf(state_->sequence().local()); }

  void Committed(Origin origin) {
    if (untracked_ > 0) return;
    // An inverse is no step, nor is what comes from elsewhere, be it this agent's own; but before
    // that there may have been keystrokes that nobody told of.
    if (origin == Origin::kUndo || (origin == Origin::kRemote && !options_.by_hand)) {
      seen_ = Now();
    } else {
      Settle();
    }
    in_transaction_ = false;
  }

  // Takes over what was done here since the last time.
  void Settle() {
    if (!IsAttached()) return StartAgain();
    if (untracked_ > 0) return;
    const Counts now = Now();
    if (now == seen_) return;
    const LogInterval part{seen_, now};
    seen_ = now;
    redo_.clear();
    if (Joins()) {
      Step& last = undo_.back();
      if (last.parts.back().to == part.from) {
        last.parts.back().to = part.to;
      } else {
        last.parts.push_back(part);
      }
      last.after.clear();
    } else {
      undo_.push_back(Step{{part}, cursor_, {}});
      if (undo_.size() > options_.max_steps) undo_.pop_front();
    }
    open_ = true;
    after_edit_ = true;
    in_transaction_ = state_->InTransaction();
    Changed();  // may end this
  }

  // Whether what was done just now is part of the last step.
  bool Joins() {
    uint64_t time = 0;
    if (options_.clock && !options_.by_hand) time = options_.clock();
    const uint64_t since = time - std::exchange(time_, time);
    if (!open_ || undo_.empty()) return false;
    if (options_.by_hand || in_transaction_) return true;
    return options_.clock != nullptr && since <= options_.merge_interval;
  }

  Result<bool> Take(Stack* from, Stack* to, bool undo) {
    Settle();
    if (state_->InTransaction()) {
      return FailedPrecondition("a transaction is open: undo and redo are transactions themselves");
    }
    bool done = false;
    open_ = after_edit_ = false;
    while (!done && !from->empty()) {
      const Result<bool> inverted = Invert(from, to, undo);
      if (!inverted.ok()) return inverted.status();
      done = *inverted;
    }
    Changed();
    return done;
  }

  // The stacks are right before the event is told: whoever is told may edit, which is a step then.
  Result<bool> Invert(Stack* from, Stack* to, bool undo) {
    Step step = std::move(from->back());
    from->pop_back();
    Inverse inverse(state_);
    const AgentNumber local = state_->sequence().local();
    Status status = inverse.AddIntervals(local, step.parts);
    if (status.ok() && inverse.empty()) return false;
    if (status.ok()) {
      to->push_back(Step{{inverse.ToBeMade()}, step.before, step.after});
      if (to->size() > options_.max_steps) to->pop_front();
      const std::string given = std::exchange(given_, undo ? step.before : step.after);
      const std::string cursor = std::exchange(cursor_, given_);
      status = inverse.Commit(Origin::kUndo);
      if (status.ok()) return true;
      to->pop_back();
      given_ = given;
      cursor_ = cursor;
    }
    from->push_back(std::move(step));
    return status;
  }

  // With another document, of which nothing was seen.
  void StartAgain() {
    Forget();
    Attach();
  }
  void Forget() {
    undo_.clear();
    redo_.clear();
    open_ = after_edit_ = in_transaction_ = false;
    given_.clear();
  }
  // Whoever is told may ask to be told otherwise.
  void Changed() {
    const std::function<void()> observer = on_change_;
    if (observer) observer();
  }

  Document* document_;
  UndoOptions options_;
  DocumentState* state_ = nullptr;  // the document's, as of the last look
  uint64_t hook_ = 0;
  std::weak_ptr<int> hooked_;
  Counts seen_;  // up to here steps were cut
  Stack undo_;
  Stack redo_;
  bool open_ = false;            // the last step may go on
  bool in_transaction_ = false;  // and does: it holds a part of the open transaction
  bool after_edit_ = false;      // no cursor was told since
  int untracked_ = 0;
  uint64_t time_ = 0;  // of the last edit
  std::string cursor_;
  std::string given_;
  std::function<void()> on_change_;
};

UndoManager::UndoManager(Document* document, UndoOptions options)
    : impl_(std::make_shared<Impl>(document, std::move(options))) {
  impl_->Attach();
}
UndoManager::~UndoManager() { impl_->End(); }

Result<bool> UndoManager::Undo() { return Kept()->Undo(); }
Result<bool> UndoManager::Redo() { return Kept()->Redo(); }
bool UndoManager::CanUndo() { return Kept()->UndoSteps() > 0; }
bool UndoManager::CanRedo() { return Kept()->RedoSteps() > 0; }
size_t UndoManager::UndoSteps() { return Kept()->UndoSteps(); }
size_t UndoManager::RedoSteps() { return Kept()->RedoSteps(); }
void UndoManager::Separate() { Kept()->Separate(); }
void UndoManager::Clear() { Kept()->Clear(); }
void UndoManager::BeginUntracked() { Kept()->BeginUntracked(); }
void UndoManager::EndUntracked() { Kept()->EndUntracked(); }
void UndoManager::SetCursor(std::string cursor) { Kept()->SetCursor(std::move(cursor)); }
const std::string& UndoManager::cursor() const { return impl_->cursor(); }
void UndoManager::OnChange(std::function<void()> observer) { impl_->OnChange(std::move(observer)); }

}  // namespace weft
