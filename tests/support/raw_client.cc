#include "tests/support/raw_client.h"

#include <gtest/gtest.h>

#include "crdt/wire/update.h"

namespace weft::testing {

void RawClient::Enter(const std::string& principal, const std::string& document, Agent agent,
                      sync::ReplicaSecret secret) {
  sync::Hello hello;
  hello.credential = principal;
  Send(sync::Message{sync::kConnectionChannel, hello});
  Open(document, agent, secret);
}

void RawClient::Open(const std::string& document, Agent agent, sync::ReplicaSecret secret) {
  sync::Open open;
  open.document = document;
  open.agent = agent;
  open.attempt = ++attempt_;
  open.whole = true;
  open.secret = secret;
  Send(open);
  Take();
}

void RawClient::SendUpdate(const OperationSet& operations) {
  const Result<std::string> body = EncodeSessionUpdate(operations, numbers_);
  ASSERT_TRUE(body.ok()) << body.status().ToString();
  Send(sync::Update{0, *body, {}, {}});
  Take();
}

std::vector<sync::Message> RawClient::Take() {
  taken_.clear();
  std::string frame;
  while (session_->NextFrame(&frame)) {
    const Result<sync::Message> message = sync::Decode(frame);
    EXPECT_TRUE(message.ok());
    taken_.push_back(*message);
    if (const auto* opened = std::get_if<sync::Opened>(&message->body)) {
      for (const Agent agent : opened->agents) numbers_.Add(agent);
    } else if (const auto* number = std::get_if<sync::Number>(&message->body)) {
      numbers_.Add(number->agent);
    }
  }
  return taken_;
}

}  // namespace weft::testing
