// What a hostile client can say to a server: each is refused with a reason or ends that connection,
// and others in the room notice nothing.
#include <gtest/gtest.h>

#include "crdt/wire/update.h"
#include "tests/support/documents.h"
#include "tests/support/hostile_network.h"
#include "tests/support/object_operation.h"
#include "tests/support/raw_client.h"

namespace weft::testing {
namespace {

using Event = sync::ClientEvent::Kind;
using sync::CloseReason;
using sync::Refusal;

constexpr Agent kEve = 7;

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
  void ExpectRefused(Refusal reason) {
    const auto* reject = eve->Last<sync::Reject>();
    ASSERT_NE(reject, nullptr);
    EXPECT_EQ(reject->reason, reason) << Name(reject->reason) << ": " << reject->message;
    EXPECT_FALSE(eve->session().ended());
    ExpectUnnoticed();
  }
  void ExpectEnded(CloseReason reason) {
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

OperationSet Typed(Agent agent, const std::string& text) {
  Document document(agent);
  Type(document, 0, text);
  return Taken(document);
}

TEST(HostileClient, WritesAsAnotherAgent) {
  Room room;
  room.eve->SendUpdate(Typed(room.of_ann().agent(), "forged"));
  room.ExpectRefused(Refusal::kForeignAgent);
}

TEST(HostileClient, WritesAsTwoAgentsAtOnce) {
  Room room;
  OperationSet set =
      PackObjects({ItemOperation({kEve, 0}, {ContainerKind::kList, "l"}, "x"),
                   ItemOperation({room.of_ann().agent(), 5}, {ContainerKind::kList, "l"}, "y")});
  room.eve->SendUpdate(set);
  room.ExpectRefused(Refusal::kForeignAgent);
}

TEST(HostileClient, WritesAsTheSeed) {
  Room room;
  room.eve->SendUpdate(Typed(kSeedAgent, "forged"));
  room.ExpectRefused(Refusal::kForeignAgent);
}

// Whoever may edit, but is bound to no agent, is nobody: not the seed.
TEST(HostileClient, WritesAsTheSeedWithoutAnAgent) {
  Room room;
  room.eve->Open("list", kSeedAgent);
  const auto* opened = room.eve->Last<sync::Opened>();
  ASSERT_NE(opened, nullptr);
  EXPECT_EQ(opened->rights, sync::Rights::kView);
  room.eve->SendUpdate(Typed(kSeedAgent, "forged"));
  room.ExpectRefused(Refusal::kForbidden);
}

// Others could not read what tells of it.
TEST(HostileClient, HasANameThatIsNoText) {
  Room room;
  RawClient mallory(&room.server(), room.now());
  mallory.Send(sync::Message{0, sync::Hello{0, 0, 0, "\xFF\xFE"}});
  mallory.Take();
  EXPECT_TRUE(mallory.session().ended());
  room.ExpectUnnoticed();
}

TEST(HostileClient, ClaimsAVersionThatIsOutOfOrder) {
  Room room;
  sync::Open open;
  open.document = "list";
  open.agent = kEve;
  open.attempt = 99;
  open.whole = true;
  open.version = {{9, {1, 0}}, {8, {1, 0}}};
  room.eve->Send(open);
  room.ExpectEnded(CloseReason::kProtocol);
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
    sync::Open open;
    open.document = "list";
    open.agent = kEve;
    open.attempt = 1000 + i;
    open.whole = true;
    room.eve->Send(open);
    room.eve->Send(sync::Heartbeat{0});
  }
  EXPECT_LT(room.eve->session().queued_bytes(), 1'000'000u);
  room.ExpectUnnoticed();
}

TEST(HostileClient, BindsAnAgentOfSomebodyElse) {
  Room room;
  room.eve->Open("list", room.of_ann().agent());
  room.ExpectRefused(Refusal::kForeignAgent);
}

TEST(HostileClient, BindsTheServersAgent) {
  Room room;
  room.eve->Open("list", kMaxAgent);
  room.ExpectRefused(Refusal::kForeignAgent);
}

TEST(HostileClient, ReusesAnIdWithOtherContent) {
  Room room;
  room.eve->SendUpdate(Typed(kEve, "abc"));
  ASSERT_EQ(room.eve->Last<sync::Reject>(), nullptr);
  room.Settle();
  room.before = room.ServerJson("list");
  room.eve->SendUpdate(Typed(kEve, "abX"));
  room.ExpectRefused(Refusal::kReusedId);
}

TEST(HostileClient, LeavesAGap) {
  Room room;
  Document document(kEve);
  Type(document, 0, "abc");
  (void)Taken(document);
  Type(document, 3, "def");
  room.eve->SendUpdate(Taken(document));
  const auto* missing = room.eve->Last<sync::Missing>();
  ASSERT_NE(missing, nullptr);
  EXPECT_EQ(missing->agent, kEve);
  EXPECT_EQ(missing->counts, Counts{});
  room.ExpectUnnoticed();
}

TEST(HostileClient, NamesWhatIsNotThere) {
  const Agent ann = 1001;
  const ContainerId list(ContainerKind::kList, "l");
  const std::vector<OperationSet> sets = {
      PackObjects({EraseOne({kEve, 0}, {ann, 500})}),  // deletes what does not exist
      PackObjects({RestoreOne({kEve, 0}, {ann, 3})}),  // takes back what was not done
      PackObjects({MoveOperation({kEve, 0}, {ann, 99}, list)}),
      PackObjects({ReplaceOperation({kEve, 0}, {{ann, 99}}, 1)}),
      PackObjects({KeyOperation({kEve, 0}, {ContainerKind::kMap, Id{ann, 77}}, "k", 1)}),
  };
  for (const OperationSet& set : sets) {
    Room room;
    ASSERT_EQ(room.of_ann().agent(), ann);
    room.eve->SendUpdate(set);
    room.ExpectRefused(Refusal::kUnknownReference);
  }
}

TEST(HostileClient, MovesAnElementOfAText) {
  Room room;
  room.eve->SendUpdate(PackObjects(
      {MoveOperation({kEve, 0}, {room.of_ann().agent(), 0}, {ContainerKind::kList, "l"})}));
  room.ExpectRefused(Refusal::kMalformed);
}

TEST(HostileClient, IsAheadOfItsTime) {
  Room room;
  ObjectOperation write = KeyOperation({kEve, 0}, {ContainerKind::kMap, "m"}, "k", 1);
  write.stamp = 1000;
  room.eve->SendUpdate(PackObjects({write}));
  room.ExpectRefused(Refusal::kAheadOfTime);
}

TEST(HostileClient, IsPartlyInOrder) {
  Room room;
  ObjectOperation erase = EraseOne({kEve, 0}, {room.of_ann().agent(), 500});
  erase.at = 1;
  room.eve->SendUpdate(
      PackObjects({ItemOperation({kEve, 0}, {ContainerKind::kList, "l"}, "x"), erase}));
  room.ExpectRefused(Refusal::kUnknownReference);
}

TEST(HostileClient, SendsWhatIsNoUpdate) {
  for (const std::string& body :
       {std::string("\xFF\xFF\xFF"), std::string(1000, '\0'), std::string("\x45\x63\x01")}) {
    Room room;
    room.eve->Send(sync::Update{0, body, {}, {}});
    room.eve->Take();
    room.ExpectRefused(Refusal::kMalformed);
  }
}

TEST(HostileClient, UsesReservedFields) {
  Room room;
  const std::string body = *EncodeSessionUpdate(Typed(kEve, "x"), room.eve->numbers());
  room.eve->Send(sync::Update{0, body, "grant", {}});
  room.eve->Take();
  room.ExpectRefused(Refusal::kReserved);
}

TEST(HostileClient, GoesOnAfterARefusal) {
  Room room;
  room.eve->SendUpdate(PackObjects({EraseOne({kEve, 0}, {room.of_ann().agent(), 500})}));
  room.eve->SendUpdate(Typed(kEve, "honest, but too late"));
  room.ExpectRefused(Refusal::kUnknownReference);
}

// A view link in any encoding trick.
TEST(HostileClient, WritesWithViewRights) {
  Room room({}, sync::Rights::kView);
  EXPECT_EQ(room.eve->numbers().NumberOf(kEve), -1) << "a viewer is bound to no agent";
  const AgentNumbers numbers{kSeedAgent, room.of_ann().agent(), kEve};
  const std::string honest = *EncodeSessionUpdate(Typed(room.of_ann().agent(), "x"), numbers);
  const std::string own = *EncodeSessionUpdate(Typed(kEve, "x"), numbers);
  for (const std::string& body : {honest, own, std::string(), *EncodeUpdate(Typed(kEve, "x")),
                                  honest + own, std::string("\x80\x80\x00", 3) + own}) {
    room.eve->Send(sync::Update{0, body, {}, {}});
    room.eve->Send(sync::Update{0, body, "g", "s"});
    room.eve->Take();
    ASSERT_NE(room.eve->Last<sync::Reject>(), nullptr);
    EXPECT_EQ(room.eve->Last<sync::Reject>()->reason, Refusal::kForbidden);
  }
  room.eve->Send(sync::Presence{kEve, 1000, "ann", "here"});
  room.ExpectUnnoticed();
}

TEST(HostileClient, IsPresentInAnothersName) {
  Room room;
  room.eve->Send(sync::Presence{room.of_ann().agent(), 5000, "ann", "cursor"});
  room.Run(10, kFine);
  const sync::ClientEvent* event = room.ann.Last(Event::kPresence);
  ASSERT_NE(event, nullptr);
  EXPECT_EQ(event->presence.agent, kEve);
  EXPECT_EQ(event->presence.principal, "eve");
  EXPECT_EQ(event->presence.data, "cursor");
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

TEST(HostileClient, SendsALongHello) {
  Room room;
  RawClient stranger(&room.server(), room.now());
  sync::Hello hello;
  hello.credential = std::string(100'000, 'x');
  stranger.Send(sync::Message{0, hello});
  stranger.Take();
  ASSERT_NE(stranger.Last<sync::Closed>(), nullptr);
  EXPECT_EQ(stranger.Last<sync::Closed>()->reason, CloseReason::kTooLarge);
  room.ExpectUnnoticed();
}

TEST(HostileClient, SendsWhatIsNoFrame) {
  Room room;
  room.eve->SendBytes("what?");
  room.ExpectEnded(CloseReason::kProtocol);
}

TEST(HostileClient, SaysWhatOnlyServersSay) {
  for (const sync::Body& body : std::vector<sync::Body>{
           sync::Welcome{}, sync::Opened{}, sync::Part{}, sync::Number{}, sync::Ack{},
           sync::Missing{}, sync::Reject{}, sync::Hashes{},
           sync::RightsChanged{sync::Rights::kEdit}, sync::Resynchronise{}, sync::Closed{}}) {
    Room room;
    room.eve->Send(body);
    room.ExpectEnded(CloseReason::kProtocol);
  }
}

TEST(HostileClient, SaysSomethingBeforeHello) {
  Room room;
  for (const sync::Body& body :
       std::vector<sync::Body>{sync::Open{}, sync::Update{}, sync::Presence{}, sync::Compare{},
                               sync::Heartbeat{}, sync::Close{}}) {
    RawClient stranger(&room.server(), room.now());
    stranger.Send(body);
    stranger.Take();
    EXPECT_TRUE(stranger.session().ended());
  }
  room.ExpectUnnoticed();
}

TEST(HostileClient, TalksOnChannelsThatAreNotOpen) {
  Room room;
  room.eve->Send(sync::Message{9, sync::Update{0, "x", {}, {}}});
  room.eve->Take();
  EXPECT_NE(room.eve->Last<sync::Resynchronise>(), nullptr);
  EXPECT_FALSE(room.eve->session().ended());
  room.eve->Send(sync::Message{0, sync::Open{}});
  room.ExpectEnded(CloseReason::kProtocol);
}

TEST(HostileClient, OpensADocumentItMayNotSee) {
  Room room;
  room.application().rights["mallory"] = sync::Rights::kNone;
  RawClient mallory(&room.server(), room.now());
  mallory.Enter("mallory", "list", 8);
  ASSERT_NE(mallory.Last<sync::Closed>(), nullptr);
  EXPECT_EQ(mallory.Last<sync::Closed>()->reason, CloseReason::kRefused);
  EXPECT_EQ(mallory.Last<sync::Opened>(), nullptr);
  mallory.Open("another", 8);
  EXPECT_EQ(room.server().Find("another")->version(), Version()) << "nothing is loaded for it";
  room.ExpectUnnoticed();
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

TEST(HostileClient, StatesAVersionThatNeverWas) {
  Room room;
  sync::Open open;
  open.document = "list";
  open.attempt = 2;
  open.whole = true;
  open.version = {{room.of_ann().agent(), {1, 1}}};
  room.eve->Send(open);
  room.eve->Take();
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

TEST(HostileClient, SpeaksAnotherVersion) {
  Room room;
  const std::pair<uint16_t, uint16_t> others[] = {{0, 0}, {2, 9}, {9, 2}};
  for (const auto& [least, most] : others) {
    RawClient stranger(&room.server(), room.now());
    stranger.Send(sync::Message{0, sync::Hello{least, most, 0, "ann"}});
    stranger.Take();
    ASSERT_NE(stranger.Last<sync::Closed>(), nullptr);
    EXPECT_EQ(stranger.Last<sync::Closed>()->reason, CloseReason::kVersion);
    EXPECT_EQ(stranger.Last<sync::Closed>()->message, "this server speaks version 1");
  }
  RawClient newer(&room.server(), room.now());
  newer.Send(sync::Message{0, sync::Hello{0, 9, ~uint64_t{0}, "ann"}});
  newer.Take();
  ASSERT_NE(newer.Last<sync::Welcome>(), nullptr);
  EXPECT_EQ(newer.Last<sync::Welcome>()->version, 1u);
  EXPECT_EQ(newer.Last<sync::Welcome>()->features, 0u) << "what both have";
}

TEST(HostileClient, UsesOperationsOfANewerVersion) {
  Room room;
  const std::string body = "\x80";  // whatever this server does not know
  room.eve->Send(sync::Update{0, body, {}, {}});
  room.eve->Take();
  ASSERT_NE(room.eve->Last<sync::Reject>(), nullptr);
  room.ExpectUnnoticed();
}

TEST(HostileClient, RepeatsAnOpenWithoutEffect) {
  Room room;
  sync::Open open;
  open.document = "list";
  open.agent = kEve;
  open.attempt = 1;
  open.whole = true;
  room.eve->Send(open);
  EXPECT_TRUE(room.eve->Take().empty());
  room.ExpectUnnoticed();
}

TEST(HostileClient, RandomMessagesHarmNobody) {
  Random random(RunSeed());
  Room room;
  for (size_t i = 0; i < 300 * BudgetFactor(); ++i) {
    RawClient mallory(&room.server(), room.now());
    mallory.Enter("mallory", "list", 5000 + i % 50);
    for (size_t k = 0; k < 20 && !mallory.session().ended(); ++k) {
      sync::Update update;
      Document document(5000 + i % 50);
      Type(document, 0, "words");
      update.body = *EncodeSessionUpdate(Taken(document), mallory.numbers());
      for (size_t n = random.Below(4); n > 0; --n) {
        update.body[random.Below(update.body.size())] = static_cast<char>(random.Next());
      }
      mallory.Send(update);
      mallory.Take();
      if (mallory.Last<sync::Reject>() != nullptr) mallory.Open("list", 5000 + i % 50);
    }
  }
  room.Settle();
  room.ExpectSame("list");
  EXPECT_EQ(room.ann.Count(Event::kHealed), 0u);
}

}  // namespace
}  // namespace weft::testing
