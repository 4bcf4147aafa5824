// Starts the server on tests/golden's database: the dump of a data folder that a release of
// weft-todo left, with a snapshot and records after it, which every later one opens and goes on
// with. As tests/crdt/wire/golden_test.cc, also for WEFT_WRITE_GOLDEN, which here leaves the
// database itself.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "examples/todo_server/sqlite.h"
#include "examples/todo_server/test/shared_server.h"
#include "tests/support/vector_files.h"

namespace weft::todo {
namespace {

constexpr const char* kDump = "tests/golden/v1/todo_server.sql";
constexpr const char* kContent = "tests/golden/v1/todo_server.json";

class GoldenDatabase : public SharedServer {
 protected:
  // Its edits are sent, and durable.
  void KeepOf(WebsocketClient* client) {
    client->Pump();
    EXPECT_TRUE(Settle({client}));
  }
  // What the dump holds: snapshots come early, so that there are both.
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
      SetDone(ada->document(), 0, true);
      EXPECT_TRUE(ada->document().List("todos").Move(1, 0).ok());
      KeepOf(ada.get());
    }
  }
};

TEST_F(GoldenDatabase, IsOpenedAndGoesOn) {
  if (const char* const to = std::getenv("WEFT_WRITE_GOLDEN")) {
    Make();
    std::ofstream(std::string(to) + "/todo_server.json") << JsonOfNewcomer() << "\n";
    Stop({});
    std::filesystem::copy(folder.File("data/weft-todo.db"), std::string(to) + "/todo_server.db");
    return;
  }
  std::filesystem::create_directory(folder.File("data"));
  {
    Result<Database> database = Database::Open({folder.File("data/weft-todo.db"), ""});
    ASSERT_TRUE(database.ok()) << database.status().ToString();
    const Status status = database->Execute(testing::ReadSourceFile(kDump));
    ASSERT_TRUE(status.ok()) << status.ToString();
  }
  ASSERT_TRUE(Start());
  EXPECT_EQ(JsonOfNewcomer() + "\n", testing::ReadSourceFile(kContent));
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
