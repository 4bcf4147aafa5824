// Replicas and servers that differ, lose their storage or are too old: it is said, and what a
// replica had is handed back.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/core/operation_payload.h"
#include "crdt/wire/update.h"
#include "tests/support/documents.h"
#include "tests/support/object_operation.h"
#include "tests/support/two_clients.h"

namespace weft::testing {
namespace {

using Event = sync::ClientEvent::Kind;

// Somebody has changed the server's log: same ids, other content.
TEST(Recovery, AReplicaThatDiffersBeginsAnewAndSaysSo) {
  Pair pair;
  Type(pair.of_ann(), 0, "hello");
  pair.Settle();
  pair.GoOffline(pair.ben);
  sync::StoredDocument stored = pair.storage().Stored("list");
  for (std::string& record : stored.records) {
    const size_t at = record.find("hello");
    if (at != std::string::npos) record.replace(at, 5, "jello");
  }
  pair.CrashServer();
  pair.storage().Replace("list", stored);
  pair.Settle();
  ASSERT_EQ(pair.ann.Count(Event::kHealed), 1u);
  const sync::ClientEvent& event = *pair.ann.Last(Event::kHealed);
  EXPECT_EQ(event.proposal.json, "{\"note\":\"hello\"}");
  EXPECT_EQ(event.proposal.agents, std::vector<Agent>{1001});
  EXPECT_EQ(Read(pair.of_ann()), "jello");
  EXPECT_GE(pair.ann.Count(Event::kReplaced), 1u);
  Type(pair.of_ann(), 5, "!");
  pair.Settle();
  pair.ben.wants = true;
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "jello!");
}

TEST(Recovery, ANewGenerationIsBegunWithTheOldTextAsAProposal) {
  Pair pair;
  Type(pair.of_ann(), 0, "old life");
  pair.Settle();
  pair.CrashServer();
  sync::StoredDocument stored;
  stored.generation = 2;
  pair.storage().Replace("list", stored);
  Type(pair.of_ben(), 8, " unsent");
  pair.Settle();
  ASSERT_EQ(pair.ben.Count(Event::kHealed), 1u);
  EXPECT_EQ(pair.ben.Last(Event::kHealed)->proposal.json, "{\"note\":\"old life unsent\"}");
  Type(pair.of_ann(), 0, "new life");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "new life");
  pair.ExpectSame("list");
}

TEST(Recovery, AServerThatLostItsLogIsNoticed) {
  Pair pair;
  Type(pair.of_ann(), 0, "first ");
  pair.Settle();
  const sync::StoredDocument backup = pair.storage().Stored("list");
  Type(pair.of_ben(), 6, "second");
  pair.Settle();
  pair.CrashServer();
  pair.storage().Replace("list", backup);
  pair.Settle();
  pair.ExpectSame("list");
  EXPECT_EQ(pair.ann.Count(Event::kHealed) + pair.ben.Count(Event::kHealed), 2u);
  EXPECT_EQ(pair.ben.Last(Event::kHealed)->proposal.json, "{\"note\":\"first second\"}");
}

TEST(Recovery, AFailingStorageClosesAndNothingIsLost) {
  Pair pair;
  Type(pair.of_ann(), 0, "hello");
  pair.Settle();
  pair.storage().Fail(true);
  Type(pair.of_ann(), 5, " world");
  pair.Run(10, kFine);
  EXPECT_GE(pair.ann.Count(Event::kClosed), 1u);
  EXPECT_EQ(Read(pair.of_ben()), "hello");
  pair.storage().Fail(false);
  pair.Run(100, kFine);
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "hello world");
  pair.ExpectSame("list");
}

TEST(Recovery, AStoppedServerSendsEverybodyAway) {
  Pair pair;
  pair.server().Stop();
  pair.Run(5, kFine);
  ASSERT_NE(pair.ann.Last(Event::kEnded), nullptr);
  EXPECT_EQ(pair.ann.Last(Event::kEnded)->reason, sync::CloseReason::kUnavailable);
  EXPECT_GT(pair.ann.Last(Event::kEnded)->retry_after, 0u);
  pair.CrashServer();
  Type(pair.of_ann(), 0, "back");
  pair.Settle();
  EXPECT_EQ(Read(pair.of_ben()), "back");
}

// A newer server's log has what this version must understand and does not.
TEST(Recovery, OperationsOfANewerVersionMakeTheDocumentReadOnly) {
  Pair pair;
  Type(pair.of_ann(), 0, "hello");
  pair.Settle();
  ObjectOperation newer;
  newer.kind = OperationKind::kOtherCreation;
  newer.agent = 77;
  AppendOther(OtherContent{99, true, "from the future"}, &newer.content);
  sync::StoredDocument stored = pair.storage().Stored("list");
  AgentNumbers numbers{kSeedAgent, 1, 2, 77};  // as many as the log gives out, and one
  stored.records.push_back(sync::BindingRecord({77, "somebody"}));
  stored.records.push_back(sync::UpdateRecord(*EncodeSessionUpdate(PackObjects({newer}), numbers)));
  pair.CrashServer();
  pair.storage().Replace("list", stored);
  pair.Settle();
  EXPECT_EQ(pair.ann.Count(Event::kNeedsNewer), 1u);
  EXPECT_EQ(Read(pair.of_ann()), "hello");
  EXPECT_EQ(pair.of_ann().Text(kNote).Insert(0, "x").code(), StatusCode::kUnimplemented);
  pair.ExpectSame("list");
}

}  // namespace
}  // namespace weft::testing
