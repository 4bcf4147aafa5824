// TodoServer: the whole server: the sync server, its storage and application, the HTTP answers, the
// connections, and one thread that runs them all.
//
//   Result<std::unique_ptr<TodoServer>> server = TodoServer::Open(options);
//   (*server)->Run();   // until Stop, or SIGTERM or SIGINT
//
// Stopping: nothing new is accepted; every session is told to come back, without the
// acknowledgements it waits for; WebSockets are closed with 1012; whatever is left after
// `stop_seconds` is cut; what waits to be written is written. Nothing that was acknowledged depends
// on any of that.
//
// Thread rule: one thread, but for Stop, which any may call.
#ifndef WEFT_EXAMPLES_TODO_SERVER_TODO_SERVER_H_
#define WEFT_EXAMPLES_TODO_SERVER_TODO_SERVER_H_

#include <weft/sync.h>

#include <boost/asio/signal_set.hpp>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "examples/todo_server/http_api.h"
#include "examples/todo_server/lists.h"
#include "examples/todo_server/metrics.h"
#include "examples/todo_server/network.h"
#include "examples/todo_server/options.h"
#include "examples/todo_server/share_links.h"
#include "examples/todo_server/sqlite_storage.h"
#include "examples/todo_server/static_files.h"
#include "examples/todo_server/strangers.h"
#include "examples/todo_server/todo_application.h"

namespace weft::todo {

class SyncConnection;

class TodoServer {
 public:
  // Opens the storage and listens; says what is wrong when it cannot.
  static Result<std::unique_ptr<TodoServer>> Open(Options options);
  ~TodoServer();
  TodoServer(const TodoServer&) = delete;
  TodoServer& operator=(const TodoServer&) = delete;

  // Returns when the server has stopped.
  void Run();
  void Stop();

  // "http://127.0.0.1:8080"
  const std::string& url() const { return url_; }
  // Of the oldest list, without the url.
  std::string FirstLink(sync::Rights rights) const { return links_->Link(first_list_, rights); }

  // For connections.
  sync::Server& sync() { return *sync_; }
  HttpApi& api() { return *api_; }
  Metrics& metrics() { return metrics_; }
  const Options& options() const { return options_; }
  bool stopping() const { return stopping_; }
  bool IsOwnOrigin(std::string_view origin, std::string_view host) const;
  void Enter(SyncConnection* connection) { connections_.insert(connection); }
  void Exit(SyncConnection* connection) { connections_.erase(connection); }
  // Calls its Send when nothing else is ready, or after a few milliseconds: until then what is to
  // be sent to it comes together.
  void SendSoon(std::shared_ptr<SyncConnection> connection);
  std::string& joined() { return joined_; }  // for Send
  // HTTP connections that wait for a request: nobody misses them when the server stops.
  void EnterIdle(Socket* socket) { idle_.insert(socket); }
  void ExitIdle(Socket* socket) { idle_.erase(socket); }

 private:
  explicit TodoServer(Options options)
      : options_(std::move(options)), strangers_(options_.strangers_per_address) {}
  Status Prepare();
  Status OpenStorage();
  Status Begin();
  Status Listen();
  void MakeApi();
  Awaitable<void> Accept();
  void Serve(Socket socket);
  Awaitable<void> TickForever();
  Awaitable<void> StopOnSignal();
  Awaitable<void> Leave();
  bool Healthy() const;
  void SendAll();

  Options options_;
  std::string url_;
  std::string first_list_;
  Metrics metrics_;
  Strangers strangers_;
  bool stopping_ = false;
  bool gone_ = false;  // nothing is sent any more
  std::set<SyncConnection*> connections_;
  std::vector<std::shared_ptr<SyncConnection>> to_send_;
  std::vector<std::shared_ptr<SyncConnection>> sending_;
  uint64_t send_at_ = 0;  // milliseconds, when there is something to send
  std::string joined_;
  std::set<Socket*> idle_;
  std::optional<StaticFiles> files_;

  // Destroyed from the last to the first: connections, which the context holds, end before what
  // they use. The destructor ends before all of this those that wait to send, and then the storage:
  // its thread posts to the context.
  std::unique_ptr<SqliteStorage> storage_;
  std::optional<Lists> lists_;
  std::optional<ShareLinks> links_;
  std::optional<TodoApplication> application_;
  std::optional<sync::Server> sync_;
  std::optional<HttpApi> api_;
  asio::io_context context_{1};
  Acceptor acceptor_{context_.get_executor()};
  Timer tick_{context_.get_executor()};
  asio::basic_signal_set<Executor> signals_{context_.get_executor()};
};

// Counts a connection as long as it lives.
class ConnectionCount {
 public:
  explicit ConnectionCount(TodoServer* server) : server_(server) {
    ++server_->metrics().connections;
  }
  ~ConnectionCount() { --server_->metrics().connections; }
  ConnectionCount(const ConnectionCount&) = delete;
  ConnectionCount& operator=(const ConnectionCount&) = delete;

 private:
  TodoServer* server_;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_TODO_SERVER_H_
