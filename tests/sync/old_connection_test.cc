// A connection that still delivers after its client has come back over another one.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/wire/json_document.h"
#include "tests/support/documents.h"
#include "tests/support/eve.h"
#include "tests/support/raw_client.h"
#include "tests/support/two_clients.h"

namespace weft::testing {
namespace {

using Client = HostileNetwork::Client;
using Event = sync::ClientEvent::Kind;

// Ann's connection of before, and what was on its way over it.
struct Before {
  explicit Before(Pair* pair) : pair(pair) {}
  void Send() {
    pair->ann.session.Tick(pair->now());
    std::string frame;
    while (pair->ann.session.NextFrame(&frame)) wire.push_back(frame);
  }
  void Leave() {
    link = std::move(pair->ann.link);
    pair->Cut(pair->ann);
  }
  void Deliver() {
    for (const std::string& frame : wire) link->Receive(frame, pair->now());
  }

  Pair* pair;
  std::unique_ptr<sync::ServerSession> link;
  std::vector<std::string> wire;
};

Status RefuseLocked(std::string_view, const AdmittedOperation& operation) {
  return operation.path == "locked" ? FailedPrecondition("no") : OkStatus();
}

// What goes in two updates the first time goes in one the second, and is refused as one.
TEST(OldConnection, DeliversNothingThatIsInAProposal) {
  Pair pair;
  pair.application().policy = RefuseLocked;
  Before before(&pair);
  Type(pair.of_ann(), 0, "good");
  before.Send();
  EXPECT_OK(pair.of_ann().Map("locked").Set("k", 1));
  before.Send();
  ASSERT_EQ(before.wire.size(), 2u);
  before.Leave();
  pair.Settle();
  ASSERT_EQ(pair.ann.Count(Event::kRejected), 1u);
  const std::string proposed = InsertedText(pair.ann.Last(Event::kRejected)->proposal);
  before.Deliver();
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()) + proposed, "good") << "in one place";
  EXPECT_EQ(pair.ann.Count(Event::kRejected), 1u);
  pair.ExpectSame("list");
}

// Whenever it delivers: each letter is there once, and nothing is refused.
TEST(OldConnection, CostsNoEdit) {
  for (size_t steps = 0; steps < 12; ++steps) {
    SCOPED_TRACE(steps);
    Pair pair;
    Before before(&pair);
    Type(pair.of_ann(), 0, "one");
    before.Send();
    Type(pair.of_ann(), 3, " two");
    before.Send();
    before.Leave();
    Type(pair.of_ann(), 7, " three");
    pair.Run(steps, Weather{0, 0, 1, 0, 0});  // a frame a step
    before.Deliver();
    pair.Run(steps, Weather{0, 0, 1, 0, 0});
    before.link.reset();
    pair.Settle();
    EXPECT_EQ(Read(pair.of_ben()), "one two three");
    EXPECT_EQ(pair.ann.Count(Event::kRejected) + pair.ann.Count(Event::kReplaced), 0u);
    EXPECT_TRUE(pair.ann.session.state(pair.ann_note).saved());
    pair.ExpectSame("list");
  }
}

// Who is there all the same (a copy of the replica) is asked to open again, not refused.
TEST(OldConnection, IsToldToOpenAgain) {
  HostileNetwork network(1);
  RawClient before(&network.server(), network.now());
  before.Enter("eve", "list", kEve);
  RawClient now(&network.server(), network.now());
  now.Enter("eve", "list", kEve);
  before.SendUpdate(Typed(kEve, "x"));
  EXPECT_NE(before.Last<sync::Resynchronise>(), nullptr);
  EXPECT_EQ(before.Last<sync::Reject>(), nullptr);
  EXPECT_EQ(network.ServerJson("list"), "{}");
  before.Send(sync::Heartbeat{});
  before.Take();
  EXPECT_NE(before.Last<sync::Heartbeat>(), nullptr) << "and may go on to see";
  EXPECT_EQ(before.Last<sync::Resynchronise>(), nullptr);
  before.Open("list", kEve);
  before.SendUpdate(Typed(kEve, "x"));
  EXPECT_NE(before.Last<sync::Ack>(), nullptr);
  now.Take();
  EXPECT_NE(now.Last<sync::Update>(), nullptr);
}

// Two that open at the same time are both told that they may edit.
TEST(OldConnection, IsNotTakenForAViewersWhileItsAnswerWaits) {
  HostileNetwork network(1);
  network.storage().HoldBack(true);
  RawClient before(&network.server(), network.now());
  before.Enter("eve", "list", kEve);
  RawClient now(&network.server(), network.now());
  now.Enter("eve", "list", kEve);
  network.storage().HoldBack(false);
  network.storage().Complete();
  for (RawClient* client : {&before, &now}) {
    client->Take();
    ASSERT_NE(client->Last<sync::Opened>(), nullptr);
    EXPECT_EQ(client->Last<sync::Opened>()->rights, sync::Rights::kEdit);
  }
  EXPECT_EQ(before.Last<sync::RightsChanged>(), nullptr);
}

// Its end says nothing of whoever is there over the new one.
TEST(OldConnection, TakesNoPresenceWithIt) {
  Pair pair;
  Before before(&pair);
  pair.ann.session.SendPresence(pair.ann_note, "at 5", 60'000);
  pair.Run(10, kFine);
  const auto& others = pair.ben.session.state(pair.ben_note).others();
  ASSERT_EQ(others.size(), 1u);
  before.Leave();
  pair.Run(10, kFine);
  EXPECT_TRUE(others.empty());
  pair.ann.session.SendPresence(pair.ann_note, "at 6", 60'000);
  pair.Run(10, kFine);
  before.link.reset();
  pair.Run(10, kFine);
  EXPECT_EQ(others.size(), 1u);
}

}  // namespace
}  // namespace weft::testing
