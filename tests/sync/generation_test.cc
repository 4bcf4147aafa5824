// Purging a document's history: everybody goes on with what it shows, and what had not arrived is
// handed back.
#include <optional>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "crdt/core/utf.h"
#include "sync/codec.h"
#include "tests/support/documents.h"
#include "tests/support/random_edit.h"
#include "tests/support/raw_client.h"
#include "tests/support/two_clients.h"

namespace weft::testing {
namespace {

using Event = sync::ClientEvent::Kind;
using Client = HostileNetwork::Client;

struct Purging : Pair {
  explicit Purging(uint64_t seed = 1) : Pair({}, seed) {}
  std::optional<Status> answer;
  void StartNewGeneration() {
    answer.reset();
    server().StartNewGeneration("list", [this](const Status& status) {
      EXPECT_FALSE(answer.has_value()) << "answered twice";
      answer = status;
    });
  }
  StatusCode Answer() const {
    EXPECT_TRUE(answer.has_value());
    return answer.has_value() ? answer->code() : StatusCode::kInternal;
  }
};

TEST(Generation, GoesOnWithWhatShowsAndForgetsTheRest) {
  Purging pair;
  Type(pair.of_ann(), 0, "keep secret");
  Delete(pair.of_ann(), 4, 7);
  EXPECT_OK(pair.of_ben().Map("m").Set("k", "v"));
  pair.Settle();
  pair.StartNewGeneration();
  pair.Settle();
  ASSERT_EQ(pair.Answer(), StatusCode::kOk);
  const sync::StoredDocument& stored = pair.storage().Stored("list");
  EXPECT_EQ(stored.generation, 2u);
  EXPECT_EQ(stored.snapshot_position, 0u);
  EXPECT_EQ(Read(pair.of_ann()), "keep");
  EXPECT_EQ(pair.of_ben().Map("m").Get("k"), Value("v"));
  // Nobody lost anything, so nobody hears of more than another document.
  for (Client* client : {&pair.ann, &pair.ben}) {
    EXPECT_EQ(client->Count(Event::kReplaced), 1u);
    EXPECT_EQ(client->Count(Event::kHealed) + client->Count(Event::kRejected), 0u);
  }
  EXPECT_FALSE(pair.of_ann().version().Covers([&] {
    Version deletions;
    deletions.Set(1001, {0, 1});
    return deletions;
  }()));
  Type(pair.of_ann(), 4, "!");
  Type(pair.of_ben(), 0, "> ");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "> keep!");
  pair.ExpectSame("list");
}

TEST(Generation, UnsentEditsAreAProposal) {
  Purging pair;
  Type(pair.of_ann(), 0, "base");
  pair.Settle();
  pair.ben.wants = false;
  pair.Cut(pair.ben);
  Type(pair.of_ben(), 4, " offline");
  pair.StartNewGeneration();
  pair.Settle();
  EXPECT_EQ(pair.Answer(), StatusCode::kOk);
  pair.ben.wants = true;
  pair.Settle();
  ASSERT_EQ(pair.ben.Count(Event::kHealed), 1u);
  const sync::Proposal& proposal = pair.ben.Last(Event::kHealed)->proposal;
  ASSERT_EQ(proposal.changes.size(), 1u);
  EXPECT_EQ(proposal.changes[0].text()->steps.back().text, u" offline");
  EXPECT_EQ(proposal.json, "{\"note\":\"base offline\"}");
  EXPECT_FALSE(proposal.update.empty());
  EXPECT_EQ(Read(pair.of_ben()), "base");
  pair.ExpectSame("list");
}

TEST(Generation, WaitsForWhatIsOnItsWayToTheDisk) {
  Purging pair;
  constexpr Weather kSlowDisk{0, 0, 0, 0, 100};
  pair.Run(1, kSlowDisk);
  Type(pair.of_ann(), 0, "late");
  pair.Run(20, kSlowDisk);
  pair.StartNewGeneration();
  EXPECT_FALSE(pair.answer.has_value());
  pair.StartNewGeneration();
  EXPECT_EQ(pair.Answer(), StatusCode::kFailedPrecondition);  // one begins already
  pair.answer.reset();
  pair.storage().HoldBack(false);
  while (pair.storage().Complete() > 0) {
  }
  pair.Settle();
  EXPECT_EQ(pair.Answer(), StatusCode::kOk);
  EXPECT_EQ(Read(pair.of_ben()), "late");
  pair.ExpectSame("list");
}

TEST(Generation, WhenTheStorageFailsAllIsAsItWas) {
  Purging pair;
  Type(pair.of_ann(), 0, "same");
  pair.Settle();
  pair.storage().Fail(true);
  pair.StartNewGeneration();
  EXPECT_EQ(pair.Answer(), StatusCode::kInternal);
  pair.storage().Fail(false);
  Type(pair.of_ben(), 4, " still");
  pair.Settle();
  EXPECT_EQ(pair.storage().Stored("list").generation, 1u);
  EXPECT_EQ(Read(pair.of_ann()), "same still");
  EXPECT_EQ(pair.ann.Count(Event::kReplaced), 0u);
}

TEST(Generation, OfADocumentThatNobodyHasOpenOrThatCannotBeLoaded) {
  Purging pair;
  Type(pair.of_ann(), 0, "kept");
  Delete(pair.of_ann(), 0, 1);
  pair.Settle();
  for (Client* client : {&pair.ann, &pair.ben}) {
    client->wants = false;
    pair.Cut(*client);
  }
  pair.Settle();
  pair.server().Tick(pair.now());
  pair.StartNewGeneration();
  EXPECT_EQ(pair.Answer(), StatusCode::kOk);
  pair.ann.wants = pair.ben.wants = true;
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ann()), "ept");
  pair.ExpectSame("list");
  pair.storage().Fail(true);
  std::optional<Status> other;
  pair.server().StartNewGeneration("another", [&](const Status& status) { other = status; });
  ASSERT_TRUE(other.has_value());
  EXPECT_EQ(other->code(), StatusCode::kFailedPrecondition);
}

// What a whole content, as JSON, has in its list "kept".
void AddKept(const std::string& json, std::set<int64_t>* found) {
  const std::string begin = "\"kept\":[";
  const size_t at = json.find(begin);
  if (at == std::string::npos) return;
  std::istringstream numbers(json.substr(at + begin.size(), json.find(']', at)));
  int64_t number = 0;
  for (char comma = ','; comma == ',' && numbers >> number; numbers >> comma) {
    found->insert(number);
  }
}

// Whatever the network does: all end with the same, and what anybody appended is there once, or in
// somebody's hands.
TEST(Generation, NothingIsLostInAStorm) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Purging pair(seed);
    Random random(seed);
    int64_t appended = 0;
    for (size_t round = 0; round < 60; ++round) {
      Document& document = random.OneIn(2) ? pair.of_ann() : pair.of_ben();
      EditAtRandom(document, random);
      if (random.OneIn(3)) {
        EXPECT_OK(document.List("kept").Append(appended++));
      }
      if (random.OneIn(15)) {
        pair.server().StartNewGeneration("list", [](const Status&) {});
      }
      pair.Run(random.Below(6), kStorm);
      if (random.OneIn(30)) pair.CrashServer();
    }
    pair.Settle();
    pair.ExpectSame("list");
    std::set<int64_t> found;
    const List list = pair.of_ann().List("kept");
    for (const Value& value : list.Read()) found.insert(*value.AsInt());
    EXPECT_EQ(found.size(), list.size()) << "an edit was made twice";
    for (const Client* client : {&pair.ann, &pair.ben}) {
      for (const sync::ClientEvent& event : client->events) {
        AddKept(event.proposal.json, &found);
        for (const Change& change : event.proposal.changes) {
          if (change.container != ContainerId(ContainerKind::kList, "kept")) continue;
          for (const ListStep& step : change.list()->steps) {
            for (const Item& item : step.items) found.insert(*item.value.AsInt());
          }
        }
      }
    }
    EXPECT_EQ(found.size(), static_cast<size_t>(appended)) << "an edit was lost";
  }
}

// A generation's content is the seed's, who is nobody's agent to be retired: who may only view, and
// has no other agent, opened again and again.
TEST(Generation, WhoOnlyViewsSeesIt) {
  Purging pair;
  Type(pair.of_ann(), 0, "ours");
  pair.Settle();
  pair.StartNewGeneration();
  pair.Settle();
  Client& eve = pair.AddViewer("eve");
  const uint32_t note = eve.session.Add("list", Document(kSeedAgent));
  pair.Settle();
  EXPECT_EQ(Read(eve.session.document(note)), "ours");
  EXPECT_EQ(eve.Count(Event::kReplaced), 0u);
  EXPECT_TRUE(eve.session.state(note).saved());
}

// Whatever secret is told with the seed, it is nobody's.
TEST(Generation, WhoTellsASecretAsTheSeedIsAnswered) {
  Purging pair;
  Type(pair.of_ann(), 0, "ours");
  pair.Settle();
  pair.StartNewGeneration();
  pair.Settle();
  RawClient eve(&pair.server(), pair.now());
  eve.Enter("eve", "list", kSeedAgent, sync::ReplicaSecret{5, 6});
  EXPECT_NE(eve.Last<sync::Opened>(), nullptr);
  eve.Open("list", kSeedAgent);
  EXPECT_NE(eve.Last<sync::Opened>(), nullptr);
}

// As WhoOnlyViewsSeesIt, with a content of its own.
TEST(Generation, WhoHasAnotherSeedBeginsAnew) {
  Purging pair;
  Type(pair.of_ann(), 0, "ours");
  pair.Settle();
  pair.StartNewGeneration();
  pair.Settle();
  Client& eve = pair.AddViewer("eve");
  const uint32_t note = eve.session.Add("list", Document(kSeedAgent));
  Type(eve.session.document(note), 0, "of a template");
  pair.Settle();
  EXPECT_EQ(eve.Count(Event::kHealed), 1u);
  EXPECT_EQ(Read(eve.session.document(note)), "ours");
}

}  // namespace
}  // namespace weft::testing
