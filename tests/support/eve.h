// A hostile client in the same document as an honest one.
#ifndef WEFT_TESTS_SUPPORT_EVE_H_
#define WEFT_TESTS_SUPPORT_EVE_H_

#include <memory>
#include <string>

#include "tests/support/documents.h"
#include "tests/support/hostile_network.h"
#include "tests/support/raw_client.h"

namespace weft::testing {

inline constexpr Agent kEve = 7;

// An honest client with a text, and eve in the same document.
struct Room : HostileNetwork {
  explicit Room(sync::ServerOptions options = {}, sync::Rights eves = sync::Rights::kEdit)
      : HostileNetwork(1, options), eve(nullptr) {
    Type(of_ann(), 0, "hello");
    Settle();
    application().rights["eve"] = eves;
    eve = std::make_unique<RawClient>(&server(), now());
    eve->Enter("eve", "list", kEve);
    Settle();
    eve->Take();
    eve->SetTime(now());
    before = ServerJson("list");
    events = ann.events.size();
  }

  // That the document is as it was and the others have heard nothing.
  void ExpectUnnoticed() {
    Settle();
    EXPECT_EQ(ServerJson("list"), before);
    EXPECT_EQ(ann.events.size(), events);
    EXPECT_TRUE(ann.link != nullptr && !ann.link->ended());
    ExpectSame("list");
    Type(of_ann(), 0, "!");
    Settle();
    ExpectSame("list");
  }
  void ExpectRefused(sync::Refusal reason) {
    const auto* reject = eve->Last<sync::Reject>();
    ASSERT_NE(reject, nullptr);
    EXPECT_EQ(reject->reason, reason) << Name(reject->reason) << ": " << reject->message;
    EXPECT_FALSE(eve->session().ended());
    ExpectUnnoticed();
  }
  void ExpectEnded(sync::CloseReason reason) {
    if (eve->Last<sync::Closed>() == nullptr) eve->Take();
    const auto* closed = eve->Last<sync::Closed>();
    ASSERT_NE(closed, nullptr);
    EXPECT_EQ(closed->reason, reason) << Name(closed->reason) << ": " << closed->message;
    EXPECT_TRUE(eve->session().ended());
    ExpectUnnoticed();
  }
  Document& of_ann() { return ann.session.document(note); }

  Client& ann = AddClient("ann");
  uint32_t note = Open(ann, "list");
  std::unique_ptr<RawClient> eve;
  std::string before;
  size_t events = 0;
};

inline OperationSet Typed(Agent agent, const std::string& text) {
  Document document(agent);
  Type(document, 0, text);
  return Taken(document);
}

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_EVE_H_
