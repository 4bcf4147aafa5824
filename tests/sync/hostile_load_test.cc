// How much a hostile client can ask for: it is bounded, and others in the room notice nothing.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/allocations.h"
#include "tests/support/eve.h"

namespace weft::testing {
namespace {

using sync::CloseReason;

sync::Open AllOf(uint32_t attempt) {
  sync::Open open;
  open.document = "list";
  open.agent = kEve;
  open.attempt = attempt;
  open.whole = true;
  return open;
}

// Somebody who may view, at a server that has loaded nothing else yet; eve is gone.
std::unique_ptr<RawClient> AfterARestart(Room* room) {
  room->eve.reset();
  room->CrashServer();
  room->application().rights["mallory"] = sync::Rights::kView;
  auto mallory = std::make_unique<RawClient>(&room->server(), room->now());
  mallory->Enter("mallory", "small", 1);
  return mallory;
}

// What asks for answers and reads none is not heard, and at last ended.
TEST(HostileClient, AsksAndDoesNotRead) {
  sync::ServerOptions options;
  options.max_queued_bytes = 10'000;
  options.operations_per_second = 0;
  options.bytes_per_second = 0;
  Room room(options);
  Type(room.of_ann(), 0, std::string(100'000, 'x'));
  room.Settle();
  room.before = room.ServerJson("list");
  room.events = room.ann.events.size();
  for (uint32_t i = 0; i < 1000; ++i) {
    room.eve->Send(AllOf(1000 + i));
    room.eve->Send(sync::Heartbeat{0});
  }
  EXPECT_LT(room.eve->session().queued_bytes(), 1'000'000u);
  room.ExpectUnnoticed();
}

// Until what an answer tells of is durable it waits in the server: one for each who asks.
TEST(HostileClient, OpensAgainWhileAnAnswerWaits) {
  sync::ServerOptions options;
  options.operations_per_second = 0;
  options.bytes_per_second = 0;
  Room room(options);
  Type(room.of_ann(), 0, std::string(100'000, 'x'));
  room.Settle();
  room.storage().HoldBack(true);
  room.eve->SendUpdate(Typed(kEve, "!"));
  ASSERT_GT(room.storage().waiting(), 0u);
  room.eve->Take();
  constexpr uint32_t kOpens = 100;
  {
    const AllocationCounter counter;
    for (uint32_t i = 1; i <= kOpens; ++i) {
      room.eve->Send(AllOf(1000 + i));
    }
    EXPECT_LT(counter.peak(), 1'500'000u);
  }
  room.storage().HoldBack(false);
  room.storage().Complete();
  const std::vector<sync::Message> told = room.eve->Take();
  EXPECT_EQ(std::count_if(told.begin(), told.end(),
                          [](const sync::Message& message) {
                            return std::holds_alternative<sync::Opened>(message.body);
                          }),
            1);
  ASSERT_NE(room.eve->Last<sync::Opened>(), nullptr);
  EXPECT_EQ(room.eve->Last<sync::Opened>()->attempt, 1000 + kOpens);
  ASSERT_NE(room.eve->Last<sync::Part>(), nullptr);
  room.Settle();
  room.before = room.ServerJson("list");
  room.events = room.ann.events.size();
  room.ExpectUnnoticed();
}

// While a document is being loaded nobody is answered yet: who asks on many channels is answered
// like anybody whose work of before is not made up for.
TEST(HostileClient, OpensOnManyChannelsWhatIsBeingLoaded) {
  sync::ServerOptions options;
  options.operations_per_second = 10'000;
  options.bytes_per_second = 0;
  Room room(options);
  EXPECT_OK(room.of_ann().Map("m").Set("k", std::string(400'000, 'x')));
  room.Settle();
  const std::unique_ptr<RawClient> mallory = AfterARestart(&room);
  room.storage().HoldBack(true);
  for (uint32_t channel = 2; channel < 52; ++channel) {
    mallory->Send(sync::Message{channel, AllOf(1)});
  }
  room.storage().HoldBack(false);
  room.storage().Complete();
  EXPECT_GT(mallory->session().queued_bytes(), 400'000u) << "the first is answered";
  EXPECT_LT(mallory->session().queued_bytes(), 3'000'000u) << "of 20,000,000";
}

// What is loaded for somebody is their work, also when they have closed it before it was there.
TEST(HostileClient, ClosesWhatIsBeingLoaded) {
  sync::ServerOptions options;
  options.operations_per_second = 10'000;
  options.bytes_per_second = 0;
  Room room(options);
  for (int i = 0; i < 12; ++i) {
    EXPECT_OK(room.of_ann().Map("m").Set(std::to_string(i), std::string(400'000, 'x')));
    room.Settle();
  }
  room.Settle();
  const std::unique_ptr<RawClient> mallory = AfterARestart(&room);
  room.storage().HoldBack(true);
  mallory->Send(sync::Message{2, AllOf(1)});
  mallory->Send(sync::Message{2, sync::Close{}});
  room.storage().HoldBack(false);
  room.storage().Complete();
  mallory->Take();
  mallory->Send(sync::Compare{});
  mallory->Take();
  EXPECT_EQ(mallory->Last<sync::Hashes>(), nullptr) << "it has to wait";
  mallory->Wait(20'000);
  mallory->Send(sync::Compare{});
  mallory->Take();
  EXPECT_NE(mallory->Last<sync::Hashes>(), nullptr);
}

// What is told of who is present, when a document is opened, is work as well.
TEST(HostileClient, OpensAgainAndAgainAmongManyWhoArePresent) {
  sync::ServerOptions options;
  options.operations_per_second = 10'000;
  options.bytes_per_second = 0;
  Room room(options);
  std::vector<std::unique_ptr<RawClient>> others;
  for (Agent agent = 100; agent < 150; ++agent) {
    room.application().rights["p" + std::to_string(agent)] = sync::Rights::kEdit;
    others.push_back(std::make_unique<RawClient>(&room.server(), room.now()));
    others.back()->Enter("p" + std::to_string(agent), "list", agent);
    others.back()->Send(sync::Presence{0, 60'000, "", std::string(4000, 'x')});
  }
  room.eve->Take();
  size_t told = 0;
  for (uint32_t attempt = 1000; attempt < 1500; ++attempt) {
    room.eve->Send(AllOf(attempt));
    for (const sync::Message& message : room.eve->Take()) {
      told += std::holds_alternative<sync::Presence>(message.body) ? 1 : 0;
    }
  }
  EXPECT_GE(told, 50u);
  EXPECT_LT(told, 12'500u) << "of 25,000";
}

// Hashes are as long as a document has agents: one comparison waits for each who asks, and its
// hashes are in memory once.
TEST(HostileClient, ComparesWhileAnAppendIsOnItsWay) {
  sync::ServerOptions options;
  options.operations_per_second = 0;
  options.bytes_per_second = 0;
  Room room(options);
  constexpr Agent kAgents = 500;
  for (Agent agent = kEve; agent < kEve + kAgents; ++agent) {
    room.eve->Open("list", agent);
    room.eve->SendUpdate(Typed(agent, "x"));
  }
  RawClient bob(&room.server(), room.now());
  bob.Enter("bob", "list", 1);
  room.storage().HoldBack(true);
  bob.SendUpdate(Typed(1, "!"));
  ASSERT_GT(room.storage().waiting(), 0u);
  room.eve->Take();
  constexpr size_t kComparisons = 200;
  const AllocationCounter counter;
  for (size_t i = 0; i < kComparisons; ++i) {
    room.eve->Send(sync::Compare{});
    bob.Send(sync::Compare{});
  }
  room.storage().HoldBack(false);
  room.storage().Complete();
  EXPECT_LT(counter.peak(), 1'000'000u);
  for (RawClient* client : {room.eve.get(), &bob}) {
    size_t answers = 0;
    for (const sync::Message& message : client->Take()) {
      answers += std::holds_alternative<sync::Hashes>(message.body) ? 1 : 0;
    }
    EXPECT_EQ(answers, 1u);
    client->Send(sync::Compare{});
    client->Take();
    ASSERT_NE(client->Last<sync::Hashes>(), nullptr) << "and is answered again";
    EXPECT_GE(client->Last<sync::Hashes>()->chains.size(), kAgents);
  }
}

// A refusal is told again to who goes on after it, and waits for the disk: one at a time.
TEST(HostileClient, GoesOnAfterARefusalWhileAnAppendIsOnItsWay) {
  sync::ServerOptions options;
  options.operations_per_second = 0;
  options.bytes_per_second = 0;
  Room room(options);
  room.storage().HoldBack(true);
  room.eve->SendUpdate(Typed(kEve, "!"));
  ASSERT_GT(room.storage().waiting(), 0u);
  room.application().policy = [](std::string_view, const AdmittedOperation&) {
    return FailedPrecondition(std::string(10'000, 'x'));
  };
  Document document(kEve);
  Type(document, 0, "!");
  Type(document, 1, "?");
  room.eve->SendUpdate(Taken(document));
  room.application().policy = nullptr;
  {
    const AllocationCounter counter;
    for (int i = 0; i < 1000; ++i) room.eve->Send(sync::Update{0, "more", {}, {}});
    EXPECT_LT(counter.peak(), 100'000u);
  }
  room.storage().HoldBack(false);
  room.storage().Complete();
  size_t refusals = 0;
  for (const sync::Message& message : room.eve->Take()) {
    refusals += std::holds_alternative<sync::Reject>(message.body) ? 1 : 0;
  }
  EXPECT_EQ(refusals, 1u);
  room.eve->Send(sync::Update{0, "more", {}, {}});
  room.eve->Take();
  EXPECT_NE(room.eve->Last<sync::Reject>(), nullptr) << "and is told again";
}

TEST(HostileClient, IsTooPresent) {
  Room room;
  room.eve->Send(sync::Presence{0, 5000, "", std::string(100'000, 'x')});
  room.ExpectUnnoticed();
}

TEST(HostileClient, SendsLongFrames) {
  Room room;
  room.eve->SendBytes(std::string((1 << 20) + 8, 'x'));
  room.ExpectEnded(CloseReason::kTooLarge);
}

TEST(HostileClient, OpensTooManyDocuments) {
  sync::ServerOptions options;
  options.max_documents = 5;
  Room room(options);
  for (uint32_t channel = 2; channel < 10; ++channel) {
    sync::Open open;
    open.document = "d" + std::to_string(channel);
    open.attempt = 1;
    room.eve->Send(sync::Message{channel, open});
  }
  room.eve->Take();
  ASSERT_NE(room.eve->Last<sync::Closed>(), nullptr);
  EXPECT_EQ(room.eve->Last<sync::Closed>()->reason, CloseReason::kTooMany);
  EXPECT_EQ(room.server().documents(), 5u);
  room.ExpectUnnoticed();
}

TEST(HostileClient, FloodsTheServer) {
  sync::ServerOptions options;
  options.bytes_per_second = 10'000;
  Room room(options);
  const uint64_t now = room.now();
  size_t taken = 0;
  for (; taken < 100'000 && !room.eve->session().ended(); ++taken) {
    room.eve->Send(sync::Heartbeat{});
    room.eve->Take();
  }
  EXPECT_GT(room.eve->session().ReadAllowedAt(now), now) << "is told to wait";
  EXPECT_LT(taken, 5000u);
  room.ExpectEnded(CloseReason::kTooMany);
}

TEST(HostileClient, WhoWaitsIsNotEnded) {
  sync::ServerOptions options;
  options.bytes_per_second = 10'000;
  Room room(options);
  uint64_t now = room.now();
  for (size_t i = 0; i < 20'000; ++i) {
    const uint64_t wait = room.eve->session().ReadAllowedAt(now) - now;
    now += wait;
    room.eve->Wait(wait);
    room.eve->Send(sync::Heartbeat{});
    room.eve->Take();
    ASSERT_FALSE(room.eve->session().ended());
  }
  EXPECT_GT(now, room.now() + 20'000);
}

TEST(HostileClient, AsksForManyComparisons) {
  sync::ServerOptions options;
  Room room(options);
  for (size_t i = 0; i < 5000 && !room.eve->session().ended(); ++i) {
    room.eve->Send(sync::Compare{});
    room.eve->Take();
  }
  room.ExpectEnded(CloseReason::kTooMany);
}

// Somebody who never reads: what waits for them stays bounded, and they are told, not skipped.
TEST(HostileClient, NeverReads) {
  sync::ServerOptions options;
  options.max_queued_bytes = 5000;
  Room room(options);
  for (int i = 0; i < 300; ++i) {
    Type(room.of_ann(), 0, std::string(100, 'x'));
    room.Run(3, kFine);
  }
  EXPECT_LT(room.eve->session().queued_bytes(), 7000u);
  room.eve->Take();
  EXPECT_NE(room.eve->Last<sync::Resynchronise>(), nullptr);
  room.eve->Open("list", kEve);
  ASSERT_NE(room.eve->Last<sync::Opened>(), nullptr) << "and can come back";
  EXPECT_GT(room.eve->Last<sync::Opened>()->parts, 0u);
  room.before = room.ServerJson("list");
  room.events = room.ann.events.size();
  room.ExpectUnnoticed();
}

}  // namespace
}  // namespace weft::testing
