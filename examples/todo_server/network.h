// Network: the names of Asio and Beast that the server uses. Everything runs on one io_context,
// which is part of the types so that nothing is dispatched at run time.
#ifndef WEFT_EXAMPLES_TODO_SERVER_NETWORK_H_
#define WEFT_EXAMPLES_TODO_SERVER_NETWORK_H_

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstdint>

namespace weft::todo {

namespace asio = boost::asio;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;
template <class T>
using Awaitable = asio::awaitable<T, Executor>;

// Errors are values: `const auto [error, size] = co_await stream.async_read(..., kAwait)`.
inline constexpr asio::as_tuple_t<asio::use_awaitable_t<Executor>> kAwait{};

// Milliseconds of a clock that does not go back.
inline uint64_t Now() {
  return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(
                                   std::chrono::steady_clock::now().time_since_epoch())
                                   .count());
}

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_NETWORK_H_
