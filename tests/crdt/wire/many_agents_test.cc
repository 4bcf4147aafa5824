// Documents that a great many agents have written, each with a number that is anything: each of
// these took time in the square of the agents.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "crdt/document/timeline.h"
#include "crdt/wire/hash.h"
#include "tests/support/documents.h"
#include "tests/support/random.h"

namespace weft::testing {
namespace {

std::vector<Agent> AnyAgents(size_t count) {
  Random random(RunSeed());
  std::vector<Agent> agents(count);
  for (size_t i = 0; i < count; ++i) agents[i] = 1 + (random.Next() % (1u << 30)) * count + i;
  return agents;
}

// One letter each, behind that of the one before.
OperationSet LettersInARow(const std::vector<Agent>& agents) {
  OperationSet set;
  Id last = kNullId;
  for (const Agent agent : agents) {
    set.operations.push_back(
        InsertOperation(&set, {agent, 0}, last, kNullId, u"x", last.IsNull() ? kNote : ""));
    last = {agent, 0};
  }
  return set;
}

TEST(ManyAgents, AVersionIsSortedOnce) {
  const std::vector<Agent> agents = AnyAgents(60000);
  Document document(kMaxAgent);
  Integrate(document, LettersInARow(agents));
  Version version;
  for (size_t i = 0; i < 20; ++i) version = document.version();
  ASSERT_EQ(version.entries().size(), agents.size());
  EXPECT_EQ(version, document.version());
  for (const Agent agent : agents) {
    ASSERT_EQ(version.Get(agent), (Counts{1, 0}));
    ASSERT_EQ(document.CountsOf(agent), (Counts{1, 0}));
  }
  EXPECT_EQ(document.CountsOf(kMaxAgent), Counts{});
  EXPECT_EQ(document.CountsOf(kMaxAgent - 1), Counts{});
}

TEST(ManyAgents, ALocalEditCountsAtOnce) {
  Document document(1);
  Type(document, 0, "abc");
  EXPECT_EQ(document.CountsOf(1), (Counts{3, 0}));
  Delete(document, 0, 2);
  EXPECT_EQ(document.CountsOf(1), (Counts{3, 2}));
  EXPECT_EQ(document.CountsOf(1), document.version().Get(1));
}

TEST(ManyAgents, WhatIsMissingIsSortedOnce) {
  const std::vector<Agent> agents = AnyAgents(40000);
  OperationSet set;
  for (const Agent agent : agents) {  // behind a letter of somebody that nobody has seen
    set.operations.push_back(
        InsertOperation(&set, {agent, 0}, {kMaxAgent - agent, 2}, kNullId, u"x"));
  }
  Document document(kMaxAgent);
  Integrate(document, set);
  Version missing;
  for (size_t i = 0; i < 20; ++i) missing = document.Missing();
  EXPECT_EQ(document.BacklogSize(), agents.size());
  ASSERT_EQ(missing.entries().size(), agents.size());
  for (const Agent agent : agents) ASSERT_EQ(missing.Get(kMaxAgent - agent), (Counts{3, 0}));
}

TEST(ManyAgents, AChainIsOfItsAgentsOperationsAlone) {
  const std::vector<Agent> agents = AnyAgents(30000);
  Document document(kMaxAgent);
  Integrate(document, LettersInARow(agents));
  const Result<std::vector<Chain>> chains = AgentChains(document);
  ASSERT_TRUE(chains.ok());
  ASSERT_EQ(chains->size(), agents.size());
  for (const Chain& chain : *chains) {
    const Result<Digest> digest = AgentChain(document, chain.agent);
    ASSERT_TRUE(digest.ok());
    ASSERT_EQ(*digest, chain.digest);
  }
}

TEST(ManyAgents, AStepOfATimelineMayHaveThemAll) {
  const std::vector<Agent> agents = AnyAgents(60000);
  Document document(kMaxAgent);
  Integrate(document, LettersInARow(agents));
  Result<Timeline> timeline = Timeline::OfText(document, kNote, {.count = 1});
  ASSERT_TRUE(timeline.ok());
  TimelineStep step;
  ASSERT_TRUE(timeline->Next(&step));
  EXPECT_EQ(step.authors.size(), agents.size());
  EXPECT_EQ(step.operations, agents.size());
  EXPECT_FALSE(timeline->Next(&step));
  EXPECT_TRUE(timeline->status().ok());
}

}  // namespace
}  // namespace weft::testing
