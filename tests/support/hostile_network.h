// HostileNetwork: a server, its storage, and clients, in one thread and with a clock of their own.
// Frames are lost, repeated and reordered, connections cut, the storage answers late: all as the
// seed says. What a network cannot do is change a frame; hostile peers are tested by hand.
//
// A test edits documents, lets the network run (Run), and at the end lets it be good (Settle).
#ifndef WEFT_TESTS_SUPPORT_HOSTILE_NETWORK_H_
#define WEFT_TESTS_SUPPORT_HOSTILE_NETWORK_H_

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sync/client_session.h"
#include "sync/memory_storage.h"
#include "sync/server.h"
#include "tests/support/random.h"

namespace weft::testing {

// Credentials are principals' names. Everybody may edit everything unless told otherwise.
class TestApplication : public sync::Application {
 public:
  void Authenticate(std::string_view credential,
                    std::function<void(Result<sync::Identity>)> done) override;
  void Authorize(std::string_view principal, std::string_view document,
                 std::function<void(sync::Rights)> done) override;
  Status Check(std::string_view principal, std::string_view document,
               const AdmittedOperation& operation) override;

  std::map<std::string, sync::Rights> rights;  // by principal
  std::function<Status(std::string_view principal, const AdmittedOperation&)> policy;
};

// How bad it is, in percent of what could go wrong.
struct Weather {
  size_t lost = 0;
  size_t repeated = 0;
  size_t reordered = 0;
  size_t cut = 0;   // a connection, at each step
  size_t late = 0;  // answers of the storage that are held back
};
inline constexpr Weather kFine{};
inline constexpr Weather kStorm{8, 8, 15, 2, 50};

class HostileNetwork {
 public:
  struct Client {
    explicit Client(sync::ClientOptions options) : session(std::move(options)) {}
    sync::ClientSession session;
    std::unique_ptr<sync::ServerSession> link;  // null: not connected
    std::deque<std::string> up, down;
    std::vector<sync::ClientEvent> events;  // all so far
    bool wants = true;                      // to be connected

    size_t Count(sync::ClientEvent::Kind kind) const;
    const sync::ClientEvent* Last(sync::ClientEvent::Kind kind) const;
  };

  explicit HostileNetwork(uint64_t seed, sync::ServerOptions options = {});

  // A client of that principal; its agents are 1001, 1002, ... in order of need.
  Client& AddClient(const std::string& principal);
  // One whose program gives no agents: it may view.
  Client& AddViewer(const std::string& principal);
  // Opens a document at a client, with a fresh agent.
  uint32_t Open(Client& client, const std::string& name);
  Agent NewAgent() { return next_agent_++; }

  void Connect(Client& client);
  void Cut(Client& client);
  // Cut for the client; what it has sent still arrives, some time.
  void Leave(Client& client);
  // One step of everything, with that weather.
  void Step(const Weather& weather);
  void Run(size_t steps, const Weather& weather);
  // Until nothing moves any more; fails when that takes too long.
  void Settle();
  // What waits in the storage is lost with the server; a new one starts from what is durable.
  void CrashServer();

  // That all clients that have the document, and the server, have the same.
  void ExpectSame(const std::string& name);
  // The server's document; loads it if need be.
  std::string ServerJson(const std::string& name);

  Random& random() { return random_; }
  uint64_t now() const { return now_; }
  sync::Server& server() { return *server_; }
  sync::MemoryStorage& storage() { return storage_; }
  TestApplication& application() { return application_; }
  std::vector<std::unique_ptr<Client>>& clients() { return clients_; }

 private:
  // A connection that its client has left.
  struct Left {
    std::unique_ptr<sync::ServerSession> link;
    std::deque<std::string> up;
  };

  Client& Add(const std::string& principal, std::function<Agent()> new_agent);
  bool Happens(size_t percent) { return random_.Below(100) < percent; }
  void Deliver(std::deque<std::string>& queue, const Weather& weather,
               const std::function<void(const std::string&)>& take);
  bool MayRead(const Client& client);
  bool StepClient(Client& client, const Weather& weather);
  void Collect(Client& client);
  void StepLeft(const Weather& weather);
  bool Idle();

  Random random_;
  uint64_t now_ = 1'000'000;
  Agent next_agent_ = 1001;
  sync::ServerOptions options_;
  TestApplication application_;
  sync::MemoryStorage storage_;
  std::unique_ptr<sync::Server> server_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::vector<Left> left_;
  std::map<std::pair<Client*, std::string>, uint32_t> channels_;
};

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_HOSTILE_NETWORK_H_
