#include "sync/client_session.h"

#include <utility>

#include "crdt/core/check.h"
#include "sync/codec.h"

namespace weft::sync {

namespace {

// Until a server has told its own.
constexpr uint32_t kFrameBytes = 1u << 20;
constexpr uint32_t kWindowBytes = 64u << 10;

}  // namespace

std::string_view Name(ClientEvent::Kind kind) {
  static constexpr std::string_view kNames[] = {"connected", "ended",    "live",   "saved",
                                                "replaced",  "rejected", "healed", "needsNewer",
                                                "rights",    "presence", "closed"};
  return kNames[static_cast<size_t>(kind)];
}

ClientSession::ClientSession(ClientOptions options) : options_(std::move(options)) {
  welcome_.max_frame_bytes = kFrameBytes;
  welcome_.window_bytes = kWindowBytes;
}

uint32_t ClientSession::Add(std::string name, Document document, std::string_view state,
                            ReplicaSecret secret) {
  const uint32_t channel = next_channel_++;
  ClientDocument::Out out{[this, channel](Body body) { Send(Message{channel, std::move(body)}); },
                          [this, channel](ClientEvent event) {
                            event.channel = channel;
                            events_.push_back(std::move(event));
                          },
                          &options_, &welcome_, &queued_bytes_};
  auto added = std::make_unique<ClientDocument>(std::move(name), std::move(document), secret,
                                                std::move(out));
  // Without its state the document is a stranger's, which costs more to open and is safe.
  if (!state.empty()) (void)added->LoadState(state);
  documents_[channel] = std::move(added);
  return channel;
}

void ClientSession::Remove(uint32_t channel, uint64_t now) {
  ClientDocument& document = At(channel);
  if (state_ == State::kUp) {
    document.Tick(now, queued_bytes_ > 0);
    Send(Message{channel, Close{}});
  }
  documents_.erase(channel);
  if (state_ == State::kUp) OpenDown(now);
  std::erase_if(events_, [channel](const ClientEvent& event) { return event.channel == channel; });
}

void ClientSession::Send(const Message& message) {
  frames_.push_back(Encode(message));
  queued_bytes_ += frames_.back().size();
}

ClientDocument& ClientSession::At(uint32_t channel) {
  const auto it = documents_.find(channel);
  WEFT_CHECK(it != documents_.end());
  return *it->second;
}

const ClientDocument& ClientSession::state(uint32_t channel) const {
  const auto it = documents_.find(channel);
  WEFT_CHECK(it != documents_.end());
  return *it->second;
}

std::string ClientSession::SaveState(uint32_t channel) const { return state(channel).SaveState(); }

void ClientSession::Connected(uint64_t now) {
  Disconnected();
  state_ = State::kGreeting;
  SendHello(now);
}

void ClientSession::Disconnected() {
  state_ = State::kDown;
  frames_.clear();
  queued_bytes_ = buffered_bytes_ = 0;
  for (auto& [channel, document] : documents_) document->Disconnected();
}

void ClientSession::SendHello(uint64_t now) {
  greeted_at_ = now;
  Hello hello;
  hello.credential = options_.credential;
  Send(Message{kConnectionChannel, std::move(hello)});
}

Status ClientSession::Receive(std::string_view frame, uint64_t now) {
  if (state_ == State::kDown) return OkStatus();
  const Result<Message> message = Decode(frame);
  if (!message.ok()) return message.status();
  if (message->channel == kConnectionChannel) {
    OnConnection(message->body, now);
    return OkStatus();
  }
  const auto it = documents_.find(message->channel);
  if (state_ == State::kUp && it != documents_.end()) it->second->Receive(message->body, now);
  return OkStatus();
}

void ClientSession::OnConnection(const Body& body, uint64_t now) {
  if (const auto* welcome = std::get_if<Welcome>(&body)) {
    if (state_ != State::kGreeting) return;
    if (welcome->version != kProtocolVersion) {
      return End(CloseReason::kVersion,
                 "the server speaks version " + std::to_string(welcome->version) +
                     " of the protocol, this program version " + std::to_string(kProtocolVersion));
    }
    state_ = State::kUp;
    welcome_ = *welcome;
    ClientEvent event{ClientEvent::Kind::kConnected};
    event.credential = welcome->credential;
    if (!welcome->credential.empty()) options_.credential = welcome->credential;
    events_.push_back(std::move(event));
    OpenDown(now);
  } else if (const auto* closed = std::get_if<Closed>(&body)) {
    End(closed->reason, closed->message, closed->retry_after);
  }
}

// As many as the server has room for, also those added since; a server that tells no number has no
// limit.
void ClientSession::OpenDown(uint64_t now) {
  const uint32_t most = welcome_.max_documents;
  size_t open = 0;
  for (const auto& [channel, document] : documents_) open += document->takes_place() ? 1 : 0;
  for (auto& [channel, document] : documents_) {
    if (most != 0 && open >= most) return;
    if (!document->down()) continue;
    document->Connected(now);
    ++open;
  }
}

void ClientSession::End(CloseReason reason, std::string message, uint32_t retry_after) {
  ClientEvent event{ClientEvent::Kind::kEnded};
  event.reason = reason;
  event.message = std::move(message);
  event.retry_after = retry_after;
  events_.push_back(std::move(event));
  Disconnected();
}

void ClientSession::Tick(uint64_t now) {
  if (state_ == State::kGreeting && now >= greeted_at_ + options_.retry_after) SendHello(now);
  if (state_ == State::kUp) OpenDown(now);
  const bool held_up = queued_bytes_ > 0;  // before any of them says something
  for (auto& [channel, document] : documents_) {
    state_ == State::kUp ? document->Tick(now, held_up) : document->TakeLocal();
  }
}

void ClientSession::Reopen(uint32_t channel, uint64_t now) {
  ClientDocument& document = At(channel);
  const bool up = state_ == State::kUp;
  if (up && document.takes_place()) return document.Reopen(now);
  document.ReopenWhenConnected();
  if (up) OpenDown(now);
}

void ClientSession::Compare(uint32_t channel, uint64_t now) { At(channel).CompareNow(now); }

void ClientSession::SendPresence(uint32_t channel, std::string data, uint32_t ttl) {
  At(channel).SendPresence(std::move(data), ttl);
}

void ClientSession::SetBuffered(size_t bytes) {
  queued_bytes_ += bytes - std::exchange(buffered_bytes_, bytes);
}

bool ClientSession::NextFrame(std::string* frame) {
  if (frames_.empty()) return false;
  *frame = std::move(frames_.front());
  frames_.pop_front();
  queued_bytes_ -= frame->size();
  return true;
}

bool ClientSession::NextEvent(ClientEvent* event) {
  if (events_.empty()) return false;
  *event = std::move(events_.front());
  events_.pop_front();
  return true;
}

}  // namespace weft::sync
