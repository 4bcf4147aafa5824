// An agent in two places, or in the wrong one: another goes on, and nothing is lost or there twice.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/core/utf.h"
#include "crdt/wire/json_document.h"
#include "crdt/wire/saved.h"
#include "sync/saved_state.h"
#include "tests/support/documents.h"
#include "tests/support/random.h"
#include "tests/support/two_clients.h"

namespace weft::testing {
namespace {

using Event = sync::ClientEvent::Kind;
using Client = HostileNetwork::Client;

struct Replica {
  Client* client;
  uint32_t note;
  Document& document() const { return client->session.document(note); }
};

// A copy of a document's storage from an earlier day, or in a second tab.
struct Copy {
  explicit Copy(Pair* pair) : Copy(pair->of_ann(), pair->ann.session.SaveState(pair->ann_note)) {}
  Copy(Document& original, std::string its_state)
      : state(std::move(its_state)), document(original.agent()) {
    Integrate(document, Everything(original));
    (void)document.TakeLocal();
  }
  // Another client of Ann's opens it.
  Replica ComeBack(Pair* pair) && {
    Client& again = pair->AddClient("ann");
    return {&again, again.session.Add("list", std::move(document), state)};
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
  const Replica again = std::move(copy).ComeBack(&pair);
  pair.Settle();
  EXPECT_NE(again.document().agent(), agent);
  EXPECT_EQ(Read(again.document()), "one two");
  EXPECT_EQ(again.client->Count(Event::kRejected), 0u);
  Type(again.document(), 7, " three");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "one two three");
}

// The same, and the copy went on as far as the original, or further: what each of them typed is
// under the same ids.
TEST(Recovery, ACopyThatIsAsFarIsMadeAgainUnderAnotherAgent) {
  for (const std::string typed : {"#", "####", "#######"}) {
    Pair pair;
    Type(pair.of_ann(), 0, "one");
    pair.Settle();
    Copy copy(&pair);
    const Agent agent = pair.of_ann().agent();
    Type(pair.of_ann(), 3, " two");
    Type(pair.of_ben(), 1, "BEN");
    pair.Settle();
    pair.GoOffline(pair.ann);
    const Replica again = std::move(copy).ComeBack(&pair);
    Type(again.document(), 0, typed);
    pair.Settle();
    Document& document = again.document();
    EXPECT_NE(document.agent(), agent);
    EXPECT_EQ(Read(document), typed + "oBENne two") << typed;
    EXPECT_EQ(Read(pair.of_ben()), Read(document));
    EXPECT_EQ(again.client->Count(Event::kHealed), 0u) << typed;
    EXPECT_EQ(again.client->Count(Event::kRejected), 0u) << typed;
    Type(document, 0, "> ");
    pair.Settle();
    EXPECT_EQ(Read(pair.of_ben()), "> " + typed + "oBENne two");
    pair.ann.wants = true;
    pair.Settle();
    pair.ExpectSame("list");
  }
}

// A run of which all is at the server is known as such wherever the halves of its pairs stand, and
// one that goes on otherwise as far as it is the same.
TEST(Recovery, ACopyThatDoesNotKnowThatItsPairsHaveArrivedDoublesNothing) {
  for (const std::string typed : {"\U0001F600", "ok \U0001F600", "a\U0001F600\U0001F601b"}) {
    SCOPED_TRACE(typed);
    Pair pair;
    pair.Run(40, Weather{0, 0, 0, 0, 100});
    Type(pair.of_ann(), 0, typed);
    EXPECT_OK(pair.of_ann().List("l").Append("milk"));
    pair.ann.session.Tick(pair.now());
    Copy copy(&pair);
    pair.Settle();
    EXPECT_OK(pair.of_ann().List("l").Append("eggs"));
    pair.Settle();
    pair.GoOffline(pair.ann);
    const Replica again = std::move(copy).ComeBack(&pair);
    pair.Settle();
    EXPECT_EQ(pair.ServerJson("list"), R"({"l":["milk","eggs"],"note":")" + typed + R"("})");
    EXPECT_EQ(pair.ServerJson("list"), *WriteJson(again.document()));
    EXPECT_EQ(again.client->Count(Event::kHealed), 0u);
  }
}

TEST(Recovery, OfTwoCopiesThatWentOnWithOtherPairsEachIsThereOnce) {
  Pair pair;
  Type(pair.of_ann(), 0, "one");
  pair.Settle();
  Copy copy(&pair);
  Type(pair.of_ann(), 3, " two \U0001F600\U0001F601");
  pair.Settle();
  pair.GoOffline(pair.ann);
  const Replica again = std::move(copy).ComeBack(&pair);
  Type(again.document(), 3, " two \U0001F600\U0001F602");  // half a pair is the same
  pair.Settle();
  EXPECT_EQ(Read(again.document()), "one two \U0001F600\U0001F601\U0001F602");
  EXPECT_EQ(Read(pair.of_ben()), Read(again.document()));
  EXPECT_EQ(again.client->Count(Event::kHealed), 0u);
}

// Nothing was typed: what differs under the same ids is what was deleted.
TEST(Recovery, ACopyThatDeletedSomethingElseIsMadeAgainUnderAnotherAgent) {
  for (const bool once_live : {false, true}) {
    Pair pair;
    Type(pair.of_ann(), 0, "defgh");
    pair.Settle();
    Copy copy(&pair);
    const Agent agent = pair.of_ann().agent();
    Delete(pair.of_ann(), 3, 1);
    Type(pair.of_ben(), 0, "> ");
    if (!once_live) pair.Settle();
    pair.GoOffline(pair.ann);
    const Replica again = std::move(copy).ComeBack(&pair);
    if (once_live) pair.Settle();
    Delete(again.document(), 1, 1);
    pair.Settle();
    EXPECT_EQ(Read(again.document()), once_live ? ">defgh" : "> dfh");
    EXPECT_EQ(again.document().agent() == agent, once_live);
    EXPECT_EQ(again.client->Count(Event::kHealed) + again.client->Count(Event::kRejected), 0u);
    pair.ann.wants = true;
    pair.Settle();
    EXPECT_EQ(Read(again.document()), once_live ? ">defh" : "> dfh");
    pair.ExpectSame("list");
  }
}

// Both at once, and both type: the one that the server hears of second takes another agent.
TEST(Recovery, ACopyThatIsThereAtTheSameTimeTakesAnotherAgent) {
  Pair pair;
  Type(pair.of_ann(), 0, "one");
  pair.Settle();
  Copy copy(&pair);
  const Replica again = std::move(copy).ComeBack(&pair);
  pair.Settle();
  Type(pair.of_ann(), 3, " two");
  Type(again.document(), 0, "zero ");
  pair.Settle();
  EXPECT_NE(pair.of_ann().agent(), again.document().agent());
  EXPECT_EQ(Read(pair.of_ben()), "zero one two");
  EXPECT_EQ(pair.ann.Count(Event::kHealed) + again.client->Count(Event::kHealed), 0u);
  Type(pair.of_ann(), 0, "a");
  Type(again.document(), 0, "b");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()).size(), 14u);
  pair.ExpectSame("list");
}

// However often one is copied, whoever comes and goes meanwhile: each letter is there once in the
// end. Frames keep their order here, as on a socket.
void CopiesLoseNothing(uint64_t seed) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random random(seed);
  Pair pair({}, seed + 1);
  std::vector<Replica> replicas{{&pair.ann, pair.ann_note}, {&pair.ben, pair.ben_note}};
  const auto copy_of = [&](const Replica& of) {
    return Copy(of.document(), of.client->session.SaveState(of.note)).ComeBack(&pair);
  };
  std::u16string typed;
  char16_t next = 0x4E00;
  for (int step = 0; step < 60; ++step) {
    const size_t which = random.Below(replicas.size());
    const Replica replica = replicas[which];
    switch (random.Below(8)) {
      case 0:
        if (which != 1 && replicas.size() < 5 &&
            replica.client->session.state(replica.note).saved()) {
          replicas.push_back(copy_of(replica));
        }
        break;
      case 1:
        replica.client->wants = !replica.client->wants;
        if (!replica.client->wants) pair.Cut(*replica.client);
        break;
      case 2:  // the program starts again with what it has stored, also amid a recovery
        if (which > 1) {
          replica.client->wants = false;
          pair.Cut(*replica.client);
          replicas[which] = copy_of(replica);
        }
        break;
      case 3:
        pair.Run(random.Below(12), Weather{.cut = 3, .late = 50});
        break;
      default: {
        const size_t size =
            Read(replica.document()).size() / 3;  // of letters that take three bytes
        std::u16string text;
        for (size_t n = 1 + random.Below(4); n > 0; --n) text.push_back(next++);
        typed += text;
        ASSERT_TRUE(replica.document().Text(kNote).Insert(random.Below(size + 1), text).ok());
        replica.client->session.Tick(pair.now());
      }
    }
  }
  for (const Replica& replica : replicas) replica.client->wants = true;
  pair.Settle();
  std::u16string all;
  ASSERT_TRUE(DecodeUtf8(Read(pair.of_ben()), &all));
  std::sort(all.begin(), all.end());
  EXPECT_TRUE(all == typed) << all.size() << " letters of " << typed.size();
  for (const Replica& replica : replicas) {
    EXPECT_EQ(Read(replica.document()), Read(pair.of_ben()));
    const sync::ClientEvent* healed = replica.client->Last(Event::kHealed);
    EXPECT_EQ(healed, nullptr) << healed->message;
  }
}

TEST(Recovery, HoweverAnAgentIsCopiedNothingIsLostOrDoubled) {
  const uint64_t seed = RunSeed();
  for (size_t i = 0; i < 50 * BudgetFactor() && !::testing::Test::HasFailure(); ++i) {
    CopiesLoseNothing(seed + i);
  }
}

// An edit goes to the server and to the storage at once, and the program may end between the two:
// before the first state was saved, too.
TEST(Recovery, AStorageBehindTheServerDoublesNothing) {
  for (int stored = 0; stored < 3; ++stored) {  // without its state, as far is another case
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
  const Replica again = std::move(copy).ComeBack(&pair);
  Type(again.document(), 0, "zero ");
  pair.Settle();
  EXPECT_EQ(Read(again.document()), "zero one two and more");
  EXPECT_EQ(Read(pair.of_ben()), "zero one two and more");
  EXPECT_EQ(again.client->Count(Event::kHealed), 0u);
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

// What neither the agent nor the one before has sent is theirs to send.
TEST(Recovery, ACopyAsAnotherAgentLeavesOutWhatARetiredOneHasNotSent) {
  Document document(5);
  Type(document, 0, "abc");
  document = *LoadDocument(SaveWorkingFile(document), 6);
  Type(document, 3, "d");
  sync::SavedState state{1, 2, 6, {}, AgentNumbers{kSeedAgent, 5}, 0, 5, {2, 0}};
  Result<Document> copy = sync::CopyAs(document, sync::WriteState(state), 9);
  ASSERT_TRUE(copy.ok()) << copy.status().ToString();
  EXPECT_EQ(Read(*copy), "ab");
  EXPECT_EQ(copy->agent(), 9u);
  state.retired_acked = {4, 0};
  EXPECT_EQ(sync::CopyAs(document, sync::WriteState(state), 9).status().code(),
            StatusCode::kDataLoss);
}

// A second tab on one storage holds what the first has not sent yet.
TEST(Recovery, WhatAnotherReplicaHasYetToSendIsNoDifference) {
  Pair pair;
  const std::string state = pair.LeaveUnsent();
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
