#include "examples/todo_server/test/raw_socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include <gtest/gtest.h>

namespace weft::todo {

namespace {

constexpr int kNarrowSegment = 200;  // bytes; loopback's are 64 KiB
constexpr int kNarrowBuffer = 4'000;

}  // namespace

RawSocket::RawSocket(uint16_t port, const std::string& address, Path path)
    : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  if (path == Path::kNarrow) {  // before the connection, which agrees on it
    EXPECT_EQ(setsockopt(socket_, IPPROTO_TCP, TCP_MAXSEG, &kNarrowSegment, sizeof(int)), 0);
    EXPECT_EQ(setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &kNarrowBuffer, sizeof(int)), 0);
  }
  sockaddr_in server{};
  server.sin_family = AF_INET;
  server.sin_port = htons(port);
  EXPECT_EQ(inet_pton(AF_INET, address.c_str(), &server.sin_addr), 1);
  EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&server), sizeof server), 0);
  EXPECT_EQ(fcntl(socket_, F_SETFL, O_NONBLOCK), 0);
}

RawSocket::~RawSocket() { close(socket_); }

void RawSocket::Pump(size_t most) {
  if (!unsent_.empty()) {
    const ssize_t sent = send(socket_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      unsent_.erase(0, static_cast<size_t>(sent));
    } else if (errno != EAGAIN) {
      closed_ = true;
    }
  }
  if (ends_ && unsent_.empty()) shutdown(socket_, SHUT_WR);
  char bytes[4096];
  while (most > 0) {
    const ssize_t count = recv(socket_, bytes, std::min(most, sizeof bytes), 0);
    if (count > 0) {
      received_.append(bytes, static_cast<size_t>(count));
      most -= static_cast<size_t>(count);
      continue;
    }
    if (count == 0 || errno != EAGAIN) closed_ = true;
    return;
  }
}

std::string UpgradeRequest(const std::string& more_headers) {
  return "GET /sync HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
         more_headers + "\r\n";
}

std::string Bytes(const RawFrame& frame) {
  std::string bytes;
  const auto first = (frame.final ? 0x80 : 0) | (frame.reserved_bits << 4) | frame.opcode;
  bytes.push_back(static_cast<char>(first));
  const uint64_t length = frame.claimed_length.value_or(frame.payload.size());
  const int mask = frame.masked ? 0x80 : 0;
  const int width = length < 126 ? 0 : length < 65536 ? 2 : 8;
  bytes.push_back(static_cast<char>(mask | (width == 0   ? static_cast<int>(length)
                                            : width == 2 ? 126
                                                         : 127)));
  for (int i = width - 1; i >= 0; --i) bytes.push_back(static_cast<char>(length >> (8 * i)));
  const std::string key = "\x01\x02\x03\x04";
  if (frame.masked) bytes += key;
  for (size_t i = 0; i < frame.payload.size(); ++i) {
    bytes.push_back(static_cast<char>(frame.payload[i] ^ (frame.masked ? key[i % 4] : 0)));
  }
  return bytes;
}

}  // namespace weft::todo
