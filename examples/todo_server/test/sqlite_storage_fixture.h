// SqliteStorageTest: a SqliteStorage in a folder of its own, whose calls are answered before they
// return. Thread rule: the test's.
#ifndef WEFT_EXAMPLES_TODO_SERVER_TEST_SQLITE_STORAGE_FIXTURE_H_
#define WEFT_EXAMPLES_TODO_SERVER_TEST_SQLITE_STORAGE_FIXTURE_H_

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "examples/todo_server/sqlite_storage.h"
#include "examples/todo_server/test/post_queue.h"
#include "examples/todo_server/test/temporary_folder.h"

namespace weft::todo {

inline SqliteStorage::Options In(const TemporaryFolder& folder) {
  SqliteStorage::Options options;
  options.database.file.path = folder.File("weft.db");
  options.commit_every = std::chrono::microseconds(0);
  return options;
}

// Whatever is appended is moved out of the journal at once.
inline SqliteStorage::Options WithoutJournal(SqliteStorage::Options options) {
  options.journal_bytes = 0;
  return options;
}

class SqliteStorageTest : public ::testing::Test {
 protected:
  void Open() { Open(In(folder)); }
  void Open(const SqliteStorage::Options& options) {
    Result<std::unique_ptr<SqliteStorage>> opened = SqliteStorage::Open(options, queue.post());
    ASSERT_TRUE(opened.ok()) << opened.status().ToString();
    storage = *std::move(opened);
  }
  Status OpeningFails() {
    const auto opened = SqliteStorage::Open(In(folder), queue.post());
    EXPECT_FALSE(opened.ok());
    return opened.status();
  }
  Status Append(const std::string& document, uint64_t position, const std::string& record) {
    std::optional<Status> answer;
    storage->Append(document, position, record, [&](Status status) { answer = std::move(status); });
    EXPECT_TRUE(queue.RunUntil([&] { return answer.has_value(); }));
    return answer.value_or(OkStatus());
  }
  Status Run(std::function<Status(Database&)> act) {
    std::optional<Status> answer;
    storage->Run(std::move(act), [&](Status status) { answer = std::move(status); });
    EXPECT_TRUE(queue.RunUntil([&] { return answer.has_value(); }));
    return answer.value_or(OkStatus());
  }
  sync::StoredDocument Load(const std::string& document) {
    std::optional<sync::StoredDocument> stored;
    storage->Load(document, [&](Result<sync::StoredDocument> result) {
      EXPECT_TRUE(result.ok()) << result.status().ToString();
      stored = result.ok() ? *std::move(result) : sync::StoredDocument();
    });
    EXPECT_TRUE(queue.RunUntil([&] { return stored.has_value(); }));
    return stored.value_or(sync::StoredDocument());
  }
  int64_t Ask(const std::string& sql) {
    Result<int64_t> answer = NotFound("not run");
    EXPECT_TRUE(Run([&](Database& database) {
                  answer = database.QueryInteger(sql);
                  return OkStatus();
                }).ok());
    EXPECT_TRUE(answer.ok()) << answer.status().ToString();
    return answer.ok() ? *answer : -1;
  }

  // Asking gives the writer turns, in each of which it does a slice of what can wait.
  bool Becomes(int64_t expected, const std::string& sql) {
    for (int asked = 0; asked < 1000; ++asked) {
      if (Ask(sql) == expected) return true;
    }
    return false;
  }
  Status Save(const std::string& document, uint64_t position, const std::string& snapshot,
              uint64_t generation = 1) {
    std::optional<Status> answer;
    storage->SaveSnapshot(document, generation, position, snapshot,
                          [&](Status status) { answer = std::move(status); });
    EXPECT_TRUE(queue.RunUntil([&] { return answer.has_value(); }));
    return answer.value_or(OkStatus());
  }
  Status Start(const std::string& document, uint64_t generation, const std::string& snapshot) {
    std::optional<Status> answer;
    storage->StartGeneration(document, generation, snapshot,
                             [&](Status status) { answer = std::move(status); });
    EXPECT_TRUE(queue.RunUntil([&] { return answer.has_value(); }));
    return answer.value_or(OkStatus());
  }

  // From now on what is called waits until LetGo, and is then done in one transaction.
  void HoldBack() {
    bool held = false;
    gate.lock();
    storage->Run(
        [this, &held, post = queue.post()](Database&) {
          post([&held] { held = true; });
          const std::lock_guard wait(gate);
          return OkStatus();
        },
        [](const Status&) {});
    EXPECT_TRUE(queue.RunUntil([&] { return held; }));
  }
  void LetGo() { gate.unlock(); }

  TemporaryFolder folder;
  PostQueue queue;
  std::mutex gate;
  std::unique_ptr<SqliteStorage> storage;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_TEST_SQLITE_STORAGE_FIXTURE_H_
