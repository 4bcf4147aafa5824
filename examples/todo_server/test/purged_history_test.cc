// A purge is one for the disk as well: what it took away is in none of the database's files when it
// is answered.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "examples/todo_server/test/sqlite_storage_fixture.h"

namespace weft::todo {
namespace {

constexpr std::string_view kPurged = "purged";

class PurgedHistory : public SqliteStorageTest {
 protected:
  // How often the word is in the database and its log.
  size_t Found() const {
    size_t found = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(in), {}};
      for (size_t at = 0; (at = bytes.find(kPurged, at)) != std::string::npos; ++at) ++found;
    }
    return found;
  }
  static std::string Record(std::string_view word, uint64_t position) {
    std::string record;
    const size_t size = position % 5 == 0 ? 20'000 : 10 + position % 90;
    while (record.size() < size) record.append(word).push_back(' ');
    return record;
  }
  void WriteTwoLists() {
    for (uint64_t position = 1; position <= 100; ++position) {
      EXPECT_TRUE(Append("a", position, Record(kPurged, position)).ok());
      EXPECT_TRUE(Append("b", position, Record("stays", position)).ok());
    }
    EXPECT_TRUE(Save("a", 50, Record(kPurged, 200)).ok());
    EXPECT_TRUE(Save("a", 75, Record(kPurged, 199)).ok());
  }
  void ExpectPurged() {
    EXPECT_GT(Found(), 0u);
    ASSERT_TRUE(Start("a", 2, "as if it had always been so").ok());
    EXPECT_EQ(Found(), 0u);
    EXPECT_EQ(Load("a").snapshot, "as if it had always been so");
    EXPECT_EQ(Load("b").records.size(), 100u);
    EXPECT_TRUE(Append("a", 1, "and goes on").ok());
  }
};

TEST_F(PurgedHistory, IsNotInTheJournal) {
  Open();
  WriteTwoLists();
  ExpectPurged();
}

TEST_F(PurgedHistory, IsNotWhereRecordsAndSnapshotsWere) {
  Open(WithoutJournal(In(folder)));
  WriteTwoLists();
  EXPECT_TRUE(Becomes(0, "SELECT count(*) FROM journal"));
  ExpectPurged();
}

}  // namespace
}  // namespace weft::todo
