// RawConversation: a connection that says whatever a test makes up, message by message, over a real
// WebSocket: what tests/support/raw_client.h is without one.
#ifndef WEFT_EXAMPLES_TODO_SERVER_TEST_RAW_CONVERSATION_H_
#define WEFT_EXAMPLES_TODO_SERVER_TEST_RAW_CONVERSATION_H_

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include <weft/crdt.h>
#include <weft/sync.h>
#include "crdt/wire/agent_numbers.h"
#include "crdt/wire/update.h"
#include "examples/todo_server/test/websocket.h"

namespace weft::todo {

class RawConversation {
 public:
  RawConversation(SocketLoop* loop, uint16_t port) : socket_(loop, port) {}

  void SendBytes(const std::string& frame) { socket_.Send(frame); }
  void Send(sync::Body body, uint32_t channel = 1) {
    SendBytes(Encode(sync::Message{channel, std::move(body)}));
  }
  void Hello(const std::string& credential) {
    sync::Hello hello;
    hello.credential = credential;
    Send(hello, 0);
  }
  void Open(const std::string& document, Agent agent) {
    sync::Open open;
    open.document = document;
    open.agent = agent;
    open.attempt = ++attempt_;
    open.whole = true;
    Send(open);
  }
  std::string UpdateOf(const OperationSet& operations) const {
    AgentNumbers numbers = numbers_;
    for (const Operation& operation : operations.operations) {
      if (numbers.NumberOf(operation.id.agent) < 0) numbers.Add(operation.id.agent);
    }
    const Result<std::string> body = EncodeSessionUpdate(operations, numbers);
    EXPECT_TRUE(body.ok()) << body.status().ToString();
    return body.ok() ? *body : "";
  }

  void Pump() {
    for (std::string frame; socket_.Receive(&frame);) {
      const Result<sync::Message> message = sync::Decode(frame);
      if (!message.ok()) continue;
      if (const auto* opened = std::get_if<sync::Opened>(&message->body)) {
        for (const Agent agent : opened->agents) numbers_.Add(agent);
      } else if (const auto* number = std::get_if<sync::Number>(&message->body)) {
        numbers_.Add(number->agent);
      }
      taken_.push_back(*message);
    }
  }
  // The last of a kind that has come, or null.
  template <class T>
  const T* Last() const {
    const T* last = nullptr;
    for (const sync::Message& message : taken_) {
      if (const T* body = std::get_if<T>(&message.body)) last = body;
    }
    return last;
  }
  void Forget() { taken_.clear(); }
  bool closed() const { return socket_.closed(); }

 private:
  WebSocket socket_;
  uint32_t attempt_ = 0;
  AgentNumbers numbers_{kSeedAgent};
  std::vector<sync::Message> taken_;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_TEST_RAW_CONVERSATION_H_
