// Server: all documents and connections of one server process (or of one thread of it).
//
// It does no I/O: the program feeds its sessions (sync/server_session.h), implements Storage and
// Application, and tells the time. A document is loaded when somebody opens it, and forgotten when
// everybody has left and all is durable; a large one a while later, with a snapshot that it opens
// from quickly.
//
// Thread rule: one thread at a time for a server with its sessions, its storage's and application's
// answers. It outlives its sessions; storage and application outlive it.
#ifndef WEFT_SYNC_SERVER_H_
#define WEFT_SYNC_SERVER_H_

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "sync/application.h"
#include "sync/failed_loads.h"
#include "sync/room.h"
#include "sync/server_options.h"
#include "sync/server_session.h"
#include "sync/storage.h"

namespace weft::sync {

class Server {
 public:
  Server(Storage* storage, Application* application, ServerOptions options = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // A new connection. See ServerSession for `wake`.
  std::unique_ptr<ServerSession> Connect(std::function<void()> wake = {});

  // To be called about once a second. `now`: milliseconds, as for ServerSession::Receive.
  void Tick(uint64_t now);

  // A principal's rights in a document have changed: whoever has it open is told and held to it at
  // once.
  void SetRights(std::string_view document, std::string_view principal, Rights rights);

  // Purges a document's history: it goes on as a new generation, which shows the same and has
  // none (crdt/document/new_generation.h says what changes). Whoever has it open is told to begin
  // anew, and does; edits that had not arrived come to their authors as a proposal. `done`: ok once
  // it is durable, from then on nothing that was deleted is in the storage; kFailedPrecondition
  // when one begins already or the storage has gone on elsewhere; kUnimplemented when the storage
  // has no generations; when it is not ok, everything is as it was. Cost: as loading and saving it.
  void StartNewGeneration(std::string_view document, std::function<void(Status)> done);

  // Ends every connection, with a hint to come back; nothing new is let in.
  void Stop();

  const ServerOptions& options() const { return options_; }
  size_t documents() const { return rooms_.size(); }  // loaded
  size_t connections() const { return sessions_.size(); }
  // Of a loaded document; null when it is not. Valid until the next call.
  const Document* Find(std::string_view document) const;

  // For sessions.
  Application& application() { return *application_; }
  void Enter(ServerSession* session) { sessions_.insert(session); }
  void Exit(ServerSession* session) { sessions_.erase(session); }
  std::shared_ptr<Room> RoomOf(const std::string& document);
  // Forgets the document's room if nobody is there; a large one some time later.
  void Abandon(const std::string& document);

 private:
  void ForgetLeft();

  Storage* storage_;
  Application* application_;
  ServerOptions options_;
  std::map<std::string, std::shared_ptr<Room>, std::less<>> rooms_;
  FailedLoads failed_loads_;
  std::map<std::string, uint64_t> left_;  // those that are kept though nobody is there: since when
  uint64_t now_ = 0;
  std::set<ServerSession*> sessions_;
  bool stopped_ = false;
};

}  // namespace weft::sync

#endif  // WEFT_SYNC_SERVER_H_
