// ClientSocket: a client's TCP connection, as a WebSocket reads it. Everything that comes counts
// for the session's limits, also what is in no frame (headers, pings, fragments of nothing), and
// nothing is read from whoever is faster than allowed: in the middle of a message, too.
//
// It is closed without waiting for the other end: whoever breaks the rules is gone at once.
// Thread rule: the server's.
#ifndef WEFT_EXAMPLES_TODO_SERVER_CLIENT_SOCKET_H_
#define WEFT_EXAMPLES_TODO_SERVER_CLIENT_SOCKET_H_

#include <weft/sync.h>

#include <boost/asio/compose.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>
#include <memory>
#include <string_view>
#include <utility>

#include "examples/todo_server/network.h"

namespace weft::todo {

class ClientSocket : public Socket {
 public:
  explicit ClientSocket(Socket socket) : Socket(std::move(socket)) {}

  // From now on what comes is that session's, which lives as long as it is read from.
  void CountFor(sync::ServerSession* session) { session_ = session; }
  // Until the session may be read from.
  Awaitable<void> Rest() {
    if (StartWait()) co_await wait_->async_wait(kAwait);
  }
  // Ends a wait, too.
  void Cut() {
    boost::system::error_code ignored;
    close(ignored);
    if (wait_ != nullptr) wait_->cancel();
  }
  // Says `last`, if there is room for it, and that nothing more comes, and takes what has come, so
  // that the other end reads what was said; then closes.
  void Leave(std::string_view last = {});

  // The name and the way are Asio's.
  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return asio::async_compose<Token, void(boost::system::error_code, size_t)>(
        Reading<Buffers>{this, buffers}, token, *this);
  }

 private:
  enum class Step : uint8_t { kWait, kRead, kTake };

  template <class Buffers>
  struct Reading {
    ClientSocket* socket;
    Buffers buffers;
    Step step = Step::kWait;

    template <class Self>
    void operator()(Self& self, boost::system::error_code error = {}, size_t size = 0) {
      if (step == Step::kWait) {
        step = Step::kRead;
        if (socket->StartWait()) return socket->wait_->async_wait(std::move(self));
      }
      if (step == Step::kRead) {
        step = Step::kTake;
        return socket->Base().async_read_some(buffers, std::move(self));
      }
      socket->Took(size);
      self.complete(error, size);
    }
  };

  Socket& Base() { return *this; }
  // Whether there is something to wait for.
  bool StartWait();
  void Took(size_t bytes);

  sync::ServerSession* session_ = nullptr;
  std::unique_ptr<Timer> wait_;
};

// For Beast, which finds it by its argument.
template <class Handler>
void async_teardown(boost::beast::role_type /*role*/, ClientSocket& socket, Handler&& handler) {
  socket.Leave();
  const auto executor = asio::get_associated_executor(handler, socket.get_executor());
  asio::post(executor, [handler = std::forward<Handler>(handler)]() mutable {
    handler(boost::system::error_code());
  });
}

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_CLIENT_SOCKET_H_
