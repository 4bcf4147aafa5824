// HTTP over real connections: what HttpApi does not see (RFC 9110, 9112).
#include <fstream>

#include "examples/todo_server/test/raw_socket.h"
#include "examples/todo_server/test/shared_server.h"

namespace weft::todo {
namespace {

class HttpConnection : public SharedServer {
 protected:
  void SetUp() override {
    std::ofstream(folder.File("index.html")) << "<p>page</p>" << std::string(1000, ' ');
    arguments = {"--page", folder.path(), "--origin", "https://pages.example"};
    ASSERT_TRUE(Start());
  }
  // The whole answer's beginning, and whether the connection is closed after it.
  std::string Ask(const std::string& request, bool* closed = nullptr) {
    RawSocket socket(server.port());
    socket.Send(request);
    EXPECT_TRUE(WaitUntil({}, [&] {
      socket.Pump();
      return socket.closed() ||
             (closed == nullptr && socket.received().find("\r\n\r\n") != std::string::npos);
    }));
    if (closed != nullptr) *closed = socket.closed();
    return socket.received();
  }
  std::string StatusOf(const std::string& request) { return Ask(request).substr(9, 3); }
};

TEST_F(HttpConnection, ARequestNamesTheHostOnce) {
  EXPECT_EQ(StatusOf("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"), "200");
  EXPECT_EQ(StatusOf("GET /healthz HTTP/1.1\r\n\r\n"), "400");
  EXPECT_EQ(StatusOf("GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), "400");
  EXPECT_EQ(StatusOf("GET /healthz HTTP/1.0\r\n\r\n"), "200");
  std::string upgrade = UpgradeRequest();
  const std::string host = "Host: 127.0.0.1\r\n";
  EXPECT_EQ(StatusOf(upgrade), "101");
  EXPECT_EQ(StatusOf(upgrade.erase(upgrade.find(host), host.size())), "400");
}

TEST_F(HttpConnection, WhatIsNoRequestIsAnsweredAndEnds) {
  for (const char* request : {
           "HELLO\r\n\r\n",
           "GET /healthz HTTP/1.1\r\nHost: a\r\nno field\r\n\r\n",
           "POST /api/lists HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n",
       }) {
    bool closed = false;
    EXPECT_EQ(Ask(request, &closed).substr(0, 12), "HTTP/1.1 400") << request;
    EXPECT_TRUE(closed) << request;
  }
}

TEST_F(HttpConnection, ATargetMayBeAnAddress) {
  EXPECT_EQ(StatusOf("GET http://a/healthz HTTP/1.1\r\nHost: a\r\n\r\n"), "200");
  EXPECT_EQ(StatusOf("GET HTTP://a:80/healthz?x HTTP/1.1\r\nHost: a\r\n\r\n"), "200");
  EXPECT_EQ(StatusOf("GET http://a HTTP/1.1\r\nHost: a\r\n\r\n"), "200");
  EXPECT_EQ(StatusOf("GET http://a?x HTTP/1.1\r\nHost: a\r\n\r\n"), "200");
  EXPECT_EQ(StatusOf("GET http:/healthz HTTP/1.1\r\nHost: a\r\n\r\n"), "400");
  std::string upgrade = UpgradeRequest("Origin: http://b\r\n");
  upgrade.replace(upgrade.find("/sync"), 5, "http://b/sync");
  EXPECT_EQ(StatusOf(upgrade), "101") << "it says the host";
}

TEST_F(HttpConnection, IsCompressedForThoseWhoTakeIt) {
  const auto compressed = [&](const std::string& field) {
    const std::string answer = Ask("GET / HTTP/1.1\r\nHost: a\r\n" + field + "\r\n");
    EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 200");
    return answer.find("Content-Encoding: gzip") != std::string::npos;
  };
  EXPECT_TRUE(compressed("Accept-Encoding: br, GZip;q=0.5\r\n"));
  EXPECT_TRUE(compressed("Accept-Encoding: br\r\nAccept-Encoding: gzip\r\n"));
  EXPECT_FALSE(compressed("Accept-Encoding: br, gzip; q=0\r\n"));
  EXPECT_FALSE(compressed(""));
}

TEST_F(HttpConnection, PagesOfItsOwnAndOfListedOriginsMayConnect) {
  EXPECT_EQ(StatusOf(UpgradeRequest("Origin: http://127.0.0.1\r\n")), "101");
  EXPECT_EQ(StatusOf(UpgradeRequest("Origin: https://pages.example\r\n")), "101");
  for (const char* other : {"http://pages.example", "https://pages.example:1", "null",
                            "https://pages.example.org", "http://127.0.0.1:1"}) {
    EXPECT_EQ(StatusOf(UpgradeRequest(std::string("Origin: ") + other + "\r\n")), "403") << other;
  }
}

}  // namespace
}  // namespace weft::todo
