// DocumentState: transactions and observers.
#include <algorithm>
#include <utility>

#include "crdt/document/document_state.h"
#include "crdt/document/event_builder.h"

namespace weft {

void DocumentState::StartWatching() {
  if (watching_) return;
  sequence_.Flush();
  watching_ = true;
  watched_from_ = sequence_.agents().next_lv();
  touched_.clear();
  watched_ = {};
  sequence_.set_touched(&touched_);
  objects_.set_watched(&watched_);
}

void DocumentState::Commit() {
  --depth_;
  EndChange(Origin::kLocal);
}

void DocumentState::Tell(Origin origin) {
  // A hook may end itself or others, and begin some, which are not told now: their ids are greater.
  const uint64_t end = next_subscription_;
  const auto after = [this](uint64_t id) {
    return std::find_if(hooks_.begin(), hooks_.end(),
                        [id](const Hook& hook) { return hook.id > id; });
  };
  for (auto hook = hooks_.begin(); hook != hooks_.end() && hook->id < end;) {
    if (hook->each_edit) sequence_.CloseLane();
    const uint64_t id = hook->id;
    CommitHook called = std::move(hook->hook);
    called(origin);
    hook = after(id - 1);
    if (hook == hooks_.end() || hook->id != id) continue;  // it has ended
    hook->hook = std::move(called);
    ++hook;
  }
  if (!observers_.empty()) Notify(origin);
}

uint64_t DocumentState::AfterCommit(bool each_edit, CommitHook hook) {
  if (each_edit) sequence_.CloseLane();
  hooks_.push_back(Hook{next_subscription_, each_edit, std::move(hook)});
  told_ = true;
  return next_subscription_++;
}

void DocumentState::StopAfterCommit(uint64_t id) {
  std::erase_if(hooks_, [&](const Hook& hook) { return hook.id == id; });
  told_ = !hooks_.empty() || !observers_.empty();
}

void DocumentState::Notify(Origin origin) {
  if (!watching_) return;
  sequence_.Flush();
  watching_ = false;
  sequence_.set_touched(nullptr);
  objects_.set_watched(nullptr);
  Event event = EventBuilder(this, watched_from_).Build(origin, touched_, watched_);
  touched_ = {};
  watched_ = {};
  if (event.changes.empty()) return;
  waiting_events_.push_back(std::move(event));
  // An observer that edits gets its event after this one, not inside it.
  if (notifying_) return;
  notifying_ = true;
  for (size_t i = 0; i < waiting_events_.size(); ++i) {
    const Event current = std::move(waiting_events_[i]);
    const std::vector<Subscription> observers = observers_;
    for (const Subscription& subscription : observers) subscription.observer(current);
  }
  waiting_events_.clear();
  notifying_ = false;
}

uint64_t DocumentState::Observe(Observer observer) {
  // What is pending was before; and the typing lane must not be open any more.
  sequence_.Flush();
  observers_.push_back(Subscription{next_subscription_, std::move(observer)});
  told_ = true;
  return next_subscription_++;
}

void DocumentState::StopObserving(uint64_t subscription) {
  std::erase_if(observers_, [&](const Subscription& s) { return s.id == subscription; });
  if (!observers_.empty()) return;
  told_ = !hooks_.empty();
  watching_ = false;
  sequence_.set_touched(nullptr);
  objects_.set_watched(nullptr);
}

}  // namespace weft
