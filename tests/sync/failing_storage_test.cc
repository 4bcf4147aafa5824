// A storage that fails, or holds what cannot be read: what is asked of it then, and what strangers
// are told.
#include <string>

#include <gtest/gtest.h>

#include "crdt/wire/saved.h"
#include "sync/failed_loads.h"
#include "sync/log_record.h"
#include "sync/memory_storage.h"
#include "tests/support/documents.h"
#include "tests/support/hostile_network.h"
#include "tests/support/raw_client.h"

namespace weft::testing {
namespace {

using sync::CloseReason;

// Counts what it is asked for.
class CountingStorage : public sync::Storage {
 public:
  void Load(std::string_view document,
            std::function<void(Result<sync::StoredDocument>)> done) override {
    ++loads;
    memory.Load(document, [this, done = std::move(done)](auto stored) {
      stored.ok() ? done(std::move(stored)) : done(Status(StatusCode::kInternal, why));
    });
  }
  void Append(std::string_view document, uint64_t position, std::string record,
              std::function<void(Status)> done) override {
    memory.Append(document, position, std::move(record),
                  [this, done = std::move(done)](const Status& status) {
                    done(status.ok() ? status : Status(StatusCode::kInternal, why));
                  });
  }
  void SaveSnapshot(std::string_view document, uint64_t generation, uint64_t position,
                    std::string snapshot, std::function<void(Status)> done) override {
    ++snapshots;
    if (refuses_snapshots) return done(ResourceExhausted("too big"));
    memory.SaveSnapshot(document, generation, position, std::move(snapshot), std::move(done));
  }

  sync::MemoryStorage memory;
  size_t loads = 0;
  size_t snapshots = 0;
  bool refuses_snapshots = false;
  std::string why = "/secret/path: error 5";
};

struct Failing {
  explicit Failing(sync::ServerOptions options = {}) {
    options.on_failure = [this](std::string_view document, const Status& status) {
      failures.push_back(std::string(document) + ": " + std::string(status.message()));
    };
    server = std::make_unique<sync::Server>(&storage, &application, options);
  }
  // Milliseconds after which a client that opens the document is to come back; 0: it is open.
  uint32_t Open() {
    RawClient client(server.get(), now);
    client.Enter("ann", "list", 1);
    const auto* closed = client.Last<sync::Closed>();
    EXPECT_EQ(closed == nullptr, client.Last<sync::Opened>() != nullptr);
    if (closed == nullptr) return 0;
    EXPECT_EQ(closed->reason, CloseReason::kUnavailable);
    EXPECT_EQ(closed->message, "the document cannot be loaded");
    EXPECT_FALSE(client.session().ended());
    return closed->retry_after;
  }
  void Wait(uint64_t ms) {
    now += ms;
    server->Tick(now);
  }

  CountingStorage storage;
  TestApplication application;
  std::vector<std::string> failures;
  std::unique_ptr<sync::Server> server;
  uint64_t now = 1000;
};

TEST(FailingStorage, AFailedLoadIsTriedLessAndLessOften) {
  Failing failing;
  failing.storage.memory.Fail(true);
  size_t seconds = 0;
  for (; seconds < 300; ++seconds) {
    EXPECT_GT(failing.Open(), 0u);
    EXPECT_LE(failing.Open(), 60'000u);
    failing.Wait(1000);
  }
  EXPECT_GE(failing.storage.loads, 8u);
  EXPECT_LE(failing.storage.loads, 12u);
  EXPECT_EQ(failing.failures.size(), failing.storage.loads);
  // Who comes back when told to finds it open, once it can be loaded.
  failing.storage.memory.Fail(false);
  uint32_t wait = failing.Open();
  EXPECT_GT(wait, 0u);
  failing.Wait(wait);
  EXPECT_EQ(failing.Open(), 0u);
  failing.Wait(0);
  // And that it failed before is forgotten.
  failing.storage.memory.Fail(true);
  wait = failing.Open();
  EXPECT_GT(wait, 0u);
  EXPECT_LE(wait, 2000u);
}

TEST(FailingStorage, OtherDocumentsAreLoadedMeanwhile) {
  Failing failing;
  failing.storage.memory.Fail(true);
  EXPECT_GT(failing.Open(), 0u);
  failing.storage.memory.Fail(false);
  RawClient client(failing.server.get(), failing.now);
  client.Enter("ann", "another", 1);
  EXPECT_NE(client.Last<sync::Opened>(), nullptr);
}

// However many there are; the one that failed last is not forgotten.
TEST(FailingStorage, FailedLoadsAreBounded) {
  sync::FailedLoads loads;
  for (uint32_t i = 0; i < 5000; ++i) {
    loads.SetTime(i);
    EXPECT_EQ(loads.Failed(std::to_string(i)), 1000u);
  }
  EXPECT_LE(loads.size(), 1000u);
  EXPECT_EQ(loads.WaitFor("4999"), 1000u);
  EXPECT_EQ(loads.WaitFor("1"), 0u);
  loads.SetTime(10'000);
  EXPECT_EQ(loads.WaitFor("4999"), 0u);
}

// Limits are for strangers: what the server took when they were higher is its own.
TEST(FailingStorage, WhatWasTakenUnderHigherLimitsIsLoaded) {
  HostileNetwork before(1);
  HostileNetwork::Client& ann = before.AddClient("ann");
  const uint32_t note = before.Open(ann, "list");
  Type(ann.session.document(note), 0, std::string(1000, 'x'));
  before.Settle();
  sync::ServerOptions lower;
  lower.update_limits.elements = 100;
  lower.update_limits.bytes = 100;
  Failing failing(lower);
  failing.storage.memory.Replace("list", before.storage().Stored("list"));
  EXPECT_EQ(failing.Open(), 0u);
}

// The file says what went wrong, which is nobody's business outside; and it may be no text.
TEST(FailingStorage, TellsStrangersNoDetails) {
  Failing failing;
  failing.storage.why = "\xFF/secret/path";
  RawClient ann(failing.server.get(), failing.now);
  ann.Enter("ann", "list", 1);
  failing.storage.memory.Fail(true);
  Document document(1);
  Type(document, 0, "x");
  ann.SendUpdate(Taken(document));
  const auto* closed = ann.Last<sync::Closed>();
  ASSERT_NE(closed, nullptr);
  EXPECT_EQ(closed->reason, CloseReason::kUnavailable);
  EXPECT_EQ(closed->message, "what is edited cannot be saved now");
  ASSERT_EQ(failing.failures.size(), 1u);
  EXPECT_NE(failing.failures[0].find("/secret/path"), std::string::npos);
}

class ForgetfulApplication : public TestApplication {
 public:
  void Authenticate(std::string_view /*credential*/,
                    std::function<void(Result<sync::Identity>)> done) override {
    done(Status(StatusCode::kInternal, "/secret/path"));
  }
};

TEST(FailingStorage, TellsNobodyDetailsBeforeTheyAreLetIn) {
  ForgetfulApplication application;
  sync::MemoryStorage storage;
  std::vector<std::string> failures;
  sync::ServerOptions options;
  options.on_failure = [&](std::string_view /*document*/, const Status& status) {
    failures.emplace_back(status.message());
  };
  sync::Server server(&storage, &application, options);
  RawClient ann(&server, 0);
  ann.Send(sync::Message{sync::kConnectionChannel, sync::Hello{}});
  ann.Take();
  const auto* closed = ann.Last<sync::Closed>();
  ASSERT_NE(closed, nullptr);
  EXPECT_EQ(closed->reason, CloseReason::kUnavailable);
  EXPECT_EQ(closed->message.find("secret"), std::string::npos) << closed->message;
  EXPECT_EQ(failures, std::vector<std::string>{"/secret/path"});
}

// A document without its history can be told to nobody who lacks it; on the same connection others
// go on.
TEST(FailingStorage, WhatCannotBeToldClosesItsDocumentAlone) {
  Document document(5);
  Type(document, 0, "gone");
  Delete(document, 0, 2);
  sync::Snapshot snapshot;
  snapshot.bindings.push_back(sync::Binding{5, "ben"});
  snapshot.document = SaveWorkingFile(document, {.deleted_text = false, .history = false});
  Failing failing;
  failing.storage.memory.Replace("list", sync::StoredDocument{1, WriteSnapshot(snapshot), 0, {}});
  RawClient ann(failing.server.get(), failing.now);
  ann.Enter("ann", "list", 1);
  const auto* closed = ann.Last<sync::Closed>();
  ASSERT_NE(closed, nullptr);
  EXPECT_EQ(closed->reason, CloseReason::kUnavailable);
  EXPECT_FALSE(ann.session().ended());
  ann.Open("another", 1);
  EXPECT_NE(ann.Last<sync::Opened>(), nullptr);
}

// One that the storage does not take is not built again and again.
TEST(FailingStorage, RefusedSnapshotsGetRarer) {
  sync::ServerOptions options;
  options.snapshot_bytes = 1000;
  Failing failing(options);
  failing.storage.refuses_snapshots = true;
  RawClient ann(failing.server.get(), failing.now);
  ann.Enter("ann", "list", 1);
  Document document(1);
  for (int i = 0; i < 128; ++i) {
    Type(document, 0, std::string(1000, 'x'));
    ann.SendUpdate(Taken(document));
  }
  EXPECT_GE(failing.storage.snapshots, 5u);
  EXPECT_LE(failing.storage.snapshots, 8u);
  failing.storage.refuses_snapshots = false;
  for (int i = 0; i < 256; ++i) {
    Type(document, 0, std::string(1000, 'x'));
    ann.SendUpdate(Taken(document));
  }
  EXPECT_GT(failing.storage.snapshots, 100u) << "once one was taken they are made as before";
  EXPECT_LE(failing.storage.memory.Stored("list").records.size(), 3u);
}

}  // namespace
}  // namespace weft::testing
