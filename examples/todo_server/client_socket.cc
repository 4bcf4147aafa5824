#include "examples/todo_server/client_socket.h"

#include <array>

namespace weft::todo {

namespace {

constexpr size_t kMostTaken = 256 << 10;  // of what nobody wants any more

}  // namespace

bool ClientSocket::StartWait() {
  if (session_ == nullptr) return false;
  const uint64_t now = Now();
  const uint64_t allowed = session_->ReadAllowedAt(now);
  if (allowed <= now) return false;
  wait_ = std::make_unique<Timer>(get_executor(), std::chrono::milliseconds(allowed - now));
  return true;
}

void ClientSocket::Took(size_t bytes) {
  wait_.reset();
  if (session_ != nullptr) session_->Took(bytes, 0, Now());
}

void ClientSocket::Leave(std::string_view last) {
  boost::system::error_code error;
  non_blocking(true, error);
  if (!last.empty()) write_some(asio::buffer(last), error);
  shutdown(shutdown_send, error);
  std::array<char, 4096> bytes;
  for (size_t taken = 0; !error && taken < kMostTaken;) {
    const size_t size = read_some(asio::buffer(bytes), error);
    taken += size;
    if (size == 0) break;
  }
  Cut();
}

}  // namespace weft::todo
