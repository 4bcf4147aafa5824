#include "examples/todo_server/sync_connection.h"

#include <sys/ioctl.h>
#ifdef __linux__
#include <linux/sockios.h>
#endif

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <utility>

namespace weft::todo {

namespace {

namespace websocket = boost::beast::websocket;
using Kind = WebSocketReader::Kind;

constexpr uint64_t kSecondMs = 1'000;
constexpr uint64_t kHelloMs = 10'000;
constexpr uint64_t kFinishMs = 10'000;
constexpr uint64_t kLongestWaitMs = 30'000;  // until more is read of whoever was too fast
constexpr uint64_t kPingMs = 60'000;         // after the last word
constexpr uint64_t kSilentMs = 120'000;
constexpr uint64_t kForever = UINT64_MAX;
constexpr uint64_t kControlCost = 10;  // of a ping, in operations: it is answered
// Close codes: RFC 6455, 7.4.1, and its registry.
constexpr uint16_t kNormal = 1000;
constexpr uint16_t kBrokeTheRules = 1002;
constexpr uint16_t kWrongKind = 1003;
constexpr uint16_t kTooBig = 1009;
constexpr uint16_t kComeBack = 1012;
constexpr size_t kJoined = 64 << 10;      // in a call, about
constexpr size_t kMostTaken = 256 << 10;  // of what nobody wants any more

// Bytes that were sent and did not arrive yet, where the system tells.
size_t Unacknowledged([[maybe_unused]] int socket) {
  int bytes = 0;
#ifdef SIOCOUTQ
  if (ioctl(socket, SIOCOUTQ, &bytes) != 0) return 0;
#endif
  return static_cast<size_t>(bytes);
}

bool Ends(Kind kind) {
  return kind == Kind::kClose || kind == Kind::kBroken || kind == Kind::kTooLong ||
         kind == Kind::kWrongKind;
}

}  // namespace

void SyncConnection::Start(TodoServer* server, Socket socket, Request request,
                           Strangers::Counted stranger) {
  const auto self =
      std::make_shared<SyncConnection>(server, std::move(socket), std::move(stranger));
  asio::co_spawn(self->socket_.get_executor(), Upgrade(self, std::move(request)), asio::detached);
}

SyncConnection::SyncConnection(TodoServer* server, Socket socket, Strangers::Counted stranger)
    : server_(server),
      counted_(server),
      counted_stranger_(std::move(stranger)),
      socket_(std::move(socket)),
      cut_at_(Now() + kHelloMs),
      send_until_(kForever),
      heard_at_(kForever) {
  ++server_->metrics().strangers;
  server_->Enter(this);
}

SyncConnection::~SyncConnection() {
  waits_ = true;  // the session may have a last word, which nobody sends any more
  session_.reset();
  if (stranger_) --server_->metrics().strangers;
  server_->Exit(this);
}

Awaitable<void> SyncConnection::Upgrade(std::shared_ptr<SyncConnection> self, Request request) {
  boost::system::error_code error;
  self->socket_.set_option(asio::ip::tcp::no_delay(true), error);
  if (!error) self->socket_.non_blocking(true, error);
  if (error) co_return;
  websocket::stream<Socket&, false> upgrade(self->socket_);
  const auto [failed] = co_await upgrade.async_accept(request, kAwait);
  if (!failed) self->Open();
}

void SyncConnection::Open() {
  state_ = State::kOpen;
  heard_at_ = Now();
  waits_ = false;
  reader_.set_limit(server_->options().sync.max_hello_bytes);
  session_ = server_->sync().Connect([this] { Wake(); });
  if (session_->ended()) Wake();  // at once: the server stops
  Read();
}

// Not from whoever is too fast, also in the middle of a message.
void SyncConnection::Read() {
  if (!socket_.is_open()) return;
  const uint64_t now = Now();
  const uint64_t allowed = session_->ReadAllowedAt(now);
  if (allowed > now + kLongestWaitMs) {
    session_->End(sync::CloseReason::kTooMany, "much more than allowed",
                  server_->options().sync.retry_after);
  }
  if (allowed > now) return Rest(std::min(allowed - now, kLongestWaitMs));
  const std::span<char> space = reader_.Space();
  socket_.async_read_some(
      asio::buffer(space.data(), space.size()),
      [self = shared_from_this()](const auto& error, size_t size) { self->Came(error, size); });
}

void SyncConnection::Rest(uint64_t milliseconds) {
  wait_ = std::make_unique<Timer>(socket_.get_executor(), std::chrono::milliseconds(milliseconds));
  wait_->async_wait([self = shared_from_this()](const auto& /*cancelled*/) {
    self->wait_.reset();
    self->Read();
  });
}

void SyncConnection::Came(const boost::system::error_code& error, size_t size) {
  if (error) return Cut();
  heard_at_ = Now();
  pinged_ = false;
  session_->Took(size, 0, heard_at_);
  reader_.Took(size);
  for (auto item = reader_.Next(); item.kind != Kind::kMore; item = reader_.Next()) {
    Take(item);
    if (Ends(item.kind) || !socket_.is_open()) return;
  }
  Read();
}

void SyncConnection::Take(const WebSocketReader::Item& item) {
  if (item.kind == Kind::kClose) return ClientCloses(item.payload);
  if (item.kind == Kind::kPing || item.kind == Kind::kPong) {
    session_->Took(0, kControlCost, heard_at_);
  }
  if (state_ != State::kOpen) return Ends(item.kind) ? Leave() : void();
  switch (item.kind) {
    case Kind::kMessage:
      return Receive(item.payload);
    case Kind::kPing:
      return SendControl(ControlFrame(Opcode::kPong, item.payload));
    case Kind::kWrongKind:
      wrong_kind_ = true;
      [[fallthrough]];
    case Kind::kBroken:
      return session_->End(sync::CloseReason::kProtocol, std::string(item.payload));
    case Kind::kTooLong:
      return session_->End(sync::CloseReason::kTooLarge, std::string(item.payload));
    default:
      return;
  }
}

void SyncConnection::Receive(std::string_view frame) {
  ++server_->metrics().frames_in;
  server_->metrics().bytes_in += frame.size();
  session_->Receive(frame, heard_at_);
  CountGreeting();
}

// The close is answered, unless it is an answer.
void SyncConnection::ClientCloses(std::string_view payload) {
  if (state_ != State::kOpen) return Leave();
  state_ = State::kLeaving;
  cut_at_ = std::min(cut_at_, heard_at_ + kFinishMs);
  SendControl(ControlFrame(Opcode::kClose, payload.substr(0, 2)));
}

void SyncConnection::CountGreeting() {
  if (!stranger_ || session_->principal().empty()) return;
  stranger_ = false;
  counted_stranger_.Reset();
  --server_->metrics().strangers;
  if (cut_at_ != kForever && !session_->ended()) cut_at_ = kForever;
  reader_.set_limit(server_->options().sync.max_frame_bytes);
}

// From inside of the server, which must not be called now.
void SyncConnection::Wake() {
  if (waits_) return;
  waits_ = true;
  server_->SendSoon(shared_from_this());
}

// Of several only the last one goes out.
void SyncConnection::SendControl(std::string frame) {
  control_ = std::move(frame);
  Wake();
}

void SyncConnection::Send() {
  if (!socket_.is_open()) return;
  CountGreeting();
  std::string& joined = server_->joined();
  for (;;) {
    joined.clear();
    Join(&joined);
    if (joined.empty()) return AllSent();
    boost::system::error_code error;
    const size_t sent = socket_.write_some(asio::buffer(joined), error);
    if (error && error != asio::error::would_block) return Cut();
    if (sent < joined.size()) return SendRest(std::string_view(joined).substr(sent));
  }
}

void SyncConnection::Join(std::string* out) {
  if (state_ == State::kOpen) {
    for (std::string frame; out->size() < kJoined && session_->NextFrame(&frame);) {
      AppendHeader(Opcode::kBinary, frame.size(), out);
      out->append(frame);
      ++server_->metrics().frames_out;
      server_->metrics().bytes_out += frame.size();
    }
  }
  if (out->size() < kJoined) out->append(std::exchange(control_, std::string()));
}

void SyncConnection::SendRest(std::string_view rest) {
  rest_ = rest;
  rest_sent_ = unacknowledged_ = 0;
  SendMore();
}

void SyncConnection::SendMore() {
  GiveTime(Now());
  socket_.async_write_some(asio::buffer(rest_) + rest_sent_,
                           [self = shared_from_this()](const auto& error, size_t size) {
                             if (error) return self->Cut();
                             self->rest_sent_ += size;
                             if (self->rest_sent_ < self->rest_.size()) return self->SendMore();
                             self->rest_ = std::string();
                             self->send_until_ = kForever;
                             self->Send();
                           });
}

void SyncConnection::GiveTime(uint64_t now) {
  const uint64_t seconds = server_->options().send_seconds;
  send_until_ = seconds == 0 ? kForever : now + seconds * kSecondMs;
}

// The system asks for more only when much of what it keeps was taken.
void SyncConnection::SeeWhatWasTaken(uint64_t now) {
  if (send_until_ == kForever) return;
  const size_t bytes = Unacknowledged(socket_.native_handle());
  if (bytes < unacknowledged_) GiveTime(now);
  unacknowledged_ = bytes;
}

void SyncConnection::AllSent() {
  waits_ = false;
  if (state_ == State::kLeaving) return Leave();
  if (state_ == State::kOpen && session_->ended()) Finish();
}

// The session has said why; this only tells WebSocket clients when to come back. Whoever broke the
// rules is not waited for.
void SyncConnection::Finish() {
  state_ = State::kClosing;
  const sync::CloseReason why = session_->end_reason();
  if (why == sync::CloseReason::kTooLarge) return Leave(CloseFrame(kTooBig, {}));
  if (why == sync::CloseReason::kProtocol) {
    return Leave(CloseFrame(wrong_kind_ ? kWrongKind : kBrokeTheRules, {}));
  }
  cut_at_ = std::min(cut_at_, Now() + kFinishMs);
  const std::string hint =
      "retry after " + std::to_string(server_->options().sync.retry_after) + " ms";
  SendControl(server_->stopping() ? CloseFrame(kComeBack, hint) : CloseFrame(kNormal, {}));
}

void SyncConnection::Tick(uint64_t now) {
  if (session_ != nullptr && session_->ended()) cut_at_ = std::min(cut_at_, now + kFinishMs);
  SeeWhatWasTaken(now);
  const uint64_t silent = now > heard_at_ ? now - heard_at_ : 0;
  if (now >= std::min(cut_at_, send_until_) || silent >= kSilentMs) return Cut();
  if (silent < kPingMs || pinged_ || state_ != State::kOpen) return;
  pinged_ = true;
  SendControl(ControlFrame(Opcode::kPing, {}));
}

// Says `last`, if there is room for it, and that nothing more comes, and takes what has come, so
// that the other end reads what was said; then closes without waiting for the other end.
void SyncConnection::Leave(std::string_view last) {
  boost::system::error_code error;
  if (!last.empty()) socket_.write_some(asio::buffer(last), error);
  socket_.shutdown(Socket::shutdown_send, error);
  std::array<char, 4096> bytes;
  for (size_t taken = 0; !error && taken < kMostTaken;) {
    const size_t size = socket_.read_some(asio::buffer(bytes), error);
    taken += size;
    if (size == 0) break;
  }
  Cut();
}

void SyncConnection::Cut() {
  boost::system::error_code ignored;
  socket_.close(ignored);
  if (wait_ != nullptr) wait_->cancel();
}

}  // namespace weft::todo
