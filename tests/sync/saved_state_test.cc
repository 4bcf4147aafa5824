// What a client is told to go on from: a saved state that is older or newer than its document, or
// damaged.
#include "sync/saved_state.h"

#include <string>

#include <gtest/gtest.h>

#include "crdt/wire/json_document.h"
#include "crdt/wire/saved.h"
#include "tests/support/documents.h"
#include "tests/support/two_clients.h"

namespace weft::testing {
namespace {

using Event = sync::ClientEvent::Kind;
using Client = HostileNetwork::Client;

struct Saved {
  std::string document;
  Agent agent;
};

Saved Save(const Document& document) { return {SaveWorkingFile(document), document.agent()}; }

Client& ComeBack(Pair& pair, const std::string& user, const Saved& saved,
                 const std::string& state) {
  Client& again = pair.AddClient(user);
  again.session.Add("list", *LoadDocument(saved.document, saved.agent), state);
  pair.Settle();
  return again;
}

// The document was saved, the state later, and the process died in between.
TEST(SavedState, NewerThanItsDocumentIsNone) {
  Pair pair;
  Type(pair.of_ann(), 0, "hello");
  EXPECT_OK(pair.of_ann().Counter("paid").Add(100));
  pair.Settle();
  const Saved saved = Save(pair.of_ann());
  Type(pair.of_ann(), 5, " world");
  EXPECT_OK(pair.of_ann().Counter("paid").Add(100));
  pair.Settle();
  const std::string state = pair.ann.session.SaveState(pair.ann_note);
  const std::string before = pair.ServerJson("list");
  pair.GoOffline(pair.ann);
  Client& again = ComeBack(pair, "ann", saved, state);
  EXPECT_EQ(pair.ServerJson("list"), before);
  EXPECT_EQ(again.Count(Event::kHealed), 0u);
  pair.ExpectSame("list");
}

TEST(SavedState, NewerByWhatOthersDidIsNone) {
  Pair pair;
  Type(pair.of_ann(), 0, "old");
  pair.Settle();
  const Saved saved = Save(pair.of_ben());
  Type(pair.of_ann(), 3, " new");
  pair.Settle();
  const std::string state = pair.ben.session.SaveState(pair.ben_note);
  pair.GoOffline(pair.ben);
  Client& again = pair.AddClient("ben");
  const uint32_t note =
      again.session.Add("list", *LoadDocument(saved.document, saved.agent), state);
  pair.Run(10, kFine);
  EXPECT_TRUE(again.session.state(note).live());
  EXPECT_EQ(Read(again.session.document(note)), "old new");
  EXPECT_EQ(again.Count(Event::kHealed), 0u);
}

// The usual order: what was typed after the state was saved is only not known to be there.
TEST(SavedState, OlderThanItsDocumentGoesOn) {
  Pair pair;
  Type(pair.of_ann(), 0, "hello");
  pair.Settle();
  const std::string state = pair.ann.session.SaveState(pair.ann_note);
  Type(pair.of_ann(), 5, " there");
  pair.Settle();
  Type(pair.of_ann(), 11, ", unsent");
  const Saved saved = Save(pair.of_ann());
  pair.GoOffline(pair.ann);
  Client& again = ComeBack(pair, "ann", saved, state);
  EXPECT_EQ(Read(pair.of_ben()), "hello there, unsent");
  EXPECT_EQ(again.Count(Event::kHealed) + again.Count(Event::kRejected), 0u);
  EXPECT_EQ(again.session.document(1).agent(), saved.agent);
  pair.ExpectSame("list");
}

// Such a copy lacks what the first one has not sent, and is not older for that.
TEST(SavedState, IsTakenByACopyWithoutWhatWasNotSent) {
  Pair pair;
  const std::string state = pair.LeaveUnsent();
  Result<Document> copy = sync::CopyAs(pair.of_ann(), state, pair.NewAgent());
  ASSERT_TRUE(copy.ok()) << copy.status().ToString();
  Client& second = pair.AddClient("ann");
  const uint32_t note = second.session.Add("list", *std::move(copy), state);
  EXPECT_EQ(second.session.state(note).position(), sync::ReadState(state)->position);
  pair.ann.wants = true;
  pair.Settle();
  EXPECT_EQ(Read(second.session.document(note)), "hello unsent");
}

// The secret is the first replica's alone.
TEST(SavedState, ACopyHasASecretOfItsOwn) {
  Pair pair;
  const std::string state = pair.LeaveUnsent();
  const sync::ReplicaSecret first = sync::ReadState(state)->secret;
  EXPECT_FALSE(first.empty());
  Client& second = pair.AddClient("ann");
  const uint32_t note =
      second.session.Add("list", *sync::CopyAs(pair.of_ann(), state, pair.NewAgent()), state,
                         sync::ReplicaSecret{8, 9});
  EXPECT_TRUE(sync::ReadState(second.session.SaveState(note))->secret.Is({8, 9}));
  Client& same = pair.AddClient("ann");
  const uint32_t again =
      same.session.Add("list", *LoadDocument(SaveWorkingFile(pair.of_ann()), pair.of_ann().agent()),
                       state, sync::ReplicaSecret{8, 9});
  EXPECT_TRUE(sync::ReadState(same.session.SaveState(again))->secret.Is(first));
}

// Less of others, and as much less of one's own that was not sent.
TEST(SavedState, CountsWhatWasDurableAlone) {
  Pair pair;
  Type(pair.of_ben(), 0, "ben ");
  pair.Settle();
  Type(pair.of_ann(), 4, "not sent");
  const Saved saved = Save(pair.of_ann());
  const std::string before = pair.ann.session.SaveState(pair.ann_note);
  EXPECT_TRUE(sync::ReadState(before)->Fits(pair.of_ann()));
  Type(pair.of_ben(), 0, "more of ben");
  pair.Settle();
  const Result<sync::SavedState> after = sync::ReadState(pair.ann.session.SaveState(pair.ann_note));
  EXPECT_FALSE(after->Fits(*LoadDocument(saved.document, saved.agent)));
}

TEST(SavedState, AnyDamageIsFound) {
  Pair pair;
  Type(pair.of_ann(), 0, "hello");
  pair.Settle();
  const std::string state = pair.ann.session.SaveState(pair.ann_note);
  ASSERT_TRUE(sync::ReadState(state).ok());
  for (size_t i = 0; i < state.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = state;
      damaged[i] = static_cast<char>(damaged[i] ^ 1 << bit);
      EXPECT_EQ(sync::ReadState(damaged).status().code(), StatusCode::kDataLoss) << i;
    }
  }
}

// A damaged one is as good as none: what was not sent is sent.
TEST(SavedState, ADamagedOneLosesNothing) {
  Pair pair;
  std::string state = pair.LeaveUnsent();
  state[state.size() / 2] ^= 1;
  Client& again = ComeBack(pair, "ann", Save(pair.of_ann()), state);
  EXPECT_EQ(Read(pair.of_ben()), "hello unsent");
  EXPECT_EQ(again.Count(Event::kHealed), 0u);
}

}  // namespace
}  // namespace weft::testing
