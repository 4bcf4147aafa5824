// ClientDocument: what goes out by itself: edits, and what time brings.
#include <algorithm>
#include <iterator>
#include <utility>

#include "crdt/wire/update.h"
#include "sync/client_document.h"

namespace weft::sync {

namespace {

constexpr size_t kFrameRoom = 256;  // of a frame, beside an update's body
constexpr size_t kSmallSet = 64;    // operations, and units of text, that surely fit in an update

}  // namespace

size_t ClientDocument::UpdateBytes() const {
  const size_t most = std::max<size_t>(out_.welcome->max_frame_bytes, 2 * kFrameRoom);
  return std::min(out_.options->update_bytes, most - kFrameRoom);
}

// As much as the server takes before it answers, and not more than the transport gets rid of.
bool ClientDocument::MaySend() const {
  const size_t window = out_.welcome->window_bytes;
  return live() && rights_ == Rights::kEdit && (in_flight_.empty() || in_flight_bytes_ < window) &&
         (*out_.queued_bytes == 0 || *out_.queued_bytes < window);
}

// What was sent is to be sent again, or numbered otherwise.
void ClientDocument::ForgetSent() {
  in_flight_.clear();
  in_flight_bytes_ = 0;
  unsent_.clear();
}

void ClientDocument::SendUpdate(std::string body, Counts end) {
  sent_ = end;
  in_flight_bytes_ += body.size();
  in_flight_.push_back(InFlight{end, body.size()});
  out_.send(Update{0, std::move(body), {}, {}});
}

// A keystroke while all before it is sent goes out as it is; everything else is collected from the
// document.
void ClientDocument::TakeLocal() {
  const OperationSet& set = document_.TakeLocal();
  if (set.operations.empty()) return;
  const Counts before = CountsBefore(set.operations.front());
  mine_ = CountsAfter(set.operations.back());
  told_saved_ = false;
  const bool small = set.operations.size() <= kSmallSet && set.text.size() <= kSmallSet &&
                     set.payload.bytes.size() <= kSmallSet && set.payload.ids.size() <= kSmallSet;
  if (!small || sent_ != before || !MaySend()) return;
  Result<std::string> body = EncodeSessionUpdate(set, numbers_);
  if (body.ok()) SendUpdate(*std::move(body), mine_);
}

void ClientDocument::CutPending() {
  Version since = document_.version();
  since.Set(document_.agent(), sent_);
  const Result<OperationSet> set = document_.OperationsSince(since);
  Result<std::vector<Piece>> pieces =
      set.ok() ? Split(*set, numbers_, UpdateBytes()) : set.status();
  if (pieces.ok()) {
    unsent_.assign(std::make_move_iterator(pieces->begin()),
                   std::make_move_iterator(pieces->end()));
  } else {  // such as text by agents that the server has never heard of
    unsendable_ = Reject{document_.agent(), sent_, mine_, Refusal::kForbidden,
                         std::string(pieces.status().message())};
  }
}

void ClientDocument::SendPending() {
  if (sent_ == mine_ || !MaySend()) return;
  unsendable_ = {};
  if (unsent_.empty()) CutPending();
  for (; !unsent_.empty() && MaySend(); unsent_.pop_front()) {
    Piece& piece = unsent_.front();
    if (piece.body.size() + kFrameRoom > out_.welcome->max_frame_bytes) {
      unsendable_ = Reject{document_.agent(), sent_, piece.end, Refusal::kTooLarge,
                           "a single value is larger than the server takes"};
      break;
    }
    SendUpdate(std::move(piece.body), piece.end);
  }
}

void ClientDocument::Tick(uint64_t now, bool held_up) {
  const bool quiet = in_flight_.empty();
  TakeLocal();
  ExpirePresence(now);
  const ClientOptions& options = *out_.options;
  if (state_ == State::kClosed && reopen_at_ != 0 && now >= reopen_at_) return SendOpen(now);
  if (state_ == State::kDown || state_ == State::kClosed) return;
  if (held_up) asked_at_ = now;  // what has not gone out yet is not late
  const bool late = now >= asked_at_ + options.retry_after;
  if (state_ != State::kLive) {
    if (late) SendOpen(now);
    return;
  }
  SendPending();
  if (quiet && !in_flight_.empty()) asked_at_ = now;
  // What is on its way may be accepted, and then is no proposal.
  if (in_flight_.empty() && !unsendable_.message.empty()) {
    return Recover(std::exchange(unsendable_, {}), now);
  }
  if (in_flight_.empty() && rights_ != Rights::kEdit && !saved()) {
    return Recover(Reject{document_.agent(), acked_, mine_, Refusal::kForbidden, "may not edit"},
                   now);
  }
  if (!quiet && !in_flight_.empty() && late) {
    asked_at_ = now;
    sent_ = acked_;
    ForgetSent();
    out_.send(Heartbeat{position_});
    SendPending();
  }
  if (now >= std::max(heard_at_, asked_at_) + options.heartbeat_every) {
    asked_at_ = now;
    out_.send(Heartbeat{position_});
  }
  if (options.compare_every != 0 && now >= compared_at_ + options.compare_every && saved()) {
    CompareNow(now);
  }
}

void ClientDocument::CompareNow(uint64_t now) {
  compared_at_ = now;
  if (live()) out_.send(Compare{position_});
}

void ClientDocument::SendPresence(std::string data, uint32_t ttl) {
  if (live() && rights_ == Rights::kEdit) out_.send(Presence{0, ttl, "", std::move(data)});
}

void ClientDocument::ExpirePresence(uint64_t now) {
  for (auto it = others_until_.begin(); it != others_until_.end();) {
    if (it->second > now) {
      ++it;
      continue;
    }
    ClientEvent event{ClientEvent::Kind::kPresence};
    event.presence = others_.at(it->first);
    event.presence.ttl = 0;
    event.presence.data.clear();
    others_.erase(it->first);
    it = others_until_.erase(it);
    Tell(std::move(event));
  }
}

}  // namespace weft::sync
