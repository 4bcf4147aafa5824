// RawClient: a connection that says whatever a test makes up, message by message.
#ifndef WEFT_TESTS_SUPPORT_RAW_CLIENT_H_
#define WEFT_TESTS_SUPPORT_RAW_CLIENT_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crdt/core/operation.h"
#include "crdt/wire/agent_numbers.h"
#include "sync/codec.h"
#include "sync/server.h"

namespace weft::testing {

class RawClient {
 public:
  RawClient(sync::Server* server, uint64_t now) : session_(server->Connect()), now_(now) {}

  // Says hello as that principal and opens a document on channel 1.
  void Enter(const std::string& principal, const std::string& document, Agent agent,
             sync::ReplicaSecret secret = {});
  void Open(const std::string& document, Agent agent, sync::ReplicaSecret secret = {});

  void Send(const sync::Message& message) { SendBytes(sync::Encode(message)); }
  void Send(sync::Body body) { Send(sync::Message{1, std::move(body)}); }
  void SendBytes(const std::string& frame) { session_->Receive(frame, now_); }
  // As a session's update, by the numbers that the server has told.
  void SendUpdate(const OperationSet& operations);

  // What has come since the last call.
  std::vector<sync::Message> Take();
  // The last of these of a kind, or null.
  template <class T>
  const T* Last() const {
    const T* last = nullptr;
    for (const sync::Message& message : taken_) {
      if (const T* body = std::get_if<T>(&message.body)) last = body;
    }
    return last;
  }
  const AgentNumbers& numbers() const { return numbers_; }
  sync::ServerSession& session() { return *session_; }
  void Wait(uint64_t ms) { now_ += ms; }
  void SetTime(uint64_t now) { now_ = now; }

 private:
  std::unique_ptr<sync::ServerSession> session_;
  uint64_t now_;
  uint32_t attempt_ = 0;
  AgentNumbers numbers_{kSeedAgent};
  std::vector<sync::Message> taken_;
};

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_RAW_CLIENT_H_
