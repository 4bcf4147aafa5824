#include "sync/client_document.h"

#include <algorithm>
#include <utility>

#include "crdt/core/sort.h"
#include "crdt/wire/hash.h"
#include "crdt/wire/update.h"
#include "sync/saved_state.h"
#include "sync/split.h"

namespace weft::sync {

namespace {

constexpr size_t kOpenRoom = 256;   // of a frame, beside a version and a name
constexpr size_t kEntryBytes = 16;  // of a version

Version Without(const Version& version, std::vector<Agent> agents) {
  Sort(agents.begin(), agents.end());
  std::vector<Version::Entry> others;
  for (const Version::Entry& entry : version.entries()) {
    if (!std::binary_search(agents.begin(), agents.end(), entry.agent)) others.push_back(entry);
  }
  return Version::FromEntries(std::move(others));
}
}  // namespace

ClientDocument::ClientDocument(std::string name, Document document, ReplicaSecret secret, Out out)
    : name_(std::move(name)),
      document_(std::move(document)),
      secret_(secret),
      out_(std::move(out)),
      mine_(CountsOf(document_.agent())),
      told_saved_(mine_ == Counts{}) {}

Counts ClientDocument::CountsOf(Agent agent) const { return document_.CountsOf(agent); }

std::string ClientDocument::SaveState() const {
  SavedState state{generation_, position_, document_.agent(), acked_, numbers_};
  if (!foreign()) {  // that one is found out again
    state.retired = retired_;
    state.retired_acked = retired_acked_;
  }
  state.secret = secret_;
  state.operations = state.CountDurable(document_);
  return WriteState(state);
}

Status ClientDocument::LoadState(std::string_view state) {
  Result<SavedState> saved = ReadState(state);
  if (!saved.ok()) return saved.status();
  // What the state says of the log is true of the document it was saved of, or of a later one.
  if (!saved->Fits(document_)) return DataLoss("the document is older than its saved state");
  generation_ = saved->generation;
  position_ = saved->position;
  numbers_ = std::move(saved->numbers);
  whole_ = generation_ == 0;
  if (saved->agent == document_.agent()) {
    acked_ = saved->acked;
    retired_ = saved->retired;
    retired_acked_ = saved->retired_acked;
    if (!saved->secret.empty()) secret_ = saved->secret;  // a copy with another agent has its own
  }
  told_saved_ = this->saved();
  return OkStatus();
}

void ClientDocument::Connected(uint64_t now) {
  if (state_ == State::kDown) SendOpen(now);
}

void ClientDocument::Disconnected() {
  if (state_ != State::kClosed || reopen_at_ != 0) state_ = State::kDown;
  ExpirePresence(kForever);  // nobody tells when they go
}

void ClientDocument::Reopen(uint64_t now) { SendOpen(now); }

void ClientDocument::ReopenWhenConnected() {
  state_ = State::kDown;
  reopen_at_ = 0;
}

void ClientDocument::SendOpen(uint64_t now) {
  TakeLocal();
  state_ = State::kOpening;
  reopen_at_ = 0;
  asked_at_ = now;
  ForgetSent();
  Open open;
  open.document = name_;
  open.generation = generation_;
  open.position = position_;
  open.agent = foreign() ? kSeedAgent : document_.agent();
  if (!foreign()) open.counts = mine_;
  if (open.agent != kSeedAgent) open.secret = secret_;
  open.attempt = ++attempt_;
  open.numbers = numbers_.size();
  open.whole = whole_;
  if (whole_) {
    // What a retired agent had that was not acknowledged may not be what the server has.
    Version version = document_.version();
    if (retired_ != 0) version.Set(retired_, retired_acked_);
    open.version = version.entries();
    // What does not fit is sent again by the server, and known here.
    const size_t most = out_.welcome->max_frame_bytes;
    const size_t fit = (most - std::min(most, kOpenRoom + name_.size())) / kEntryBytes;
    open.version.resize(std::min(open.version.size(), fit));
  }
  out_.send(std::move(open));
}

void ClientDocument::Receive(const Body& body, uint64_t now) {
  if (state_ == State::kClosed || state_ == State::kDown) return;
  heard_at_ = now;
  if (const auto* update = std::get_if<Update>(&body)) return OnUpdate(*update, now);
  if (const auto* ack = std::get_if<Ack>(&body)) return OnAck(*ack, now);
  if (const auto* opened = std::get_if<Opened>(&body)) return OnOpened(*opened, now);
  if (const auto* part = std::get_if<Part>(&body)) return OnPart(*part, now);
  if (const auto* number = std::get_if<Number>(&body)) return OnNumber(*number, now);
  if (const auto* missing = std::get_if<Missing>(&body)) return OnMissing(*missing);
  if (const auto* reject = std::get_if<Reject>(&body)) return OnReject(*reject, now);
  if (const auto* hashes = std::get_if<Hashes>(&body)) return OnHashes(*hashes, now);
  if (const auto* presence = std::get_if<Presence>(&body)) return OnPresence(*presence, now);
  if (const auto* rights = std::get_if<RightsChanged>(&body)) return OnRights(rights->rights, now);
  if (const auto* closed = std::get_if<Closed>(&body)) return OnClosed(*closed, now);
  if (const auto* heartbeat = std::get_if<Heartbeat>(&body)) {
    if (live() && heartbeat->position > position_) SendOpen(now);
    return;
  }
  if (const auto* again = std::get_if<Resynchronise>(&body)) {
    whole_ = whole_ || again->whole;
    // The answer to an open that is on its way says it all, unless it is this.
    if (state_ == State::kLive || again->whole) SendOpen(now);
  }
}

// Numbers are learned in their order; false when they are not those known.
bool ClientDocument::Learn(uint32_t first, const std::vector<Agent>& agents) {
  if (first > numbers_.size()) return false;
  for (size_t i = 0; i < agents.size(); ++i) {
    const size_t number = first + i;
    if (agents[i] > kMaxAgent) return false;
    if (number < numbers_.size()) {
      if (numbers_.AgentOf(static_cast<uint32_t>(number)) != agents[i]) return false;
    } else if (numbers_.Add(agents[i]) != number) {
      return false;
    }
  }
  return true;
}

void ClientDocument::OnOpened(const Opened& opened, uint64_t now) {
  if (state_ != State::kOpening || opened.attempt != attempt_) return;
  TakeLocal();
  if (!Learn(opened.first_number, opened.agents)) {
    numbers_ = AgentNumbers{kSeedAgent};
    whole_ = true;
    return;  // the timer opens again
  }
  generation_ = opened.generation;
  if (!foreign()) {  // else they are nobody's
    rights_ = opened.rights;
    // The seed's are everybody's: more of them at the server is nothing to retire for.
    const bool seed = document_.agent() == kSeedAgent;
    if (!seed && Beyond(opened.counts, mine_)) return Retire(now);
    opened_ = opened.counts;
  }
  target_ = opened.position;
  parts_ = Parts(opened.parts);
  state_ = State::kCatching;
  if (parts_.complete()) BecomeLive(now);
}

void ClientDocument::OnPart(const Part& part, uint64_t now) {
  if (state_ != State::kCatching || part.attempt != attempt_) return;
  // What the server has of a retired agent is learned in its order; the timer opens again.
  const bool wanted = retired_ != 0 ? parts_.IsNext(part.index) : parts_.MayTake(part.index);
  if (!wanted) return;
  asked_at_ = now;
  if (!Integrate(part.body, now)) return;
  parts_.Take(part.index);
  if (parts_.complete()) BecomeLive(now);
}

void ClientDocument::BecomeLive(uint64_t now) {
  if (document_.BacklogSize() > 0) {  // something is missing that should have been there
    if (whole_) return Heal("the server's log is not complete", {}, now);
    whole_ = true;
    return SendOpen(now);
  }
  position_ = target_;
  whole_ = false;
  if (foreign() || (retired_ != 0 && Beyond(CountsOf(retired_), retired_acked_))) {
    if (!RecoverRetired(now)) Heal("an agent that is not to be used any more", {}, now);
    return;
  }
  TakeLocal();  // the seed's, which have come by now, are taken as any of the own agent
  state_ = State::kLive;
  acked_ = sent_ = Least(opened_, mine_);
  retired_ = 0;
  heals_ = 0;
  asked_at_ = now;
  compared_at_ = now;
  ClientEvent event{ClientEvent::Kind::kLive};
  event.rights = rights_;
  Tell(std::move(event));
  Acknowledge(acked_);
  SendPending();
}

// What cannot be taken in is not passed over: either way the document begins anew.
bool ClientDocument::Integrate(std::string_view body, uint64_t now) {
  OperationSet set;
  Status status = DecodeSessionUpdate(body, numbers_, out_.options->update_limits, &set);
  if (status.ok()) status = document_.Integrate(set).status();
  if (retired_ != 0) LearnOfRetired(set);
  if (status.ok()) {
    if (live()) LearnOfOwn(set);
    if (document_.read_only() && !std::exchange(told_newer_, true)) {
      Tell(ClientEvent{ClientEvent::Kind::kNeedsNewer});
    }
    return true;
  }
  if (status.code() == StatusCode::kAlreadyExists) {
    if (retired_ != 0 && RecoverRetired(now)) return false;
    if (retired_ == 0 && OwnDiffers(set)) {
      Retire(now);
      return false;
    }
  }
  Heal("the server's log does not fit: " + status.ToString(), {}, now);
  return false;
}

bool ClientDocument::IsNext(uint64_t position, uint64_t now) {
  if (!live() || position <= position_) return false;
  if (position == position_ + 1) return true;
  SendOpen(now);  // something was lost on the way
  return false;
}

void ClientDocument::OnUpdate(const Update& update, uint64_t now) {
  if (!IsNext(update.position, now)) return;
  if (Integrate(update.body, now)) ++position_;
  if (live() && document_.BacklogSize() > 0) SendOpen(now);
}

void ClientDocument::OnNumber(const Number& number, uint64_t now) {
  if (!IsNext(number.position, now)) return;
  if (!Learn(number.number, {number.agent})) {
    whole_ = true;
    numbers_ = AgentNumbers{kSeedAgent};
    return SendOpen(now);
  }
  ++position_;
}

void ClientDocument::OnAck(const Ack& ack, uint64_t now) {
  // A record of an agent of before: here only if it was kept.
  const bool own = ack.agent == document_.agent();
  TakeLocal();
  if (ack.position != 0 && IsNext(ack.position, now)) {
    if (Beyond(ack.counts, own ? mine_ : CountsOf(ack.agent))) return SendOpen(now);
    ++position_;
  }
  if (!own || !live()) return;
  asked_at_ = now;
  Acknowledge(ack.counts);
  SendPending();
}

void ClientDocument::Acknowledge(Counts counts) {
  if (Beyond(counts, mine_)) return;
  acked_.creations = std::max(acked_.creations, counts.creations);
  acked_.effects = std::max(acked_.effects, counts.effects);
  while (!in_flight_.empty() && !Beyond(in_flight_.front().end, acked_)) {
    in_flight_bytes_ -= in_flight_.front().bytes;
    in_flight_.pop_front();
  }
  if (acked_ == mine_ && !told_saved_) {
    told_saved_ = true;
    Tell(ClientEvent{ClientEvent::Kind::kSaved});
  }
}

void ClientDocument::OnMissing(const Missing& missing) {
  if (!live() || missing.agent != document_.agent() || Beyond(missing.counts, mine_)) return;
  sent_ = missing.counts;
  ForgetSent();
  SendPending();
}

void ClientDocument::OnReject(const Reject& reject, uint64_t now) {
  // After another open what was refused is sent again, and may have been accepted.
  if (reject.agent == document_.agent() && reject.attempt == attempt_) Recover(reject, now);
}

void ClientDocument::OnPresence(const Presence& presence, uint64_t now) {
  if (presence.agent == document_.agent()) return;
  if (presence.ttl == 0) {
    others_.erase(presence.agent);
    others_until_.erase(presence.agent);
  } else {
    others_[presence.agent] = presence;
    others_until_[presence.agent] = now + presence.ttl;
  }
  ClientEvent event{ClientEvent::Kind::kPresence};
  event.presence = presence;
  Tell(std::move(event));
}

void ClientDocument::OnRights(Rights rights, uint64_t now) {
  if (state_ != State::kLive) return;  // opened will tell
  rights_ = rights;
  ClientEvent event{ClientEvent::Kind::kRightsChanged};
  event.rights = rights;
  Tell(std::move(event));
  if (rights == Rights::kEdit) SendOpen(now);  // to be bound
}

void ClientDocument::OnClosed(const Closed& closed, uint64_t now) {
  if (closed.reason == CloseReason::kTooOld) {
    // Nothing of any generation is here: a repeated frame, or one began while this was opened.
    if (generation_ == 0) return SendOpen(now);
    // A server restored from a backup lacks what is here; a new generation has it all.
    const bool purged = closed.generation > generation_;
    generation_ = 0;
    numbers_ = AgentNumbers{kSeedAgent};
    return purged ? BeginGeneration(closed.message, now) : Heal(closed.message, {}, now);
  }
  ExpirePresence(kForever);
  state_ = State::kClosed;
  reopen_at_ = closed.retry_after == 0 ? 0 : now + closed.retry_after;
  ClientEvent event{ClientEvent::Kind::kClosed};
  event.reason = closed.reason;
  event.message = closed.message;
  event.retry_after = closed.retry_after;
  Tell(std::move(event));
}

// What both have is compared. There may be operations here that another replica has yet to send (a
// second tab on one storage): they are given until the next comparison.
void ClientDocument::OnHashes(const Hashes& hashes, uint64_t now) {
  TakeLocal();
  if (live() && hashes.position > position_) return SendOpen(now);  // as for a heartbeat
  if (!live() || hashes.position != position_ || !saved()) return;
  std::vector<Agent> differ;
  std::vector<Agent> compared;
  for (const ChainOf& chain : hashes.chains) {
    const Counts here = CountsOf(chain.agent);
    if (Beyond(chain.counts, here)) {  // at the same position there should be nothing more
      whole_ = true;
      return SendOpen(now);
    }
    if (here != chain.counts) continue;
    compared.push_back(chain.agent);
    const Result<Digest> digest = AgentChain(document_, chain.agent);
    if (digest.ok() && *digest != chain.digest) differ.push_back(chain.agent);
  }
  Version extra = Without(document_.version(), std::move(compared));
  const bool stays = !extra.entries().empty() && extra == extra_;
  for (const Version::Entry& entry : extra.entries()) {
    if (stays) differ.push_back(entry.agent);
  }
  const Digest digest = DocumentHash(document_);
  const bool same = std::string(digest.begin(), digest.end()) == hashes.document;
  if (!differ.empty() || (extra.entries().empty() && !same)) {
    extra_ = {};
    return Heal("this replica differs from the server's", std::move(differ), now);
  }
  extra_ = std::move(extra);
}

}  // namespace weft::sync
