#include "sync/server_session.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "crdt/core/utf.h"
#include "sync/codec.h"
#include "sync/server.h"

namespace weft::sync {

namespace {

// What a message costs at least, beside its bytes, in operations; what grows with the document
// comes to it (Worked).
constexpr uint64_t kOpenCost = 100;
constexpr uint64_t kCompareCost = 1000;
constexpr uint64_t kBurstSeconds = 4;
// Nobody waits longer after one message, however large the document is.
constexpr uint64_t kMostWorkSeconds = 15;
constexpr size_t kMostWaiting = 1 << 16;  // that wait to be read

RateLimit LimitOf(uint64_t per_second) { return RateLimit(per_second, per_second * kBurstSeconds); }

}  // namespace

ServerSession::ServerSession(Server* server, std::function<void()> wake)
    : server_(server),
      wake_(std::move(wake)),
      bytes_(LimitOf(server->options().bytes_per_second)),
      operations_(LimitOf(server->options().operations_per_second)),
      work_(LimitOf(server->options().operations_per_second)),
      self_(std::make_shared<ServerSession*>(this)) {
  server_->Enter(this);
}

ServerSession::~ServerSession() {
  *self_ = nullptr;
  LeaveAll();
  server_->Exit(this);
}

void ServerSession::LeaveAll() {
  while (!channels_.empty()) CloseDocument(channels_.begin()->first);
}

void ServerSession::Send(std::string_view frame) {
  if (ended()) return;
  const size_t size = frame.size();
  std::array<char, sizeof(size)> length;
  std::memcpy(length.data(), &size, sizeof(size));
  outgoing_.append(length.data(), length.size()).append(frame);
  queued_bytes_ += size;
  if (++queued_frames_ == 1 && wake_) wake_();
}

bool ServerSession::NextFrame(std::string* frame) {
  if (queued_frames_ == 0) return false;
  size_t size = 0;
  std::memcpy(&size, outgoing_.data() + taken_, sizeof(size));
  frame->assign(outgoing_, taken_ + sizeof(size), size);
  taken_ += sizeof(size) + size;
  queued_bytes_ -= size;
  if (--queued_frames_ == 0) {
    outgoing_ = std::string();
    taken_ = 0;
  } else if (taken_ > outgoing_.size() / 2) {  // so that each byte is moved once, about
    outgoing_.erase(0, taken_);
    taken_ = 0;
  }
  return true;
}

uint64_t ServerSession::ReadAllowedAt(uint64_t now) {
  return std::max(bytes_.FreeAt(now), operations_.FreeAt(now));
}

void ServerSession::End(CloseReason reason, std::string message, uint32_t retry_after) {
  if (ended()) return;
  Send(Encode(Message{kConnectionChannel, Closed{0, retry_after, reason, std::move(message)}}));
  LeaveAll();
  end_reason_ = reason;
  state_ = State::kEnded;
}

bool ServerSession::WithinLimits(std::string_view frame, uint64_t now) {
  const ServerOptions& options = server_->options();
  const uint32_t most = state_ == State::kUp ? options.max_frame_bytes : options.max_hello_bytes;
  if (frame.size() > most) {
    End(CloseReason::kTooLarge, "a frame of " + std::to_string(frame.size()) + " bytes");
    return false;
  }
  if (bytes_.Overdrawn(now) || operations_.Overdrawn(now)) {
    End(CloseReason::kTooMany, "faster than allowed", options.retry_after);
    return false;
  }
  if (queued_frames_ > 2 * kMostWaiting) {
    End(CloseReason::kTooMany, "does not read what it asks for", options.retry_after);
    return false;
  }
  if (!transport_counts_) bytes_.Take(frame.size(), now);
  operations_.Take(1, now);
  return true;
}

void ServerSession::Took(size_t bytes, uint64_t operations, uint64_t now) {
  transport_counts_ = true;
  bytes_.Take(bytes, now);
  operations_.Take(operations, now);
}

void ServerSession::Receive(std::string_view frame, uint64_t now) {
  if (ended() || !WithinLimits(frame, now)) return;
  const Result<Message> message = Decode(frame);
  if (!message.ok()) return End(CloseReason::kProtocol, std::string(message.status().message()));
  Handle(*message, now);
}

Role ServerSession::RoleOn(uint32_t channel) const {
  if (state_ != State::kUp) return Role::kStranger;
  const auto it = channels_.find(channel);
  if (it == channels_.end() || !it->second.room->IsOpen(it->second.member)) return Role::kGuest;
  const Rights rights = it->second.room->RightsOf(it->second.member);
  return rights == Rights::kEdit ? Role::kEditor : Role::kViewer;
}

void ServerSession::Handle(const Message& message, uint64_t now) {
  switch (Decide(message.kind(), RoleOn(message.channel))) {
    case Decision::kAllow:
      return Allowed(message, now);
    case Decision::kRefuse:
      return Refused(message);
    case Decision::kReopen:
      return Send(Encode(Message{message.channel, Resynchronise{false}}));
    case Decision::kEnd:
      return End(CloseReason::kProtocol,
                 "a " + std::string(Name(message.kind())) + " is not to be sent now");
  }
}

// A viewer's edits are refused with a reason; its presence is not anybody's business.
void ServerSession::Refused(const Message& message) {
  const auto* update = std::get_if<Update>(&message.body);
  if (update == nullptr) return;
  const Channel channel = channels_.at(message.channel);
  channel.room->Receive(channel.member, *update);
}

void ServerSession::Worked(uint64_t operations) {
  const uint64_t most = server_->options().operations_per_second * kMostWorkSeconds;
  work_.Take(std::min(operations, most), 0);
}

bool ServerSession::IsBehind() const {
  return queued_bytes_ > server_->options().max_queued_bytes || queued_frames_ > kMostWaiting;
}

bool ServerSession::MayAsk(uint64_t now) { return !IsBehind() && work_.FreeAt(now) <= now; }

bool ServerSession::IsHeard(const Body& body, uint64_t now) {
  if (std::holds_alternative<Open>(body) || std::holds_alternative<Compare>(body)) {
    return MayAsk(now);
  }
  if (std::holds_alternative<Heartbeat>(body)) return !IsBehind();
  return !std::holds_alternative<Presence>(body) || work_.FreeAt(now) <= now;
}

void ServerSession::Allowed(const Message& message, uint64_t now) {
  if (const auto* hello = std::get_if<Hello>(&message.body)) return Greet(*hello);
  if (!IsHeard(message.body, now)) return;
  if (const auto* open = std::get_if<Open>(&message.body)) {
    operations_.Take(kOpenCost + open->version.size(), now);
    return OpenDocument(message.channel, *open);
  }
  if (std::holds_alternative<Close>(message.body)) return CloseDocument(message.channel);
  const Channel channel = channels_.at(message.channel);  // a copy: the room may forget it
  if (const auto* update = std::get_if<Update>(&message.body)) {
    operations_.Take(channel.room->Receive(channel.member, *update), now);
  } else if (const auto* presence = std::get_if<Presence>(&message.body)) {
    channel.room->Receive(channel.member, *presence, now);
  } else if (const auto* compare = std::get_if<Compare>(&message.body)) {
    operations_.Take(kCompareCost, now);
    channel.room->Receive(channel.member, *compare);
  } else if (const auto* heartbeat = std::get_if<Heartbeat>(&message.body)) {
    channel.room->Receive(channel.member, *heartbeat);
  }
}

void ServerSession::Greet(const Hello& hello) {
  if (state_ == State::kUp) return SendWelcome();
  if (state_ != State::kNew) return;  // asked already
  if (hello.min_version > kProtocolVersion || hello.max_version < kProtocolVersion) {
    return End(CloseReason::kVersion,
               "this server speaks version " + std::to_string(kProtocolVersion));
  }
  features_ = hello.features & kFeatures;
  state_ = State::kAsking;
  server_->application().Authenticate(hello.credential, [self = self_](Result<Identity> identity) {
    ServerSession* session = *self;
    if (session == nullptr || session->state_ != State::kAsking) return;
    if (!identity.ok()) return session->NotLetIn(identity.status());
    // Others are told this name as text.
    if (!IsUtf8(identity->principal)) {
      return session->End(CloseReason::kRefused, "a principal's name that is no text");
    }
    session->identity_ = *std::move(identity);
    session->state_ = State::kUp;
    session->SendWelcome();
  });
}

// A storage that fails says nothing about whoever wants to come in.
void ServerSession::NotLetIn(const Status& status) {
  const bool passing = status.code() == StatusCode::kInternal ||
                       status.code() == StatusCode::kResourceExhausted ||
                       status.code() == StatusCode::kDataLoss;
  if (!passing) return End(CloseReason::kRefused, std::string(status.message()));
  const ServerOptions& options = server_->options();
  if (options.on_failure) options.on_failure({}, status);
  End(CloseReason::kUnavailable, "who this is cannot be found out now", options.retry_after);
}

void ServerSession::SendWelcome() {
  const ServerOptions& options = server_->options();
  Send(Encode(Message{kConnectionChannel, Welcome{kProtocolVersion, features_,
                                                  options.max_documents, options.max_frame_bytes,
                                                  options.window_bytes, identity_.credential}}));
}

void ServerSession::OpenDocument(uint32_t channel, const Open& open) {
  if (channel == kConnectionChannel) {
    return End(CloseReason::kProtocol, "channel 0 is the connection's");
  }
  if (open.document.size() > kMaxDocumentNameBytes || open.agent > kMaxAgent) {
    return End(CloseReason::kProtocol, "open: a name or an agent that cannot be");
  }
  const auto ascends = [](const auto& a, const auto& b) { return a.agent >= b.agent; };
  if (std::adjacent_find(open.version.begin(), open.version.end(), ascends) != open.version.end()) {
    return End(CloseReason::kProtocol, "open: a version whose agents do not ascend");
  }
  auto it = channels_.find(channel);
  if (it == channels_.end()) {
    if (channels_.size() >= server_->options().max_documents) {
      return Send(Encode(Message{
          channel, Closed{0, 0, CloseReason::kTooMany, "too many documents on a connection"}}));
    }
    const std::shared_ptr<Room> room = server_->RoomOf(open.document);
    it = channels_.emplace(channel, Channel{room, room->Join(this, channel)}).first;
  } else if (it->second.room->name() != open.document) {
    return End(CloseReason::kProtocol, "open: the channel has another document");
  }
  const Channel opened = it->second;
  opened.room->Open(opened.member, open);
}

void ServerSession::CloseDocument(uint32_t channel) {
  const auto it = channels_.find(channel);
  if (it == channels_.end()) return;
  const Channel left = it->second;
  channels_.erase(it);
  left.room->Leave(left.member);
  server_->Abandon(left.room->name());
}

}  // namespace weft::sync
