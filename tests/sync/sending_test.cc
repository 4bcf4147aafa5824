// What waits to be sent: in pieces that the server takes, each made once, and told when it is
// saved.
#include <string>

#include <gtest/gtest.h>

#include "crdt/wire/saved.h"
#include "sync/codec.h"
#include "tests/support/allocations.h"
#include "tests/support/documents.h"
#include "tests/support/raw_client.h"
#include "tests/support/two_clients.h"

namespace weft::testing {
namespace {

using Event = sync::ClientEvent::Kind;

TEST(Sending, AValueThatIsTooLargeIsHandedBackAlone) {
  Pair pair;
  pair.GoOffline(pair.ann);
  EXPECT_OK(pair.of_ann().Map("m").Set("big", std::string(2 << 20, 'x')));
  for (uint32_t i = 0; i < 100; ++i) Type(pair.of_ann(), i, "y");
  for (int i = 0; i < 50; ++i) EXPECT_OK(pair.of_ann().List("l").Append(i));
  pair.ann.wants = true;
  pair.Settle();
  ASSERT_EQ(pair.ann.Count(Event::kRejected), 1u);
  const sync::ClientEvent& event = *pair.ann.Last(Event::kRejected);
  EXPECT_EQ(event.refusal, sync::Refusal::kTooLarge);
  EXPECT_EQ(event.proposal.changes.size(), 1u);
  EXPECT_FALSE(pair.of_ann().Map("m").Contains("big"));
  EXPECT_EQ(Read(pair.of_ben()), std::string(100, 'y'));
  EXPECT_EQ(pair.of_ben().List("l").size(), 50u);
  pair.ExpectSame("list");
}

TEST(Sending, NamesOfRootsCountForAFrame) {
  sync::ServerOptions options;
  options.max_frame_bytes = 64 << 10;
  Pair pair(options);
  pair.GoOffline(pair.ann);
  for (int i = 0; i < 2000; ++i) {
    EXPECT_OK(pair.of_ann().Counter(std::to_string(i) + std::string(70, 'n')).Add(1));
  }
  pair.ann.wants = true;
  pair.Settle();
  EXPECT_EQ(pair.ann.Count(Event::kRejected), 0u);
  EXPECT_EQ(pair.of_ben().Roots().size(), 2000u);
}

// A client and a server's answers by hand.
struct Alone {
  explicit Alone(uint32_t window) {
    session.Connected(0);
    Hear(sync::kConnectionChannel,
         sync::Welcome{sync::kProtocolVersion, 0, 9, 1 << 20, window, {}});
  }
  void Hear(uint32_t channel, sync::Body body) {
    EXPECT_OK(session.Receive(sync::Encode({channel, std::move(body)}), 0));
  }
  void HearOpened(uint32_t parts) {
    Hear(note, sync::Opened{1, 1, {}, 1, parts, 1, sync::Rights::kEdit, {1}});
  }
  // Counts what is sent; the server has it all.
  size_t TakeUpdates() {
    size_t updates = 0;
    std::string frame;
    while (session.NextFrame(&frame)) {
      const Result<sync::Message> message = sync::Decode(frame);
      updates += message.ok() && std::holds_alternative<sync::Update>(message->body);
    }
    return updates;
  }

  sync::ClientSession session{sync::ClientOptions()};
  uint32_t note = session.Add("list", Document(1));
};

// It was split again for every acknowledgement: in the square of what waits.
TEST(Sending, WhatWaitsIsSplitOnce) {
  Alone client(64 << 10);
  const uint32_t length = 4 << 20;
  Type(client.session.document(client.note), 0, std::string(length, 'x'));
  client.HearOpened(0);
  uint32_t acked = 0;
  size_t peak = 0;
  while (!client.session.state(client.note).saved()) {
    client.TakeUpdates();
    acked = std::min(acked + (16u << 10), length);
    const AllocationCounter counter;
    client.Hear(client.note, sync::Ack{0, 1, {acked, 0}});
    peak = std::max(peak, counter.peak());
  }
  EXPECT_LT(peak, 1u << 20);
}

TEST(Sending, NoNumberOfPartsTakesMemory) {
  Alone client(64 << 10);
  const AllocationCounter counter;
  client.HearOpened(0xFFFFFFFF);
  client.Hear(client.note, sync::Part{1, 0xFFFFFFFE, ""});
  EXPECT_LT(counter.peak(), 1u << 16);
  EXPECT_FALSE(client.session.state(client.note).live());
}

// Whoever asks again and again for the same is not answered before the answers are taken.
TEST(Sending, AskingAgainDoesNotFillTheQueue) {
  Alone client(512 << 10);
  Type(client.session.document(client.note), 0, std::string(500000, 'x'));
  client.HearOpened(0);
  for (int i = 0; i < 200; ++i) client.Hear(client.note, sync::Missing{1, {}});
  const size_t queued = client.TakeUpdates();
  EXPECT_GT(queued, 0u);
  client.Hear(client.note, sync::Missing{1, {}});
  EXPECT_LE(queued, 4 * client.TakeUpdates());
}

TEST(Sending, SavedIsToldOfWhatALoadedDocumentHadNotSent) {
  Pair pair;
  pair.GoOffline(pair.ann);
  Type(pair.of_ann(), 0, "offline");
  const std::string bytes = SaveWorkingFile(pair.of_ann());
  HostileNetwork::Client& again = pair.AddClient("ann");
  const uint32_t note = again.session.Add("list", *LoadDocument(bytes, pair.of_ann().agent()));
  EXPECT_FALSE(again.session.state(note).saved());
  pair.Settle();
  EXPECT_TRUE(again.session.state(note).saved());
  EXPECT_EQ(again.Count(Event::kSaved), 1u);
}

// What waits to go out is not late, however slow the line is.
TEST(Sending, NothingIsSentTwiceThatHasNotGoneOut) {
  Alone client(512 << 10);
  Type(client.session.document(client.note), 0, std::string(20'000, 'x'));
  client.HearOpened(0);
  uint64_t now = 0;
  const auto pass = [&](uint64_t seconds) {
    for (uint64_t i = 0; i < seconds; ++i) client.session.Tick(now += 1000);
  };
  pass(30);
  EXPECT_EQ(client.TakeUpdates(), 1u);
  pass(4);
  EXPECT_EQ(client.TakeUpdates(), 0u);
  // The transport has it, and says that it is still there.
  for (int i = 0; i < 30; ++i) {
    client.session.SetBuffered(50'000 - 1000 * i);
    pass(1);
  }
  EXPECT_EQ(client.TakeUpdates(), 0u);
  client.session.SetBuffered(0);
  pass(4);
  EXPECT_EQ(client.TakeUpdates(), 0u);
  pass(2);
  EXPECT_EQ(client.TakeUpdates(), 1u) << "what is not answered then is sent again";
}

// A version takes 16 bytes for each agent, and a frame has an end.
TEST(Sending, AReplicaOfADocumentWithVeryManyAgentsOpensItWhole) {
  sync::ServerOptions options;
  options.max_frame_bytes = 4096;
  Pair pair(options);
  constexpr Agent kAgents = 500;
  for (Agent agent = 1; agent <= kAgents; ++agent) {
    RawClient guest(&pair.server(), pair.now());
    guest.Enter("guest", "list", agent);
    Document document(agent);
    Type(document, 0, "g");
    guest.SendUpdate(Taken(document));
  }
  pair.Settle();
  Type(pair.of_ann(), 0, "a");
  pair.Settle();
  ASSERT_EQ(Read(pair.of_ann()).size(), kAgents + 1);
  pair.GoOffline(pair.ann);
  Type(pair.of_ann(), 0, "unsent");
  // It comes back without what it knew of the conversation.
  const std::string bytes = SaveWorkingFile(pair.of_ann());
  HostileNetwork::Client& again = pair.AddClient("ann");
  const uint32_t note = again.session.Add("list", *LoadDocument(bytes, pair.of_ann().agent()));
  pair.Settle();
  EXPECT_TRUE(again.session.state(note).live());
  EXPECT_TRUE(again.session.state(note).saved());
  EXPECT_EQ(again.Count(Event::kEnded) + again.Count(Event::kHealed), 0u);
  EXPECT_EQ(Read(pair.of_ben()).size(), kAgents + 7);
  EXPECT_EQ(Read(again.session.document(note)), Read(pair.of_ben()));
}

TEST(Sending, DocumentsBeyondTheServersLimitWaitForAPlace) {
  sync::ServerOptions options;
  options.max_documents = 2;
  HostileNetwork network(1, options);
  HostileNetwork::Client& ann = network.AddClient("ann");
  std::vector<uint32_t> notes;
  for (const char* name : {"a", "b", "c", "d"}) {
    notes.push_back(ann.session.Add(name, Document(network.NewAgent())));
  }
  const auto live = [&](size_t i) { return ann.session.state(notes[i]).live(); };
  network.Run(50, kFine);
  EXPECT_TRUE(live(0) && live(1));
  EXPECT_FALSE(live(2) || live(3));
  EXPECT_EQ(ann.Count(Event::kClosed), 0u);
  EXPECT_OK(ann.session.document(notes[2]).Map("m").Set("k", 1));
  ann.session.Reopen(notes[2], network.now());
  ann.session.Remove(notes[0], network.now());
  network.Run(50, kFine);
  EXPECT_TRUE(live(1) && live(2));
  EXPECT_TRUE(ann.session.state(notes[2]).saved());
  EXPECT_FALSE(live(3));
  EXPECT_EQ(ann.Count(Event::kClosed), 0u);
  network.Cut(ann);
  network.Run(50, kFine);
  EXPECT_TRUE(live(1) && live(2) && !live(3));
}

TEST(Sending, SavedIsToldWhenARefusalLeavesNothing) {
  Pair pair;
  pair.application().policy = [](std::string_view, const AdmittedOperation&) {
    return FailedPrecondition("no");
  };
  Type(pair.of_ann(), 0, "x");
  pair.Settle();
  EXPECT_TRUE(pair.ann.session.state(pair.ann_note).saved());
  EXPECT_EQ(pair.ann.Count(Event::kSaved), 1u);
}

// Each document asks on its own whether it has all; what another one has just said is not late.
TEST(Sending, HeartbeatsOfOneDocumentDoNotHoldUpThoseOfAnother) {
  HostileNetwork network(1);
  HostileNetwork::Client& ann = network.AddClient("ann");
  HostileNetwork::Client& ben = network.AddClient("ben");
  network.Open(ann, "quiet");
  network.Open(ann, "list");
  const uint32_t list = network.Open(ben, "list");
  network.Settle();
  Type(ben.session.document(list), 0, "x");
  ben.session.Tick(network.now());
  std::string frame;
  while (ben.session.NextFrame(&frame)) ben.link->Receive(frame, network.now());
  network.storage().Complete();
  size_t lost = 0;
  while (ann.link->NextFrame(&frame)) ++lost;
  EXPECT_GT(lost, 0u);
  network.Settle();
  network.ExpectSame("list");
}

}  // namespace
}  // namespace weft::testing
