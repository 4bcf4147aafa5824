// A connection that still delivers after its client has come back over another one.
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>

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
  void Deliver(size_t frames = SIZE_MAX) {
    for (; frames > 0 && !wire.empty(); --frames) {
      link->Receive(wire.front(), pair->now());
      wire.pop_front();
    }
  }

  Pair* pair;
  std::unique_ptr<sync::ServerSession> link;
  std::deque<std::string> wire;
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

// Nor under another name than before, whose agent the server does not let it have any more.
TEST(OldConnection, OfAnotherPrincipalCostsNoEdit) {
  for (size_t steps = 0; steps < 144; ++steps) {
    SCOPED_TRACE(steps);
    Pair pair;
    Before before(&pair);
    Type(pair.of_ann(), 0, "one");
    before.Send();
    Type(pair.of_ann(), 3, " two");
    before.Send();
    ASSERT_EQ(before.wire.size(), 2u);
    before.Leave();
    pair.ann.session.SetCredential("ann without a token");
    Type(pair.of_ann(), 7, " three");
    pair.Run(steps % 12, Weather{0, 0, 1, 0, 0});  // a frame a step
    before.Deliver(1);
    pair.Run(steps / 12, Weather{0, 0, 1, 0, 0});
    before.Deliver(1);
    pair.Run(steps / 12, Weather{0, 0, 1, 0, 0});
    before.link.reset();
    pair.Settle();
    EXPECT_EQ(Read(pair.of_ben()), "one two three");
    EXPECT_EQ(pair.ann.Count(Event::kHealed), 0u);
    EXPECT_TRUE(pair.ann.session.state(pair.ann_note).saved());
    pair.ExpectSame("list");
  }
}

// A viewer's edits become a proposal, and are not in the document as well.
TEST(OldConnection, OfAnotherPrincipalWhoMayViewDeliversNothingThatIsInAProposal) {
  Pair pair;
  pair.application().rights["ann without a token"] = sync::Rights::kView;
  Before before(&pair);
  Type(pair.of_ann(), 0, "hers");
  before.Send();
  before.Leave();
  pair.ann.session.SetCredential("ann without a token");
  pair.Settle();
  ASSERT_EQ(pair.ann.Count(Event::kRejected), 1u);
  EXPECT_EQ(InsertedText(pair.ann.Last(Event::kRejected)->proposal), "hers");
  before.Deliver();
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "");
  pair.ExpectSame("list");
}

// After a restart the state has the secret.
TEST(OldConnection, OfAnotherPrincipalAfterARestartCostsNoEdit) {
  Pair pair;
  Before before(&pair);
  Type(pair.of_ann(), 0, "once");
  before.Send();
  before.Leave();
  pair.ann.wants = false;
  Document document(pair.of_ann().agent());
  Integrate(document, Everything(pair.of_ann()));
  (void)document.TakeLocal();
  Client& again = pair.AddClient("ann without a token");
  again.session.Add("list", std::move(document), pair.ann.session.SaveState(pair.ann_note),
                    sync::ReplicaSecret{8, 9});
  pair.Settle();
  before.Deliver();
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "once");
  EXPECT_EQ(again.Count(Event::kHealed), 0u);
}

// Whoever only knows the agent, which everybody does, is refused and disturbs nobody.
TEST(OldConnection, IsDisplacedByNobodyElse) {
  for (const sync::ReplicaSecret secret :
       {sync::ReplicaSecret{}, sync::ReplicaSecret{5, 7}, sync::ReplicaSecret{6, 6}}) {
    HostileNetwork network(1);
    RawClient ann(&network.server(), network.now());
    ann.Enter("ann", "list", 10, sync::ReplicaSecret{5, 6});
    RawClient eve(&network.server(), network.now());
    eve.Enter("eve", "list", 10, secret);
    ASSERT_NE(eve.Last<sync::Reject>(), nullptr);
    EXPECT_EQ(eve.Last<sync::Reject>()->reason, sync::Refusal::kForeignAgent);
    ann.SendUpdate(Typed(10, "x"));
    EXPECT_NE(ann.Last<sync::Ack>(), nullptr);
  }
  HostileNetwork network(1);
  RawClient without(&network.server(), network.now());
  without.Enter("ann", "list", 10);
  RawClient eve(&network.server(), network.now());
  eve.Enter("eve", "list", 10);
  without.SendUpdate(Typed(10, "x"));
  EXPECT_NE(without.Last<sync::Ack>(), nullptr) << "no secret is nobody's";
}

// An open that was overtaken binds nobody to it again.
TEST(OldConnection, OfAnotherPrincipalIsNotOpenedAgain) {
  HostileNetwork network(1);
  RawClient before(&network.server(), network.now());
  before.Enter("ann", "list", 10, sync::ReplicaSecret{5, 6});
  RawClient now(&network.server(), network.now());
  now.Enter("ann without a token", "list", 10, sync::ReplicaSecret{5, 6});
  before.Open("list", 10, sync::ReplicaSecret{5, 6});
  ASSERT_NE(before.Last<sync::Reject>(), nullptr);
  EXPECT_EQ(before.Last<sync::Reject>()->reason, sync::Refusal::kForeignAgent);
  before.SendUpdate(Typed(10, "x"));
  EXPECT_EQ(network.ServerJson("list"), "{}");
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
