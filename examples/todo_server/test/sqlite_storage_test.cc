// SqliteStorage: the contract of Storage, and what is its own.
#include "examples/todo_server/sqlite_storage.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "examples/todo_server/test/post_queue.h"
#include "examples/todo_server/test/sqlite_storage_fixture.h"
#include "examples/todo_server/test/temporary_folder.h"
#include "sync/contract/storage_contract.h"

namespace weft::todo {
namespace {

using ::testing::HasSubstr;

Result<std::unique_ptr<SqliteStorage>> OpenIn(const TemporaryFolder& folder, PostQueue* queue) {
  return SqliteStorage::Open(In(folder), queue->post());
}

// Each storage in a folder of its own; opening it again is all that "the process died" can be here:
// what a power failure does to the file is crash_test.cc's.
struct SqliteStorages {
  std::unique_ptr<sync::Storage> Make() {
    auto folder = std::make_unique<TemporaryFolder>();
    auto storage = OpenIn(*folder, &queue);
    EXPECT_TRUE(storage.ok()) << storage.status().ToString();
    folders[storage->get()] = std::move(folder);
    return *std::move(storage);
  }
  std::unique_ptr<sync::Storage> Reopen(std::unique_ptr<sync::Storage> storage) {
    auto folder = std::move(folders[storage.get()]);
    storage.reset();
    auto again = OpenIn(*folder, &queue);
    EXPECT_TRUE(again.ok()) << again.status().ToString();
    folders[again->get()] = std::move(folder);
    return *std::move(again);
  }
  void Run(sync::Storage* storage) {
    bool done = false;
    static_cast<SqliteStorage*>(storage)->Run([](Database&) { return OkStatus(); },
                                              [&](const Status&) { done = true; });
    EXPECT_TRUE(queue.RunUntil([&] { return done; }));
  }

  PostQueue queue;
  std::map<sync::Storage*, std::unique_ptr<TemporaryFolder>> folders;
};

}  // namespace
}  // namespace weft::todo

namespace weft::sync::contract {
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StorageContract, todo::SqliteStorages);
}  // namespace weft::sync::contract

namespace weft::todo {
namespace {

TEST_F(SqliteStorageTest, ASecondOneOnTheSameFileIsTold) {
  Open();
  const Status status = OpeningFails();
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("another process has it open"));
  EXPECT_TRUE(Append("a", 1, "still works").ok());
  storage.reset();
  Open();
  EXPECT_EQ(Load("a").records, std::vector<std::string>{"still works"});
}

TEST_F(SqliteStorageTest, WhatIsNoDatabaseIsLeftAlone) {
  const std::string text =
      "Dear diary, this is no database, but it is a long enough file. " + std::string(2000, '.');
  std::ofstream(folder.File("weft.db")) << text;
  const Status status = OpeningFails();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("not a database"));
  std::ifstream file(folder.File("weft.db"));
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), text);
}

TEST_F(SqliteStorageTest, AnotherProgramsDatabaseIsLeftAlone) {
  Result<Database> other = Database::Open({folder.File("weft.db"), ""});
  ASSERT_TRUE(other.ok());
  ASSERT_TRUE(other->Execute("CREATE TABLE theirs (x)").ok());
  other = NotFound("closed");
  EXPECT_THAT(std::string(OpeningFails().message()), HasSubstr("another program"));
  other = Database::Open({folder.File("weft.db"), ""});
  EXPECT_EQ(*other->QueryInteger("SELECT count(*) FROM sqlite_schema"), 1);
}

TEST_F(SqliteStorageTest, ANewerSchemaIsRefused) {
  Open();
  storage.reset();
  Result<Database> newer = Database::Open({folder.File("weft.db"), ""});
  ASSERT_TRUE(newer->Execute("PRAGMA user_version = 999").ok());
  newer = NotFound("closed");
  const Status status = OpeningFails();
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("schema is 999"));
}

TEST_F(SqliteStorageTest, ADamagedSchemaVersionIsRefused) {
  Open();
  storage.reset();
  Result<Database> damaged = Database::Open({folder.File("weft.db"), ""});
  ASSERT_TRUE(damaged->Execute("PRAGMA user_version = -3").ok());
  damaged = NotFound("closed");
  const Status status = OpeningFails();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), HasSubstr("schema is -3"));
}

TEST_F(SqliteStorageTest, AFolderThatIsMissingIsNamed) {
  SqliteStorage::Options options = In(folder);
  options.database.file.path = folder.File("missing/weft.db");
  const auto opened = SqliteStorage::Open(options, queue.post());
  ASSERT_FALSE(opened.ok());
  EXPECT_THAT(std::string(opened.status().message()), HasSubstr("missing/weft.db"));
  EXPECT_THAT(std::string(opened.status().message()), HasSubstr("No such file"));
}

TEST_F(SqliteStorageTest, AFileThatCanOnlyBeReadIsRefused) {
  Open();
  storage.reset();
  std::filesystem::permissions(folder.File("weft.db"), std::filesystem::perms(0444));
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0555));
  const bool root = geteuid() == 0;  // whom no permission stops
  ASSERT_TRUE(!root || seteuid(65534) == 0);
  const Status status = OpeningFails();
  ASSERT_TRUE(!root || seteuid(0) == 0);
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("only be read"));
}

TEST_F(SqliteStorageTest, WhatWaitsIsCommittedTogether) {
  Open();
  HoldBack();
  size_t answered = 0;
  for (uint64_t i = 1; i <= 100; ++i) {
    storage->Append("a", i, "record", [&](const Status& status) {
      EXPECT_TRUE(status.ok());
      ++answered;
    });
  }
  LetGo();
  ASSERT_TRUE(queue.RunUntil([&] { return answered == 100; }));
  const WriterStats stats = storage->stats();
  EXPECT_EQ(stats.tasks[static_cast<size_t>(TaskKind::kAppend)], 100u);
  EXPECT_EQ(stats.record_bytes, 600u);
  EXPECT_EQ(stats.commits, 2u);
  EXPECT_EQ(stats.queued, 0u);
  EXPECT_EQ(stats.queued_bytes, 0u);
  uint64_t timed = 0;
  for (const uint64_t count : stats.commit_seconds) timed += count;
  EXPECT_EQ(timed, stats.commits);
}

TEST_F(SqliteStorageTest, WhatIsTooMuchToWaitIsRefusedInItsTurn) {
  SqliteStorage::Options options = In(folder);
  options.max_queued_bytes = 10'000;
  Open(options);
  HoldBack();
  std::vector<StatusCode> answers;
  for (uint64_t i = 1; i <= 4; ++i) {
    storage->Append("a", i, std::string(4000, 'x'),
                    [&](const Status& status) { answers.push_back(status.code()); });
  }
  LetGo();
  ASSERT_TRUE(queue.RunUntil([&] { return answers.size() == 4; }));
  EXPECT_EQ(answers[0], StatusCode::kOk);
  EXPECT_EQ(answers[1], StatusCode::kOk);
  EXPECT_EQ(answers[2], StatusCode::kResourceExhausted);
  EXPECT_EQ(answers[3], StatusCode::kResourceExhausted);
  EXPECT_TRUE(Append("a", 3, "there is room again").ok());
}

TEST_F(SqliteStorageTest, CommitsDoNotBeginOftenerThanTheyMay) {
  SqliteStorage::Options options = In(folder);
  options.commit_every = std::chrono::hours(1);
  Open(options);
  uint64_t position = 0;
  for (int i = 0; i < Writer::kCommitsAtOnce; ++i) {
    EXPECT_TRUE(Append("a", ++position, "has not to wait").ok());
  }
  size_t answered = 0;
  for (int i = 0; i < 2; ++i) {
    storage->Append("a", ++position, "has to",
                    [&](const Status& status) { answered += status.ok(); });
  }
  EXPECT_FALSE(queue.RunUntil([&] { return answered > 0; }, std::chrono::milliseconds(100)));
  storage->Close();  // does not wait
  queue.RunPosted();
  EXPECT_EQ(answered, 2u);
  EXPECT_EQ(storage->stats().commits, Writer::kCommitsAtOnce + 1u);
}

TEST_F(SqliteStorageTest, ARefusedAppendHarmsNobodyElse) {
  Open();
  std::vector<StatusCode> answers;
  const auto note = [&](const Status& status) { answers.push_back(status.code()); };
  storage->Append("a", 1, "one", note);
  storage->Append("b", 7, "gap", note);
  storage->Append("a", 2, "two", note);
  ASSERT_TRUE(queue.RunUntil([&] { return answers.size() == 3; }));
  EXPECT_EQ(answers,
            (std::vector{StatusCode::kOk, StatusCode::kFailedPrecondition, StatusCode::kOk}));
}

TEST_F(SqliteStorageTest, ALoadSeesWhatWasAppendedBeforeIt) {
  Open();
  std::vector<std::string> seen;
  storage->Append("a", 1, "one", [](const Status&) {});
  storage->Load("a", [&](Result<sync::StoredDocument> stored) { seen = stored->records; });
  ASSERT_TRUE(queue.RunUntil([&] { return !seen.empty(); }));
  EXPECT_EQ(seen, std::vector<std::string>{"one"});
}

TEST_F(SqliteStorageTest, RecordsThatASnapshotStandsForAreDeletedInTime) {
  Open(WithoutJournal(In(folder)));
  size_t answered = 0;
  for (uint64_t i = 1; i <= 2000; ++i) {
    storage->Append("a", i, "record", [&](const Status&) { ++answered; });
    storage->Append("b", i, "another", [&](const Status&) { ++answered; });
  }
  ASSERT_TRUE(queue.RunUntil([&] { return answered == 4000; }));
  ASSERT_TRUE(Becomes(0, "SELECT count(*) FROM journal"));
  EXPECT_TRUE(Append("a", 2001, "after them").ok());
  EXPECT_TRUE(Save("a", 2000, "shows them").ok());
  ASSERT_TRUE(Becomes(0, "SELECT count(*) FROM journal"));
  EXPECT_TRUE(Becomes(2001, "SELECT min(position) FROM records WHERE document = 'a'"));
  EXPECT_EQ(Load("a").records, std::vector<std::string>{"after them"});
  EXPECT_EQ(Load("b").records.size(), 2000u);
  EXPECT_TRUE(Append("a", 2002, "goes on").ok());
}

TEST_F(SqliteStorageTest, TheWriteAheadLogIsCopiedIntoTheFile) {
  SqliteStorage::Options options = In(folder);
  options.checkpoint_pages = 10;
  Open(options);
  const std::string record(100'000, 'x');
  for (uint64_t i = 1; i <= 40; ++i) ASSERT_TRUE(Append("a", i, record).ok());
  EXPECT_LT(std::filesystem::file_size(folder.File("weft.db-wal")), 2'000'000u);
  storage->Close();
  EXPECT_FALSE(std::filesystem::exists(folder.File("weft.db-wal")));
  Open();
  EXPECT_EQ(Load("a").records.size(), 40u);
}

TEST_F(SqliteStorageTest, AFileThatIsMostlyFreeShrinks) {
  Open(WithoutJournal(In(folder)));
  const std::string record(100'000, 'x');
  for (uint64_t i = 1; i <= 100; ++i) ASSERT_TRUE(Append("a", i, record).ok());
  const int64_t before = Ask("PRAGMA page_count");
  EXPECT_TRUE(Save("a", 100, "small").ok());
  int64_t after = before;
  for (int asked = 0; after > 1100 && asked < 100; ++asked) after = Ask("PRAGMA page_count");
  EXPECT_GT(before, 2400);
  EXPECT_LE(after, 1100);
}

TEST_F(SqliteStorageTest, StatementsOfTheProgramAreKeptOrChangeNothing) {
  Open();
  const auto add = [](Database& database) {
    return database.Execute("INSERT INTO lists (id, created) VALUES ('shopping', 1)");
  };
  EXPECT_TRUE(Run(add).ok());
  std::vector<StatusCode> answers;
  const auto note = [&](const Status& status) { answers.push_back(status.code()); };
  storage->Append("a", 1, "one", note);
  storage->Run(
      [](Database& database) {
        WEFT_RETURN_IF_ERROR(database.Execute("INSERT INTO lists (id, created) VALUES ('x', 1)"));
        return database.Execute("INSERT INTO lists (id, created) VALUES ('shopping', 2)");
      },
      note);
  storage->Append("a", 2, "two", note);
  ASSERT_TRUE(queue.RunUntil([&] { return answers.size() == 3; }));
  EXPECT_EQ(answers, (std::vector{StatusCode::kOk, StatusCode::kAlreadyExists, StatusCode::kOk}));
  storage.reset();
  Open();
  EXPECT_EQ(Ask("SELECT count(*) FROM lists"), 1);
  EXPECT_EQ(Load("a").records.size(), 2u);
}

TEST_F(SqliteStorageTest, ATransactionThatIsEndedFailsAllOfItAndTheStorageGoesOn) {
  Open();
  HoldBack();
  std::vector<StatusCode> answers;
  const auto note = [&](const Status& status) { answers.push_back(status.code()); };
  storage->Append("a", 1, "one", note);
  storage->Run([](Database& database) { return database.Execute("ROLLBACK"); }, note);
  storage->Append("a", 2, "two", note);
  LetGo();
  ASSERT_TRUE(queue.RunUntil([&] { return answers.size() == 3; }));
  EXPECT_NE(answers[0], StatusCode::kOk);
  EXPECT_NE(answers[1], StatusCode::kOk);
  EXPECT_EQ(answers[2], StatusCode::kFailedPrecondition);  // not the next position
  EXPECT_TRUE(Load("a").records.empty());
  EXPECT_TRUE(Append("a", 1, "again").ok());
  EXPECT_EQ(storage->stats().failed_commits, 1u);
}

Status EndTheTransaction(Database& database) { return database.Execute("ROLLBACK"); }

TEST_F(SqliteStorageTest, ItFailsUntilSomethingWasWritten) {
  SqliteStorage::Options options = In(folder);
  options.probe_every = std::chrono::hours(1);
  Open(options);
  EXPECT_TRUE(Append("a", 1, "one").ok());
  EXPECT_FALSE(storage->stats().failing);
  EXPECT_FALSE(Run(EndTheTransaction).ok());
  EXPECT_TRUE(storage->stats().failing);
  EXPECT_EQ(Load("a").records.size(), 1u);
  EXPECT_TRUE(storage->stats().failing) << "only read";
  EXPECT_TRUE(Append("a", 2, "two").ok());
  EXPECT_FALSE(storage->stats().failing);
}

TEST_F(SqliteStorageTest, WhetherItStillFailsIsTriedByItself) {
  SqliteStorage::Options options = In(folder);
  options.probe_every = std::chrono::milliseconds(1);
  Open(options);
  EXPECT_FALSE(Run(EndTheTransaction).ok());
  // Reading gives the writer turns, and does not heal it by itself.
  for (int asked = 0; storage->stats().failing && asked < 100'000; ++asked) {
    EXPECT_EQ(Ask("SELECT 1"), 1);
  }
  EXPECT_FALSE(storage->stats().failing);
}

TEST_F(SqliteStorageTest, ASnapshotOfAnySizeFits) {
  SqliteStorage::Options options = In(folder);
  options.max_queued_bytes = 10'000;
  Open(options);
  EXPECT_TRUE(Append("a", 1, "one").ok());
  HoldBack();
  std::vector<StatusCode> answers;
  const auto note = [&](const Status& status) { answers.push_back(status.code()); };
  storage->SaveSnapshot("a", 1, 1, std::string(100'000, 's'), note);
  storage->Append("a", 2, "nobody has to wait for it", note);
  storage->SaveSnapshot("a", 1, 1, "one more is too much", note);
  LetGo();
  ASSERT_TRUE(queue.RunUntil([&] { return answers.size() == 3; }));
  EXPECT_EQ(answers,
            (std::vector{StatusCode::kOk, StatusCode::kOk, StatusCode::kResourceExhausted}));
  EXPECT_EQ(storage->stats().failed_snapshots, 1u);
  EXPECT_EQ(storage->stats().queued_snapshot_bytes, 0u);
  EXPECT_EQ(Load("a").snapshot.size(), 100'000u);
}

TEST_F(SqliteStorageTest, ADocumentThatCannotBeTrimmedIsNotInTheWayOfOthers) {
  Open(WithoutJournal(In(folder)));
  for (uint64_t i = 1; i <= 10; ++i) {
    EXPECT_TRUE(Append("a", i, "record").ok());
    EXPECT_TRUE(Append("b", i, "another").ok());
  }
  ASSERT_TRUE(Becomes(0, "SELECT count(*) FROM journal"));
  EXPECT_TRUE(Run([](Database& database) {
                return database.Execute(
                    "CREATE TRIGGER damaged BEFORE DELETE ON records WHEN old.document = 'a'"
                    " BEGIN SELECT raise(ABORT, 'a damaged page'); END");
              }).ok());
  EXPECT_TRUE(Save("a", 10, "shows them").ok());
  EXPECT_TRUE(Save("b", 10, "shows them").ok());
  EXPECT_TRUE(Becomes(0, "SELECT count(*) FROM records WHERE document = 'b'"));
  EXPECT_GT(Ask("SELECT count(*) FROM records WHERE document = 'a'"), 0);
  EXPECT_GT(storage->stats().failed_chores, 0u);
}

TEST_F(SqliteStorageTest, ClosingWritesAndAnswersWhatWaits) {
  Open();
  size_t answered = 0;
  for (uint64_t i = 1; i <= 50; ++i) {
    storage->Append("a", i, "record", [&](const Status& status) { answered += status.ok(); });
  }
  storage->Close();
  queue.RunPosted();
  EXPECT_EQ(answered, 50u);
  Status late;
  storage->Append("a", 51, "late", [&](const Status& status) { late = status; });
  EXPECT_EQ(late.code(), StatusCode::kFailedPrecondition);
  storage->Close();  // again is nothing
  Open();
  EXPECT_EQ(Load("a").records.size(), 50u);
}

TEST_F(SqliteStorageTest, AGapInTheFileIsDataLoss) {
  Open(WithoutJournal(In(folder)));
  for (uint64_t i = 1; i <= 3; ++i) {
    ASSERT_TRUE(Append("a", i, "record").ok());
    ASSERT_TRUE(Becomes(0, "SELECT count(*) FROM journal"));
  }
  ASSERT_TRUE(Run([](Database& database) {
                return database.Execute("DELETE FROM records WHERE position = 2");
              }).ok());
  std::optional<Status> answer;
  storage->Load("a", [&](const Result<sync::StoredDocument>& stored) { answer = stored.status(); });
  ASSERT_TRUE(queue.RunUntil([&] { return answer.has_value(); }));
  EXPECT_EQ(answer->code(), StatusCode::kDataLoss);
  EXPECT_TRUE(Append("b", 1, "others go on").ok());
}

TEST(Schema, StepsAreTakenInOrderOnceAndTogether) {
  const TemporaryFolder folder;
  Result<Database> database = Database::Open({folder.File("x.db"), ""});
  std::vector<std::string_view> steps = {"CREATE TABLE a (x); INSERT INTO a VALUES (1)"};
  ASSERT_TRUE(Migrate(&*database, steps).ok());
  steps.push_back("CREATE TABLE b AS SELECT x + 1 AS x FROM a");
  steps.push_back("INSERT INTO nowhere VALUES (1)");
  EXPECT_FALSE(Migrate(&*database, steps).ok());
  EXPECT_EQ(*database->QueryInteger("PRAGMA user_version"), 1);
  EXPECT_EQ(*database->QueryInteger("SELECT count(*) FROM sqlite_schema"), 1);
  steps.pop_back();
  EXPECT_TRUE(Migrate(&*database, steps).ok());
  EXPECT_TRUE(Migrate(&*database, steps).ok());
  EXPECT_EQ(*database->QueryInteger("PRAGMA user_version"), 2);
  EXPECT_EQ(*database->QueryInteger("SELECT x FROM b"), 2);
}

}  // namespace
}  // namespace weft::todo
