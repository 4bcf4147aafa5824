// ServerSession: one connection at a server. Sans-I/O: frames are fed in as the transport receives
// them, and taken out as it can send them.
//
//   std::unique_ptr<ServerSession> session = server.Connect([&] { writer.Wake(); });
//   session->Receive(frame, now);
//   while (session->NextFrame(&frame)) ...;        // send
//   if (session->ended()) ...;                     // close the transport
//
// Invariants:
// 1. Whether a message may have an effect is decided in one place (sync/decision.h), before
//    anything is done with it.
// 2. Before somebody is authenticated, nothing but `hello` is read, and that of bounded size.
// 3. Any frame is accepted, refused with a reason, or ends this connection; never another one.
// 4. What waits to be sent is bounded: who is behind by max_queued_bytes is not answered; beyond
//    it is what one open and one comparison answer on each channel. So is what is done for one that
//    grows with the document or its members: who has used that up is not answered for a while.
// 5. A frame that comes before ReadAllowedAt is taken all the same, up to as much again as the
//    burst; then the connection ends.
//
// Thread rule: the server's. A session may be destroyed at any time outside of its own calls, and
// before its server.
#ifndef WEFT_SYNC_SERVER_SESSION_H_
#define WEFT_SYNC_SERVER_SESSION_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "sync/application.h"
#include "sync/decision.h"
#include "sync/message.h"
#include "sync/rate_limit.h"
#include "sync/room.h"
#include "sync/server_options.h"

namespace weft::sync {

class Server;

class ServerSession {
 public:
  // `wake` is called when there is something to send, or the session has ended, and there was
  // nothing before; from inside of any call to the server. It must not call the session.
  ServerSession(Server* server, std::function<void()> wake);
  ~ServerSession();
  ServerSession(const ServerSession&) = delete;
  ServerSession& operator=(const ServerSession&) = delete;

  // For a transport that counts what it takes by itself, with what is in no frame (headers, pings):
  // bytes, and what else it did for the client, in operations. From the first call on Receive
  // counts no bytes.
  void Took(size_t bytes, uint64_t operations, uint64_t now);
  // One whole frame. `now`: milliseconds of a clock that does not go back.
  void Receive(std::string_view frame, uint64_t now);

  // The next frame to send; false when there is none now.
  bool NextFrame(std::string* frame);
  size_t queued_bytes() const { return queued_bytes_; }
  // Nothing more is read; the transport is to be closed once all frames are sent.
  bool ended() const { return state_ == State::kEnded; }
  // Why it has: what the client was told.
  CloseReason end_reason() const { return end_reason_; }
  // Not to read from the transport before that time: the client is faster than it may be.
  uint64_t ReadAllowedAt(uint64_t now);
  // Empty until it is known.
  const std::string& principal() const { return identity_.principal; }

  // Ends the connection with a reason.
  void End(CloseReason reason, std::string message, uint32_t retry_after = 0);

  // For the rooms. The frame is copied.
  void Send(std::string_view frame);
  void ForgetChannel(uint32_t channel) { channels_.erase(channel); }
  // What was done for it beside taking in a message, in operations.
  void Worked(uint64_t operations);
  // Whether it is answered: not while too many answers wait to be read, nor while the work of
  // before is not made up for. Whoever asks, asks again.
  bool MayAsk(uint64_t now);
  // For who works for it later: points to null once the session is gone.
  std::shared_ptr<ServerSession*> handle() const { return self_; }

 private:
  enum class State : uint8_t { kNew, kAsking, kUp, kEnded };
  struct Channel {
    std::shared_ptr<Room> room;
    Room::MemberId member;
  };

  Role RoleOn(uint32_t channel) const;
  bool IsBehind() const;
  bool IsHeard(const Body& body, uint64_t now);
  bool WithinLimits(std::string_view frame, uint64_t now);
  void Handle(const Message& message, uint64_t now);
  void Allowed(const Message& message, uint64_t now);
  void Refused(const Message& message);
  void Greet(const Hello& hello);
  void NotLetIn(const Status& status);
  void SendWelcome();
  void OpenDocument(uint32_t channel, const Open& open);
  void CloseDocument(uint32_t channel);
  void LeaveAll();

  Server* server_;
  std::function<void()> wake_;
  State state_ = State::kNew;
  CloseReason end_reason_ = CloseReason::kUnknown;
  Identity identity_;
  uint64_t features_ = 0;  // in force
  std::map<uint32_t, Channel> channels_;
  // Frames to be sent, each behind its length: one piece of memory, and none while there are none.
  std::string outgoing_;
  size_t taken_ = 0;  // of outgoing_
  size_t queued_frames_ = 0;
  size_t queued_bytes_ = 0;
  bool transport_counts_ = false;
  RateLimit bytes_;
  RateLimit operations_;
  RateLimit work_;
  // Shared with calls to the application that are not answered yet; empty once this is gone.
  std::shared_ptr<ServerSession*> self_;
};

}  // namespace weft::sync

#endif  // WEFT_SYNC_SERVER_SESSION_H_
