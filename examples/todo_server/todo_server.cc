#include "examples/todo_server/todo_server.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <system_error>
#include <utility>

#include "examples/todo_server/http_connection.h"
#include "examples/todo_server/sync_connection.h"

namespace weft::todo {

namespace {

constexpr std::chrono::milliseconds kTick{1000};
constexpr uint64_t kJoinMs = 5;  // that something to be sent waits at most
constexpr uint64_t kNever = UINT64_MAX;
// Accepting fails while the process has no descriptors left.
constexpr std::chrono::milliseconds kAfterFailure{100};
constexpr mode_t kOwnerOnly = 0077;
constexpr uint32_t kChannels = 16;
constexpr uint32_t kMostElements = 2u << 20;  // of an update: more than fit into a frame
constexpr uint64_t kFullList = 5'000'000;     // characters typed and deleted, to-dos, ticks, moves
constexpr uint64_t kFullListBytes = 64u << 20;  // of formats, names of people and ticks
constexpr size_t kOtherDescriptors = 64;        // that are no connections

// As many descriptors as there may be connections, or as the system allows: fewer connections then.
size_t ConnectionsPossible(size_t wanted) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  return std::min<size_t>(wanted,
                          limit.rlim_cur - std::min<rlim_t>(limit.rlim_cur, kOtherDescriptors));
}

// "https://example.org:1" -> "example.org:1"
std::string_view HostOf(std::string_view origin) {
  const size_t scheme = origin.find("://");
  return scheme == std::string_view::npos ? origin : origin.substr(scheme + 3);
}

// A storage that fails does so for everybody: a line a second is enough.
std::function<void(std::string_view, const Status&)> FailureLog() {
  return [next = uint64_t{0}](std::string_view list, const Status& status) mutable {
    if (Now() < next) return;
    next = Now() + 1000;
    std::cerr << "weft-todo: " << (list.empty() ? "" : "list " + std::string(list) + ": ")
              << status.ToString() << std::endl;
  };
}

}  // namespace

Result<std::unique_ptr<TodoServer>> TodoServer::Open(Options options) {
  std::unique_ptr<TodoServer> server(new TodoServer(std::move(options)));
  const Status prepared = server->Prepare();
  if (!prepared.ok()) return prepared;
  return server;
}

// Connections that end wake others, of which nobody may be kept for longer than the context. The
// thread of the storage is gone before the context that it posts to.
TodoServer::~TodoServer() {
  gone_ = true;
  to_send_.clear();
  if (storage_ != nullptr) storage_->Close();
}

Status TodoServer::Prepare() {
  if (!options_.page.empty()) {
    Result<StaticFiles> files = StaticFiles::Load(options_.page);
    if (!files.ok()) return files.status();
    files_ = *std::move(files);
  }
  options_.max_connections = ConnectionsPossible(options_.max_connections);
  Status status = OpenStorage();
  if (status.ok()) status = Begin();
  if (status.ok()) status = Listen();
  if (status.ok()) MakeApi();
  return status;
}

Status TodoServer::OpenStorage() {
  umask(kOwnerOnly);  // links and lists are nobody else's on this machine
  std::error_code error;
  std::filesystem::create_directories(options_.data, error);
  if (error) return FailedPrecondition("cannot make " + options_.data + ": " + error.message());
  SqliteStorage::Options options;
  options.database.file.path = options_.data + "/weft-todo.db";
  Result<std::unique_ptr<SqliteStorage>> storage = SqliteStorage::Open(
      options, [this](std::function<void()> answers) { asio::post(context_, std::move(answers)); });
  if (!storage.ok()) return storage.status();
  storage_ = *std::move(storage);
  lists_.emplace(storage_.get());
  return OkStatus();
}

Status TodoServer::Begin() {
  std::optional<Result<Lists::Beginning>> beginning;
  lists_->Begin([&](Result<Lists::Beginning> answer) { beginning = std::move(answer); });
  const auto work = asio::make_work_guard(context_);
  while (!beginning) context_.run_one();
  if (!beginning->ok()) return beginning->status();
  first_list_ = (*beginning)->first_list;
  links_.emplace((*beginning)->key);
  application_.emplace(&*links_, &*lists_);
  // A principal has one list; a page that sends on what a closed tab left behind opens it once more
  // for each such tab.
  options_.sync.max_documents = kChannels;
  options_.sync.update_limits.elements = kMostElements;
  options_.sync.max_operations = kFullList;
  options_.sync.max_document_bytes = kFullListBytes;
  options_.sync.on_failure = FailureLog();
  sync_.emplace(storage_.get(), &*application_, options_.sync);
  return OkStatus();
}

Status TodoServer::Listen() {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(options_.address, error);
  if (error) return InvalidArgument("--address " + options_.address + ": not an IP address");
  const asio::ip::tcp::endpoint endpoint(address, options_.port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(Acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return FailedPrecondition("cannot listen on " + options_.address + " port " +
                              std::to_string(options_.port) + ": " + error.message() +
                              " (another --port?)");
  }
  const std::string host = address.is_v6() ? "[" + options_.address + "]" : options_.address;
  url_ = options_.public_url.empty()
             ? "http://" + host + ":" + std::to_string(acceptor_.local_endpoint().port())
             : options_.public_url;
  return OkStatus();
}

void TodoServer::MakeApi() {
  HttpApi::Parts parts{files_ ? &*files_ : nullptr, &*links_, &*lists_, {}, {}, {}};
  parts.healthy = [this] { return Healthy(); };
  parts.metrics = [this] {
    return PrometheusText(metrics_, connections_.size(), sync_->documents(), storage_->stats());
  };
  parts.list_made = [this] { ++metrics_.lists_made; };
  api_.emplace(std::move(parts), options_.lists_per_minute);
}

bool TodoServer::Healthy() const { return !stopping_ && !storage_->stats().failing; }

// The server's own pages send the host they came from. What is no browser sends nothing.
bool TodoServer::IsOwnOrigin(std::string_view origin, std::string_view host) const {
  if (origin.empty() || HostOf(origin) == host) return true;
  return std::find(options_.origins.begin(), options_.origins.end(), origin) !=
         options_.origins.end();
}

void TodoServer::Run() {
  asio::co_spawn(context_, Accept(), asio::detached);
  asio::co_spawn(context_, TickForever(), asio::detached);
  asio::co_spawn(context_, StopOnSignal(), asio::detached);
  context_.restart();  // Begin ran it until it had nothing to do
  while (!context_.stopped()) {
    context_.poll();
    SendAll();
    if (to_send_.empty()) context_.run_one();
  }
}

void TodoServer::SendSoon(std::shared_ptr<SyncConnection> connection) {
  if (gone_) return;
  const uint64_t now = Now();
  if (to_send_.empty()) {
    send_at_ = now + kJoinMs;
  } else if (now >= send_at_) {  // something is always ready
    send_at_ = kNever;
    asio::post(context_, [this] { SendAll(); });
  }
  to_send_.push_back(std::move(connection));
}

void TodoServer::SendAll() {
  sending_.swap(to_send_);
  for (const std::shared_ptr<SyncConnection>& connection : sending_) connection->Send();
  sending_.clear();
}

void TodoServer::Stop() {
  asio::post(context_, [this] {
    if (!stopping_) asio::co_spawn(context_, Leave(), asio::detached);
  });
}

Awaitable<void> TodoServer::Accept() {
  while (acceptor_.is_open()) {
    auto [error, socket] = co_await acceptor_.async_accept(kAwait);
    if (!acceptor_.is_open()) co_return;
    if (error) {
      Timer rest(context_.get_executor(), kAfterFailure);
      co_await rest.async_wait(kAwait);
    } else {
      Serve(std::move(socket));
    }
  }
}

void TodoServer::Serve(Socket socket) {
  boost::system::error_code error;
  const asio::ip::tcp::endpoint from = socket.remote_endpoint(error);
  if (error) return;  // it is gone already
  std::optional<Strangers::Counted> counted = strangers_.Enter(from.address());
  if (!counted || metrics_.connections >= options_.max_connections) {
    ++metrics_.turned_away;
    return;
  }
  asio::co_spawn(context_, ServeHttp(this, std::move(socket), *std::move(counted)), asio::detached);
}

Awaitable<void> TodoServer::TickForever() {
  for (;;) {
    tick_.expires_after(kTick);
    const auto [cancelled] = co_await tick_.async_wait(kAwait);
    if (cancelled) co_return;
    const uint64_t now = Now();
    sync_->Tick(now);
    for (SyncConnection* connection : connections_) connection->Tick(now);
  }
}

Awaitable<void> TodoServer::StopOnSignal() {
  signals_.add(SIGTERM);
  signals_.add(SIGINT);
  const auto [error, signal] = co_await signals_.async_wait(kAwait);
  if (error) co_return;
  signals_.clear();  // a second one ends the process at once, which loses nothing either
  if (!stopping_) co_await Leave();
}

Awaitable<void> TodoServer::Leave() {
  stopping_ = true;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  for (Socket* socket : idle_) socket->cancel(ignored);
  sync_->Stop();
  const uint64_t deadline = Now() + options_.stop_seconds * 1000;
  Timer look(context_.get_executor());
  while (metrics_.connections > 0 && Now() < deadline) {
    look.expires_after(std::chrono::milliseconds(10));
    co_await look.async_wait(kAwait);
  }
  storage_->Close();
  context_.stop();
}

}  // namespace weft::todo
