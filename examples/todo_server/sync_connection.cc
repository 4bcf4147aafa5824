#include "examples/todo_server/sync_connection.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <string_view>
#include <utility>

namespace weft::todo {

namespace {

namespace websocket = boost::beast::websocket;

constexpr uint64_t kHelloMs = 10'000;
constexpr uint64_t kFinishMs = 10'000;
constexpr uint64_t kWriteMs = 60'000;        // for a frame to be taken
constexpr uint64_t kLongestWaitMs = 30'000;  // until more is read of whoever was too fast
constexpr uint64_t kForever = UINT64_MAX;
// A whole WebSocket frame: close, two bytes, code 1002. RFC 6455, 5.5.1 and 7.4.1.
constexpr std::string_view kBrokeTheRules("\x88\x02\x03\xEA", 4);
constexpr uint64_t kControlCost = 10;  // of a ping, in operations: it is answered
// Of a frame that is longer than most, at a time.
constexpr size_t kLeastRead = 4 << 10;
constexpr size_t kMostRead = 64 << 10;

}  // namespace

void SyncConnection::Start(TodoServer* server, Socket socket, Request request) {
  const auto self = std::make_shared<SyncConnection>(server, std::move(socket));
  const Executor executor = self->stream_.get_executor();
  asio::co_spawn(executor, self->Serve(self, std::move(request)), asio::detached);
}

SyncConnection::SyncConnection(TodoServer* server, Socket socket)
    : server_(server), counted_(server), stream_(std::move(socket)), cut_at_(Now() + kHelloMs) {
  ++server_->metrics().strangers;
  server_->Enter(this);
}

SyncConnection::~SyncConnection() {
  if (stranger_) --server_->metrics().strangers;
  server_->Exit(this);
}

// `self` keeps it alive as long as it reads.
Awaitable<void> SyncConnection::Serve([[maybe_unused]] std::shared_ptr<SyncConnection> self,
                                      Request request) {
  stream_.binary(true);
  stream_.auto_fragment(false);
  stream_.read_message_max(server_->options().sync.max_hello_bytes);
  stream_.set_option(websocket::stream_base::timeout{
      std::chrono::seconds(10), std::chrono::minutes(2), /*keep_alive_pings=*/true});
  stream_.next_layer().set_option(asio::ip::tcp::no_delay(true));
  const auto [error] = co_await stream_.async_accept(request, kAwait);
  if (error) co_return;
  request = {};  // not kept while the connection idles
  session_ = server_->sync().Connect([this] { Wake(); });
  stream_.next_layer().CountFor(session_.get());
  stream_.control_callback([this](websocket::frame_type, boost::beast::string_view) {
    session_->Took(0, kControlCost, Now());
  });
  writing_ = false;
  Write();  // it may have ended at once
  co_await Read();
}

Awaitable<void> SyncConnection::Read() {
  while (!session_->ended()) {
    const uint64_t now = Now();
    const uint64_t allowed = session_->ReadAllowedAt(now);
    if (allowed > now + kLongestWaitMs) {
      session_->End(sync::CloseReason::kTooMany, "much more than allowed",
                    server_->options().sync.retry_after);
      break;
    }
    if (allowed > now) {
      co_await stream_.next_layer().Rest();
      if (session_->ended() || !stream_.is_open()) break;
    }
    const auto [error, frame] = co_await ReadMessage();
    if (error) co_return Cut();
    if (!stream_.got_binary()) {
      session_->End(sync::CloseReason::kProtocol, "frames are binary messages");
      break;
    }
    ++server_->metrics().frames_in;
    server_->metrics().bytes_in += frame.size();
    session_->Receive(frame, Now());
    incoming_ = std::string();
    CountGreeting();
  }
}

// Valid until the next one. Most frames are short, and nothing is allocated to wait for one.
Awaitable<std::pair<boost::system::error_code, std::string_view>> SyncConnection::ReadMessage() {
  const auto [error, size] = co_await stream_.async_read_some(asio::buffer(first_), kAwait);
  if (error || stream_.is_message_done())
    co_return std::pair(error, std::string_view(first_.data(), size));
  incoming_.assign(first_.data(), size);
  while (!stream_.is_message_done()) {
    const size_t before = incoming_.size();
    incoming_.resize(before + std::clamp(before, kLeastRead, kMostRead));
    const auto rest = asio::buffer(incoming_.data() + before, incoming_.size() - before);
    const auto [failed, more] = co_await stream_.async_read_some(rest, kAwait);
    incoming_.resize(before + more);
    if (failed) co_return std::pair(failed, std::string_view());
  }
  co_return std::pair(boost::system::error_code(), std::string_view(incoming_));
}

void SyncConnection::CountGreeting() {
  if (!stranger_ || session_->principal().empty()) return;
  stranger_ = false;
  --server_->metrics().strangers;
  if (cut_at_ != kForever && !session_->ended()) cut_at_ = kForever;
  stream_.read_message_max(server_->options().sync.max_frame_bytes);
}

// From inside of the server, which must not be called now; also when the session goes with its
// connection, which nobody owns any more then.
void SyncConnection::Wake() {
  if (writing_) return;
  auto self = weak_from_this().lock();
  if (self == nullptr) return;
  writing_ = true;
  asio::post(stream_.get_executor(), [self = std::move(self)] {
    self->CountGreeting();
    self->Write();
  });
}

void SyncConnection::Write() {
  writing_ = session_->NextFrame(&outgoing_);
  if (!writing_) {
    outgoing_ = std::string();
    write_until_ = kForever;
    if (session_->ended()) Finish();
    return;
  }
  write_until_ = Now() + kWriteMs;
  ++server_->metrics().frames_out;
  server_->metrics().bytes_out += outgoing_.size();
  stream_.async_write(asio::buffer(outgoing_),
                      [self = shared_from_this()](const boost::system::error_code& error, size_t) {
                        self->Written(error);
                      });
}

void SyncConnection::Written(const boost::system::error_code& error) {
  if (error) return Cut();
  Write();
}

// The session has said why; this only tells WebSocket clients when to come back. Whoever broke the
// rules is not waited for.
void SyncConnection::Finish() {
  if (closing_) return;
  closing_ = true;
  const sync::CloseReason why = session_->end_reason();
  if (why == sync::CloseReason::kProtocol || why == sync::CloseReason::kTooLarge) {
    return stream_.next_layer().Leave(kBrokeTheRules);
  }
  cut_at_ = std::min(cut_at_, Now() + kFinishMs);
  const websocket::close_reason reason =
      server_->stopping()
          ? websocket::close_reason(
                websocket::close_code::service_restart,
                "retry after " + std::to_string(server_->options().sync.retry_after) + " ms")
          : websocket::close_reason(websocket::close_code::normal);
  stream_.async_close(
      reason, [self = shared_from_this()](const boost::system::error_code&) { self->Cut(); });
}

void SyncConnection::Tick(uint64_t now) {
  if (session_ != nullptr && session_->ended()) cut_at_ = std::min(cut_at_, now + kFinishMs);
  if (now >= std::min(cut_at_, write_until_)) Cut();
}

void SyncConnection::Cut() { stream_.next_layer().Cut(); }

}  // namespace weft::todo
