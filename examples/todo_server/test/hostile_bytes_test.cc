// What a hostile client can do below the messages: bytes that are no HTTP, HTTP that never ends,
// WebSocket frames that are none. Each ends that connection only.
#include <algorithm>

#include "examples/todo_server/test/hostile_server.h"
#include "tests/support/random.h"

namespace weft::todo {
namespace {

using HostileBytes = HostileServer;
using testing::Random;

std::string RandomBytes(Random* random, size_t size) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random->Below(256));
  return bytes;
}

std::string Hello(const std::string& credential) {
  sync::Hello hello;
  hello.credential = credential;
  return Encode(sync::Message{0, hello});
}

// The messages in what a server sent, as far as they have come whole.
std::vector<sync::Message> MessagesIn(std::string_view bytes) {
  std::vector<sync::Message> messages;
  const auto byte = [&](size_t at) { return static_cast<uint8_t>(bytes[at]); };
  while (bytes.size() >= 10) {
    EXPECT_EQ(byte(0), 0x82) << "no whole binary message";
    const size_t width = byte(1) < 126 ? 0 : byte(1) == 126 ? 2 : 8;
    size_t length = width == 0 ? byte(1) : 0;
    for (size_t i = 0; i < width; ++i) length = length << 8 | byte(2 + i);
    if (byte(0) != 0x82 || bytes.size() < 2 + width + length) break;
    const Result<sync::Message> message = sync::Decode(bytes.substr(2 + width, length));
    EXPECT_TRUE(message.ok());
    if (message.ok()) messages.push_back(*message);
    bytes.remove_prefix(2 + width + length);
  }
  return messages;
}

TEST_F(HostileBytes, NoiseInsteadOfARequest) {
  Random random(testing::RunSeed());
  for (int i = 0; i < 30; ++i) {
    const auto socket = Connect();
    socket->Send(RandomBytes(&random, 1 + random.Below(20'000)));
    socket->EndSending();
    ExpectClosed(socket.get());
  }
  ExpectUnnoticed();
}

TEST_F(HostileBytes, RequestsThatStopInTheMiddle) {
  const std::string request = UpgradeRequest();
  for (size_t size = 0; size < request.size(); size += 7) {
    const auto socket = Connect();
    socket->Send(request.substr(0, size));
    socket->EndSending();
    ExpectClosed(socket.get());
  }
  ExpectUnnoticed();
}

// Those who say nothing do not stay: the server has its patience, the test none to measure.
TEST_F(HostileBytes, ConnectionsThatSayNothingMore) {
  const auto header = Connect();
  header->Send("GET /sync HTTP/1.1\r\nHost: ");
  const auto silent = Upgraded();
  const auto half = Upgraded();
  half->Send(Bytes({.payload = Hello(server.edit_credential())}).substr(0, 20));
  for (RawSocket* socket : {header.get(), silent.get(), half.get()}) ExpectClosed(socket);
  ExpectUnnoticed();
}

TEST_F(HostileBytes, RequestsThatAreTooLong) {
  const auto header = Connect();
  header->Send("GET / HTTP/1.1\r\nX: " + std::string(100'000, 'x'));
  ExpectClosed(header.get());
  const auto body = Connect();
  body->Send("POST /api/lists HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n" +
             std::string(100'000, 'x'));
  ExpectClosed(body.get());
  const auto chunks = Connect();
  chunks->Send("POST /api/lists HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (int i = 0; i < 100; ++i) chunks->Send("1000\r\n" + std::string(0x1000, 'x') + "\r\n");
  ExpectClosed(chunks.get());
  ExpectUnnoticed();
}

TEST_F(HostileBytes, UpgradesFromElsewhere) {
  const auto socket = Connect();
  socket->Send(UpgradeRequest("Origin: https://evil.example\r\n"));
  EXPECT_TRUE(WaitFor(socket.get(), [&] { return !socket->received().empty(); }));
  EXPECT_EQ(socket->received().substr(0, 12), "HTTP/1.1 403");
  ExpectUnnoticed();
}

// Whoever breaks the rules is gone at once: before somebody who came earlier and says nothing, for
// whom the server has ten seconds' patience.
TEST_F(HostileBytes, FramesThatAreNone) {
  const std::string hello = Hello(server.edit_credential());
  const std::pair<RawFrame, uint16_t> frames[] = {
      {{.opcode = 1, .payload = "text is no frame"}, 1003},
      {{.payload = hello, .masked = false}, 1002},
      {{.opcode = 3, .payload = hello}, 1002},
      {{.payload = hello, .reserved_bits = 4}, 1002},
      {{.payload = hello, .claimed_length = uint64_t{1} << 62}, 1009},
      {{.payload = hello, .claimed_length = UINT64_MAX}, 1002},
      {{.payload = std::string(100'000, 'x')}, 1009},
      {{.opcode = 0, .payload = hello}, 1002},
      {{.opcode = 9, .payload = "half a ping", .final = false}, 1002},
      {{.opcode = 9, .payload = std::string(200, 'x')}, 1002},
      {{.opcode = 8, .payload = "x"}, 1002},
      {{.opcode = 8, .payload = std::string("\x00\x01", 2)}, 1002},
      {{.payload = ""}, 1002},
      {{.payload = std::string(64, '\xFF')}, 1002},
  };
  const auto silent = Upgraded();
  std::vector<std::unique_ptr<RawSocket>> sockets;
  for (const auto& [frame, code] : frames) {
    sockets.push_back(Upgraded());
    sockets.back()->Send(Bytes(frame));
    sockets.back()->Pump();
  }
  for (size_t i = 0; i < sockets.size(); ++i) {
    SCOPED_TRACE("frame " + std::to_string(i));
    ExpectClosed(sockets[i].get());
    // The last it hears. RFC 6455, 7.4.1.
    const std::string heard = sockets[i]->received().substr(sockets[i]->received().size() - 4);
    EXPECT_EQ(heard.substr(0, 2), "\x88\x02");
    EXPECT_EQ(static_cast<uint8_t>(heard[2]) << 8 | static_cast<uint8_t>(heard[3]),
              frames[i].second);
  }
  silent->Pump();
  EXPECT_FALSE(silent->closed());
  ExpectUnnoticed();
}

TEST_F(HostileBytes, NoiseInFrames) {
  Random random(testing::RunSeed());
  for (int i = 0; i < 30; ++i) {
    const auto socket = Upgraded();
    socket->Send(RandomBytes(&random, 1 + random.Below(5'000)));
    socket->EndSending();
    ExpectClosed(socket.get());
  }
  ExpectUnnoticed();
}

// Somebody who may come in, and then sends one message without an end.
TEST_F(HostileBytes, AMessageWithoutAnEnd) {
  const auto socket = Upgraded();
  socket->Send(Bytes({.payload = Hello(server.edit_credential())}));
  const size_t answered = socket->received().size();
  EXPECT_TRUE(WaitFor(socket.get(), [&] { return socket->received().size() > answered; }));
  socket->Send(Bytes({.payload = "begins", .final = false}));
  EXPECT_TRUE(WaitFor(socket.get(), [&] {
    if (socket->unsent() == 0) {
      socket->Send(Bytes({.opcode = 0, .payload = std::string(50'000, 'x'), .final = false}));
    }
    return socket->closed();
  }));
  ExpectUnnoticed();
}

// This is allowed, and must work.
TEST_F(HostileBytes, AHelloInPiecesWithPingsBetween) {
  const std::string hello = Hello(server.edit_credential());
  const auto socket = Upgraded();
  const size_t answered = socket->received().size();
  for (size_t i = 0; i < hello.size(); ++i) {
    socket->Send(Bytes({.opcode = static_cast<uint8_t>(i == 0 ? 2 : 0),
                        .payload = hello.substr(i, 1),
                        .final = i + 1 == hello.size()}));
    if (i % 10 == 0) socket->Send(Bytes({.opcode = 9, .payload = "ping"}));
  }
  // The welcome carries a token with the list's id.
  EXPECT_TRUE(WaitFor(socket.get(), [&] {
    return socket->received().find(server.list(), answered) != std::string::npos;
  }));
  ExpectUnnoticed();
}

// Pings that nobody reads the answers of: the server may stop reading, or end it.
TEST_F(HostileBytes, AFloodOfPings) {
  const auto socket = Upgraded();
  socket->Send(Bytes({.payload = Hello(server.edit_credential())}));
  std::string flood;
  for (int i = 0; i < 20'000; ++i) flood += Bytes({.opcode = 9, .payload = std::string(100, 'p')});
  socket->Send(flood);
  EXPECT_TRUE(WaitFor(socket.get(), [&] { return socket->closed() || socket->unsent() == 0; }));
  ExpectUnnoticed();
}

struct NotHeldUp : HostileServer {
  NotHeldUp() { arguments = {"--operations-per-second", "0", "--bytes-per-second", "0"}; }
};

// More is written than its sockets hold before it reads any of it: what it then reads is whole
// frames, and each record once. (Beyond what waits in the server: tests/sync/session_test.cc.)
TEST_F(NotHeldUp, SomebodyWhoReadsMuchLater) {
  const auto late = Upgraded();
  const size_t answered = late->received().size();
  const auto take = [&] { return MessagesIn(std::string_view(late->received()).substr(answered)); };
  sync::Open open;
  open.document = server.list();
  open.agent = 33;
  open.attempt = 1;
  open.whole = true;
  late->Send(Bytes({.payload = Hello(server.edit_credential())}));
  EXPECT_TRUE(WaitFor(late.get(), [&] { return take().size() == 1; }));
  late->Send(Bytes({.payload = Encode(sync::Message{1, open})}));
  EXPECT_TRUE(WaitFor(late.get(), [&] { return take().size() > 2; }));
  const std::string much(100'000, 'y');
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(TodoText(ada->document(), 0).Insert(0, much).ok());
    ASSERT_TRUE(Settle({ada.get(), ben.get()}));
  }
  uint64_t position = 0;
  size_t bytes = 0;
  EXPECT_TRUE(WaitFor(late.get(), [&] { return late->received().size() > 40 * much.size(); }));
  for (const sync::Message& message : take()) {
    const auto* update = std::get_if<sync::Update>(&message.body);
    if (const auto* opened = std::get_if<sync::Opened>(&message.body)) position = opened->position;
    const auto* number = std::get_if<sync::Number>(&message.body);
    if (number != nullptr) position = number->position;
    if (update == nullptr) continue;
    bytes += update->body.size();
    EXPECT_EQ(update->position, ++position);
  }
  EXPECT_GT(bytes, 40 * much.size());
  EXPECT_TRUE(server.running());
  EXPECT_EQ(ada->Count(sync::ClientEvent::Kind::kConnected), 1u);
}

struct SlowlyRead : HostileServer {
  SlowlyRead() { arguments = {"--operations-per-second", "200", "--bytes-per-second", "20000"}; }
  // More than sockets hold, of frames that are allowed and mean nothing.
  void ExpectNotReadToTheEnd(const RawFrame& frame) {
    const auto socket = Upgraded();
    const size_t answered = socket->received().size();
    socket->Send(Bytes({.payload = Hello(server.edit_credential())}));
    EXPECT_TRUE(WaitFor(socket.get(), [&] { return socket->received().size() > answered; }));
    std::string some;
    while (some.size() < 20'000'000) some += Bytes(frame);
    socket->Send(Bytes({.payload = "begins", .final = false}));
    socket->Send(some);
    for (int i = 0; i < 30; ++i) {
      for (int pumps = 0; pumps < 100; ++pumps) socket->Pump();
      ExpectUnnoticed();
    }
    EXPECT_GT(socket->unsent(), 0u);
    EXPECT_FALSE(socket->closed());
    EXPECT_LT(socket->received().size(), 100'000u) << "of answers";
  }
};

TEST_F(SlowlyRead, PingsCount) { ExpectNotReadToTheEnd({.opcode = 9, .payload = "ping"}); }

TEST_F(SlowlyRead, FragmentsOfNothingCount) {
  ExpectNotReadToTheEnd({.opcode = 0, .payload = "", .final = false});
}

TEST_F(HostileBytes, ManyConnectionsThatComeAndGo) {
  for (int i = 0; i < 200; ++i) {
    const auto socket = Upgraded();
    const size_t before = socket->received().size();
    socket->Send(Bytes({.payload = Hello(server.edit_credential())}));
    socket->Pump();
    if (i % 2 == 0) continue;  // gone before the answer
    EXPECT_TRUE(WaitFor(socket.get(), [&] { return socket->received().size() > before; }));
  }
  ExpectUnnoticed();
}

// What a WebSocket server owes a client that keeps the rules. RFC 6455, 5.5.
TEST_F(HostileBytes, PingsAndClosesAreAnswered) {
  const auto socket = Upgraded();
  const size_t answered = socket->received().size();
  const auto says = [&](const std::string& bytes) {
    const auto came = [&] { return socket->received().substr(answered).find(bytes); };
    EXPECT_TRUE(WaitFor(socket.get(), [&] { return came() != std::string::npos; }));
  };
  socket->Send(Bytes({.opcode = 9, .payload = "are you there?"}));
  says(
      "\x8A\x0E"
      "are you there?");
  socket->Send(Bytes({.opcode = 10, .payload = "nobody asked"}));
  socket->Send(Bytes({.opcode = 8,
                      .payload = "\x03\xE9"
                                 "leaving"}));
  says("\x88\x02\x03\xE9");
  ExpectClosed(socket.get());
  ExpectUnnoticed();
}

TEST_F(HostileBytes, FramesBeforeTheAnswer) {
  const auto socket = Connect();
  socket->Send(UpgradeRequest() + Bytes({.payload = Hello(server.edit_credential())}));
  ExpectClosed(socket.get());
  EXPECT_EQ(socket->received().substr(0, 12), "HTTP/1.1 400");
  ExpectUnnoticed();
}

// What is between chunks has no limit of its own.
TEST_F(HostileBytes, ChunksWhoseSizeNeverEnds) {
  const auto line = Connect();
  line->Send("POST /api/lists HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
             std::string(30'000'000, 'a'));
  ExpectClosed(line.get());
  EXPECT_GT(line->unsent(), 0u) << "it was read to the end";
  const auto trailer = Connect();
  trailer->Send(
      "POST /api/lists HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " +
      std::string(1'000'000, 'a'));
  ExpectClosed(trailer.get());
  ExpectUnnoticed();
}

}  // namespace
}  // namespace weft::todo
