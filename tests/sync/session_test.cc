// Clients and a server: the straight way, one fact each.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sync/codec.h"
#include "sync/memory_storage.h"
#include "sync/server.h"
#include "tests/support/documents.h"
#include "tests/support/hostile_network.h"
#include "tests/support/two_clients.h"

namespace weft::testing {
namespace {

using Event = sync::ClientEvent::Kind;
using Client = HostileNetwork::Client;

TEST(Session, WhatOneTypesTheOtherReads) {
  Pair pair;
  Type(pair.of_ann(), 0, "Hello World");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "Hello World");
  Type(pair.of_ann(), 5, ",");
  Type(pair.of_ben(), 11, "!");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ann()), "Hello, World!");
  pair.ExpectSame("list");
  EXPECT_GE(pair.ann.Count(Event::kSaved), 1u);
  EXPECT_EQ(pair.ann.Count(Event::kRejected), 0u);
}

TEST(Session, OfflineEditsAreSentOnReturn) {
  Pair pair;
  Type(pair.of_ann(), 0, "one");
  pair.Settle();
  pair.ann.wants = false;
  pair.Cut(pair.ann);
  Type(pair.of_ann(), 3, " two");
  Type(pair.of_ben(), 0, "zero ");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "zero one");
  EXPECT_FALSE(pair.ann.session.state(pair.ann_note).saved());
  pair.ann.wants = true;
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "zero one two");
  pair.ExpectSame("list");
}

TEST(Session, ResumingSendsOnlyWhatIsMissing) {
  Pair pair;
  Type(pair.of_ann(), 0, std::string(5000, 'x'));
  pair.Settle();
  pair.ben.wants = false;
  pair.Cut(pair.ben);
  Type(pair.of_ann(), 0, "y");
  pair.Settle();
  pair.ben.wants = true;
  pair.Connect(pair.ben);
  size_t bytes = 0;
  for (int i = 0; i < 10; ++i) {
    pair.ben.session.Tick(pair.now());
    std::string frame;
    while (pair.ben.session.NextFrame(&frame)) {
      bytes += frame.size();
      pair.ben.link->Receive(frame, pair.now());
    }
    while (pair.ben.link->NextFrame(&frame)) {
      bytes += frame.size();
      ASSERT_TRUE(pair.ben.session.Receive(frame, pair.now()).ok());
    }
  }
  EXPECT_EQ(Read(pair.of_ben()).size(), 5001u);
  EXPECT_LT(bytes, 600u);
}

TEST(Session, ANewcomerGetsEverything) {
  Pair pair;
  Type(pair.of_ann(), 0, "hello");
  pair.Settle();
  Client& eve = pair.AddClient("eve");
  const uint32_t note = pair.Open(eve, "list");
  pair.Settle();
  EXPECT_EQ(Read(eve.session.document(note)), "hello");
}

TEST(Session, ManyDocumentsShareAConnection) {
  Pair pair;
  for (int i = 0; i < 20; ++i) {
    const std::string name = "document " + std::to_string(i);
    const uint32_t a = pair.Open(pair.ann, name);
    const uint32_t b = pair.Open(pair.ben, name);
    Type(pair.ann.session.document(a), 0, name);
    pair.Settle();
    EXPECT_EQ(Read(pair.ben.session.document(b)), name);
  }
}

TEST(Session, NothingIsToldBeforeItIsDurable) {
  Pair pair;
  pair.storage().HoldBack(true);
  Type(pair.of_ann(), 0, "hello");
  for (int i = 0; i < 20; ++i) {
    for (Client* client : {&pair.ann, &pair.ben}) {
      client->session.Tick(pair.now());
      std::string frame;
      while (client->session.NextFrame(&frame)) client->link->Receive(frame, pair.now());
      while (client->link->NextFrame(&frame)) {
        (void)client->session.Receive(frame, pair.now());
      }
    }
  }
  EXPECT_GT(pair.storage().waiting(), 0u);
  EXPECT_EQ(Read(pair.of_ben()), "");
  EXPECT_FALSE(pair.ann.session.state(pair.ann_note).saved());
  // Nor to whoever comes now.
  Client& eve = pair.AddClient("eve");
  const uint32_t note = pair.Open(eve, "list");
  pair.Connect(eve);
  for (int i = 0; i < 10; ++i) {
    eve.session.Tick(pair.now());
    std::string frame;
    while (eve.session.NextFrame(&frame)) eve.link->Receive(frame, pair.now());
    while (eve.link->NextFrame(&frame)) (void)eve.session.Receive(frame, pair.now());
  }
  EXPECT_EQ(Read(eve.session.document(note)), "");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "hello");
  EXPECT_EQ(Read(eve.session.document(note)), "hello");
}

TEST(Session, ACrashOfTheServerLosesNothingThatWasAcknowledged) {
  Pair pair;
  Type(pair.of_ann(), 0, "durable ");
  pair.Settle();
  pair.storage().HoldBack(true);
  Type(pair.of_ann(), 8, "and what was not yet");
  pair.Run(5, kFine);
  pair.CrashServer();
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "durable and what was not yet");
  pair.ExpectSame("list");
}

TEST(Session, ASavedSessionGoesOnWhereItWas) {
  Pair pair;
  Type(pair.of_ann(), 0, "hello");
  pair.Settle();
  const std::string state = pair.ann.session.SaveState(pair.ann_note);
  Document copy(pair.of_ann().agent());
  Sync(pair.of_ann(), copy);
  pair.ann.wants = false;
  pair.Cut(pair.ann);
  Type(pair.of_ben(), 5, " world");
  pair.Settle();
  Client& again = pair.AddClient("ann");
  const uint32_t note = again.session.Add("list", std::move(copy), state);
  Type(again.session.document(note), 0, "> ");
  pair.Settle();
  EXPECT_EQ(Read(again.session.document(note)), "> hello world");
  EXPECT_EQ(Read(pair.of_ben()), "> hello world");
  EXPECT_EQ(again.Count(Event::kReplaced), 0u) << "the same agent goes on";
}

TEST(Session, LargePastesAreSentInPieces) {
  Pair pair;
  const std::string text(2'500'000, 'x');
  Type(pair.of_ann(), 0, text);
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()).size(), text.size());
  pair.ExpectSame("list");
}

TEST(Session, LongListsAreSentInPieces) {
  Pair pair;
  const std::vector<Value> items(60'000, std::string(40, 'x'));
  ASSERT_TRUE(pair.of_ann().List("l").InsertAll(0, items).ok());
  pair.Settle();
  EXPECT_EQ(pair.of_ben().List("l").size(), items.size());
  pair.ExpectSame("list");
}

// What no frame can hold comes back as a proposal; the rest of the document goes on.
TEST(Session, AValueThatIsTooLargeIsHandedBack) {
  Pair pair;
  ASSERT_TRUE(pair.of_ann().Map("m").Set("k", std::string(2'000'000, 'x')).ok());
  pair.Settle();
  EXPECT_EQ(pair.ann.Count(Event::kRejected), 1u);
  Type(pair.of_ann(), 0, "on");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "on");
  pair.ExpectSame("list");
}

TEST(Session, ALogIsSnapshotAndGoesOn) {
  sync::ServerOptions options;
  options.snapshot_bytes = 200;
  Pair pair(options);
  for (int i = 0; i < 50; ++i) {
    Type(pair.of_ann(), 0, "word ");
    EXPECT_OK(pair.of_ben().Counter("n").Add(1));
    pair.Run(30, kFine);
  }
  pair.Settle();
  EXPECT_GT(pair.storage().Stored("list").snapshot_position, 0u);
  pair.CrashServer();
  Client& eve = pair.AddClient("eve");
  const uint32_t note = pair.Open(eve, "list");
  pair.Settle();
  EXPECT_EQ(Read(eve.session.document(note)).size(), 250u);
  EXPECT_EQ(eve.session.document(note).Counter("n").value(), 50);
  pair.ExpectSame("list");
}

// Lets in who has the link, once: from then on they have a token.
class LinkOnce : public TestApplication {
 public:
  void Authenticate(std::string_view credential,
                    std::function<void(Result<sync::Identity>)> done) override {
    seen.emplace_back(credential);
    if (credential == "token") return done(sync::Identity{"device"});
    if (seen.size() > 1) return done(FailedPrecondition("used"));
    done(sync::Identity{"device", "token"});
  }
  std::vector<std::string> seen;
};

TEST(Session, WhoeverIsGivenACredentialComesBackWithIt) {
  LinkOnce application;
  sync::MemoryStorage storage;
  sync::Server server(&storage, &application);
  sync::ClientOptions options;
  options.credential = "link";
  sync::ClientSession client(options);
  std::vector<std::string> given;
  for (int connection = 0; connection < 3; ++connection) {
    const std::unique_ptr<sync::ServerSession> session = server.Connect();
    client.Connected(0);
    std::string frame;
    while (client.NextFrame(&frame)) session->Receive(frame, 0);
    // A greeting that was lost is given again.
    if (connection == 0) session->Receive(sync::Encode({0, sync::Hello{}}), 0);
    while (session->NextFrame(&frame)) EXPECT_OK(client.Receive(frame, 0));
    for (sync::ClientEvent event; client.NextEvent(&event);) given.push_back(event.credential);
    EXPECT_FALSE(session->ended());
    EXPECT_EQ(session->principal(), "device");
    client.Disconnected();
  }
  EXPECT_THAT(application.seen, ::testing::ElementsAre("link", "token", "token"));
  EXPECT_THAT(given, ::testing::ElementsAre("token", "", ""));
}

// Answers to whoever wants to come in with one status.
class Answering : public TestApplication {
 public:
  explicit Answering(Status status) : status_(std::move(status)) {}
  void Authenticate(std::string_view, std::function<void(Result<sync::Identity>)> done) override {
    done(status_);
  }

 private:
  Status status_;
};

TEST(Session, AStorageThatFailsIsNotTheCredentialsFault) {
  const auto closed = [](Status status) {
    Answering application(std::move(status));
    sync::MemoryStorage storage;
    sync::Server server(&storage, &application);
    const std::unique_ptr<sync::ServerSession> session = server.Connect();
    session->Receive(sync::Encode({0, sync::Hello{}}), 0);
    std::string frame;
    EXPECT_TRUE(session->NextFrame(&frame));
    EXPECT_TRUE(session->ended());
    return std::get<sync::Closed>(sync::Decode(frame)->body);
  };
  for (const StatusCode code :
       {StatusCode::kInternal, StatusCode::kResourceExhausted, StatusCode::kDataLoss}) {
    const sync::Closed told = closed(Status(code, "the disk is full"));
    EXPECT_EQ(told.reason, sync::CloseReason::kUnavailable);
    EXPECT_GT(told.retry_after, 0u);
  }
  const sync::Closed told = closed(NotFound("no such list"));
  EXPECT_EQ(told.reason, sync::CloseReason::kRefused);
  EXPECT_EQ(told.retry_after, 0u);
}

TEST(Session, AFullDocumentTakesNoMore) {
  sync::ServerOptions options;
  options.max_operations = 10;
  Pair pair(options);
  Type(pair.of_ann(), 0, "12345678");
  pair.Settle();
  Delete(pair.of_ann(), 0, 1);
  Type(pair.of_ben(), 8, "9");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "23456789") << "ten operations";
  Type(pair.of_ben(), 8, "x");
  pair.Settle();
  EXPECT_EQ(pair.ben.Count(Event::kRejected), 1u);
  EXPECT_EQ(pair.ben.Last(Event::kRejected)->refusal, sync::Refusal::kTooLarge);
  EXPECT_EQ(Read(pair.of_ann()), "23456789");
  pair.ExpectSame("list");
  pair.CrashServer();
  Type(pair.of_ann(), 0, "y");
  pair.Settle();
  EXPECT_EQ(pair.ann.Count(Event::kRejected), 1u) << "after a restart, too";
  pair.ExpectSame("list");
}

// Loading one holds everybody up, and somebody may come and go again and again.
TEST(Session, ALargeDocumentStaysForAWhileAndThenRestsInASnapshot) {
  sync::ServerOptions options;
  options.snapshot_bytes = 64 << 10;
  options.keep_left = 5'000;
  HostileNetwork network(1, options);
  Client& ann = network.AddClient("ann");
  const uint32_t large = network.Open(ann, "large");
  const uint32_t small = network.Open(ann, "small");
  Type(ann.session.document(large), 0, std::string(12'000, 'x'));
  Type(ann.session.document(small), 0, "few");
  network.Settle();
  const auto is_loaded = [&](const char* name) { return network.server().Find(name) != nullptr; };
  ann.wants = false;
  network.Cut(ann);
  network.Run(20, kFine);
  EXPECT_TRUE(is_loaded("large"));
  EXPECT_FALSE(is_loaded("small"));
  EXPECT_TRUE(network.storage().Stored("large").snapshot.empty());
  for (const uint64_t from = network.now(); network.now() < from + 10'000;) network.Step(kFine);
  EXPECT_FALSE(is_loaded("large"));
  EXPECT_FALSE(network.storage().Stored("large").snapshot.empty());
  EXPECT_TRUE(network.storage().Stored("small").snapshot.empty());
  ann.wants = true;
  Type(ann.session.document(large), 0, "again");
  network.Settle();
  network.ExpectSame("large");
}

TEST(Session, OfLargeDocumentsOnlySoManyStay) {
  sync::ServerOptions options;
  options.keep_left = 100'000'000;
  options.keep_left_operations = 30'000;
  HostileNetwork network(1, options);
  for (const char* name : {"a", "b", "c"}) {
    Client& ann = network.AddClient("ann");
    Type(ann.session.document(network.Open(ann, name)), 0, std::string(12'000, 'x'));
    network.Settle();
    ann.wants = false;
    network.Cut(ann);
  }
  network.Run(1'000, kFine);
  EXPECT_EQ(network.server().documents(), 2u);
  EXPECT_EQ(network.server().Find("a"), nullptr) << "the one that was left first";
}

TEST(Session, AnUnknownPrincipalIsNotLetIn) {
  HostileNetwork network(1);
  Client& nobody = network.AddClient("");
  network.Open(nobody, "list");
  network.Run(20, kFine);
  ASSERT_NE(nobody.Last(Event::kEnded), nullptr);
  EXPECT_EQ(nobody.Last(Event::kEnded)->reason, sync::CloseReason::kRefused);
  EXPECT_EQ(network.server().documents(), 0u);
}

TEST(Session, AServerOfAnotherVersionIsNotTalkedTo) {
  for (const uint16_t version : {uint16_t{0}, uint16_t{2}}) {
    sync::ClientSession session{sync::ClientOptions()};
    const uint32_t note = session.Add("list", Document(1));
    session.Connected(0);
    EXPECT_OK(session.Receive(sync::Encode({0, sync::Welcome{version, 0, 9, 9, 9, {}}}), 0));
    sync::ClientEvent event;
    ASSERT_TRUE(session.NextEvent(&event));
    EXPECT_EQ(event.kind, Event::kEnded);
    EXPECT_EQ(event.reason, sync::CloseReason::kVersion);
    EXPECT_EQ(event.message, "the server speaks version " + std::to_string(version) +
                                 " of the protocol, this program version 1");
    EXPECT_EQ(event.retry_after, 0u);
    Type(session.document(note), 0, "kept");
    session.Tick(1);
    std::string frame;
    EXPECT_FALSE(session.NextFrame(&frame));
    EXPECT_EQ(Read(session.document(note)), "kept");
  }
}

TEST(Session, NothingIsToldOfWhatWasLetGoOf) {
  HostileNetwork network(1);
  HostileNetwork::Client& ann = network.AddClient("ann");
  const uint32_t first = network.Open(ann, "first");
  const uint32_t second = network.Open(ann, "second");
  network.Settle();
  ann.session.document(first).Text("t");
  network.Cut(ann);
  ann.session.Connected(network.now());
  ann.session.Disconnected();
  sync::ClientEvent event;
  while (ann.session.NextEvent(&event)) continue;
  ann.session.Add("third", Document(5));
  // Events of both wait, and one is let go of.
  network.Connect(ann);
  std::string frame;
  for (int i = 0; i < 10; ++i) {
    ann.session.Tick(network.now());
    while (ann.session.NextFrame(&frame)) ann.link->Receive(frame, network.now());
    while (ann.link->NextFrame(&frame)) EXPECT_OK(ann.session.Receive(frame, network.now()));
  }
  ann.session.Remove(first, network.now());
  size_t told = 0;
  while (ann.session.NextEvent(&event)) {
    EXPECT_NE(event.channel, first);
    told += event.channel == second;
  }
  EXPECT_GT(told, 0u);
}

}  // namespace
}  // namespace weft::testing
