// Room: one document at a server, and everybody who has it open.
//
// The way of an update: Receive checks who it is from, admits it into the document (all or nothing,
// before any effect), hands it to the storage, and notes what is to follow. When the storage
// answers that the record is durable, it goes out to the others, and to its author as an ack.
//
// Invariants:
// 1. Nothing that is not durable leaves the room: whatever tells of records up to position p waits
//    until p is durable. What waits leaves in the order in which it was noted.
// 2. The document is what the log's records up to `submitted` make. If an append fails, the room
//    ends, and the next one starts from the log.
// 3. An update that is refused changes nothing, and nobody but its author hears of it.
// 4. Operations are taken from the one agent that a member is bound to, and from the member that
//    was bound to it last; an agent belongs for ever to the principal that bound it first.
// 5. Whoever is `live` gets every record after the position it was told; who cannot keep up is
//    told to resynchronise, and is not live from then on.
//
// Thread rule: the server's.
#ifndef WEFT_SYNC_ROOM_H_
#define WEFT_SYNC_ROOM_H_

#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "crdt/document/document.h"
#include "crdt/wire/agent_numbers.h"
#include "sync/application.h"
#include "sync/failed_loads.h"
#include "sync/log_record.h"
#include "sync/message.h"
#include "sync/rate_limit.h"
#include "sync/replica_secret.h"
#include "sync/server_options.h"
#include "sync/storage.h"

namespace weft::sync {

class ServerSession;

class Room : public std::enable_shared_from_this<Room> {
 public:
  using MemberId = uint64_t;

  // All outlive the room.
  Room(std::string name, Storage* storage, Application* application, const ServerOptions* options,
       FailedLoads* failed_loads);

  MemberId Join(ServerSession* session, uint32_t channel);
  void Leave(MemberId member);
  bool Empty() const { return members_.empty() && deferred_.empty() && !loading_ && !start_done_; }
  bool failed() const { return failed_; }

  // What the member's role lets it send; kGuest until it has opened.
  Rights RightsOf(MemberId member) const;
  bool IsOpen(MemberId member) const;

  void Open(MemberId member, const sync::Open& open);
  // How many operations it held, for the limits; what the others make the server do they tell the
  // session (ServerSession::Worked).
  uint64_t Receive(MemberId member, const Update& update);
  void Receive(MemberId member, const Presence& presence, uint64_t now);
  void Receive(MemberId member, const Compare& compare);
  void Receive(MemberId member, const Heartbeat& heartbeat);

  // Begins the document's next generation: what it shows stays, its history goes. Members hear
  // kTooOld and open again, in the next room: this one ends with it. What was not durable before
  // is not in it, and goes back to its authors. When it fails, all stays as it was.
  void StartGeneration(std::function<void(Status)> done);

  void SetRights(const std::string& principal, Rights rights);
  // Presence that has expired.
  void Tick(uint64_t now);
  // Nobody is there: when much has come since the last snapshot, another one is saved.
  void SnapshotBeforeRest();
  // Before it ends for everybody: else each would be told of all the others that they go.
  void ForgetPresence();

  const std::string& name() const { return name_; }
  const Document& document() const { return document_; }
  uint64_t durable() const { return durable_; }
  uint64_t operations() const { return operations_; }

 private:
  // What an open is answered, until all it tells of is durable.
  struct Answering {
    Opened opened;
    std::vector<std::string> parts;
  };
  struct Member {
    ServerSession* session = nullptr;
    uint32_t channel = 0;
    Rights rights = Rights::kNone;
    Agent agent = 0;         // bound; 0: none
    uint64_t bound_at = 0;   // the position of its binding
    bool displaced = false;  // another member has been bound to its agent since
    bool open = false;       // `open` was answered, or will be
    bool live = false;
    uint32_t attempt = 0;  // of the last open, and
    std::unique_ptr<Answering> answering;
    std::optional<Reject> refusal;
    uint32_t refusing = 0;  // the attempt whose refusal waits to be told; 0: none
    std::string presence;
    uint64_t presence_until = 0;  // 0: none
    uint32_t changes = 0;         // of the principal's rights, and
    Rights changed_to = Rights::kNone;
    bool rights_changed = false;  // since what the last `opened` told
  };
  // Principals that have agents here, ever, and how many.
  using Principals = std::map<std::string, size_t>;
  struct AgentInfo {
    Principals::const_iterator principal;
    uint64_t bound_at = 0;
    Counts counts;
    MemberId member = 0;     // who was bound last, if still here, and
    ReplicaSecret secret{};  // what it told; never kept
    bool moved = false;      // its replica came back as another principal: nobody is bound any more
  };
  // Of a record; null when that is no update. Shared with what is to be sent.
  using TailEntry = std::shared_ptr<const std::string>;
  struct Deferred {
    uint64_t position;
    std::function<void()> act;
  };

  // Starts to load the document; until that is done, what members ask waits.
  void Load();
  void Loaded(Result<StoredDocument> stored);
  Status Restore(const StoredDocument& stored);
  // Whether the record is an update.
  Result<bool> Replay(std::string_view record);
  Status RestoreSnapshot(std::string_view bytes);
  Status CountOperations();
  Member* Find(MemberId id);

  // room_generation.cc
  Result<std::string> SeedSnapshot() const;
  void Started(const Status& status);

  // room_open.cc
  void Authorized(MemberId id, uint32_t changes, const sync::Open& open, Rights rights);
  void OpenAs(MemberId id, const sync::Open& open, Rights rights);
  // False when the agent is somebody else's or one too many, which is told.
  bool Bind(MemberId member, const sync::Open& open);
  bool MayBindAnother(MemberId member);
  void Displace(MemberId id, Agent agent);
  void DisplaceReplica(const std::string& principal, const sync::Open& open);
  Principals::const_iterator OwnerOf(const std::string& principal);
  void Answer(MemberId id, const sync::Open& open);
  void TellOpened(MemberId id);
  bool PartsFromTail(const sync::Open& open, std::vector<std::string>* parts) const;
  Status PartsFromVersion(const sync::Open& open, std::vector<std::string>* parts) const;

  // room_update.cc
  static uint64_t Sum(Counts counts) { return uint64_t{counts.creations} + counts.effects; }
  void Refuse(MemberId member, Refusal reason, std::string message, Counts end);
  void TellRefusal(MemberId member);
  // The steps that an update takes, in this order; false: it goes no further, which is told.
  bool MayWrite(MemberId id, const Update& update);
  bool DecodeFrom(MemberId id, const Update& update, OperationSet* set);
  bool IsOwnAndFollows(MemberId id, const OperationSet& set, Counts known);
  bool HasRoomFor(MemberId id, const OperationSet& set, Counts known);
  void AdmitFrom(MemberId id, const Update& update, const OperationSet& set, Counts known);
  void Accept(MemberId id, const Update& update, const OperationSet& set, const Integrated& done,
              Counts before);
  size_t FanOut(MemberId author, const Body& body);  // to how many

  void Remember(TailEntry entry);
  void Append(std::string record, TailEntry tail, std::function<void()> act);
  void Defer(std::function<void()> act);
  void Appended(uint64_t position, const Status& status);
  void Release();
  void SnapshotFrom(uint64_t bytes);
  void SnapshotSaved(const Status& status);
  // Tells the program; clients hear nothing of it.
  void Report(const Status& status) const;
  void Fail(const Status& status, uint32_t retry_after, const std::string& message);
  void End(CloseReason reason, uint32_t retry_after, const std::string& message);
  void Send(const Member& member, Body body);
  void CloseMember(MemberId id, Closed closed);
  bool TellToReopen(const Member& member);
  void TellHashes();
  size_t SendPresence(MemberId of, uint64_t ttl);  // to how many
  void Hash();
  // To load the document, or to hash it, in operations.
  uint64_t WholeWork() const;

  std::string name_;
  Storage* storage_;
  Application* application_;
  const ServerOptions* options_;
  FailedLoads* failed_loads_;

  Document document_;
  uint64_t generation_ = 0;
  AgentNumbers numbers_{kSeedAgent};
  Principals principals_;
  std::map<Agent, AgentInfo> agents_;
  static constexpr uint64_t kSixtieths = 60;
  RateLimit new_agents_;     // in sixtieths of one
  uint64_t operations_ = 0;  // in the document: creations and effects
  uint64_t submitted_ = 0;
  uint64_t durable_ = 0;
  std::deque<TailEntry> tail_;  // of the records up to submitted_
  size_t tail_bytes_ = 0;
  size_t since_snapshot_ = 0;
  uint32_t snapshots_failed_ = 0;  // since the last one that was saved
  std::list<Deferred> deferred_;
  std::map<MemberId, Member> members_;
  MemberId next_member_ = 1;
  std::vector<std::function<void()>> when_loaded_;
  std::shared_ptr<ServerSession*> loaded_for_;  // whose work the loading is
  uint64_t now_ = 0;
  uint64_t hashed_at_ = UINT64_MAX;  // the position of hashes_
  Hashes hashes_;
  std::set<MemberId> comparing_;  // who is told hashes_ once their position is durable
  bool loading_ = false;
  bool loaded_ = false;
  bool releasing_ = false;
  std::function<void(Status)> start_done_;  // while a generation begins: nothing is taken in
  bool failed_ = false;
};

}  // namespace weft::sync

#endif  // WEFT_SYNC_ROOM_H_
