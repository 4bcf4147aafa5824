// The contract of Storage, as a GoogleTest suite that whoever writes one instantiates:
//
//   struct MyStorages {
//     std::unique_ptr<weft::sync::Storage> Make();  // an empty one; later calls: others
//     // The same data after the process died, everything in memory gone.
//     std::unique_ptr<weft::sync::Storage> Reopen(std::unique_ptr<weft::sync::Storage> storage);
//     // Lets what is asynchronous happen, until nothing is left to do.
//     void Run(weft::sync::Storage* storage);
//   };
//   INSTANTIATE_TYPED_TEST_SUITE_P(Mine, StorageContract, MyStorages);
//
// in namespace weft::sync::contract. Needs gtest; not part of the umbrella.
#ifndef WEFT_SYNC_CONTRACT_STORAGE_CONTRACT_H_
#define WEFT_SYNC_CONTRACT_STORAGE_CONTRACT_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "sync/storage.h"

namespace weft::sync::contract {

template <class Storages>
class StorageContract : public ::testing::Test {
 protected:
  StoredDocument Load(const std::string& document) {
    std::optional<StoredDocument> loaded;
    storage->Load(document, [&](Result<StoredDocument> result) {
      EXPECT_FALSE(loaded.has_value()) << "answered twice";
      EXPECT_TRUE(result.ok()) << result.status().ToString();
      loaded = result.ok() ? *result : StoredDocument();
    });
    storages.Run(storage.get());
    EXPECT_TRUE(loaded.has_value()) << "never answered";
    return loaded.value_or(StoredDocument());
  }
  Status Append(const std::string& document, uint64_t position, const std::string& record) {
    std::optional<Status> answer;
    storage->Append(document, position, record, [&](Status status) {
      EXPECT_FALSE(answer.has_value()) << "answered twice";
      answer = std::move(status);
    });
    storages.Run(storage.get());
    EXPECT_TRUE(answer.has_value()) << "never answered";
    return answer.value_or(OkStatus());
  }
  Status Save(const std::string& document, uint64_t position, const std::string& snapshot) {
    return SaveIn(Load(document).generation, document, position, snapshot);
  }
  Status SaveIn(uint64_t generation, const std::string& document, uint64_t position,
                const std::string& snapshot) {
    std::optional<Status> answer;
    storage->SaveSnapshot(document, generation, position, snapshot,
                          [&](Status status) { answer = std::move(status); });
    storages.Run(storage.get());
    EXPECT_TRUE(answer.has_value()) << "never answered";
    return answer.value_or(OkStatus());
  }
  Status Start(const std::string& document, uint64_t generation, const std::string& snapshot) {
    std::optional<Status> answer;
    storage->StartGeneration(document, generation, snapshot, [&](Status status) {
      EXPECT_FALSE(answer.has_value()) << "answered twice";
      answer = std::move(status);
    });
    storages.Run(storage.get());
    EXPECT_TRUE(answer.has_value()) << "never answered";
    return answer.value_or(OkStatus());
  }
  void Reopen() { storage = storages.Reopen(std::move(storage)); }

  Storages storages;
  std::unique_ptr<Storage> storage = storages.Make();
};

TYPED_TEST_SUITE_P(StorageContract);

TYPED_TEST_P(StorageContract, ANewDocumentIsEmpty) {
  const StoredDocument stored = this->Load("new");
  EXPECT_TRUE(stored.records.empty());
  EXPECT_TRUE(stored.snapshot.empty());
  EXPECT_EQ(stored.snapshot_position, 0u);
  EXPECT_GE(stored.generation, 1u);
}

TYPED_TEST_P(StorageContract, RecordsComeBackInOrder) {
  const std::vector<std::string> records = {"one", "", std::string("\0\xFF", 2),
                                            std::string(100'000, 'x')};
  for (size_t i = 0; i < records.size(); ++i) {
    EXPECT_TRUE(this->Append("a", i + 1, records[i]).ok());
  }
  EXPECT_EQ(this->Load("a").records, records);
}

TYPED_TEST_P(StorageContract, WhatWasAnsweredSurvives) {
  EXPECT_TRUE(this->Append("a", 1, "one").ok());
  EXPECT_TRUE(this->Append("a", 2, "two").ok());
  this->Reopen();
  EXPECT_EQ(this->Load("a").records, (std::vector<std::string>{"one", "two"}));
  EXPECT_TRUE(this->Append("a", 3, "three").ok());
  EXPECT_EQ(this->Load("a").records.size(), 3u);
}

TYPED_TEST_P(StorageContract, DocumentsAreApart) {
  const std::string names[] = {"a", "A", "a/b", "../a", "ä", std::string(1024, 'n'), ""};
  for (const std::string& name : names) EXPECT_TRUE(this->Append(name, 1, "of " + name).ok());
  for (const std::string& name : names) {
    EXPECT_EQ(this->Load(name).records, std::vector<std::string>{"of " + name});
  }
}

TYPED_TEST_P(StorageContract, AnAppendIsAtTheNextPosition) {
  EXPECT_EQ(this->Append("a", 2, "gap").code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(this->Append("a", 0, "zero").code(), StatusCode::kFailedPrecondition);
  EXPECT_TRUE(this->Append("a", 1, "one").ok());
  EXPECT_EQ(this->Append("a", 1, "again").code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(this->Load("a").records, std::vector<std::string>{"one"});
}

TYPED_TEST_P(StorageContract, AppendsAreAnsweredInOrder) {
  std::vector<int> answered;
  for (int i = 0; i < 20; ++i) {
    this->storage->Append("a", i + 1, "record", [&answered, i](const Status& status) {
      EXPECT_TRUE(status.ok());
      answered.push_back(i);
    });
  }
  this->storages.Run(this->storage.get());
  ASSERT_EQ(answered.size(), 20u);
  EXPECT_TRUE(std::is_sorted(answered.begin(), answered.end()));
}

TYPED_TEST_P(StorageContract, ASnapshotStandsForTheRecordsBefore) {
  for (uint64_t i = 1; i <= 5; ++i) {
    EXPECT_TRUE(this->Append("a", i, std::to_string(i)).ok());
  }
  EXPECT_TRUE(this->Save("a", 3, "shows three").ok());
  this->Reopen();
  const StoredDocument stored = this->Load("a");
  EXPECT_EQ(stored.snapshot, "shows three");
  EXPECT_EQ(stored.snapshot_position, 3u);
  EXPECT_EQ(stored.records, (std::vector<std::string>{"4", "5"}));
  EXPECT_TRUE(this->Append("a", 6, "6").ok());
  EXPECT_EQ(this->Append("a", 4, "again").code(), StatusCode::kFailedPrecondition);
}

TYPED_TEST_P(StorageContract, AnOlderSnapshotChangesNothing) {
  for (uint64_t i = 1; i <= 4; ++i) {
    EXPECT_TRUE(this->Append("a", i, std::to_string(i)).ok());
  }
  EXPECT_TRUE(this->Save("a", 3, "three").ok());
  EXPECT_TRUE(this->Save("a", 2, "two").ok());
  EXPECT_EQ(this->Load("a").snapshot, "three");
  EXPECT_EQ(this->Load("a").records, std::vector<std::string>{"4"});
}

// Or it says that it has none, and all is as it was.
TYPED_TEST_P(StorageContract, AGenerationReplacesWhatWasBefore) {
  for (uint64_t i = 1; i <= 3; ++i) {
    EXPECT_TRUE(this->Append("a", i, std::to_string(i)).ok());
    EXPECT_TRUE(this->Append("b", i, std::to_string(i)).ok());
  }
  EXPECT_TRUE(this->Save("a", 2, "two").ok());
  const uint64_t next = this->Load("a").generation + 1;
  const Status started = this->Start("a", next, "content");
  this->Reopen();
  StoredDocument stored = this->Load("a");
  if (started.code() == StatusCode::kUnimplemented) {
    EXPECT_EQ(stored.records, std::vector<std::string>{"3"});
    return;
  }
  ASSERT_TRUE(started.ok()) << started.ToString();
  EXPECT_EQ(stored.generation, next);
  EXPECT_EQ(stored.snapshot, "content");
  EXPECT_EQ(stored.snapshot_position, 0u);
  EXPECT_TRUE(stored.records.empty());
  // It begins once, and positions begin anew.
  EXPECT_EQ(this->Start("a", next, "again").code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(this->Append("a", 4, "four").code(), StatusCode::kFailedPrecondition);
  EXPECT_TRUE(this->Append("a", 1, "one").ok());
  EXPECT_TRUE(this->Save("a", 1, "shows one").ok());
  this->Reopen();
  stored = this->Load("a");
  EXPECT_EQ(stored.generation, next);
  EXPECT_EQ(stored.snapshot, "shows one");
  EXPECT_TRUE(stored.records.empty());
  EXPECT_EQ(this->Load("b").records.size(), 3u);  // others are left alone
  EXPECT_TRUE(this->Start("new", this->Load("new").generation + 1, "first").ok());
}

// What was purged does not come back with a snapshot that was on its way.
TYPED_TEST_P(StorageContract, ASnapshotOfAnotherGenerationChangesNothing) {
  for (uint64_t i = 1; i <= 3; ++i) EXPECT_TRUE(this->Append("a", i, std::to_string(i)).ok());
  const uint64_t first = this->Load("a").generation;
  EXPECT_TRUE(this->SaveIn(first + 1, "a", 2, "of one to come").ok());
  EXPECT_EQ(this->Load("a").records.size(), 3u);
  if (this->Start("a", first + 1, "content").code() == StatusCode::kUnimplemented) return;
  EXPECT_TRUE(this->SaveIn(first, "a", 3, "purged").ok());
  for (uint64_t i = 1; i <= 4; ++i) EXPECT_TRUE(this->Append("a", i, std::to_string(i)).ok());
  EXPECT_TRUE(this->SaveIn(first, "a", 3, "purged").ok());
  this->Reopen();
  const StoredDocument stored = this->Load("a");
  EXPECT_EQ(stored.generation, first + 1);
  EXPECT_EQ(stored.snapshot, "content");
  EXPECT_EQ(stored.records.size(), 4u);
}

REGISTER_TYPED_TEST_SUITE_P(StorageContract, ANewDocumentIsEmpty, RecordsComeBackInOrder,
                            WhatWasAnsweredSurvives, DocumentsAreApart, AnAppendIsAtTheNextPosition,
                            AppendsAreAnsweredInOrder, ASnapshotStandsForTheRecordsBefore,
                            AnOlderSnapshotChangesNothing, AGenerationReplacesWhatWasBefore,
                            ASnapshotOfAnotherGenerationChangesNothing);

}  // namespace weft::sync::contract

#endif  // WEFT_SYNC_CONTRACT_STORAGE_CONTRACT_H_
