// A replica that comes back under another name: a browser that was gone before it had kept its
// first token. Its agent is the old name's, so it needs a new one; what had arrived is there, and
// not once more, and the rest is made again.
#include <algorithm>

#include <gtest/gtest.h>

#include "crdt/wire/json_document.h"
#include "tests/support/documents.h"
#include "tests/support/random.h"
#include "tests/support/two_clients.h"

namespace weft::testing {
namespace {

using Event = sync::ClientEvent::Kind;
using Client = HostileNetwork::Client;
using sync::Refusal;

constexpr Weather kNothingDurable{0, 0, 0, 0, 100};

struct Leaving : Pair {
  Leaving() {
    Type(of_ben(), 0, "ben's ");
    Settle();
  }
  // Ann types something that the server takes in and does not acknowledge, goes, and types more.
  void TypeAndGo() {
    Run(40, kNothingDurable);
    Type(of_ann(), 6, "arrived");
    Run(5, kNothingDurable);
    ASSERT_FALSE(ann.session.state(ann_note).saved());
    ann.wants = false;
    Cut(ann);
    Type(of_ann(), 13, " and not");
    EXPECT_OK(of_ann().Text("note").Erase(0, 3));
    ann.session.Tick(now());
  }
  void ExpectOnce(Client& client, uint32_t note, Agent before) {
    Settle();
    Document& document = client.session.document(note);
    EXPECT_EQ(Read(of_ben()), "'s arrived and not");
    EXPECT_EQ(Read(document), "'s arrived and not");
    EXPECT_NE(document.agent(), before);
    EXPECT_TRUE(client.session.state(note).saved());
    EXPECT_EQ(client.Count(Event::kHealed), 0u);
    ASSERT_EQ(client.Count(Event::kRejected), 1u);
    EXPECT_EQ(client.Last(Event::kRejected)->refusal, Refusal::kForeignAgent);
    EXPECT_TRUE(client.Last(Event::kRejected)->proposal.changes.empty());
    Type(document, 0, "!");
    Settle();
    EXPECT_EQ(Read(of_ben()), "!'s arrived and not");
    EXPECT_EQ(ServerJson("list"), *WriteJson(document));
  }
};

TEST(AnotherPrincipal, FindsWhatArrivedThereOnce) {
  Leaving pair;
  pair.TypeAndGo();
  const Agent before = pair.of_ann().agent();
  pair.ann.session.SetCredential("ann without a token");
  pair.ann.wants = true;
  pair.ExpectOnce(pair.ann, pair.ann_note, before);
}

TEST(AnotherPrincipal, AlsoAfterARestart) {
  Leaving pair;
  pair.TypeAndGo();
  const Agent before = pair.of_ann().agent();
  Document document(before);
  Integrate(document, Everything(pair.of_ann()));
  (void)document.TakeLocal();
  Client& again = pair.AddClient("ann without a token");
  const uint32_t note =
      again.session.Add("list", std::move(document), pair.ann.session.SaveState(pair.ann_note));
  pair.ExpectOnce(again, note, before);
}

// A run of which all arrived is known as such wherever the halves of its pairs stand.
TEST(AnotherPrincipal, FindsWhatArrivedOnceWithPairsInIt) {
  for (const std::string word : {"\U0001F600", "ok \U0001F600", "a\U0001F600\U0001F600b"}) {
    SCOPED_TRACE(word);
    Pair pair;
    Type(pair.of_ann(), 0, word);
    pair.Settle();
    pair.Run(40, kNothingDurable);
    Delete(pair.of_ann(), 0, word.size());
    Type(pair.of_ann(), 0, word);
    EXPECT_OK(pair.of_ann().List("l").Append("milk"));
    pair.ann.session.Tick(pair.now());
    pair.Run(5, kNothingDurable);
    ASSERT_FALSE(pair.ann.session.state(pair.ann_note).saved());
    pair.GoOffline(pair.ann);
    pair.ann.session.SetCredential("ann without a token");
    pair.ann.wants = true;
    pair.Settle();
    EXPECT_EQ(pair.ServerJson("list"), R"({"l":["milk"],"note":")" + word + R"("})");
    EXPECT_EQ(pair.ServerJson("list"), *WriteJson(pair.of_ann()));
    EXPECT_EQ(pair.ann.Count(Event::kHealed), 0u);
  }
}

// What is typed while it is being found out is no worse off.
TEST(AnotherPrincipal, GoesOnTypingMeanwhile) {
  for (size_t steps = 0; steps < 8; ++steps) {
    SCOPED_TRACE(steps);
    Leaving pair;
    pair.TypeAndGo();
    pair.ann.session.SetCredential("ann without a token");
    pair.ann.wants = true;
    for (size_t i = 0; i < 10; ++i) {
      if (i >= steps) Type(pair.of_ann(), 10 + i - steps, "-");
      pair.Run(1, Weather{0, 0, 1, 0, 0});  // a frame a step
    }
    pair.Settle();
    EXPECT_EQ(Read(pair.of_ben()), "'s arrived" + std::string(10 - steps, '-') + " and not");
    EXPECT_EQ(pair.ann.Count(Event::kHealed), 0u);
    pair.ExpectSame("list");
  }
}

// In any weather, with edits at any time, and however often.
TEST(AnotherPrincipal, LosesAndDoublesNothing) {
  for (uint64_t seed = 1; seed <= 60 * BudgetFactor(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    HostileNetwork network(seed);
    Client& ann = network.AddClient("ann");
    Client& ben = network.AddClient("ben");
    const uint32_t note = network.Open(ann, "list");
    network.Open(ben, "list");
    const std::string letters = "abcdefghijklmnopqrstuvwxyz";
    for (size_t i = 0; i < letters.size(); ++i) {
      Document& document = ann.session.document(note);
      Type(document, network.random().Below(Read(document).size() + 1), letters.substr(i, 1));
      network.Run(network.random().Below(12), kStorm);
      if (!network.random().OneIn(5)) continue;
      network.random().OneIn(2) ? network.Cut(ann) : network.Leave(ann);
      if (!network.random().OneIn(4)) ann.session.SetCredential("ann " + std::to_string(i));
    }
    network.Settle();
    std::string text = Read(ann.session.document(note));
    std::sort(text.begin(), text.end());
    EXPECT_EQ(text, letters);
    EXPECT_EQ(ann.Count(Event::kHealed), 0u);
    network.ExpectSame("list");
  }
}

}  // namespace
}  // namespace weft::testing
