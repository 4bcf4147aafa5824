#include <utility>
#include <variant>

#include "bench/server/driver.h"
#include "crdt/document/document.h"
#include "crdt/wire/agent_numbers.h"
#include "crdt/wire/update.h"
#include "sync/codec.h"

namespace weft::bench {

namespace {

constexpr uint32_t kChannel = 1;

// A document with its own edits alone, and none of a client's bookkeeping: the client must not be
// slower than the server.
class WeftDriver : public Driver {
 public:
  WeftDriver(std::string list, std::string credential, uint64_t agent)
      : list_(std::move(list)), credential_(std::move(credential)), document_(agent) {}

  std::vector<std::string> Greet() override {
    sync::Hello hello;
    hello.credential = credential_;
    return {sync::Encode({sync::kConnectionChannel, std::move(hello)})};
  }

  std::vector<Heard> Hear(std::string_view frame, std::vector<std::string>* answers) override {
    const Result<sync::Message> message = sync::Decode(frame);
    if (!message.ok()) return {{Heard::Kind::kEnded}};
    const sync::Body& body = message->body;
    if (std::holds_alternative<sync::Welcome>(body)) {
      answers->push_back(OpenFrame());
    } else if (const auto* opened = std::get_if<sync::Opened>(&body)) {
      for (const Agent agent : opened->agents) numbers_.Add(agent);
      return {{Heard::Kind::kReady}};
    } else if (const auto* number = std::get_if<sync::Number>(&body)) {
      numbers_.Add(number->agent);
    } else if (const auto* ack = std::get_if<sync::Ack>(&body)) {
      return {{Heard::Kind::kAcknowledged, ack->position}};
    } else if (const auto* update = std::get_if<sync::Update>(&body)) {
      return {{Heard::Kind::kDelivered, update->position}};
    } else if (std::holds_alternative<sync::Closed>(body) ||
               std::holds_alternative<sync::Reject>(body) ||
               std::holds_alternative<sync::Resynchronise>(body)) {
      return {{Heard::Kind::kEnded}};
    }
    return {};
  }

  Update Type() override {
    (void)document_.Text("name").Insert(typed_++, "x", Unit::kUtf16);
    const Result<std::string> bytes = EncodeSessionUpdate(document_.TakeLocal(), numbers_);
    return {sync::Encode({kChannel, sync::Update{0, bytes.ok() ? *bytes : "", {}, {}}})};
  }

 private:
  std::string OpenFrame() const {
    sync::Open open;
    open.document = list_;
    open.agent = document_.agent();
    open.attempt = 1;
    open.whole = true;
    return sync::Encode({kChannel, std::move(open)});
  }

  std::string list_;
  std::string credential_;
  Document document_;
  AgentNumbers numbers_{kSeedAgent};
  size_t typed_ = 0;
};

}  // namespace

std::unique_ptr<Driver> MakeWeftDriver(std::string list, std::string credential, uint64_t agent) {
  return std::make_unique<WeftDriver>(std::move(list), std::move(credential), agent);
}

}  // namespace weft::bench
