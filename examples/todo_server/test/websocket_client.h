// WebsocketClient: a native client of one list: a ClientSession over a WebSocket. It is what a page
// is, without the page: it can lose its connection, and come back with what it did meanwhile.
//
//   WebsocketClient ada(&loop, {.list = id, .credential = id + "#" + capability, .agent = 1});
//   ada.Connect(port);
//   ada.WaitUntil([&] { return ada.live(); });
//
// Thread rule: the test's.
#ifndef WEFT_EXAMPLES_TODO_SERVER_TEST_WEBSOCKET_CLIENT_H_
#define WEFT_EXAMPLES_TODO_SERVER_TEST_WEBSOCKET_CLIENT_H_

#include <deque>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include <weft/crdt.h>
#include <weft/sync.h>
#include "examples/todo_server/test/websocket.h"

namespace weft::todo {

class WebsocketClient {
 public:
  struct Options {
    std::string list;
    std::string credential;
    Agent agent = 0;  // 0: to view only
  };
  WebsocketClient(SocketLoop* loop, const Options& options);

  void Connect(uint16_t port);
  // As when the network goes away.
  void Disconnect();
  bool connected() const { return socket_ != nullptr && socket_->open(); }
  // The server's end is gone, and everything it said was taken.
  bool gone() const { return socket_ == nullptr || (socket_->closed() && held_.empty()); }

  Document& document() { return session_.document(channel_); }
  const sync::ClientDocument& state() const { return session_.state(channel_); }
  // Up to date and everything of its own durable.
  bool settled();
  std::string Json();
  sync::ClientSession& session() { return session_; }
  uint32_t channel() const { return channel_; }
  const std::vector<sync::ClientEvent>& events() const { return events_; }
  size_t Count(sync::ClientEvent::Kind kind) const;

  // Takes edits, sends, and receives what has come: once, without waiting.
  void Pump();
  // While true, what comes waits, and is taken one by one.
  void Hold(bool hold) { holds_ = hold; }
  bool TakeOne();
  // Pumps these until the condition holds, or fails the test.
  static bool WaitUntil(SocketLoop* loop, const std::vector<WebsocketClient*>& clients,
                        const std::function<bool()>& condition);

 private:
  void TakeEvents();

  SocketLoop* loop_;
  sync::ClientSession session_;
  uint32_t channel_;
  std::unique_ptr<WebSocket> socket_;
  bool told_ = false;  // the session knows that the socket is open
  bool holds_ = false;
  std::deque<std::string> held_;
  std::vector<sync::ClientEvent> events_;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_TEST_WEBSOCKET_CLIENT_H_
