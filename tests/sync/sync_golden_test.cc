// Replays tests/golden/v1/sync.json: frames of the protocol, and what sessions and servers store,
// as a release of Weft wrote them. As tests/crdt/wire/golden_test.cc, also for WEFT_WRITE_GOLDEN.
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "crdt/wire/saved.h"
#include "crdt/wire/varint.h"
#include "sync/codec.h"
#include "sync/log_record.h"
#include "sync/saved_state.h"
#include "tests/support/documents.h"
#include "tests/support/vector_files.h"

namespace weft::testing {
namespace {

using Json = nlohmann::json;
using Bytes = std::map<std::string, std::string>;

constexpr const char* kFirst = "tests/golden/v1/sync.json";
constexpr const char* kSecond = "tests/golden/v2/sync.json";  // what is written otherwise since
constexpr const char* kThird = "tests/golden/v3/sync.json";   // and since that
constexpr Agent kAda = 460367961908983;
constexpr sync::ReplicaSecret kSecret{0x0123456789ABCDEF, 0xFEDCBA9876543210};

Digest SomeDigest() {
  Digest digest{};
  for (size_t i = 0; i < digest.size(); ++i) digest[i] = static_cast<uint8_t>(7 * i);
  return digest;
}

// One of each kind, no field as if it were left out.
std::vector<sync::Message> Messages() {
  sync::Open open{"list", 3, 14, kAda, {15, 9}, 2, 6, true, {{7, {5, 3}}, {kAda, {15, 9}}}};
  open.secret = kSecret;
  sync::Hashes hashes{14, std::string(32, 'h'), {{kAda, {15, 9}, SomeDigest()}}};
  return {
      {0, sync::Hello{1, 1, 0, "a token"}},
      {0, sync::Welcome{1, 0, 9, 1 << 20, 1 << 16, "another"}},
      {1, open},
      {1, sync::Opened{3, 14, {15, 9}, 2, 2, 1, sync::Rights::kEdit, {7, kAda}}},
      {1, sync::Part{2, 1, "a body"}},
      {1, sync::Update{15, "a body", "a grant", "a signature"}},
      {1, sync::Number{16, kAda, 3}},
      {1, sync::Ack{17, kAda, {16, 9}}},
      {1, sync::Missing{7, {4, 2}}},
      {1, sync::Reject{kAda, {15, 9}, {16, 9}, sync::Refusal::kPolicy, "not yours", 2}},
      {1, sync::Presence{kAda, 30'000, "ada", "where"}},
      {1, sync::Compare{17}},
      {1, hashes},
      {1, sync::Heartbeat{17}},
      {1, sync::RightsChanged{sync::Rights::kView}},
      {1, sync::Resynchronise{true}},
      {1, sync::Close{}},
      {1, sync::Closed{3, 1'000, sync::CloseReason::kTooOld, "a new generation"}},
  };
}

sync::SavedState State() {
  sync::SavedState state{3, 14, kAda, {15, 9}, AgentNumbers{kSeedAgent, 7, kAda}, 40};
  state.secret = kSecret;
  return state;
}

void ExpectTheState(const sync::SavedState& state) {
  EXPECT_EQ(state.generation, 3u);
  EXPECT_EQ(state.position, 14u);
  EXPECT_EQ(state.agent, kAda);
  EXPECT_EQ(state.acked, (Counts{15, 9}));
  ASSERT_EQ(state.numbers.size(), 3u);
  EXPECT_EQ(state.numbers.AgentOf(2), kAda);
}

Document SnapshotDocument() {
  Document document(7);
  Type(document, 0, "in a snapshot");
  return document;
}

Bytes Made() {
  Bytes made;
  for (const sync::Message& message : Messages()) {
    made["message " + std::string(Name(message.kind()))] = sync::Encode(message);
  }
  made["record of an update"] = sync::UpdateRecord("a body");
  made["record of a binding"] = sync::BindingRecord({kAda, "ada"});
  made["snapshot"] =
      sync::WriteSnapshot({{{7, ""}, {kAda, "ada"}}, SaveWorkingFile(SnapshotDocument())});
  made["state"] = sync::WriteState(State());
  return made;
}

Bytes Stored(const char* file) {
  Bytes stored;
  const Json json = Json::parse(ReadSourceFile(file));
  for (const auto& [name, hex] : json.items()) {
    stored[name] = FromSpacedHex(hex);
  }
  return stored;
}

std::vector<std::pair<std::string, std::string>> AllStored() {
  std::vector<std::pair<std::string, std::string>> all;
  for (const char* const file : {kFirst, kSecond, kThird}) {
    for (auto& [name, bytes] : Stored(file)) all.emplace_back(name, bytes);
  }
  return all;
}

TEST(SyncGolden, TheSameIsWrittenAlike) {
  const Bytes made = Made();
  if (const char* const to = std::getenv("WEFT_WRITE_GOLDEN")) {
    Json json;
    for (const auto& [name, bytes] : made) json[name] = ToSpacedHex(bytes);
    std::ofstream(std::string(to) + "/sync.json") << json.dump(1) << "\n";
    return;
  }
  Bytes stored = Stored(kFirst);
  for (const char* const since : {kSecond, kThird}) {
    for (auto& [name, bytes] : Stored(since)) stored[name] = bytes;
  }
  EXPECT_EQ(stored.size(), sync::kMessageKinds - 1 + 4);
  for (const auto& [name, bytes] : made) {
    const auto found = stored.find(name);
    ASSERT_NE(found, stored.end()) << name;
    EXPECT_EQ(ToSpacedHex(bytes), ToSpacedHex(found->second)) << name;
  }
}

TEST(SyncGolden, MessagesAreRead) {
  for (const auto& [name, bytes] : AllStored()) {
    if (!name.starts_with("message ")) continue;
    const Result<sync::Message> message = sync::Decode(bytes);
    ASSERT_TRUE(message.ok()) << name << ": " << message.status().ToString();
    EXPECT_EQ("message " + std::string(Name(message->kind())), name);
    EXPECT_EQ(ToSpacedHex(sync::Encode(*message)), ToSpacedHex(bytes)) << name;
  }
}

TEST(SyncGolden, WhatIsStoredIsRead) {
  Bytes stored = Stored(kFirst);
  const Result<sync::LogRecord> update = sync::ReadRecord(stored["record of an update"]);
  ASSERT_TRUE(update.ok() && update->is_update);
  EXPECT_EQ(update->body, "a body");
  const Result<sync::LogRecord> binding = sync::ReadRecord(stored["record of a binding"]);
  ASSERT_TRUE(binding.ok() && !binding->is_update);
  EXPECT_EQ(binding->binding.agent, kAda);
  EXPECT_EQ(binding->binding.principal, "ada");

  const Result<sync::Snapshot> snapshot = sync::ReadSnapshot(stored["snapshot"]);
  ASSERT_TRUE(snapshot.ok()) << snapshot.status().ToString();
  ASSERT_EQ(snapshot->bindings.size(), 2u);
  EXPECT_EQ(snapshot->bindings[1].principal, "ada");
  Result<Document> document = LoadDocument(snapshot->document, 9);
  ASSERT_TRUE(document.ok()) << document.status().ToString();
  EXPECT_EQ(Read(*document), "in a snapshot");

  for (const char* const file : {kFirst, kSecond, kThird}) {
    const Result<sync::SavedState> state = sync::ReadState(Stored(file)["state"]);
    ASSERT_TRUE(state.ok()) << state.status().ToString();
    ExpectTheState(*state);
    EXPECT_EQ(state->operations, file == kFirst ? 0u : 40u);
    EXPECT_EQ(state->retired, 0u);
    EXPECT_TRUE(state->secret.Is(file == kThird ? kSecret : sync::ReplicaSecret{}));
  }
}

// States of the versions before, in the words of docs/format.md.
TEST(SyncGolden, AStateThatKnowsOfARetiredAgent) {
  const std::string first = Stored(kFirst)["state"];
  std::string bytes = first;
  bytes[0] = 2;
  const size_t head = 3 + 7 + 2;  // version, generation, position; Ada in full; counts
  bytes.insert(head, std::string("\x48\x05\xC8\x01", 4));
  const Result<sync::SavedState> read = sync::ReadState(bytes);
  ASSERT_TRUE(read.ok()) << read.status().ToString();
  EXPECT_EQ(read->retired, 9u);
  EXPECT_EQ(read->retired_acked, (Counts{5, 200}));
  EXPECT_EQ(read->numbers.size(), 3u);
  for (const Agent impossible : {Agent{0}, kAda}) {  // none, and the one in use
    std::string wrong = bytes.substr(0, head);
    wire::AppendAgent(impossible, &wrong);
    EXPECT_EQ(sync::ReadState(wrong + "\x05\x05").status().code(), StatusCode::kDataLoss);
  }
  for (size_t size = 0; size < head + 4; ++size) {
    EXPECT_EQ(sync::ReadState(bytes.substr(0, size)).status().code(), StatusCode::kDataLoss);
  }
}

TEST(SyncGolden, AStateIsReadAsItWasWritten) {
  sync::SavedState state = State();
  state.retired = 9;
  state.retired_acked = {5, 200};
  const Result<sync::SavedState> read = sync::ReadState(sync::WriteState(state));
  ASSERT_TRUE(read.ok()) << read.status().ToString();
  EXPECT_EQ(read->operations, 40u);
  EXPECT_EQ(read->retired, 9u);
  EXPECT_EQ(read->retired_acked, (Counts{5, 200}));
  EXPECT_TRUE(read->secret.Is(kSecret));
  ExpectTheState(*read);
}

}  // namespace
}  // namespace weft::testing
