// RawSocket: a TCP connection to the server that sends whatever a test makes up; and WebSocket
// frames made by hand, right or wrong.
//
// Nothing blocks: Pump moves what can be moved. Thread rule: the test's.
#ifndef WEFT_EXAMPLES_TODO_SERVER_TEST_RAW_SOCKET_H_
#define WEFT_EXAMPLES_TODO_SERVER_TEST_RAW_SOCKET_H_

#include <cstdint>
#include <optional>
#include <string>

namespace weft::todo {

class RawSocket {
 public:
  // kNarrow: little is under way to here at a time, as on a slow network.
  enum class Path : uint8_t { kWide, kNarrow };
  explicit RawSocket(uint16_t port, const std::string& address = "127.0.0.1",
                     Path path = Path::kWide);
  ~RawSocket();
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;

  void Send(const std::string& bytes) { unsent_ += bytes; }
  // Nothing more will be sent.
  void EndSending() { ends_ = true; }
  // Receives at most that many bytes.
  void Pump(size_t most = SIZE_MAX);
  const std::string& received() const { return received_; }
  size_t unsent() const { return unsent_.size(); }
  bool closed() const { return closed_; }  // by the server

 private:
  int socket_;
  std::string unsent_;
  std::string received_;
  bool ends_ = false;
  bool closed_ = false;
};

std::string UpgradeRequest(const std::string& more_headers = "");

struct RawFrame {
  uint8_t opcode = 2;  // binary
  std::string payload = {};
  bool final = true;
  bool masked = true;
  uint8_t reserved_bits = 0;                    // of three
  std::optional<uint64_t> claimed_length = {};  // other than the payload's
};
std::string Bytes(const RawFrame& frame);

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_TEST_RAW_SOCKET_H_
