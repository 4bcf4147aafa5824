// What SqliteStorage keeps in its journal, and moves to documents' own logs: that nobody sees where
// a record is, whatever fails meanwhile.
#include "examples/todo_server/journal.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "examples/todo_server/record_bytes.h"
#include "examples/todo_server/test/sqlite_storage_fixture.h"

namespace weft::todo {
namespace {

using ::testing::ElementsAre;

using JournalTest = SqliteStorageTest;

constexpr const char* kRowsOfJournal = "SELECT count(*) FROM journal";
constexpr const char* kRecordsRows = "SELECT count(*) FROM records";

TEST(RecordBytes, ARowHoldsAnyRecords) {
  RecordRow row;
  EXPECT_TRUE(row.empty());
  const std::vector<std::string> records = {"", "one", std::string(70'000, 'x'), "", "two"};
  for (const std::string& record : records) row.Add(record);
  EXPECT_FALSE(row.empty());
  const auto read = RecordsOfRow(row.lengths(), row.bytes());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(std::vector<std::string>(read->begin(), read->end()), records);
}

TEST(RecordBytes, RowsOfAnEarlierSchemaAreOneRecord) {
  const auto read = RecordsOfRow("", "all of it");
  ASSERT_TRUE(read.ok());
  EXPECT_THAT(*read, ElementsAre("all of it"));
}

TEST(RecordBytes, LengthsThatAreWrongAreDataLoss) {
  RecordRow row;
  row.Add("one");
  row.Add("two");
  EXPECT_TRUE(RecordsOfRow(row.lengths(), "one").ok());  // and an empty one
  EXPECT_EQ(RecordsOfRow(row.lengths(), "on").status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(RecordsOfRow(row.lengths().substr(1), row.bytes()).status().code(),
            StatusCode::kDataLoss);
}

TEST(RecordBytes, AJournalRecordIsWholeOrDataLoss) {
  std::string bytes;
  AppendJournalRecord({"shopping", 0x0102030405060708, "milk"}, &bytes);
  const std::string one = bytes;
  AppendJournalRecord({"", 1, ""}, &bytes);
  std::string_view rest = bytes;
  const auto first = TakeJournalRecord(&rest);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->document, "shopping");
  EXPECT_EQ(first->position, 0x0102030405060708u);
  EXPECT_EQ(first->bytes, "milk");
  ASSERT_TRUE(TakeJournalRecord(&rest).ok());
  EXPECT_TRUE(rest.empty());
  for (size_t size = 0; size < one.size(); ++size) {
    rest = std::string_view(one).substr(0, size);
    EXPECT_EQ(TakeJournalRecord(&rest).status().code(), StatusCode::kDataLoss) << size;
  }
}

TEST_F(JournalTest, ATransactionIsOneRow) {
  Open();
  size_t answered = 0;
  HoldBack();
  for (uint64_t i = 1; i <= 50; ++i) {
    for (const char* document : {"a", "b"}) {
      storage->Append(document, i, "record",
                      [&](const Status& status) { answered += status.ok(); });
    }
  }
  LetGo();
  ASSERT_TRUE(queue.RunUntil([&] { return answered == 100; }));
  EXPECT_EQ(Ask(kRowsOfJournal), 1);
  EXPECT_EQ(Ask(kRecordsRows), 0);
  storage.reset();
  Open();
  EXPECT_EQ(Load("a").records.size(), 50u);
  EXPECT_EQ(Load("b").records.size(), 50u);
  EXPECT_TRUE(Append("a", 51, "goes on").ok());
}

TEST_F(JournalTest, RecordsAreMovedTogetherOnceThereAreEnough) {
  SqliteStorage::Options options = In(folder);
  options.journal_bytes = 10'000;
  Open(options);
  for (uint64_t i = 1; i <= 150; ++i) {
    ASSERT_TRUE(Append(i % 2 == 0 ? "a" : "b", (i + 1) / 2, std::string(100, 'r')).ok());
  }
  EXPECT_EQ(Ask(kRecordsRows), 2);  // one of each document
  EXPECT_LT(Ask(kRowsOfJournal), 100);
  EXPECT_EQ(Load("a").records.size(), 75u);
  EXPECT_EQ(Load("b").records.size(), 75u);
}

TEST_F(JournalTest, WhatIsUndoneLeavesWhatWasThereBefore) {
  Open();
  for (uint64_t i = 1; i <= 3; ++i) ASSERT_TRUE(Append("a", i, "record").ok());
  EXPECT_TRUE(Save("a", 1, "shows one").ok());
  std::vector<StatusCode> answers;
  const auto note = [&](const Status& status) { answers.push_back(status.code()); };
  HoldBack();
  storage->Append("a", 4, "is undone", note);
  storage->SaveSnapshot("a", 1, 3, "is undone", note);
  storage->Run([](Database& database) { return database.Execute("ROLLBACK"); }, note);
  LetGo();
  ASSERT_TRUE(queue.RunUntil([&] { return answers.size() == 3; }));
  EXPECT_THAT(answers, ::testing::Each(::testing::Ne(StatusCode::kOk)));
  const sync::StoredDocument stored = Load("a");
  EXPECT_EQ(stored.snapshot, "shows one");
  EXPECT_EQ(stored.records.size(), 2u);
  EXPECT_TRUE(Append("a", 4, "goes on").ok());
}

TEST_F(JournalTest, ADocumentThatCannotBeMovedIsNotInTheWayOfOthers) {
  SqliteStorage::Options options = In(folder);
  options.journal_bytes = 2000;
  Open(options);
  EXPECT_TRUE(Run([](Database& database) {
                return database.Execute(
                    "CREATE TRIGGER damaged BEFORE INSERT ON records WHEN new.document = 'a'"
                    " BEGIN SELECT raise(ABORT, 'a damaged page'); END");
              }).ok());
  const std::string record(100, 'r');
  uint64_t kept = 0;
  for (uint64_t i = 1; i <= 100; ++i) {
    if (Append("a", kept + 1, record).ok()) ++kept;
    ASSERT_TRUE(Append("b", i, record).ok());
  }
  EXPECT_GT(storage->stats().failed_chores, 0u);
  EXPECT_GT(kept, 10u);
  EXPECT_LT(kept, 40u) << "it takes ever more";
  EXPECT_EQ(Append("a", kept + 1, record).code(), StatusCode::kDataLoss);
  EXPECT_GT(Ask("SELECT count(*) FROM records WHERE document = 'b'"), 0);
  EXPECT_LT(Ask("SELECT sum(length(bytes)) FROM journal"), 20'000) << "it grows";
  EXPECT_EQ(Load("a").records.size(), kept);
  storage.reset();
  Open(options);
  EXPECT_EQ(Load("a").records.size(), kept);
  EXPECT_EQ(Load("b").records.size(), 100u);
  // Healed, it goes on.
  EXPECT_TRUE(
      Run([](Database& database) { return database.Execute("DROP TRIGGER damaged"); }).ok());
  for (uint64_t i = 101; i <= 150; ++i) ASSERT_TRUE(Append("b", i, record).ok());
  EXPECT_GT(Ask("SELECT count(*) FROM records WHERE document = 'a'"), 0);
  EXPECT_TRUE(Append("a", kept + 1, record).ok());
}

TEST_F(JournalTest, ANewGenerationErasesTheDocumentAndOnlyThat) {
  Open();
  EXPECT_TRUE(Append("a", 1, "a secret").ok());
  EXPECT_TRUE(Append("b", 1, "another's").ok());
  EXPECT_EQ(Start("a", 7, "not the next one").code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(Load("a").records.size(), 1u);
  EXPECT_TRUE(Append("a", 2, "a secret, too").ok());
  EXPECT_TRUE(Start("a", 2, "clean").ok());
  EXPECT_EQ(Ask("SELECT count(*) FROM journal WHERE instr(bytes, CAST('secret' AS BLOB))"), 0);
  EXPECT_EQ(Ask(kRowsOfJournal), 1);
  EXPECT_TRUE(Append("a", 1, "first again").ok());
  storage.reset();
  Open();
  EXPECT_THAT(Load("a").records, ElementsAre("first again"));
  EXPECT_EQ(Load("a").generation, 2u);
  EXPECT_THAT(Load("b").records, ElementsAre("another's"));
}

TEST_F(JournalTest, ADamagedRowIsToldWhenTheFileIsOpened) {
  Open();
  EXPECT_TRUE(Append("a", 1, "record").ok());
  EXPECT_TRUE(Run([](Database& database) {
                return database.Execute("UPDATE journal SET bytes = substr(bytes, 1, 9)");
              }).ok());
  storage.reset();
  const Status status = OpeningFails();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("weft.db"));
}

// Whatever is called, and wherever records are: the answers are those of the simplest storage.
class AsInMemory : public JournalTest {
 protected:
  void Play(uint64_t seed) {
    random_.seed(seed);
    model_ = sync::MemoryStorage();
    options_ = In(folder);
    options_.journal_bytes = std::vector<size_t>{0, 300, 3000, 1u << 20}[Below(4)];
    options_.checkpoint_pages = 20;
    Open(options_);
    for (int step = 0; step < 120; ++step) Step();
    for (const char* document : kDocuments) Compare(document);
  }

 private:
  static constexpr const char* kDocuments[] = {"a", "b", "c"};

  size_t Below(size_t bound) { return random_() % bound; }

  void Step() {
    const std::string document = kDocuments[Below(std::size(kDocuments))];
    const sync::StoredDocument& stored = model_.Stored(document);
    const uint64_t last = stored.snapshot_position + stored.records.size();
    switch (Below(12)) {
      case 0: {
        const uint64_t position = last - std::min<uint64_t>(last, Below(4));
        const uint64_t generation = stored.generation + (Below(6) == 0 ? 1 : 0);
        return Both([&](sync::Storage* storage, auto note) {
          storage->SaveSnapshot(document, generation, position, "at " + std::to_string(position),
                                note);
        });
      }
      case 1: {
        const uint64_t generation = stored.generation + Below(3);
        return Both([&](sync::Storage* storage, auto note) {
          storage->StartGeneration(document, generation, "begins", note);
        });
      }
      case 2:
        storage.reset();
        return Open(options_);
      case 3:
        EXPECT_FALSE(Run([](Database& database) { return database.Execute("ROLLBACK"); }).ok());
        return;
      case 4:
        return Compare(document);
      default: {
        const uint64_t position = last + (Below(10) == 0 ? Below(3) : 1);
        const size_t most = Below(2) == 0 ? 20 : 2000;
        const std::string record = std::to_string(++records_) + std::string(Below(most), 'r');
        return Both([&](sync::Storage* storage, auto note) {
          storage->Append(document, position, record, note);
        });
      }
    }
  }

  template <class Call>
  void Both(Call call) {
    std::optional<StatusCode> expected;
    std::optional<StatusCode> answer;
    call(&model_, [&](const Status& status) { expected = status.code(); });
    call(storage.get(), [&](const Status& status) { answer = status.code(); });
    ASSERT_TRUE(queue.RunUntil([&] { return answer.has_value(); }));
    EXPECT_EQ(*answer, *expected);
  }

  void Compare(const std::string& document) {
    const sync::StoredDocument& expected = model_.Stored(document);
    const sync::StoredDocument stored = Load(document);
    EXPECT_EQ(stored.generation, expected.generation);
    EXPECT_EQ(stored.snapshot, expected.snapshot);
    EXPECT_EQ(stored.snapshot_position, expected.snapshot_position);
    EXPECT_TRUE(stored.records == expected.records);
  }

  std::mt19937_64 random_;
  SqliteStorage::Options options_;
  sync::MemoryStorage model_;
  uint64_t records_ = 0;
};

TEST_F(AsInMemory, WhateverIsCalled) {
  const char* given = std::getenv("WEFT_SEED");
  const uint64_t first = given == nullptr ? 1 : std::strtoull(given, nullptr, 10);
  const uint64_t count = std::getenv("WEFT_LONG") == nullptr ? 40 : 2000;
  for (uint64_t seed = first; seed < first + count && !HasFailure(); ++seed) {
    SCOPED_TRACE("WEFT_SEED=" + std::to_string(seed));
    storage.reset();
    std::filesystem::remove(folder.File("weft.db"));
    Play(seed);
  }
}

}  // namespace
}  // namespace weft::todo
