// DocumentState: transactions and observers.
#include <algorithm>
#include <utility>

#include "crdt/document/document_state.h"
#include "crdt/document/event_builder.h"

namespace weft {

namespace {

// In order of their ids, those that began before `end`. Whoever is called may end itself, which
// lives until it returns, or others, and begin some.
template <class List, class Call>
void CallEach(List* list, uint64_t end, Call&& call) {
  uint64_t id = 0;
  for (;;) {
    auto next = std::find_if(list->begin(), list->end(), [&](auto& one) { return one.id > id; });
    if (next == list->end() || next->id >= end) return;
    id = next->id;
    auto called = std::move(next->call);
    call(called);
    next = std::find_if(list->begin(), list->end(), [&](auto& one) { return one.id == id; });
    if (next != list->end()) next->call = std::move(called);
  }
}

}  // namespace

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
  if (depth_ == 0) return;
  --depth_;
  EndChange(Origin::kLocal);
}

void DocumentState::Tell(Origin origin) {
  for (const Hook& hook : hooks_) {
    if (hook.each_edit) sequence_.CloseLane();
  }
  CallEach(&hooks_, next_subscription_, [&](const CommitHook& hook) { hook(origin); });
  if (observers_.empty()) return;
  KeepEvent(origin);
  TellWaiting();
}

uint64_t DocumentState::AfterCommit(bool each_edit, CommitHook hook) {
  if (each_edit) sequence_.CloseLane();
  hooks_.push_back(Hook{next_subscription_, std::move(hook), each_edit});
  told_ = true;
  return next_subscription_++;
}

void DocumentState::StopAfterCommit(uint64_t id) {
  std::erase_if(hooks_, [&](const Hook& hook) { return hook.id == id; });
  told_ = !hooks_.empty() || !observers_.empty();
}

void DocumentState::KeepEvent(Origin origin) {
  if (!watching_) return;
  sequence_.Flush();
  watching_ = false;
  sequence_.set_touched(nullptr);
  objects_.set_watched(nullptr);
  Event event = EventBuilder(this, watched_from_).Build(origin, touched_, watched_);
  touched_ = {};
  watched_ = {};
  if (!event.changes.empty()) {
    waiting_events_.push_back(WaitingEvent{std::move(event), next_subscription_});
  }
}

void DocumentState::TellWaiting() {
  // An observer that edits gets its event after this one, not inside it.
  if (notifying_) return;
  notifying_ = true;
  for (size_t i = 0; i < waiting_events_.size(); ++i) {
    const WaitingEvent current = std::move(waiting_events_[i]);
    CallEach(&observers_, current.end, [&](const Observer& observer) { observer(current.event); });
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
  if (!notifying_) waiting_events_.clear();
  told_ = !hooks_.empty();
  watching_ = false;
  sequence_.set_touched(nullptr);
  objects_.set_watched(nullptr);
}

}  // namespace weft
