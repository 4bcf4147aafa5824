// What grows with a document or its members: how large a document may get, and how much of it one
// client can have done for it.
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/eve.h"

namespace weft::testing {
namespace {

template <class T>
size_t CountOf(RawClient& client) {
  size_t count = 0;
  for (const sync::Message& message : client.Take()) {
    count += std::holds_alternative<T>(message.body) ? 1 : 0;
  }
  return count;
}

// One operation may bring many bytes.
TEST(LargeDocuments, BytesAreBounded) {
  sync::ServerOptions options;
  options.max_document_bytes = 100'000;
  options.operations_per_second = options.bytes_per_second = 0;
  Room room(options);
  Document document(kEve);
  size_t taken = 0;
  for (; taken < 100 && room.eve->Last<sync::Reject>() == nullptr; ++taken) {
    EXPECT_OK(document.Map("m").Set("k", std::string(4000, 'x')));
    room.eve->SendUpdate(Taken(document));
  }
  EXPECT_GT(taken, 20u);
  EXPECT_LT(taken, 30u);
  room.before = room.ServerJson("list");
  room.events = room.ann.events.size();
  room.ExpectRefused(sync::Refusal::kTooLarge);
  EXPECT_LE(room.server().Find("list")->ContentBytes(), options.max_document_bytes);
  // Also after a restart, however well it was compressed; text, which brings no values, goes on.
  room.eve.reset();
  room.CrashServer();
  room.Settle();
  Type(room.of_ann(), 0, "more");
  room.Settle();
  EXPECT_EQ(room.ann.Count(sync::ClientEvent::Kind::kRejected), 0u);
  EXPECT_OK(room.of_ann().Map("m").Set("k", std::string(10'000, 'x')));
  room.Settle();
  ASSERT_EQ(room.ann.Count(sync::ClientEvent::Kind::kRejected), 1u);
  EXPECT_EQ(room.ann.Last(sync::ClientEvent::Kind::kRejected)->refusal, sync::Refusal::kTooLarge);
  room.ExpectSame("list");
}

TEST(LargeDocuments, KeysAndRootsCountToo) {
  sync::ServerOptions options;
  options.max_document_bytes = 100'000;
  Room room(options);
  Document document(kEve);
  for (int i = 0; i < 300; ++i) {
    const std::string name = std::to_string(i) + std::string(500, 'n');
    EXPECT_OK(document.Map("m").Set(name, i));
    if (i % 3 == 0) EXPECT_OK(document.Counter(name).Add(1));
    room.eve->SendUpdate(Taken(document));
    if (room.eve->Last<sync::Reject>() != nullptr) break;
  }
  ASSERT_NE(room.eve->Last<sync::Reject>(), nullptr);
  EXPECT_EQ(room.eve->Last<sync::Reject>()->reason, sync::Refusal::kTooLarge);
}

struct LargeRoom : Room {
  explicit LargeRoom(size_t length, sync::Rights eves) : Room({}, eves) {
    Type(of_ann(), 0, std::string(length, 'x'));
    Settle();
    for (int i = 0; i < 60; ++i) Step(kFine);
    before = ServerJson("list");
    events = ann.events.size();
    eve->SetTime(now());
    eve->Take();
  }
  void SendOpen() {
    sync::Open open;
    open.document = "list";
    open.attempt = ++attempt;
    open.whole = true;
    eve->Send(open);
  }
  uint32_t attempt = 1000;
};

// Each edit makes the hashes of before worthless.
TEST(LargeDocuments, EditingAndComparingInTurnsIsBounded) {
  LargeRoom room(400'000, sync::Rights::kEdit);
  Document document(kEve);
  constexpr size_t kTurns = 100;
  size_t answers = 0;
  for (size_t i = 0; i < kTurns; ++i) {
    Type(document, 0, "e");
    room.eve->SendUpdate(Taken(document));
    EXPECT_NE(room.eve->Last<sync::Ack>(), nullptr) << "edits are taken as ever";
    room.eve->Send(sync::Compare{});
    answers += CountOf<sync::Hashes>(*room.eve);
  }
  EXPECT_GT(answers, 3u);
  EXPECT_LT(answers, 15u);
  EXPECT_FALSE(room.eve->session().ended());
  EXPECT_EQ(room.eve->session().ReadAllowedAt(room.now()), room.now());
  room.eve->Wait(60'000);
  room.eve->Send(sync::Compare{});
  EXPECT_EQ(CountOf<sync::Hashes>(*room.eve), 1u) << "and is heard again";
}

TEST(LargeDocuments, OpeningAgainAndAgainIsBounded) {
  LargeRoom room(1'000'000, sync::Rights::kView);
  size_t answers = 0;
  for (size_t i = 0; i < 100; ++i) {
    room.SendOpen();
    answers += CountOf<sync::Opened>(*room.eve);
  }
  EXPECT_GT(answers, 3u);
  EXPECT_LT(answers, 20u);
  EXPECT_FALSE(room.eve->session().ended());
  room.eve->Wait(60'000);
  room.SendOpen();
  EXPECT_EQ(CountOf<sync::Opened>(*room.eve), 1u);
}

TEST(LargeDocuments, PresenceCountsForEveryoneItReaches) {
  sync::ServerOptions options;
  options.operations_per_second = 1000;
  Room room(options);
  std::vector<std::unique_ptr<RawClient>> guests;
  for (Agent agent = 100; agent < 150; ++agent) {
    guests.push_back(std::make_unique<RawClient>(&room.server(), room.now()));
    guests.back()->Enter("guest", "list", agent);
  }
  guests.back()->Take();
  for (int i = 0; i < 1000; ++i) room.eve->Send(sync::Presence{0, 5000, "", "here"});
  const size_t reached = CountOf<sync::Presence>(*guests.back());
  EXPECT_GT(reached, 50u);
  EXPECT_LT(reached, 120u);
  EXPECT_FALSE(room.eve->session().ended());
}

// Coming back over and over, in a document of some pages, is answered at once.
TEST(LargeDocuments, OrdinaryOnesAreOpenedAsOftenAsOneLikes) {
  LargeRoom room(50'000, sync::Rights::kEdit);
  Document document(kEve);
  room.eve->Open("list", kEve);
  for (size_t i = 0; i < 100; ++i) {
    room.SendOpen();
    EXPECT_EQ(CountOf<sync::Opened>(*room.eve), 1u);
    room.eve->Send(sync::Compare{});
    EXPECT_EQ(CountOf<sync::Hashes>(*room.eve), 1u);
  }
  EXPECT_EQ(room.eve->session().ReadAllowedAt(room.now()), room.now());
}

}  // namespace
}  // namespace weft::testing
