// Starts the server on tests/golden's databases: dumps of a data folder that a release of weft-todo
// left, with a snapshot and records after it, which every later one opens and goes on with. As
// tests/crdt/wire/golden_test.cc, also for WEFT_WRITE_GOLDEN, which here leaves the database
// itself.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "examples/todo_server/sqlite.h"
#include "examples/todo_server/sqlite_storage.h"
#include "examples/todo_server/test/post_queue.h"
#include "examples/todo_server/test/shared_server.h"
#include "tests/support/vector_files.h"

namespace weft::todo {
namespace {

class GoldenDatabase : public SharedServer {
 protected:
  // Its edits are sent, and durable.
  void KeepOf(WebsocketClient* client) {
    client->Pump();
    EXPECT_TRUE(Settle({client}));
  }
  // What the dump holds: a snapshot, which comes early, and records after it, in the list's own log
  // and in the journal.
  void Make() {
    arguments = {"--snapshot-bytes", "800"};
    ASSERT_TRUE(Start());
    {
      const auto ada = Join(11);
      AddTodo(ada->document(), 0, "milk");
      AddTodo(ada->document(), 1, "flour");
      for (int i = 0; i < 150; ++i) {
        EXPECT_TRUE(TodoText(ada->document(), 1).Insert(0, "!").ok());
        KeepOf(ada.get());
      }
    }
    Stop({});
    MoveRecords();
    ASSERT_TRUE(Start());
    const auto ada = Join(12);
    SetDone(ada->document(), 0, true);
    EXPECT_TRUE(ada->document().List("todos").Move(1, 0).ok());
    KeepOf(ada.get());
  }
  void MoveRecords() {
    PostQueue queue;
    SqliteStorage::Options options;
    options.database.file.path = folder.File("data/weft-todo.db");
    options.journal_bytes = 0;
    const auto storage = SqliteStorage::Open(options, queue.post());
    ASSERT_TRUE(storage.ok()) << storage.status().ToString();
    int64_t rows = -1;
    const auto ask = [&](Database& database) {
      const Result<int64_t> answer = database.QueryInteger("SELECT count(*) FROM journal");
      rows = answer.ok() ? *answer : -1;
      return answer.status();
    };
    while (rows != 0) {  // asking gives it turns
      bool answered = false;
      (*storage)->Run(ask, [&](const Status& status) { answered = status.ok(); });
      ASSERT_TRUE(queue.RunUntil([&] { return answered; }));
    }
  }
  void Opens(const std::string& version);
};

TEST_F(GoldenDatabase, IsOpenedAndGoesOn) {
  if (const char* const to = std::getenv("WEFT_WRITE_GOLDEN")) {
    Make();
    std::ofstream(std::string(to) + "/todo_server.json") << JsonOfNewcomer() << "\n";
    Stop({});
    std::filesystem::copy(folder.File("data/weft-todo.db"), std::string(to) + "/todo_server.db");
    return;
  }
  Opens("v1");
}

TEST_F(GoldenDatabase, WithAJournalIsOpenedAndGoesOn) { Opens("v2"); }

void GoldenDatabase::Opens(const std::string& version) {
  const std::string golden = "tests/golden/" + version + "/todo_server";
  std::filesystem::create_directory(folder.File("data"));
  {
    Result<Database> database = Database::Open({folder.File("data/weft-todo.db"), ""});
    ASSERT_TRUE(database.ok()) << database.status().ToString();
    const Status status = database->Execute(testing::ReadSourceFile(golden + ".sql"));
    ASSERT_TRUE(status.ok()) << status.ToString();
  }
  ASSERT_TRUE(Start());
  EXPECT_EQ(JsonOfNewcomer() + "\n", testing::ReadSourceFile(golden + ".json"));
  {
    const auto ben = Join(22);
    AddTodo(ben->document(), 0, "goes on");
    KeepOf(ben.get());
  }
  const std::string later = JsonOfNewcomer();
  EXPECT_NE(later.find("goes on"), std::string::npos);
  Stop({});
  ASSERT_TRUE(Start());
  EXPECT_EQ(JsonOfNewcomer(), later);
}

}  // namespace
}  // namespace weft::todo
