// SharedServer: a test with a server process, its folder, and clients of its first list.
#ifndef WEFT_EXAMPLES_TODO_SERVER_TEST_SHARED_SERVER_H_
#define WEFT_EXAMPLES_TODO_SERVER_TEST_SHARED_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "examples/todo_server/test/list_edits.h"
#include "examples/todo_server/test/server_process.h"
#include "examples/todo_server/test/temporary_folder.h"
#include "examples/todo_server/test/websocket_client.h"

namespace weft::todo {

class SharedServer : public ::testing::Test {
 protected:
  using Clients = std::vector<WebsocketClient*>;

  bool Start() { return server.Start(folder.File("data"), arguments); }
  // While these clients go on.
  void Stop(const Clients& clients) {
    server.AskToStop();
    ASSERT_TRUE(WaitUntil(clients, [&] { return !server.running(); }));
    EXPECT_EQ(server.Wait(), 0);
  }
  // A connected client that may edit as `agent`; 0: that may only look.
  std::unique_ptr<WebsocketClient> Join(Agent agent) {
    const std::string& credential =
        agent == 0 ? server.view_credential() : server.edit_credential();
    auto client = std::make_unique<WebsocketClient>(
        &loop, WebsocketClient::Options{server.list(), credential, agent});
    client->Connect(server.port());
    WaitUntil({client.get()}, [&] { return client->state().live(); });
    return client;
  }
  bool WaitUntil(const Clients& clients, const std::function<bool()>& condition) {
    return WebsocketClient::WaitUntil(&loop, clients, condition);
  }
  // Everything of everybody is durable, and all have the same.
  bool Settle(const Clients& clients) {
    return WaitUntil(clients, [&] {
      for (WebsocketClient* client : clients) {
        if (!client->settled()) return false;
        if (client->document().version() != clients[0]->document().version()) return false;
      }
      return true;
    });
  }
  // What somebody sees who comes only now.
  std::string JsonOfNewcomer() { return Join(0)->Json(); }

  TemporaryFolder folder;
  std::vector<std::string> arguments;
  ServerProcess server;
  SocketLoop loop;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_TEST_SHARED_SERVER_H_
