// Who has not said yet who they are, by address.
#include "examples/todo_server/strangers.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>

#include "examples/todo_server/test/hostile_server.h"

namespace weft::todo {
namespace {

namespace ip = boost::asio::ip;

TEST(Strangers, AreCountedUntilTheyAreGone) {
  Strangers strangers(2);
  const ip::address address = ip::make_address("192.0.2.7");
  std::optional<Strangers::Counted> one = strangers.Enter(address);
  std::optional<Strangers::Counted> two = strangers.Enter(address);
  ASSERT_TRUE(one && two);
  EXPECT_FALSE(strangers.Enter(address));
  EXPECT_TRUE(strangers.Enter(ip::make_address("192.0.2.8"))) << "others have their own";
  Strangers::Counted moved = *std::move(one);
  one.reset();
  EXPECT_FALSE(strangers.Enter(address)) << "it has only moved";
  moved.Reset();
  moved.Reset();
  one = strangers.Enter(address);
  EXPECT_TRUE(one);
  EXPECT_FALSE(strangers.Enter(address)) << "a reset counts once";
  *one = *std::move(two);
  EXPECT_TRUE(strangers.Enter(address)) << "what was counted there before is gone";
}

TEST(Strangers, ANetworkOfIpv6IsOneAddress) {
  Strangers strangers(1);
  const auto one = strangers.Enter(ip::make_address("2001:db8:1:2::1"));
  ASSERT_TRUE(one);
  EXPECT_FALSE(strangers.Enter(ip::make_address("2001:db8:1:2:ffff::9")));
  EXPECT_TRUE(strangers.Enter(ip::make_address("2001:db8:1:3::1")));
  const auto four = strangers.Enter(ip::make_address("192.0.2.7"));
  EXPECT_FALSE(strangers.Enter(ip::make_address("::ffff:192.0.2.7"))) << "the same, in IPv6's form";
  EXPECT_TRUE(strangers.Enter(ip::make_address("::ffff:192.0.2.8")));
}

TEST(Strangers, OfLoopbackOrWithoutALimitAreNotCounted) {
  Strangers one(1);
  std::vector<std::optional<Strangers::Counted>> all;
  for (const char* address : {"127.0.0.1", "127.0.0.1", "127.8.8.8", "::1", "::1",
                              "::ffff:127.0.0.1", "::ffff:127.0.0.1"}) {
    all.push_back(one.Enter(ip::make_address(address)));
    EXPECT_TRUE(all.back()) << address;
  }
  Strangers any(0);
  for (int i = 0; i < 5; ++i) {
    all.push_back(any.Enter(ip::make_address("192.0.2.7")));
    EXPECT_TRUE(all.back());
  }
}

// An address of this machine that is not loopback; empty when there is none. Nothing is sent.
std::string OwnAddress() {
  boost::asio::io_context context;
  boost::system::error_code error;
  ip::udp::socket socket(context);
  socket.open(ip::udp::v4(), error);
  socket.connect({ip::make_address("192.0.2.1"), 9}, error);
  const ip::address address = socket.local_endpoint(error).address();
  return error || address.is_loopback() || address.is_unspecified() ? "" : address.to_string();
}

class StrangersAtTheServer : public HostileServer {
 protected:
  void SetUp() override {
    arguments = {"--address", "0.0.0.0", "--strangers-per-address", "3"};
    address = OwnAddress();
    if (address.empty()) GTEST_SKIP() << "!! this machine has no address but loopback's";
    HostileServer::SetUp();
  }
  std::unique_ptr<RawSocket> Come() { return std::make_unique<RawSocket>(server.port(), address); }
  // That it is let in, which a request shows.
  bool IsServed(RawSocket* socket, const std::string& request) {
    socket->Send(request);
    WaitFor(socket, [&] {
      return socket->closed() || socket->received().find("\r\n\r\n") != std::string::npos;
    });
    return socket->received().substr(0, 9) == "HTTP/1.1 ";
  }

  std::string address;
  const std::string ask = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
};

TEST_F(StrangersAtTheServer, OfOneAddressDoNotTakeAllPlaces) {
  std::vector<std::unique_ptr<RawSocket>> silent;
  for (int i = 0; i < 2; ++i) silent.push_back(Come());
  // Who says who they are has their place no longer among the strangers.
  sync::Hello hello;
  hello.credential = server.edit_credential();
  const auto known = Come();
  ASSERT_TRUE(IsServed(known.get(), UpgradeRequest()));
  const size_t before = known->received().size();
  known->Send(Bytes({.payload = Encode(sync::Message{0, hello})}));
  ASSERT_TRUE(WaitFor(known.get(), [&] { return known->received().size() > before; }));
  silent.push_back(Come());
  ASSERT_TRUE(IsServed(silent.back().get(), ask));
  const auto late = Come();
  late->Send(ask);
  ExpectClosed(late.get());
  EXPECT_EQ(late->received(), "");
  ExpectUnnoticed();
  EXPECT_TRUE(IsServed(Connect().get(), ask)) << "from elsewhere";
  silent.clear();
  EXPECT_TRUE(WaitUntil({ada.get(), ben.get()}, [&] { return IsServed(Come().get(), ask); }))
      << "there is room again";
  EXPECT_FALSE(known->closed());
}

}  // namespace
}  // namespace weft::todo
