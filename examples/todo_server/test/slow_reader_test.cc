// Clients that take slowly what is sent to them are given the time that they need; those that take
// nothing are not.
#include <algorithm>
#include <chrono>
#include <fstream>

#include "examples/todo_server/test/raw_socket.h"
#include "examples/todo_server/test/shared_server.h"
#include "tests/support/random.h"

namespace weft::todo {
namespace {

constexpr size_t kSize = 600'000;    // more than is under way at a time
constexpr size_t kBytesPerMs = 200;  // all of it takes thrice as long as nothing may take
constexpr size_t kLikeAnAnswer = 200;

std::string RandomLetters(size_t size) {
  testing::Random random(testing::RunSeed());
  std::string letters(size, ' ');
  for (char& letter : letters) letter = static_cast<char>('a' + random.Below(26));
  return letters;
}

class SlowReader : public SharedServer {
 protected:
  void SetUp() override {
    std::ofstream(folder.File("index.html")) << RandomLetters(kSize);
    arguments = {"--page",
                 folder.path(),
                 "--send-seconds",
                 "1",
                 "--bytes-per-second",
                 "0",
                 "--operations-per-second",
                 "0"};
    ASSERT_TRUE(Start());
  }
  std::unique_ptr<RawSocket> Narrow() {
    return std::make_unique<RawSocket>(server.port(), "127.0.0.1", RawSocket::Path::kNarrow);
  }
  // Until so much has come, or the connection has ended.
  void TakeSlowly(RawSocket* socket, size_t size) {
    const auto begin = std::chrono::steady_clock::now();
    const size_t first = socket->received().size();
    EXPECT_TRUE(WaitUntil({}, [&] {
      const auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(
          std::chrono::steady_clock::now() - begin);
      const size_t due = first + static_cast<size_t>(passed.count()) * kBytesPerMs;
      if (due > socket->received().size()) socket->Pump(due - socket->received().size());
      return socket->received().size() >= size || socket->closed();
    }));
  }
  // Until the server has so many connections, with the one that asks it.
  void WaitForConnections(size_t count) {
    RawSocket asks(server.port());
    size_t answered = 0;
    EXPECT_TRUE(WaitUntil({}, [&] {
      asks.Pump();
      if (answered < asks.received().size() || answered == 0) {
        asks.Send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      const std::string_view answer = std::string_view(asks.received()).substr(answered);
      answered = asks.received().size();
      return answer.find("weft_connections " + std::to_string(count) + "\n") != answer.npos;
    }));
  }
  // What it did not take before it is lost to it.
  void ExpectCut(RawSocket* socket) {
    EXPECT_TRUE(WaitUntil({}, [&] {
      socket->Pump();
      return socket->closed();
    }));
    EXPECT_LT(socket->received().size(), kSize);
  }
  // A WebSocket whose client has opened the list, in which then much is written.
  std::unique_ptr<RawSocket> Behind(WebsocketClient* ada) {
    auto socket = Narrow();
    socket->Send(UpgradeRequest());
    const auto answers = [&](size_t more) {
      const size_t before = socket->received().size();
      return WaitUntil({ada}, [&] {
        socket->Pump();
        return socket->received().size() > before + more;
      });
    };
    EXPECT_TRUE(answers(kLikeAnAnswer / 2));
    sync::Hello hello;
    hello.credential = server.edit_credential();
    socket->Send(Bytes({.payload = Encode(sync::Message{0, hello})}));
    EXPECT_TRUE(answers(0));
    sync::Open open;
    open.document = server.list();
    open.agent = 33;
    open.attempt = 1;
    open.whole = true;
    socket->Send(Bytes({.payload = Encode(sync::Message{1, open})}));
    EXPECT_TRUE(answers(0));
    EXPECT_TRUE(TodoText(ada->document(), 0).Insert(0, RandomLetters(kSize)).ok());
    EXPECT_TRUE(Settle({ada}));
    return socket;
  }
  std::unique_ptr<WebsocketClient> Ada() {
    auto ada = Join(11);
    AddTodo(ada->document(), 0, "");
    EXPECT_TRUE(Settle({ada.get()}));
    return ada;
  }
};

TEST_F(SlowReader, OfAPageGetsItAll) {
  const auto socket = Narrow();
  socket->Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  TakeSlowly(socket.get(), kSize + kLikeAnAnswer);
  EXPECT_GT(socket->received().size(), kSize);
}

TEST_F(SlowReader, OfAListGetsItAll) {
  const auto ada = Ada();
  const auto socket = Behind(ada.get());
  TakeSlowly(socket.get(), kSize + kLikeAnAnswer);
  EXPECT_GT(socket->received().size(), kSize);
  EXPECT_FALSE(socket->closed());
}

TEST_F(SlowReader, WhoTakesNothingIsCut) {
  const auto ada = Ada();
  const auto list = Behind(ada.get());
  const auto page = Narrow();
  page->Send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  page->Pump(1);
  WaitForConnections(2);  // ada's and this
  ExpectCut(list.get());
  ExpectCut(page.get());
}

}  // namespace
}  // namespace weft::todo
