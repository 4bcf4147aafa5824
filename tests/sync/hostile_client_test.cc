// What a hostile client can say to a server: each is refused with a reason or ends that connection,
// and others in the room notice nothing.
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/wire/update.h"
#include "tests/support/eve.h"
#include "tests/support/messages.h"
#include "tests/support/raw_client.h"

namespace weft::testing {
namespace {

using Event = sync::ClientEvent::Kind;
using sync::CloseReason;

// Others could not read what tells of it.
TEST(HostileClient, HasANameThatIsNoText) {
  Room room;
  RawClient mallory(&room.server(), room.now());
  sync::Hello hello;
  hello.credential = "\xFF\xFE";
  mallory.Send(sync::Message{0, hello});
  mallory.Take();
  const auto* closed = mallory.Last<sync::Closed>();
  ASSERT_NE(closed, nullptr);
  EXPECT_EQ(closed->reason, CloseReason::kRefused);
  EXPECT_EQ(closed->message, "a principal's name that is no text");
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

TEST(HostileClient, StatesAVersionThatNeverWas) {
  Room room;
  sync::Open open;
  open.document = "list";
  open.attempt = 2;
  open.whole = true;
  open.version = {{room.of_ann().agent(), {1, 1}}};
  room.eve->Send(open);
  const std::vector<sync::Message> told = room.eve->Take();
  const auto* opened = room.eve->Last<sync::Opened>();
  ASSERT_NE(opened, nullptr);
  EXPECT_EQ(opened->attempt, open.attempt);
  ASSERT_EQ(opened->parts, 1u);
  OperationSet lacks;
  EXPECT_OK(DecodeSessionUpdate(std::get<sync::Part>(told.back().body).body, room.eve->numbers(),
                                Limits{}, &lacks));
  ASSERT_EQ(lacks.operations.size(), 1u);
  EXPECT_EQ(lacks.operations[0].id, (Id{room.of_ann().agent(), 1})) << "what it does not claim";
  EXPECT_EQ(lacks.operations[0].count, 4u);
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

// What a client may send at all, with any content: anything else ends the connection.
sync::Message RandomOfAClient(Random& random) {
  using sync::MessageKind;
  constexpr MessageKind kKinds[] = {
      MessageKind::kHello,   MessageKind::kOpen,      MessageKind::kUpdate, MessageKind::kPresence,
      MessageKind::kCompare, MessageKind::kHeartbeat, MessageKind::kClose,  MessageKind::kPresence};
  sync::Message message = RandomMessage(kKinds[random.Below(std::size(kKinds))], random);
  message.channel = static_cast<uint32_t>(random.Below(3));
  auto* open = std::get_if<sync::Open>(&message.body);
  if (open != nullptr && random.OneIn(2)) open->document = "list";
  return message;
}

// Words of that agent, often damaged.
sync::Update RandomWords(Agent agent, const AgentNumbers& numbers, Random& random) {
  Document document(agent);
  Type(document, 0, "words");
  sync::Update update;
  update.body = *EncodeSessionUpdate(Taken(document), numbers);
  for (size_t n = random.Below(4); n > 0; --n) {
    update.body[random.Below(update.body.size())] = static_cast<char>(random.Next());
  }
  return update;
}

TEST(HostileClient, RandomMessagesHarmNobody) {
  Random random(RunSeed());
  Room room;
  size_t answered = 0;
  for (size_t i = 0; i < 300 * BudgetFactor(); ++i) {
    const Agent agent = 5000 + i % 50;
    RawClient mallory(&room.server(), room.now());
    mallory.Enter("mallory", "list", agent);
    const AgentNumbers numbers = mallory.numbers();
    for (size_t k = 0; k < 20 && !mallory.session().ended(); ++k) {
      if (i % 2 == 0) {
        mallory.Send(RandomWords(agent, numbers, random));
      } else {
        mallory.Send(RandomOfAClient(random));
      }
      answered += mallory.Take().size();
      if (mallory.Last<sync::Reject>() != nullptr) mallory.Open("list", agent);
    }
  }
  EXPECT_GT(answered, 300u);
  room.Settle();
  room.ExpectSame("list");
  EXPECT_EQ(room.ann.Count(Event::kHealed), 0u);
}

}  // namespace
}  // namespace weft::testing
