// kill -9 at random moments while two clients edit: nothing that was acknowledged is lost, nor
// anything that somebody was shown; the server starts again, clients come back and converge.
//
// The page cache survives this; what a power failure leaves is crash_test.cc's.
#include <iostream>
#include <map>

#include "examples/todo_server/test/shared_server.h"
#include "tests/support/random.h"

namespace weft::todo {
namespace {

using testing::Random;

class KillTest : public SharedServer {
 protected:
  // So that snapshots and trimming are interrupted, too.
  KillTest() { arguments = {"--snapshot-bytes", "10000"}; }

  void Edit(WebsocketClient& client) {
    Document& document = client.document();
    const size_t count = TodoCount(document);
    const size_t what = random.Below(10);
    if (count < 3 || what == 0) {
      AddTodo(document, random.Below(count + 1), "to-do " + std::to_string(random.Below(1000)));
    } else if (what == 1) {
      SetDone(document, random.Below(count), random.OneIn(2));
    } else if (what == 2) {
      EXPECT_TRUE(document.List("todos").Move(random.Below(count), random.Below(count)).ok());
    } else if (what == 3) {
      EXPECT_TRUE(document.List("todos").Erase(random.Below(count)).ok());
    } else {
      Text text = TodoText(document, random.Below(count));
      const size_t length = text.Length(Unit::kUtf16);
      if (length > 200) {
        EXPECT_TRUE(text.Erase(0, 150).ok());
      } else {
        EXPECT_TRUE(text.Insert(random.Below(length + 1), "words, ").ok());
      }
    }
  }

  // Until a moment that the seed chooses, which no machine reaches in quite the same way.
  void EditForAWhile() {
    for (size_t step = random.Below(60); step > 0; --step) {
      for (WebsocketClient* client : clients) {
        for (size_t edits = random.Below(4); edits > 0; --edits) Edit(*client);
        client->Pump();
      }
      for (size_t polls = random.Below(3); polls > 0; --polls) loop.Poll();
    }
  }

  // What the server must know from now on: everything that was acknowledged, and what of others was
  // shown. Of one's own what is not acknowledged may be lost by the server, never by oneself.
  Version Promised() {
    Version promised;
    for (WebsocketClient* client : clients) {
      const Agent own = client->document().agent();
      const Version version = client->document().version();
      for (const Version::Entry& entry : version.entries()) {
        const Counts counts = entry.agent == own ? client->state().acked() : entry.counts;
        const Counts before = promised.Get(entry.agent);
        promised.Set(entry.agent, {std::max(before.creations, counts.creations),
                                   std::max(before.effects, counts.effects)});
      }
    }
    return promised;
  }

  void KillOnce() {
    EditForAWhile();
    server.Kill();
    // What the dead server had sent still arrives, acknowledgements above all.
    ASSERT_TRUE(WaitUntil(clients, [&] {
      for (WebsocketClient* client : clients) {
        if (!client->gone()) return false;
      }
      return true;
    }));
    const Version promised = Promised();
    acknowledged += promised.entries().size();
    for (WebsocketClient* client : clients) Edit(*client);  // offline
    ASSERT_TRUE(Start());
    // Somebody new comes before anyone could bring back what was lost.
    const auto newcomer = Join(0);
    const Version kept = newcomer->document().version();
    EXPECT_TRUE(kept.Covers(promised))
        << "kept " << kept.ToString() << ", promised " << promised.ToString();
    for (WebsocketClient* client : clients) client->Connect(server.port());
    ASSERT_TRUE(Settle({ada.get(), ben.get(), newcomer.get()}));
    EXPECT_EQ(ada->Json(), ben->Json());
    EXPECT_EQ(ada->Json(), newcomer->Json());
    EXPECT_EQ(ada->Json(), JsonOfNewcomer());
  }

  Random random{testing::RunSeed()};
  std::unique_ptr<WebsocketClient> ada;
  std::unique_ptr<WebsocketClient> ben;
  Clients clients;
  size_t acknowledged = 0;
};

TEST_F(KillTest, NothingThatWasAcknowledgedIsLost) {
  ASSERT_TRUE(Start());
  ada = Join(11);
  ben = Join(22);
  clients = {ada.get(), ben.get()};
  const size_t kills = testing::BudgetFactor() > 1 ? 200 : 20;
  for (size_t i = 0; i < kills && !HasFailure(); ++i) {
    SCOPED_TRACE("kill " + std::to_string(i + 1) + ", seed " + std::to_string(testing::RunSeed()));
    KillOnce();
  }
  EXPECT_GT(acknowledged, 0u);
  for (WebsocketClient* client : clients) {
    EXPECT_EQ(client->Count(sync::ClientEvent::Kind::kRejected), 0u);
    EXPECT_EQ(client->Count(sync::ClientEvent::Kind::kHealed), 0u);
    EXPECT_GE(client->Count(sync::ClientEvent::Kind::kConnected), kills);
  }
  std::cout << kills << " kills, " << ada->document().version().ToString() << "\n";
}

}  // namespace
}  // namespace weft::todo
