// What a hostile client can say over a real connection: writing over a link to view, as somebody
// else, with gaps, damaged frames. Each is refused with a reason or ends that connection only.
#include "examples/todo_server/test/hostile_server.h"
#include "examples/todo_server/test/raw_conversation.h"
#include "tests/support/random.h"

namespace weft::todo {
namespace {

using sync::Refusal;
using Event = sync::ClientEvent::Kind;
constexpr Agent kEve = 77;

OperationSet Typed(Agent agent, const std::string& text) {
  Document document(agent);
  EXPECT_TRUE(document.Text("name").Insert(0, text).ok());
  return document.TakeLocal();
}

class HostileMessages : public HostileServer {
 protected:
  bool WaitForEve(const std::function<bool()>& condition) {
    return WaitUntil({ada.get(), ben.get()}, [&] {
      eve->Pump();
      return condition();
    });
  }
  template <class T>
  T Answer() {
    EXPECT_TRUE(WaitForEve([&] { return eve->Last<T>() != nullptr || eve->closed(); }));
    const T* answer = eve->Last<T>();
    EXPECT_NE(answer, nullptr) << "the connection was closed instead";
    return answer == nullptr ? T() : *answer;
  }
  // Eve is let in. Before that she may only wait.
  void Greet(const std::string& credential) {
    eve = std::make_unique<RawConversation>(&loop, server.port());
    eve->Hello(credential);
    Answer<sync::Welcome>();
  }
  // Eve has the list open, as far as the link lets her.
  sync::Rights Enter(const std::string& credential, Agent agent = kEve) {
    Greet(credential);
    eve->Open(server.list(), agent);
    const sync::Rights rights = Answer<sync::Opened>().rights;
    eve->Forget();
    return rights;
  }
  // Waits until what eve sent has been dealt with; false when that ended her connection. She has
  // the list open afterwards.
  bool Caught(size_t* refused) {
    eve->Send(sync::Heartbeat{0});
    const auto answered = [&] {
      return eve->closed() || eve->Last<sync::Heartbeat>() != nullptr ||
             eve->Last<sync::Resynchronise>() != nullptr || eve->Last<sync::Closed>() != nullptr;
    };
    EXPECT_TRUE(WaitForEve(answered));
    *refused += eve->Last<sync::Reject>() == nullptr ? 0 : 1;
    const bool still_open = !eve->closed() && eve->Last<sync::Heartbeat>() != nullptr;
    eve->Forget();
    return still_open;
  }
  void ExpectRefused(Refusal reason) {
    const auto reject = Answer<sync::Reject>();
    EXPECT_EQ(reject.reason, reason) << Name(reject.reason) << ": " << reject.message;
    EXPECT_FALSE(eve->closed());
    eve->Forget();
    ExpectUnnoticed();
  }

  std::unique_ptr<RawConversation> eve;
};

TEST_F(HostileMessages, WritesOverALinkToView) {
  EXPECT_EQ(Enter(server.view_credential()), sync::Rights::kView);
  eve->Send(sync::Update{0, eve->UpdateOf(Typed(kEve, "forged")), {}, {}});
  ExpectRefused(Refusal::kForbidden);
  eve->Send(sync::Update{0, eve->UpdateOf(Typed(11, "forged")), {}, {}});
  ExpectRefused(Refusal::kForbidden);
  eve->Send(sync::Update{0, eve->UpdateOf(Typed(kSeedAgent, "forged")), {}, {}});
  ExpectRefused(Refusal::kForbidden);
  // On a channel of its own, that was never opened.
  eve->Send(sync::Update{0, eve->UpdateOf(Typed(kEve, "forged")), {}, {}}, 9);
  Answer<sync::Resynchronise>();
  ExpectUnnoticed();
}

TEST_F(HostileMessages, WritesWithTheTokenOfADeviceThatViews) {
  eve = std::make_unique<RawConversation>(&loop, server.port());
  eve->Hello(server.view_credential());
  const std::string token = Answer<sync::Welcome>().credential;
  ASSERT_FALSE(token.empty());
  EXPECT_EQ(Enter(token), sync::Rights::kView);
  eve->Send(sync::Update{0, eve->UpdateOf(Typed(kEve, "forged")), {}, {}});
  ExpectRefused(Refusal::kForbidden);
  // "v" for view is part of the token; whoever makes it an "e" has no valid one.
  std::string forged = token;
  const size_t device = forged.find("/v");
  if (device != std::string::npos) forged[device + 1] = 'e';
  if (device == std::string::npos) forged.back() = forged.back() == 'a' ? 'b' : 'a';
  eve = std::make_unique<RawConversation>(&loop, server.port());
  eve->Hello(forged);
  EXPECT_EQ(Answer<sync::Closed>().reason, sync::CloseReason::kRefused);
  ExpectUnnoticed();
}

// Every damage to a frame that would be an update: whatever the bytes then mean, it is no edit.
TEST_F(HostileMessages, DamagedUpdatesOverALinkToView) {
  testing::Random random(testing::RunSeed());
  size_t refused = 0;
  bool entered = false;
  for (int i = 0; i < 300 && !HasFailure(); ++i) {
    if (!entered) {
      ASSERT_EQ(Enter(server.view_credential()), sync::Rights::kView);
    }
    sync::Update update{0, eve->UpdateOf(Typed(kEve, "forged")), {}, {}};
    std::string frame = Encode(sync::Message{1, update});
    if (i % 3 == 0) frame.append(8 * random.Below(4), '\0');
    for (size_t flips = random.Below(4); flips > 0; --flips) {
      frame[random.Below(frame.size())] ^= static_cast<char>(1 << random.Below(8));
    }
    eve->SendBytes(frame);
    entered = Caught(&refused);
  }
  EXPECT_GT(refused, 100u) << "most were no updates";
  ExpectUnnoticed();
  EXPECT_EQ(JsonOfNewcomer(), ada->Json());
}

// Somebody who may edit sends noise of every kind. What still is an edit may change the list.
TEST_F(HostileMessages, DamagedFramesOfEveryKind) {
  testing::Random random(testing::RunSeed());
  size_t refused = 0;
  bool entered = false;
  for (int i = 0; i < 300 && !HasFailure(); ++i) {
    if (!entered) {
      Greet(server.edit_credential());
      eve->Open(server.list(), kEve + 100 + static_cast<Agent>(i));
    }
    sync::Open open;
    open.document = server.list();
    open.agent = kEve + random.Below(3);
    open.attempt = static_cast<uint32_t>(i + 2);
    const sync::Body bodies[] = {open,
                                 sync::Update{0, eve->UpdateOf(Typed(kEve, "noise")), {}, {}},
                                 sync::Presence{kEve, 1000, "", "here"},
                                 sync::Compare{1},
                                 sync::Heartbeat{1},
                                 sync::Close{},
                                 sync::Hello{}};
    std::string frame = Encode(sync::Message{1, bodies[random.Below(std::size(bodies))]});
    for (size_t flips = 1 + random.Below(3); flips > 0; --flips) {
      frame[random.Below(frame.size())] ^= static_cast<char>(1 << random.Below(8));
    }
    eve->SendBytes(frame.substr(0, random.OneIn(10) ? random.Below(frame.size()) : frame.size()));
    entered = Caught(&refused);
  }
  EXPECT_GT(refused, 0u);
  for (WebsocketClient* client : {ada.get(), ben.get()}) {
    ASSERT_TRUE(TodoText(client->document(), 0).Insert(0, "x").ok());
  }
  ASSERT_TRUE(Settle({ada.get(), ben.get()}));
  EXPECT_EQ(ada->Json(), ben->Json());
  EXPECT_TRUE(server.running());
  EXPECT_EQ(ada->Count(Event::kConnected) + ben->Count(Event::kConnected), 2u);
  EXPECT_EQ(ada->Count(Event::kRejected) + ben->Count(Event::kRejected), 0u);
}

TEST_F(HostileMessages, WritesAsSomebodyElse) {
  EXPECT_EQ(Enter(server.edit_credential()), sync::Rights::kEdit);
  eve->Send(sync::Update{0, eve->UpdateOf(Typed(11, "forged")), {}, {}});
  ExpectRefused(Refusal::kForeignAgent);
}

TEST_F(HostileMessages, TakesAnAgentThatIsSomebodyElses) {
  Greet(server.edit_credential());
  eve->Open(server.list(), 11);
  ExpectRefused(Refusal::kForeignAgent);
  eve->Send(sync::Update{0, eve->UpdateOf(Typed(11, "forged")), {}, {}});
  eve->Send(sync::Heartbeat{0}, 9);
  Answer<sync::Resynchronise>();  // what came before was taken
  ExpectUnnoticed();
}

TEST_F(HostileMessages, LeavesAGap) {
  Enter(server.edit_credential());
  Document document(kEve);
  ASSERT_TRUE(document.Text("name").Insert(0, "never sent").ok());
  (void)document.TakeLocal();
  ASSERT_TRUE(document.Text("name").Insert(0, "sent").ok());
  eve->Send(sync::Update{0, eve->UpdateOf(document.TakeLocal()), {}, {}});
  EXPECT_EQ(Answer<sync::Missing>().agent, kEve);
  ExpectUnnoticed();
}

TEST_F(HostileMessages, WritesWhatNoListHolds) {
  Enter(server.edit_credential());
  Document document(kEve);
  ASSERT_TRUE(document.Map("elsewhere").Set("key", Value("value")).ok());
  eve->Send(sync::Update{0, eve->UpdateOf(document.TakeLocal()), {}, {}});
  ExpectRefused(Refusal::kPolicy);
}

TEST_F(HostileMessages, OpensAListThatItHasNoLinkTo) {
  Greet(server.edit_credential());
  eve->Open(server.list() + "x", kEve);
  EXPECT_EQ(Answer<sync::Closed>().reason, sync::CloseReason::kRefused);
  ExpectUnnoticed();
}

TEST_F(HostileMessages, PresenceIsInOnesOwnName) {
  Enter(server.edit_credential());
  eve->Send(sync::Presence{11, 30'000, "ada", "I am ada"});
  ASSERT_TRUE(WaitForEve([&] { return ben->Count(Event::kPresence) > 0; }));
  for (const sync::ClientEvent& event : ben->events()) {
    if (event.kind != Event::kPresence) continue;
    EXPECT_EQ(event.presence.agent, kEve);
    EXPECT_EQ(event.presence.principal.rfind(server.list() + "/", 0), 0u);
  }
  ExpectUnnoticed();
}

TEST_F(HostileMessages, WhoViewsHasNoPresence) {
  Enter(server.view_credential());
  eve->Send(sync::Presence{11, 30'000, "ada", "I am ada"});
  eve->Send(sync::Heartbeat{0});
  Answer<sync::Heartbeat>();  // what came before was taken
  ExpectUnnoticed();
  EXPECT_EQ(ada->Count(Event::kPresence) + ben->Count(Event::kPresence), 0u);
}

}  // namespace
}  // namespace weft::todo
