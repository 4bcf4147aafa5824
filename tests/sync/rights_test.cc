// Rights that are withdrawn bite at once.
#include <functional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "sync/memory_storage.h"
#include "sync/server.h"
#include "tests/support/documents.h"
#include "tests/support/raw_client.h"
#include "tests/support/two_clients.h"

namespace weft::testing {
namespace {

using Event = sync::ClientEvent::Kind;
using sync::Refusal;
using sync::Rights;

TEST(Recovery, WithdrawnRightsBiteAtOnce) {
  Pair pair;
  Type(pair.of_ann(), 0, "hello");
  pair.Settle();
  pair.application().rights["ann"] = Rights::kView;
  pair.server().SetRights("list", "ann", Rights::kView);
  Type(pair.of_ann(), 5, " refused");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ann()), "hello");
  EXPECT_EQ(Read(pair.of_ben()), "hello");
  EXPECT_EQ(pair.ann.session.state(pair.ann_note).rights(), Rights::kView);
  ASSERT_GE(pair.ann.Count(Event::kRejected), 1u);
  EXPECT_EQ(pair.ann.Last(Event::kRejected)->refusal, Refusal::kForbidden);
  EXPECT_EQ(InsertedText(pair.ann.Last(Event::kRejected)->proposal), " refused");
  Type(pair.of_ann(), 0, "again");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ann()), "hello");

  Type(pair.of_ben(), 5, "!");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ann()), "hello!") << "a viewer sees";
  pair.application().rights["ann"] = Rights::kEdit;
  pair.server().SetRights("list", "ann", Rights::kEdit);
  pair.Settle();
  Type(pair.of_ann(), 6, "!");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "hello!!");
  pair.ExpectSame("list");
}

// Rights that are withdrawn while the answer to an open is on its way are not given all the same.
TEST(Recovery, WithdrawnRightsBiteWhileADocumentOpens) {
  HostileNetwork network(1);
  network.storage().HoldBack(true);  // so that the document is still being loaded
  RawClient eve(&network.server(), network.now());
  eve.Enter("eve", "list", 7);
  network.application().rights["eve"] = sync::Rights::kView;
  network.server().SetRights("list", "eve", sync::Rights::kView);
  network.Settle();
  eve.Take();
  const auto* opened = eve.Last<sync::Opened>();
  ASSERT_NE(opened, nullptr);
  EXPECT_EQ(opened->rights, sync::Rights::kView);
}

// Rights that are given while the answer to an open waits for the disk arrive too.
TEST(Recovery, GivenRightsArriveWhileADocumentOpens) {
  constexpr Weather kNothingIsDurable{.late = 100};
  Pair pair;
  Type(pair.of_ben(), 0, "on its way to the disk");
  pair.Run(5, kNothingIsDurable);
  ASSERT_GT(pair.storage().waiting(), 0u);
  pair.application().rights["eve"] = Rights::kView;
  HostileNetwork::Client& eve = pair.AddClient("eve");
  const uint32_t note = pair.Open(eve, "list");
  pair.Run(10, kNothingIsDurable);
  ASSERT_FALSE(eve.session.state(note).live());
  pair.application().rights["eve"] = Rights::kEdit;
  pair.server().SetRights("list", "eve", Rights::kEdit);
  pair.Run(5, kNothingIsDurable);
  pair.Settle();
  EXPECT_EQ(eve.session.state(note).rights(), Rights::kEdit);
  Type(eve.session.document(note), 0, "hello, ");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "hello, on its way to the disk");
  EXPECT_EQ(eve.Count(Event::kRejected), 0u);
}

// What is told of rights may be lost, like every frame.
TEST(Recovery, ChangedRightsAreHeardOfThoughTheirFrameIsLost) {
  Pair pair;
  for (const Rights rights : {Rights::kView, Rights::kEdit, Rights::kView}) {
    pair.application().rights["ann"] = rights;
    pair.server().SetRights("list", "ann", rights);
    std::string lost;
    size_t frames = 0;
    while (pair.ann.link->NextFrame(&lost)) ++frames;
    ASSERT_EQ(frames, 1u);
    pair.Settle();
    EXPECT_EQ(pair.ann.session.state(pair.ann_note).rights(), rights);
    ASSERT_NE(pair.ann.Last(Event::kLive), nullptr);
    EXPECT_EQ(pair.ann.Last(Event::kLive)->rights, rights) << "its user is told";
  }
  EXPECT_EQ(pair.ann.Count(Event::kRejected), 0u);
}

// Who opened to view is told once that edits would be taken, and not for ever.
TEST(Recovery, GivenRightsDoNotMakeAViewerOpenForEver) {
  Pair pair;
  RawClient eve(&pair.server(), pair.now());
  pair.application().rights["eve"] = Rights::kView;
  eve.Enter("eve", "list", kSeedAgent);
  pair.application().rights["eve"] = Rights::kEdit;
  pair.server().SetRights("list", "eve", Rights::kEdit);
  eve.Take();
  EXPECT_NE(eve.Last<sync::RightsChanged>(), nullptr);
  eve.Open("list", kSeedAgent);
  EXPECT_EQ(eve.Last<sync::RightsChanged>(), nullptr);
  eve.Send(sync::Heartbeat{});
  eve.Take();
  EXPECT_EQ(eve.Last<sync::Resynchronise>(), nullptr);
  EXPECT_NE(eve.Last<sync::Heartbeat>(), nullptr);
}

// An application that says so whenever it is asked, which is a change of rights each time.
class ToldWhenAsked : public TestApplication {
 public:
  void Authorize(std::string_view principal, std::string_view document,
                 std::function<void(Rights)> done) override {
    ++asked;
    server->SetRights(document, principal, told);
    if (later == nullptr) return done(Rights::kEdit);
    *later = std::move(done);
  }
  sync::Server* server = nullptr;
  Rights told = Rights::kEdit;
  std::function<void(Rights)>* later = nullptr;
  size_t asked = 0;
};

// What SetRights says last holds; nobody is asked again.
TEST(Recovery, RightsMayBeSetWhileTheyAreAskedFor) {
  for (const Rights told : {Rights::kEdit, Rights::kView}) {
    sync::MemoryStorage storage;
    ToldWhenAsked application;
    sync::Server server(&storage, &application);
    application.server = &server;
    application.told = told;
    RawClient eve(&server, 0);
    eve.Enter("eve", "list", 7);
    ASSERT_NE(eve.Last<sync::Opened>(), nullptr);
    EXPECT_EQ(eve.Last<sync::Opened>()->rights, told);
    EXPECT_EQ(application.asked, 1u);
    std::function<void(Rights)> later;
    application.later = &later;
    eve.Open("list", 7);
    server.SetRights("list", "eve", Rights::kView);
    later(Rights::kEdit);
    eve.Take();
    ASSERT_NE(eve.Last<sync::Opened>(), nullptr);
    EXPECT_EQ(eve.Last<sync::Opened>()->rights, Rights::kView);
    EXPECT_EQ(application.asked, 2u);
  }
}

// An application may react to what it sees by withdrawing rights.
TEST(Recovery, ACheckMayWithdrawAccess) {
  HostileNetwork network(1);
  RawClient eve(&network.server(), network.now());
  eve.Enter("eve", "list", 7);
  network.Settle();
  eve.Take();
  network.application().policy = [&](std::string_view, const AdmittedOperation&) {
    network.server().SetRights("list", "eve", sync::Rights::kNone);
    return FailedPrecondition("out");
  };
  Document document(7);
  Type(document, 0, "spam");
  eve.SendUpdate(Taken(document));
  EXPECT_NE(eve.Last<sync::Closed>(), nullptr);
  network.application().policy = nullptr;
  EXPECT_EQ(network.ServerJson("list"), "{}");
}

TEST(Recovery, WithdrawnAccessClosesTheDocument) {
  Pair pair;
  pair.application().rights["ann"] = Rights::kNone;
  pair.server().SetRights("list", "ann", Rights::kNone);
  Type(pair.of_ann(), 0, "mine");
  Type(pair.of_ben(), 0, "secret");
  pair.Settle();
  EXPECT_TRUE(pair.ann.session.state(pair.ann_note).closed());
  ASSERT_NE(pair.ann.Last(Event::kClosed), nullptr);
  EXPECT_EQ(Read(pair.of_ann()), "mine") << "what was edited stays with its author";
  EXPECT_EQ(Read(pair.of_ben()), "secret");
}

TEST(Recovery, WhatWasClosedIsOpenedAgainAlsoWhenThatIsAskedOffline) {
  Pair pair;
  pair.application().rights["ann"] = Rights::kNone;
  pair.server().SetRights("list", "ann", Rights::kNone);
  pair.Run(10, kFine);
  ASSERT_TRUE(pair.ann.session.state(pair.ann_note).closed());
  pair.GoOffline(pair.ann);
  pair.application().rights.clear();
  Type(pair.of_ann(), 0, "typed");
  pair.ann.session.Reopen(pair.ann_note, pair.now());
  EXPECT_FALSE(pair.ann.session.state(pair.ann_note).closed());
  pair.ann.wants = true;
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "typed");
}

}  // namespace
}  // namespace weft::testing
