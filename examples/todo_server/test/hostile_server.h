// HostileServer: a test with a server, two people who edit a list there, and whatever a hostile
// third one does meanwhile: the two must notice nothing.
#ifndef WEFT_EXAMPLES_TODO_SERVER_TEST_HOSTILE_SERVER_H_
#define WEFT_EXAMPLES_TODO_SERVER_TEST_HOSTILE_SERVER_H_

#include <memory>
#include <string>
#include <vector>

#include "examples/todo_server/test/raw_socket.h"
#include "examples/todo_server/test/shared_server.h"

namespace weft::todo {

class HostileServer : public SharedServer {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Start());
    ada = Join(11);
    ben = Join(22);
    AddTodo(ada->document(), 0, "");
    ASSERT_TRUE(Settle({ada.get(), ben.get()}));
  }
  // Both go on editing, have the same, and nothing that they did not write. Their connections are
  // those of the beginning.
  void ExpectUnnoticed() {
    for (WebsocketClient* client : {ada.get(), ben.get()}) {
      ASSERT_TRUE(TodoText(client->document(), 0).Insert(0, "x").ok());
      ++typed;
      ASSERT_TRUE(Settle({ada.get(), ben.get()}));
    }
    EXPECT_EQ(ben->Json(),
              R"({"todos":[{"done":false,"name":")" + std::string(typed, 'x') + R"("}]})");
    EXPECT_EQ(ada->Json(), ben->Json());
    EXPECT_TRUE(server.running());
    for (WebsocketClient* client : {ada.get(), ben.get()}) {
      EXPECT_EQ(client->Count(sync::ClientEvent::Kind::kConnected), 1u);
      EXPECT_EQ(client->Count(sync::ClientEvent::Kind::kRejected), 0u);
      EXPECT_EQ(client->Count(sync::ClientEvent::Kind::kEnded), 0u);
    }
  }
  // Meanwhile the two go on.
  bool WaitFor(RawSocket* socket, const std::function<bool()>& condition) {
    return WaitUntil({ada.get(), ben.get()}, [&] {
      socket->Pump();
      return condition();
    });
  }
  void ExpectClosed(RawSocket* socket) {
    EXPECT_TRUE(WaitFor(socket, [&] { return socket->closed(); })) << "the server keeps it";
  }
  std::unique_ptr<RawSocket> Connect() { return std::make_unique<RawSocket>(server.port()); }
  // An open WebSocket.
  std::unique_ptr<RawSocket> Upgraded() {
    auto socket = Connect();
    socket->Send(UpgradeRequest());
    WaitFor(socket.get(), [&] { return socket->received().find("\r\n\r\n") != std::string::npos; });
    EXPECT_EQ(socket->received().substr(0, 12), "HTTP/1.1 101");
    return socket;
  }

  std::unique_ptr<WebsocketClient> ada;
  std::unique_ptr<WebsocketClient> ben;
  size_t typed = 0;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_TEST_HOSTILE_SERVER_H_
