#include "examples/todo_server/test/websocket.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>
#include <utility>

namespace weft::todo {

namespace asio = boost::asio;
namespace beast = boost::beast;
using Error = boost::system::error_code;
using Tcp = asio::ip::tcp;

struct SocketLoop::Context {
  asio::io_context io{1};
};

SocketLoop::SocketLoop() : context_(std::make_unique<Context>()) {}
SocketLoop::~SocketLoop() = default;

bool SocketLoop::RunUntil(const std::function<bool()>& condition, std::chrono::seconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    Poll();
    // Not longer than this without asking: the condition may depend on the time, or on processes.
    context_->io.run_one_for(std::chrono::milliseconds(10));
  }
  return true;
}

void SocketLoop::Poll() {
  context_->io.restart();  // it stopped if there was nothing to do
  context_->io.poll();
}

// Shared with the handlers, which may run after the WebSocket has gone.
struct WebSocket::State : std::enable_shared_from_this<State> {
  struct Outgoing {
    std::string bytes;
    bool is_text;
  };

  explicit State(asio::io_context* io) : stream(*io) {}

  void Connect(uint16_t port, const std::string& target) {
    const Tcp::endpoint server(asio::ip::make_address("127.0.0.1"), port);
    stream.next_layer().async_connect(server, [self = shared_from_this(), target](Error error) {
      if (error) return self->Close(error);
      self->Upgrade(target);
    });
  }
  void Upgrade(const std::string& target) {
    Error ignored;
    stream.next_layer().set_option(Tcp::no_delay(true), ignored);
    stream.read_message_max(0);
    stream.async_handshake("127.0.0.1", target, [self = shared_from_this()](Error error) {
      if (error) return self->Close(error);
      self->open = true;
      self->Read();
      self->Write();
    });
  }
  void Read() {
    stream.async_read(buffer, [self = shared_from_this()](Error error, size_t) {
      if (error) return self->Close(error);
      self->incoming.push_back(beast::buffers_to_string(self->buffer.cdata()));
      self->buffer.consume(self->buffer.size());
      self->Read();
    });
  }
  void Write() {
    if (!open || writing || outgoing.empty()) return;
    writing = true;
    stream.text(outgoing.front().is_text);
    stream.async_write(asio::buffer(outgoing.front().bytes),
                       [self = shared_from_this()](Error error, size_t) {
                         self->writing = false;
                         // What the other end had to say may still be read.
                         if (error) return self->outgoing.clear();
                         self->outgoing.pop_front();
                         self->Write();
                       });
  }
  void Close(const Error& error) {
    open = false;
    closed = true;
    why = error.message();
    if (error == beast::websocket::error::closed) {
      why = "closed: " + std::to_string(stream.reason().code) + " " +
            std::string(stream.reason().reason.c_str());
    }
    Error ignored;
    stream.next_layer().close(ignored);
  }

  beast::websocket::stream<Tcp::socket> stream;
  beast::flat_buffer buffer;
  std::deque<std::string> incoming;
  std::deque<Outgoing> outgoing;
  std::string why;
  bool open = false;
  bool closed = false;
  bool writing = false;
};

WebSocket::WebSocket(SocketLoop* loop, uint16_t port, const std::string& target)
    : state_(std::make_shared<State>(&loop->context().io)) {
  state_->stream.binary(true);
  state_->Connect(port, target);
}

WebSocket::~WebSocket() {
  Error ignored;
  state_->stream.next_layer().close(ignored);
}

bool WebSocket::open() const { return state_->open; }
bool WebSocket::closed() const { return state_->closed && state_->incoming.empty(); }
const std::string& WebSocket::why() const { return state_->why; }
size_t WebSocket::unsent() const { return state_->outgoing.size(); }

void WebSocket::Send(std::string frame, bool is_text) {
  state_->outgoing.push_back({std::move(frame), is_text});
  state_->Write();
}

bool WebSocket::Receive(std::string* message) {
  if (state_->incoming.empty()) return false;
  *message = std::move(state_->incoming.front());
  state_->incoming.pop_front();
  return true;
}

}  // namespace weft::todo
