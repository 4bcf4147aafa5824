// SyncConnection: one WebSocket at /sync: carries frames between it and its ServerSession. One
// binary message is one frame.
//
// Beast answers the upgrade; from then on the bytes are taken apart by a WebSocketReader, and what
// is to be sent is joined: everything that waits goes out in one call, when the server has nothing
// else to do (TodoServer::SendSoon). What the socket does not take waits here, and the rest in the
// session, which bounds it.
//
// Everything that comes counts for the session's limits, also what is in no frame (headers, pings),
// a control frame as much as some operations; from whoever is faster than allowed nothing is read
// for a while. The connection ends when the session has ended and its frames are sent, when the
// client closes or is not heard of for two minutes, when it has not said who it is for ten seconds,
// takes nothing of what is sent for a minute (Options::send_seconds), or not the rest within ten
// seconds after the end.
//
// It lives as long as an operation on it is under way. Thread rule: the server's.
#ifndef WEFT_EXAMPLES_TODO_SERVER_SYNC_CONNECTION_H_
#define WEFT_EXAMPLES_TODO_SERVER_SYNC_CONNECTION_H_

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "examples/todo_server/network.h"
#include "examples/todo_server/strangers.h"
#include "examples/todo_server/todo_server.h"
#include "examples/todo_server/web_socket_reader.h"

namespace weft::todo {

class SyncConnection : public std::enable_shared_from_this<SyncConnection> {
 public:
  using Request = boost::beast::http::request<boost::beast::http::string_body>;

  // Answers the request and goes on by itself. The server outlives it.
  static void Start(TodoServer* server, Socket socket, Request request,
                    Strangers::Counted stranger);

  SyncConnection(TodoServer* server, Socket socket, Strangers::Counted stranger);
  ~SyncConnection();
  SyncConnection(const SyncConnection&) = delete;
  SyncConnection& operator=(const SyncConnection&) = delete;

  // Once a second.
  void Tick(uint64_t now);
  // What waits to be sent, as far as the socket takes it.
  void Send();

 private:
  // kClosing: a close was sent or is about to be; only the client's is waited for.
  enum class State : uint8_t { kUpgrading, kOpen, kClosing, kLeaving };

  static Awaitable<void> Upgrade(std::shared_ptr<SyncConnection> self, Request request);
  void Open();
  void Read();
  void Rest(uint64_t milliseconds);
  void Came(const boost::system::error_code& error, size_t size);
  void Take(const WebSocketReader::Item& item);
  void Receive(std::string_view frame);
  void ClientCloses(std::string_view payload);
  void CountGreeting();

  void Wake();
  void SendControl(std::string frame);
  void Join(std::string* out);
  void SendRest(std::string_view rest);
  void SendMore();
  void GiveTime(uint64_t now);
  void SeeWhatWasTaken(uint64_t now);
  void AllSent();
  void Finish();
  void Leave(std::string_view last = {});
  void Cut();

  TodoServer* server_;
  const ConnectionCount counted_;
  Strangers::Counted counted_stranger_;  // until it is let in
  Socket socket_;
  std::unique_ptr<Timer> wait_;  // until more is read
  std::unique_ptr<sync::ServerSession> session_;
  std::string rest_;  // of what is being sent
  size_t rest_sent_ = 0;
  size_t unacknowledged_ = 0;  // of what is being sent, at the last tick
  std::string control_;        // a frame that is to be sent after the session's
  uint64_t cut_at_;            // milliseconds
  uint64_t send_until_;
  uint64_t heard_at_;
  State state_ = State::kUpgrading;
  bool stranger_ = true;  // not let in yet
  bool waits_ = true;     // to be told to send, or that it can; not open yet
  bool pinged_ = false;
  bool wrong_kind_ = false;  // it sent a message that is no frame of ours
  WebSocketReader reader_;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_SYNC_CONNECTION_H_
