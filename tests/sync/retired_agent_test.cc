// An agent in two places, or in the wrong one: another goes on, and nothing is lost or there twice.
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "tests/support/documents.h"
#include "tests/support/two_clients.h"

namespace weft::testing {
namespace {

using Event = sync::ClientEvent::Kind;
using Client = HostileNetwork::Client;

// A copy of a document's storage from an earlier day, or in a second tab.
struct Copy {
  explicit Copy(Pair* pair)
      : state(pair->ann.session.SaveState(pair->ann_note)), document(pair->of_ann().agent()) {
    Integrate(document, Everything(pair->of_ann()));
    (void)document.TakeLocal();
  }
  std::string state;
  Document document;
};

TEST(Recovery, AnAgentOfSomebodyElseIsReplaced) {
  Pair pair;
  Type(pair.of_ben(), 0, "ben's");
  pair.Settle();
  Client& eve = pair.AddClient("eve");
  const Agent taken = pair.of_ann().agent();
  const uint32_t note = eve.session.Add("list", Document(taken));
  Type(eve.session.document(note), 0, "eve's ");
  pair.Settle();
  EXPECT_NE(eve.session.document(note).agent(), taken);
  EXPECT_EQ(Read(eve.session.document(note)).size(), 11u);
  EXPECT_EQ(Read(pair.of_ben()), Read(eve.session.document(note)));
  ASSERT_EQ(eve.Count(Event::kRejected), 1u);
  EXPECT_TRUE(eve.Last(Event::kRejected)->proposal.changes.empty());
}

TEST(Recovery, AnAgentThatIsFurtherElsewhereIsRetired) {
  Pair pair;
  Type(pair.of_ann(), 0, "one");
  pair.Settle();
  Copy copy(&pair);
  const Agent agent = pair.of_ann().agent();
  Type(pair.of_ann(), 3, " two");
  pair.Settle();
  pair.GoOffline(pair.ann);
  Client& again = pair.AddClient("ann");
  const uint32_t note = again.session.Add("list", std::move(copy.document), copy.state);
  pair.Settle();
  EXPECT_NE(again.session.document(note).agent(), agent);
  EXPECT_EQ(Read(again.session.document(note)), "one two");
  EXPECT_EQ(again.Count(Event::kRejected), 0u);
  Type(again.session.document(note), 7, " three");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "one two three");
}

// An edit goes to the server and to the storage at once, and the program may end between the two:
// before the first state was saved, too.
TEST(Recovery, AStorageBehindTheServerDoublesNothing) {
  for (int stored = 0; stored < 3; ++stored) {  // with one more it would be as far: docs/sync.md
    Pair pair;
    Document copy(pair.of_ann().agent());
    for (int i = 0; i < 4; ++i) {
      Type(pair.of_ann(), i, std::string(1, static_cast<char>('0' + i)));
      if (i + 1 == stored) Integrate(copy, Everything(pair.of_ann()));
      pair.Settle();
    }
    pair.GoOffline(pair.ann);
    Client& again = pair.AddClient("ann");
    const uint32_t note = again.session.Add("list", std::move(copy));
    Type(again.session.document(note), 0, "!");
    pair.Settle();
    const std::string text = Read(again.session.document(note));
    EXPECT_TRUE(text == "!0123" || (stored == 0 && text == "0123!")) << stored << ": " << text;
    EXPECT_EQ(Read(pair.of_ben()), text);
    EXPECT_EQ(again.Count(Event::kHealed), 0u);
  }
}

TEST(Recovery, TwoThatWentOnAsOneAgentLoseNothing) {
  Pair pair;
  Type(pair.of_ann(), 0, "one");
  pair.Settle();
  Copy copy(&pair);
  Type(pair.of_ann(), 3, " two and more");
  pair.Settle();
  pair.GoOffline(pair.ann);
  Client& again = pair.AddClient("ann");
  const uint32_t note = again.session.Add("list", std::move(copy.document), copy.state);
  Type(again.session.document(note), 0, "zero ");
  pair.Settle();
  EXPECT_EQ(Read(again.session.document(note)), "zero one two and more");
  EXPECT_EQ(Read(pair.of_ben()), "zero one two and more");
  EXPECT_EQ(again.Count(Event::kHealed), 0u);
}

// The copy comes without its session's state, and with a version that never was at the server: in
// an agent's log the deletion comes after ten letters there, and here after five.
TEST(Recovery, ACopyWithoutStateThatWentAnotherWayLosesNothing) {
  Pair pair;
  Type(pair.of_ann(), 0, "one");
  pair.Settle();
  Copy copy(&pair);
  Type(pair.of_ann(), 3, " two 67");
  Delete(pair.of_ann(), 9, 1);
  pair.Settle();
  pair.GoOffline(pair.ann);
  Client& again = pair.AddClient("ann");
  const uint32_t note = again.session.Add("list", std::move(copy.document));
  Type(again.session.document(note), 0, "xy");
  Delete(again.session.document(note), 1, 1);
  pair.Settle();
  ASSERT_TRUE(again.link != nullptr);
  EXPECT_EQ(Read(again.session.document(note)), Read(pair.of_ben()));
  // Without its state it does not know what was acknowledged, and learns it from what both have.
  EXPECT_EQ(Read(pair.of_ben()), "xone two 6");
}

// A second tab on one storage holds what the first has not sent yet.
TEST(Recovery, WhatAnotherReplicaHasYetToSendIsNoDifference) {
  Pair pair;
  Type(pair.of_ann(), 0, "hello");
  pair.Settle();
  pair.GoOffline(pair.ann);
  Type(pair.of_ann(), 5, " unsent");
  pair.ann.session.Tick(pair.now());
  const std::string state = pair.ann.session.SaveState(pair.ann_note);
  Document copy(pair.NewAgent());
  Integrate(copy, Everything(pair.of_ann()));
  Client& tab = pair.AddClient("ann");
  const uint32_t note = tab.session.Add("list", std::move(copy), state);
  pair.Run(60, kFine);  // a comparison at most
  EXPECT_EQ(Read(tab.session.document(note)), "hello unsent");
  pair.ann.wants = true;
  pair.Settle();
  EXPECT_EQ(tab.Count(Event::kHealed), 0u);
  Type(tab.session.document(note), 12, "!");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "hello unsent!");
  pair.ExpectSame("list");
}

}  // namespace
}  // namespace weft::testing
