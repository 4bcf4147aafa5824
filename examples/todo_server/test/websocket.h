// WebSocket: a client's end of one WebSocket connection, for tests; SocketLoop: what runs any
// number of them in the test's thread, whenever the test waits for something.
//
// Cost: sending queues; nothing moves outside of RunUntil. Thread rule: the test's. Sockets end
// before their loop.
#ifndef WEFT_EXAMPLES_TODO_SERVER_TEST_WEBSOCKET_H_
#define WEFT_EXAMPLES_TODO_SERVER_TEST_WEBSOCKET_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace weft::todo {

class SocketLoop {
 public:
  SocketLoop();
  ~SocketLoop();
  SocketLoop(const SocketLoop&) = delete;
  SocketLoop& operator=(const SocketLoop&) = delete;

  // Moves bytes until `condition` holds, which is asked again and again. False: the deadline came.
  bool RunUntil(const std::function<bool()>& condition,
                std::chrono::seconds deadline = std::chrono::seconds(60));

  // Moves what can be moved without waiting.
  void Poll();

  struct Context;
  Context& context() { return *context_; }

 private:
  std::unique_ptr<Context> context_;
};

class WebSocket {
 public:
  // Begins to connect to 127.0.0.1.
  WebSocket(SocketLoop* loop, uint16_t port, const std::string& target = "/sync");
  ~WebSocket();  // without a farewell
  WebSocket(const WebSocket&) = delete;
  WebSocket& operator=(const WebSocket&) = delete;

  bool open() const;
  // Never was, or is no longer, and all that came was received; why, for people.
  bool closed() const;
  const std::string& why() const;

  // Frames sent before it is open wait.
  void Send(std::string frame, bool is_text = false);
  // The next message that has come.
  bool Receive(std::string* message);
  size_t unsent() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_TEST_WEBSOCKET_H_
