// SyncConnection: one WebSocket at /sync: carries frames between it and its ServerSession. One
// binary message is one frame.
//
// Reading is a coroutine, which waits when the session says that the client is too fast; a control
// frame (a ping) costs as much as some operations. Writing
// goes on while there are frames, one at a time: what waits is in the session, which bounds it.
// The connection ends when the session has ended and its frames are sent, when the client closes or
// is not heard of for two minutes, when it has not said who it is for ten seconds, does not take a
// frame within a minute, or the rest within ten seconds after the end.
//
// It lives as long as an operation on it is under way. Thread rule: the server's.
#ifndef WEFT_EXAMPLES_TODO_SERVER_SYNC_CONNECTION_H_
#define WEFT_EXAMPLES_TODO_SERVER_SYNC_CONNECTION_H_

#include <array>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "examples/todo_server/client_socket.h"
#include "examples/todo_server/network.h"
#include "examples/todo_server/todo_server.h"

namespace weft::todo {

class SyncConnection : public std::enable_shared_from_this<SyncConnection> {
 public:
  using Request = boost::beast::http::request<boost::beast::http::string_body>;

  // Answers the request and goes on by itself. The server outlives it.
  static void Start(TodoServer* server, Socket socket, Request request);

  SyncConnection(TodoServer* server, Socket socket);
  ~SyncConnection();
  SyncConnection(const SyncConnection&) = delete;
  SyncConnection& operator=(const SyncConnection&) = delete;

  // Once a second.
  void Tick(uint64_t now);

 private:
  Awaitable<void> Serve(std::shared_ptr<SyncConnection> self, Request request);
  Awaitable<void> Read();
  Awaitable<std::pair<boost::system::error_code, std::string_view>> ReadMessage();
  void Wake();
  void Write();
  void Written(const boost::system::error_code& error);
  void Finish();
  void Cut();
  void CountGreeting();

  TodoServer* server_;
  const ConnectionCount counted_;
  boost::beast::websocket::stream<ClientSocket, false> stream_;
  std::array<char, 256> first_;  // of a frame; most are not longer
  std::string incoming_;         // one that is
  std::string outgoing_;
  std::unique_ptr<sync::ServerSession> session_;
  uint64_t cut_at_;  // milliseconds
  uint64_t write_until_ = UINT64_MAX;
  bool stranger_ = true;  // not let in yet
  bool writing_ = true;   // or not open yet
  bool closing_ = false;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_SYNC_CONNECTION_H_
