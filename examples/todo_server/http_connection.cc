#include "examples/todo_server/http_connection.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "examples/todo_server/http_api.h"
#include "examples/todo_server/sync_connection.h"
#include "examples/todo_server/todo_server.h"

namespace weft::todo {

namespace {

namespace beast = boost::beast;
namespace http = beast::http;
using Stream = beast::basic_stream<asio::ip::tcp, Executor>;
using Parser = http::request_parser<http::string_body>;

constexpr uint32_t kHeaderBytes = 8 << 10;
constexpr uint64_t kBodyBytes = 4 << 10;
// Also bounds what Beast has no limit for, such as the lines between chunks.
constexpr size_t kBufferBytes = 32 << 10;
constexpr std::chrono::seconds kPatience{15};

// Pages run only what comes from here. WebAssembly is code, too.
constexpr std::string_view kPolicy =
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'none'";

std::string_view View(beast::string_view text) { return {text.data(), text.size()}; }

HttpRequest Plain(const Parser::value_type& request) {
  const std::string_view target = View(request.target());
  HttpRequest plain;
  plain.method = View(request.method_string());
  plain.path = target.substr(0, target.find('?'));
  plain.body = request.body();
  plain.if_none_match = View(request[http::field::if_none_match]);
  plain.accepts_gzip =
      View(request[http::field::accept_encoding]).find("gzip") != std::string_view::npos;
  return plain;
}

// The answer lives in the caller until it is sent.
template <class Body>
http::response<Body> Message(const HttpResponse& answer, unsigned version, bool keep_alive) {
  http::response<Body> message(static_cast<http::status>(answer.status), version);
  message.set(http::field::content_type, answer.type);
  message.set(http::field::cache_control, answer.cache);
  message.set("Content-Security-Policy", std::string(kPolicy));
  message.set("X-Content-Type-Options", "nosniff");
  message.set("Referrer-Policy", "no-referrer");
  if (!answer.tag.empty()) message.set(http::field::etag, answer.tag);
  if (!answer.allow.empty()) message.set(http::field::allow, answer.allow);
  if (!answer.tag.empty()) message.set(http::field::vary, "Accept-Encoding");
  if (answer.gzip) message.set(http::field::content_encoding, "gzip");
  message.keep_alive(keep_alive);
  return message;
}

// HttpApi's answer, however late it comes. The promise is shared with the callback, which may
// outlive a connection that is cut.
Awaitable<HttpResponse> Ask(HttpApi* api, HttpRequest request) {
  struct Waiting {
    explicit Waiting(const Executor& executor) : timer(executor, Timer::time_point::max()) {}
    Timer timer;
    std::optional<HttpResponse> answer;
  };
  auto waiting = std::make_shared<Waiting>(co_await asio::this_coro::executor);
  api->Answer(request, Now(), [waiting](HttpResponse answer) {
    waiting->answer = std::move(answer);
    waiting->timer.cancel();
  });
  if (!waiting->answer) co_await waiting->timer.async_wait(kAwait);
  co_return *std::move(waiting->answer);
}

Awaitable<bool> Write(Stream* stream, const HttpResponse& answer,
                      const Parser::value_type& request) {
  const bool keep_alive = request.keep_alive();
  const bool head = request.method() == http::verb::head;
  stream->expires_after(kPatience);
  if (answer.file.empty()) {
    auto message = Message<http::string_body>(answer, request.version(), keep_alive);
    message.body() = answer.body;
    message.prepare_payload();
    if (head) message.body().clear();
    const auto [error, size] = co_await http::async_write(*stream, message, kAwait);
    co_return !error && keep_alive;
  }
  auto message = Message<http::span_body<const char>>(answer, request.version(), keep_alive);
  message.body() = {answer.file.data(), head ? 0 : answer.file.size()};
  message.content_length(answer.file.size());
  const auto [error, size] = co_await http::async_write(*stream, message, kAwait);
  co_return !error && keep_alive;
}

HttpResponse TurnAway(int status, std::string why) {
  HttpResponse answer;
  answer.status = status;
  answer.body = std::move(why) + "\n";
  return answer;
}

class Idle {
 public:
  Idle(TodoServer* server, Socket* socket) : server_(server), socket_(socket) {
    server_->EnterIdle(socket_);
  }
  ~Idle() { server_->ExitIdle(socket_); }
  Idle(const Idle&) = delete;
  Idle& operator=(const Idle&) = delete;

 private:
  TodoServer* server_;
  Socket* socket_;
};

Awaitable<boost::system::error_code> Read(TodoServer* server, Stream* stream,
                                          beast::flat_buffer* buffer, Parser* parser) {
  const Idle idle(server, &stream->socket());
  stream->expires_after(kPatience);
  const auto [error, size] = co_await http::async_read(*stream, *buffer, *parser, kAwait);
  co_return error;
}

// The answer when this request may not become a WebSocket.
std::optional<HttpResponse> RefuseUpgrade(TodoServer* server, const Parser::value_type& request,
                                          size_t more) {
  if (View(request.target()) != "/sync") return TurnAway(404, "the WebSocket is at /sync");
  // It would be lost with the buffer; RFC 6455, 4.1: only after the answer.
  if (more > 0) return TurnAway(400, "frames come after the answer");
  if (!server->IsOwnOrigin(View(request[http::field::origin]), View(request[http::field::host]))) {
    ++server->metrics().turned_away;
    return TurnAway(403, "pages of this origin may not connect; see --origin");
  }
  if (server->metrics().strangers >= server->options().max_strangers) {
    ++server->metrics().turned_away;
    return TurnAway(503, "too many connections that do not say who they are: try again later");
  }
  return std::nullopt;
}

}  // namespace

Awaitable<void> ServeHttp(TodoServer* server, Socket socket, Strangers::Counted stranger) {
  const ConnectionCount counted(server);
  Stream stream(std::move(socket));
  beast::flat_buffer buffer(kBufferBytes);
  for (bool more = true; more;) {
    Parser parser;
    parser.header_limit(kHeaderBytes);
    parser.body_limit(kBodyBytes);
    const boost::system::error_code error = co_await Read(server, &stream, &buffer, &parser);
    if (error == http::error::body_limit || error == http::error::header_limit ||
        error == http::error::buffer_overflow) {
      const HttpResponse answer = TurnAway(413, "longer than a request may be");
      parser.get().keep_alive(false);
      co_await Write(&stream, answer, parser.get());
      break;
    }
    if (error) break;
    ++server->metrics().http_requests;
    std::optional<HttpResponse> answer;
    if (beast::websocket::is_upgrade(parser.get())) {
      answer = RefuseUpgrade(server, parser.get(), buffer.size());
      if (!answer) {
        stream.expires_never();
        SyncConnection::Start(server, stream.release_socket(), parser.release(),
                              std::move(stranger));
        co_return;
      }
    } else {
      answer = co_await Ask(&server->api(), Plain(parser.get()));
    }
    more = co_await Write(&stream, *answer, parser.get()) && !server->stopping();
  }
  boost::system::error_code ignored;
  stream.socket().shutdown(Socket::shutdown_send, ignored);
}

}  // namespace weft::todo
