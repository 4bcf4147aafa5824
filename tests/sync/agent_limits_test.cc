// Each agent costs a document a number for ever. How many there may be: of one principal, of all
// together (everybody with one share link, each time as a new device), and how fast.
#include <gtest/gtest.h>

#include "tests/support/documents.h"
#include "tests/support/hostile_network.h"
#include "tests/support/raw_client.h"

namespace weft::testing {
namespace {

using sync::CloseReason;

struct AgentLimits : HostileNetwork {
  explicit AgentLimits(const sync::ServerOptions& options) : HostileNetwork(1, options) {
    Type(of_ann(), 0, "hello");
    Settle();
  }
  // A principal opens the document as an agent: what it is refused with, or null.
  const sync::Closed* Come(const std::string& principal, Agent agent) {
    guests.push_back(std::make_unique<RawClient>(&server(), now()));
    guests.back()->Enter(principal, "list", agent);
    return guests.back()->Last<sync::Closed>();
  }
  void ExpectAnnGoesOn() {
    Cut(ann);  // also as one that comes back
    Type(of_ann(), 0, "!");
    Settle();
    EXPECT_TRUE(ann.session.state(note).live() && ann.session.state(note).saved());
    ExpectSame("list");
  }
  Document& of_ann() { return ann.session.document(note); }

  Client& ann = AddClient("ann");
  uint32_t note = Open(ann, "list");
  std::vector<std::unique_ptr<RawClient>> guests;
};

TEST(AgentLimits, OfOnePrincipal) {
  sync::ServerOptions options;
  options.max_agents = 3;
  AgentLimits room(options);
  for (Agent agent = 1; agent <= 3; ++agent) EXPECT_EQ(room.Come("eve", agent), nullptr);
  const sync::Closed* refused = room.Come("eve", 4);
  ASSERT_NE(refused, nullptr);
  EXPECT_EQ(refused->reason, CloseReason::kTooMany);
  EXPECT_EQ(refused->message, "too many agents of yours");
  EXPECT_EQ(room.Come("eve", 2), nullptr) << "it has that one";
  EXPECT_EQ(room.Come("bob", 5), nullptr);
  room.ExpectAnnGoesOn();
}

TEST(AgentLimits, OfADocumentWhoeverBringsThem) {
  sync::ServerOptions options;
  options.max_document_agents = 4;  // ann's is one
  AgentLimits room(options);
  for (Agent agent = 1; agent <= 3; ++agent) {
    EXPECT_EQ(room.Come("device " + std::to_string(agent), agent), nullptr);
  }
  for (Agent agent = 4; agent <= 6; ++agent) {
    const sync::Closed* refused = room.Come("device " + std::to_string(agent), agent);
    ASSERT_NE(refused, nullptr);
    EXPECT_EQ(refused->reason, CloseReason::kTooMany);
    EXPECT_EQ(refused->message, "too many have edited this document: begin a new one");
    EXPECT_EQ(refused->retry_after, 0u);
  }
  EXPECT_EQ(room.Come("device 9", kSeedAgent), nullptr) << "who only looks";
  room.ExpectAnnGoesOn();
  room.guests.clear();  // their connections end with it
  room.CrashServer();   // they are counted after a restart, too
  room.Settle();
  EXPECT_NE(room.Come("device 7", 7), nullptr);
}

TEST(AgentLimits, NewOnesComeNoFasterThanAllowed) {
  sync::ServerOptions options;
  options.new_agents_per_minute = 6;
  AgentLimits room(options);
  Agent agent = 1;
  const auto come = [&] {
    ++agent;
    return room.Come("device " + std::to_string(agent), agent);
  };
  const sync::Closed* refused = nullptr;
  while (agent < 100 && (refused = come()) == nullptr) {
  }
  EXPECT_GE(agent, 12u);
  EXPECT_LE(agent, 16u);
  ASSERT_NE(refused, nullptr);
  EXPECT_EQ(refused->reason, CloseReason::kTooMany);
  EXPECT_GT(refused->retry_after, 0u);
  EXPECT_LE(refused->retry_after, 21'000u);
  const uint64_t later = room.now() + refused->retry_after;
  room.ExpectAnnGoesOn();
  while (room.now() <= later) room.Step(kFine);
  EXPECT_EQ(come(), nullptr);
}

}  // namespace
}  // namespace weft::testing
