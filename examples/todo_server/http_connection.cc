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
#include "examples/todo_server/http_fields.h"
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

// A list may be in several fields of its name.
std::string ListIn(const Parser::value_type& request, http::field name) {
  std::string list;
  const auto [begin, end] = request.equal_range(name);
  for (auto field = begin; field != end; ++field) {
    if (!list.empty()) list += ',';
    list += View(field->value());
  }
  return list;
}

HttpRequest Plain(const Parser::value_type& request) {
  HttpRequest plain;
  plain.method = View(request.method_string());
  plain.path = ReadTarget(View(request.target())).path;
  plain.body = request.body();
  plain.if_none_match = ListIn(request, http::field::if_none_match);
  plain.accepts_gzip = AcceptsGzip(ListIn(request, http::field::accept_encoding));
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

// However slowly it is taken, as long as some of it is. False: the connection is over.
template <class Body>
Awaitable<bool> Send(Stream* stream, uint32_t seconds, http::response<Body>* message) {
  http::response_serializer<Body> serializer(*message);
  while (!serializer.is_done()) {
    stream->expires_never();
    if (seconds > 0) stream->expires_after(std::chrono::seconds(seconds));
    const auto [error, size] = co_await http::async_write_some(*stream, serializer, kAwait);
    if (error) co_return false;
  }
  co_return message->keep_alive();
}

Awaitable<bool> Write(Stream* stream, uint32_t seconds, const HttpResponse& answer,
                      const Parser::value_type& request) {
  const bool keep_alive = request.keep_alive();
  const bool head = request.method() == http::verb::head;
  if (answer.file.empty()) {
    auto message = Message<http::string_body>(answer, request.version(), keep_alive);
    message.body() = answer.body;
    message.prepare_payload();
    if (head) message.body().clear();
    co_return co_await Send(stream, seconds, &message);
  }
  auto message = Message<http::span_body<const char>>(answer, request.version(), keep_alive);
  message.body() = {answer.file.data(), head ? 0 : answer.file.size()};
  message.content_length(answer.file.size());
  co_return co_await Send(stream, seconds, &message);
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

// RFC 9112, 3.2.
bool NamesItsHost(const Parser::value_type& request) {
  const size_t hosts = request.count(http::field::host);
  return hosts == 1 || (hosts == 0 && request.version() < 11);
}

// The answer to what could not be read; none where nobody waits for one.
std::optional<HttpResponse> AnswerTo(const boost::system::error_code& error) {
  if (error == http::error::body_limit || error == http::error::header_limit ||
      error == http::error::buffer_overflow) {
    return TurnAway(413, "longer than a request may be");
  }
  const bool ended = error == http::error::end_of_stream || error == http::error::partial_message;
  if (ended || error.category() != make_error_code(http::error::bad_method).category()) {
    return std::nullopt;
  }
  return TurnAway(400, "this is no HTTP request");
}

// The answer when this request may not become a WebSocket.
std::optional<HttpResponse> RefuseUpgrade(TodoServer* server, const Parser::value_type& request,
                                          size_t more) {
  const HttpTarget target = ReadTarget(View(request.target()));
  if (target.path != "/sync") return TurnAway(404, "the WebSocket is at /sync");
  // It would be lost with the buffer; RFC 6455, 4.1: only after the answer.
  if (more > 0) return TurnAway(400, "frames come after the answer");
  const std::string_view host =
      target.host.empty() ? View(request[http::field::host]) : target.host;
  if (!server->IsOwnOrigin(View(request[http::field::origin]), host)) {
    ++server->metrics().turned_away;
    return TurnAway(403, "pages of this origin may not connect; see --origin");
  }
  if (server->metrics().strangers >= server->options().max_strangers) {
    ++server->metrics().turned_away;
    return TurnAway(503, "too many connections that do not say who they are: try again later");
  }
  return std::nullopt;
}

// The answer, unless the request is to become a WebSocket. `more`: bytes that came after it.
Awaitable<std::optional<HttpResponse>> AnswerTo(TodoServer* server,
                                                const Parser::value_type& request, size_t more) {
  ++server->metrics().http_requests;
  if (!NamesItsHost(request)) co_return TurnAway(400, "a request names its host");
  if (beast::websocket::is_upgrade(request)) co_return RefuseUpgrade(server, request, more);
  co_return co_await Ask(&server->api(), Plain(request));
}

}  // namespace

Awaitable<void> ServeHttp(TodoServer* server, Socket socket, Strangers::Counted stranger) {
  const ConnectionCount counted(server);
  const uint32_t seconds = server->options().send_seconds;
  Stream stream(std::move(socket));
  beast::flat_buffer buffer(kBufferBytes);
  for (bool more = true; more;) {
    Parser parser;
    parser.header_limit(kHeaderBytes);
    parser.body_limit(kBodyBytes);
    std::optional<HttpResponse> answer;
    const boost::system::error_code error = co_await Read(server, &stream, &buffer, &parser);
    if (error) {
      answer = AnswerTo(error);
      if (!answer) break;
      parser.get().keep_alive(false);
    } else {
      answer = co_await AnswerTo(server, parser.get(), buffer.size());
    }
    if (!answer) {
      stream.expires_never();
      SyncConnection::Start(server, stream.release_socket(), parser.release(), std::move(stranger));
      co_return;
    }
    more = co_await Write(&stream, seconds, *answer, parser.get()) && !server->stopping();
  }
  boost::system::error_code ignored;
  stream.socket().shutdown(Socket::shutdown_send, ignored);
}

}  // namespace weft::todo
