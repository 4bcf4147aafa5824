// Presence: stamped by the server, for a while, kept nowhere.
#include <string>

#include <gtest/gtest.h>

#include "tests/support/documents.h"
#include "tests/support/raw_client.h"
#include "tests/support/two_clients.h"

namespace weft::testing {
namespace {

using Client = HostileNetwork::Client;

TEST(Presence, IsStampedAndExpiresAndIsNotKept) {
  Pair pair;
  const size_t records = pair.storage().Stored("list").records.size();
  pair.ann.session.SendPresence(pair.ann_note, "at 5", 3000);
  pair.Run(20, kFine);
  const auto& others = pair.ben.session.state(pair.ben_note).others();
  ASSERT_EQ(others.size(), 1u);
  EXPECT_EQ(others.begin()->second.principal, "ann");
  EXPECT_EQ(others.begin()->second.agent, pair.of_ann().agent());
  Client& eve = pair.AddClient("eve");
  const uint32_t note = pair.Open(eve, "list");
  pair.Run(10, kFine);
  EXPECT_EQ(eve.session.state(note).others().size(), 1u) << "a newcomer is told";
  pair.Settle();
  EXPECT_TRUE(pair.ben.session.state(pair.ben_note).others().empty());
  EXPECT_EQ(pair.storage().Stored("list").records.size(), records + 1) << "eve's number alone";
}

TEST(Presence, EndsWithTheConnection) {
  Pair pair;
  pair.ann.session.SendPresence(pair.ann_note, "at 5", 60'000);
  pair.Run(10, kFine);
  ASSERT_EQ(pair.ben.session.state(pair.ben_note).others().size(), 1u);
  pair.GoOffline(pair.ann);
  pair.Run(10, kFine);
  EXPECT_TRUE(pair.ben.session.state(pair.ben_note).others().empty());
}

// Rights may also change without SetRights: they are asked for at each open.
TEST(Presence, EndsWhenItsSenderOpensAgainToView) {
  Pair pair;
  pair.ann.session.SendPresence(pair.ann_note, "at 5", 60'000);
  pair.Run(10, kFine);
  ASSERT_EQ(pair.ben.session.state(pair.ben_note).others().size(), 1u);
  pair.application().rights["ann"] = sync::Rights::kView;
  pair.ann.session.Reopen(pair.ann_note, pair.now());
  pair.Run(10, kFine);
  EXPECT_TRUE(pair.ben.session.state(pair.ben_note).others().empty());
  Client& eve = pair.AddClient("eve");
  const uint32_t note = pair.Open(eve, "list");
  pair.Run(10, kFine);
  EXPECT_TRUE(eve.session.state(note).others().empty());
}

TEST(Presence, GoesOnWhenItsSenderOpensAgainToEdit) {
  Pair pair;
  pair.ann.session.SendPresence(pair.ann_note, "at 5", 60'000);
  pair.Run(10, kFine);
  pair.ann.session.Reopen(pair.ann_note, pair.now());
  pair.Run(10, kFine);
  EXPECT_EQ(pair.ben.session.state(pair.ben_note).others().size(), 1u);
}

// Each learns it by the end of its own connection.
TEST(Presence, IsNotTakenBackWhenTheServerStops) {
  Pair pair;
  RawClient eve(&pair.server(), pair.now());
  eve.Enter("eve", "list", 7);
  pair.ann.session.SendPresence(pair.ann_note, "at 5", 60'000);
  pair.ben.session.SendPresence(pair.ben_note, "at 6", 60'000);
  pair.Run(10, kFine);
  eve.Send(sync::Presence{0, 60'000, "", "at 7"});
  pair.Run(10, kFine);
  eve.Take();
  ASSERT_NE(eve.Last<sync::Presence>(), nullptr);
  pair.server().Stop();
  EXPECT_EQ(eve.Take().size(), 1u) << "that it has ended";
  std::string frame;
  for (Client* client : {&pair.ann, &pair.ben}) {
    size_t frames = 0;
    while (client->link->NextFrame(&frame)) ++frames;
    EXPECT_EQ(frames, 1u);
  }
}

// Else they would be shown for ever: whoever goes meanwhile is not told.
TEST(Presence, OfEverybodyEndsForWhoLosesTheConnection) {
  Pair pair;
  pair.ann.session.SendPresence(pair.ann_note, "at 5", 60'000);
  pair.Run(10, kFine);
  ASSERT_EQ(pair.ben.session.state(pair.ben_note).others().size(), 1u);
  pair.GoOffline(pair.ben);
  sync::ClientEvent event;
  ASSERT_TRUE(pair.ben.session.NextEvent(&event));
  EXPECT_EQ(event.kind, sync::ClientEvent::Kind::kPresence);
  EXPECT_EQ(event.presence.agent, pair.of_ann().agent());
  EXPECT_EQ(event.presence.ttl, 0u);
  EXPECT_TRUE(pair.ben.session.state(pair.ben_note).others().empty());
}

}  // namespace
}  // namespace weft::testing
