// Recorded editing sessions, from client to client through the real server, and after it restarted.
// Two small ones are in traces/; the big ones are read from the folder that WEFT_TRACES names.
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "bench/traces/trace.h"
#include "examples/todo_server/test/live_replay.h"
#include "examples/todo_server/test/shared_server.h"

namespace weft::todo {
namespace {

std::string OwnTrace(const std::string& name) {
  return std::string(WEFT_SOURCE_DIR) + "/examples/todo_server/test/traces/" + name;
}

// Empty when it is not there.
std::string GivenTrace(const std::string& name) {
  const char* folder = std::getenv("WEFT_TRACES");
  if (folder == nullptr) return "";
  const std::filesystem::path path = std::filesystem::path(folder) / name;
  return std::filesystem::exists(path) ? path.string() : "";
}

class TraceTest : public SharedServer {
 protected:
  // Snapshots and trimming happen on the way.
  TraceTest() { arguments = {"--snapshot-bytes", "100000"}; }

  void TwoClients() {
    ASSERT_TRUE(Start());
    ada = Join(11);
    ben = Join(22);
    AddTodo(ada->document(), 0, "");
    ASSERT_TRUE(Settle({ada.get(), ben.get()}));
  }
  void ExpectEverywhere(const std::string& text) {
    ASSERT_TRUE(Settle({ada.get(), ben.get()}));
    EXPECT_EQ(TodoText(ada->document(), 0).Read(), text);
    EXPECT_EQ(TodoText(ben->document(), 0).Read(), text);
    const std::string json = ada->Json();
    EXPECT_EQ(JsonOfNewcomer(), json);
    Stop({ada.get(), ben.get()});
    ASSERT_TRUE(Start());
    EXPECT_EQ(JsonOfNewcomer(), json) << "after a restart";
    server.Kill();
    ASSERT_TRUE(Start());
    EXPECT_EQ(JsonOfNewcomer(), json) << "after kill -9";
    for (WebsocketClient* client : {ada.get(), ben.get()}) client->Connect(server.port());
    ASSERT_TRUE(Settle({ada.get(), ben.get()}));
    EXPECT_EQ(ben->Json(), json);
    for (WebsocketClient* client : {ada.get(), ben.get()}) {
      EXPECT_EQ(client->Count(sync::ClientEvent::Kind::kRejected), 0u);
      EXPECT_EQ(client->Count(sync::ClientEvent::Kind::kHealed), 0u);
    }
  }
  void TypeAlone(const std::string& file) {
    const bench::Trace trace = bench::ReadTrace(file);
    TwoClients();
    ReplayAlone(trace, &loop, ada.get(), ben.get());
    ExpectEverywhere(trace.end_content);
  }
  void TypeTogether(const std::string& file, size_t merges) {
    const bench::Trace trace = bench::ReadTrace(file);
    TwoClients();
    LiveReplay replay(trace, &loop, {ada.get(), ben.get()});
    ASSERT_TRUE(replay.Run());
    EXPECT_EQ(replay.clamped(), 0u);
    EXPECT_GE(replay.merges(), merges) << "hardly concurrent";
    ExpectEverywhere(trace.end_content);
  }

  std::unique_ptr<WebsocketClient> ada;
  std::unique_ptr<WebsocketClient> ben;
};

TEST_F(TraceTest, OneTypesAndAnotherSeesIt) { TypeAlone(OwnTrace("alone.json")); }

TEST_F(TraceTest, TwoTypeAtOnce) { TypeTogether(OwnTrace("together.json"), 200); }

TEST_F(TraceTest, AutomergePaper) {
  const std::string file = GivenTrace("automerge-paper.json.gz");
  if (file.empty()) GTEST_SKIP() << "SKIPPED: WEFT_TRACES names no folder with this trace";
  TypeAlone(file);
}

TEST_F(TraceTest, FriendsForever) {
  const std::string file = GivenTrace("friendsforever-concurrent.json.gz");
  if (file.empty()) GTEST_SKIP() << "SKIPPED: WEFT_TRACES names no folder with this trace";
  TypeTogether(file, 1000);
}

}  // namespace
}  // namespace weft::todo
