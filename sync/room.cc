#include "sync/room.h"

#include <algorithm>
#include <utility>

#include "crdt/wire/hash.h"
#include "crdt/wire/saved.h"
#include "crdt/wire/update.h"
#include "sync/codec.h"
#include "sync/server_session.h"

namespace weft::sync {

namespace {

// The server makes no operations; nobody may bind this agent.
constexpr Agent kServerAgent = kMaxAgent;
constexpr size_t kTailEntryBytes = 64;  // beside what a record holds
// Of the bytes that make a snapshot due: worth one before the document is forgotten.
constexpr size_t kRestsFromPart = 16;
constexpr uint32_t kMostDoublings = 16;
// What costs as much as to take in one operation: of a document, and of its values, to be hashed.
constexpr uint64_t kHashedOperations = 8;
constexpr uint64_t kHashedBytes = 64;

constexpr const char* kCannotBeLoaded = "the document cannot be loaded";

}  // namespace

Room::Room(std::string name, Storage* storage, Application* application,
           const ServerOptions* options, FailedLoads* failed_loads)
    : name_(std::move(name)),
      storage_(storage),
      application_(application),
      options_(options),
      failed_loads_(failed_loads),
      document_(kServerAgent, options->order),
      new_agents_(options->new_agents_per_minute,
                  uint64_t{2} * kSixtieths * options->new_agents_per_minute) {}

Room::Principals::const_iterator Room::OwnerOf(const std::string& principal) {
  const auto it = principals_.emplace(principal, 0).first;
  ++it->second;
  return it;
}

void Room::Load() {
  if (const uint32_t wait = failed_loads_->WaitFor(name_)) {
    return End(CloseReason::kUnavailable, wait, kCannotBeLoaded);
  }
  loading_ = true;
  storage_->Load(name_, [weak = weak_from_this()](Result<StoredDocument> stored) {
    if (const std::shared_ptr<Room> room = weak.lock()) room->Loaded(std::move(stored));
  });
}

void Room::Loaded(Result<StoredDocument> stored) {
  loading_ = false;
  const Status status = stored.ok() ? Restore(*stored) : stored.status();
  if (!status.ok()) return Fail(status, failed_loads_->Failed(name_), kCannotBeLoaded);
  failed_loads_->Succeeded(name_);
  loaded_ = true;
  const std::vector<std::function<void()>> waiting = std::move(when_loaded_);
  when_loaded_.clear();
  for (const std::function<void()>& ask : waiting) ask();
  // After the answer, which it would hold up; also when whoever asked has closed it meanwhile.
  if (const auto asked = std::exchange(loaded_for_, nullptr);
      asked != nullptr && *asked != nullptr) {
    (*asked)->Worked(WholeWork());
  }
}

Status Room::Restore(const StoredDocument& stored) {
  generation_ = stored.generation;
  if (!stored.snapshot.empty()) WEFT_RETURN_IF_ERROR(RestoreSnapshot(stored.snapshot));
  submitted_ = durable_ = stored.snapshot_position;
  for (const std::string& record : stored.records) {
    const Result<bool> is_update = Replay(record);
    if (!is_update.ok()) return is_update.status();
    since_snapshot_ += record.size();
    submitted_ = ++durable_;
    Remember(*is_update ? std::make_shared<const std::string>(record, 1) : nullptr);
  }
  return CountOperations();
}

Status Room::RestoreSnapshot(std::string_view bytes) {
  Result<Snapshot> snapshot = ReadSnapshot(bytes);
  if (!snapshot.ok()) return snapshot.status();
  for (const Binding& binding : snapshot->bindings) {
    numbers_.Add(binding.agent);
    agents_[binding.agent] = AgentInfo{OwnerOf(binding.principal), 0, {}};
  }
  Result<Document> document = LoadDocument(snapshot->document, kServerAgent);
  if (!document.ok()) return document.status();
  document_ = *std::move(document);
  return OkStatus();
}

Status Room::CountOperations() {
  const Version version = document_.version();
  for (const Version::Entry& entry : version.entries()) {
    if (numbers_.NumberOf(entry.agent) < 0) return DataLoss("an agent has no number");
    agents_[entry.agent].counts = entry.counts;  // only the seed is new, which is nobody's
    operations_ += Sum(entry.counts);
  }
  return OkStatus();
}

// Not within `update_limits`, which are for strangers: what the server took it reads again.
Result<bool> Room::Replay(std::string_view bytes) {
  const Result<LogRecord> record = ReadRecord(bytes);
  if (!record.ok()) return record.status();
  if (!record->is_update) {
    numbers_.Add(record->binding.agent);
    agents_[record->binding.agent] = AgentInfo{OwnerOf(record->binding.principal), 0, {}};
    return false;
  }
  OperationSet set;
  WEFT_RETURN_IF_ERROR(DecodeSessionUpdate(record->body, numbers_, Limits(), &set));
  const Result<Integrated> done = document_.Integrate(set);
  if (!done.ok()) return done.status();
  if (done->waiting > 0) return DataLoss("the log lacks what a record depends on");
  return true;
}

Room::MemberId Room::Join(ServerSession* session, uint32_t channel) {
  Member& member = members_[next_member_];
  member.session = session;
  member.channel = channel;
  return next_member_++;
}

void Room::Leave(MemberId id) {
  Member* member = Find(id);
  if (member == nullptr) return;
  if (member->presence_until != 0) SendPresence(id, 0);
  members_.erase(id);
}

Room::Member* Room::Find(MemberId id) {
  const auto it = members_.find(id);
  return it == members_.end() ? nullptr : &it->second;
}

Rights Room::RightsOf(MemberId id) const {
  const auto it = members_.find(id);
  if (it == members_.end()) return Rights::kNone;
  // Without an agent nobody edits.
  const Member& member = it->second;
  return member.rights == Rights::kEdit && member.agent == 0 ? Rights::kView : member.rights;
}

bool Room::IsOpen(MemberId id) const {
  const auto it = members_.find(id);
  return it != members_.end() && it->second.open;
}

void Room::Send(const Member& member, Body body) {
  member.session->Send(Encode(Message{member.channel, std::move(body)}));
}

void Room::CloseMember(MemberId id, Closed closed) {
  Member* member = Find(id);
  if (member == nullptr) return;
  ServerSession* session = member->session;
  const uint32_t channel = member->channel;
  Send(*member, std::move(closed));
  Leave(id);
  session->ForgetChannel(channel);
}

void Room::Remember(TailEntry entry) {
  const auto size_of = [](const TailEntry& one) {
    return (one ? one->size() : 0) + kTailEntryBytes;
  };
  tail_bytes_ += size_of(entry);
  tail_.push_back(std::move(entry));
  while (tail_bytes_ > options_->tail_bytes) {
    tail_bytes_ -= size_of(tail_.front());
    tail_.pop_front();
  }
}

void Room::Append(std::string record, TailEntry tail, std::function<void()> act) {
  const uint64_t position = ++submitted_;
  const size_t bytes = record.size();
  Remember(std::move(tail));
  deferred_.push_back(Deferred{position, std::move(act)});
  storage_->Append(name_, position, std::move(record),
                   [weak = weak_from_this(), position](const Status& status) {
                     if (const auto room = weak.lock()) room->Appended(position, status);
                   });
  since_snapshot_ += bytes;
  SnapshotFrom(options_->snapshot_bytes);
}

void Room::Defer(std::function<void()> act) {
  deferred_.push_back(Deferred{submitted_, std::move(act)});
  Release();
}

void Room::Appended(uint64_t position, const Status& status) {
  if (failed_) return;
  if (!status.ok()) {
    return Fail(status, options_->retry_after, "what is edited cannot be saved now");
  }
  durable_ = std::max(durable_, position);
  Release();
}

void Room::Release() {
  if (releasing_) return;  // what a released one adds follows in its turn
  releasing_ = true;
  while (!failed_ && !deferred_.empty() && deferred_.front().position <= durable_) {
    const std::function<void()> act = std::move(deferred_.front().act);
    deferred_.pop_front();
    act();
  }
  releasing_ = false;
}

void Room::SnapshotBeforeRest() { SnapshotFrom(options_->snapshot_bytes / kRestsFromPart); }

// Once so many bytes came since the last one, or twice as many for each that was not taken: else a
// document that the storage finds too long would be written again and again. Shows the document as
// it is now, at `submitted_`, and is handed over once that is durable.
void Room::SnapshotFrom(uint64_t bytes) {
  if (failed_ || since_snapshot_ < bytes << std::min(snapshots_failed_, kMostDoublings)) return;
  since_snapshot_ = 0;
  Snapshot snapshot;
  for (uint32_t number = 1; number < numbers_.size(); ++number) {
    const Agent agent = numbers_.AgentOf(number);
    snapshot.bindings.push_back(Binding{agent, agents_.at(agent).principal->first});
  }
  snapshot.document = SaveWorkingFile(document_, {.quick = true});
  Defer([this, position = submitted_, written = WriteSnapshot(snapshot)]() mutable {
    storage_->SaveSnapshot(name_, generation_, position, std::move(written),
                           [weak = weak_from_this()](const Status& status) {
                             if (const auto room = weak.lock()) room->SnapshotSaved(status);
                           });
  });
}

void Room::SnapshotSaved(const Status& status) {
  snapshots_failed_ = status.ok() ? 0 : snapshots_failed_ + 1;
  if (!status.ok()) Report(status);
}

void Room::Report(const Status& status) const {
  if (options_->on_failure) options_->on_failure(name_, status);
}

void Room::Fail(const Status& status, uint32_t retry_after, const std::string& message) {
  if (failed_) return;
  Report(status);
  End(CloseReason::kUnavailable, retry_after, message);
}

// Nothing works here from now on; whoever opens the document gets another room.
void Room::End(CloseReason reason, uint32_t retry_after, const std::string& message) {
  failed_ = true;
  deferred_.clear();
  ForgetPresence();
  while (!members_.empty()) {
    CloseMember(members_.begin()->first, Closed{generation_, retry_after, reason, message});
  }
  const std::vector<std::function<void()>> waiting = std::exchange(when_loaded_, {});
  for (const std::function<void()>& ask : waiting) ask();  // to be told
  if (const auto done = std::exchange(start_done_, nullptr)) {
    done(Status(StatusCode::kInternal, message));
  }
}

// What was told of changed rights may be lost; what `opened` tells is asked for again until it is
// there.
bool Room::TellToReopen(const Member& member) {
  if (!member.live || !member.rights_changed) return false;
  Send(member, Resynchronise{false});
  return true;
}

void Room::Receive(MemberId id, const Compare& /*compare*/) {
  const Member* asking = Find(id);
  if (asking == nullptr || TellToReopen(*asking)) return;
  const bool awaited = !comparing_.empty();
  comparing_.insert(id);
  if (awaited) return;  // those that wait serve everybody: a room has one at a time in memory
  if (hashed_at_ != submitted_) {
    Hash();
    asking->session->Worked(WholeWork());
  }
  asking->session->Worked(hashes_.chains.size());
  Defer([this] { TellHashes(); });
}

void Room::Hash() {
  const Digest digest = DocumentHash(document_);
  hashes_ = Hashes{submitted_, std::string(digest.begin(), digest.end()), {}};
  const Version version = document_.version();
  const Result<std::vector<Chain>> chains = AgentChains(document_);
  for (size_t i = 0; chains.ok() && i < chains->size(); ++i) {
    const Chain& chain = (*chains)[i];
    hashes_.chains.push_back(ChainOf{chain.agent, version.Get(chain.agent), chain.digest});
  }
  hashed_at_ = submitted_;
}

uint64_t Room::WholeWork() const {
  return operations_ / kHashedOperations + document_.ContentBytes() / kHashedBytes;
}

void Room::TellHashes() {
  std::string frame = Encode(Message{0, hashes_});
  for (const MemberId id : std::exchange(comparing_, {})) {
    const Member* member = Find(id);
    if (member == nullptr) continue;
    SetChannel(member->channel, &frame);
    member->session->Send(frame);
  }
}

void Room::Receive(MemberId id, const Heartbeat& /*heartbeat*/) {
  const Member* member = Find(id);
  if (member == nullptr || TellToReopen(*member)) return;
  Send(*member, Heartbeat{durable_});
}

void Room::Receive(MemberId id, const Presence& presence, uint64_t now) {
  now_ = now;
  Member* member = Find(id);
  if (member == nullptr || member->bound_at > durable_) return;
  if (presence.data.size() > options_->max_presence_bytes) return;
  const uint32_t ttl = std::min(presence.ttl, options_->max_presence_ttl);
  if (ttl == 0 && member->presence_until == 0) return;
  member->presence = presence.data;
  member->presence_until = ttl == 0 ? 0 : now + ttl;
  member->session->Worked(SendPresence(id, ttl));
}

size_t Room::SendPresence(MemberId of, uint64_t ttl) {
  const Member& sender = members_.at(of);
  return FanOut(of, Presence{sender.agent, static_cast<uint32_t>(ttl), sender.session->principal(),
                             ttl == 0 ? "" : sender.presence});
}

void Room::SetRights(const std::string& principal, Rights rights) {
  std::vector<MemberId> theirs;
  for (const auto& [id, member] : members_) {
    if (member.session->principal() == principal) theirs.push_back(id);
  }
  for (const MemberId id : theirs) {
    Member* member = Find(id);
    ++member->changes;
    member->changed_to = rights;
    if (rights == Rights::kNone) {
      CloseMember(id, Closed{generation_, 0, CloseReason::kRefused, "access was withdrawn"});
      continue;
    }
    if (!member->open || member->rights == rights) continue;
    member->rights = rights;
    if (rights == Rights::kView && member->presence_until != 0) {
      member->presence_until = 0;
      SendPresence(id, 0);
    }
    member->rights_changed = true;
    if (!member->answering) Send(*member, RightsChanged{rights});  // else `opened` will tell
  }
}

void Room::ForgetPresence() {
  for (auto& [id, member] : members_) member.presence_until = 0;
}

void Room::Tick(uint64_t now) {
  now_ = now;
  for (auto& [id, member] : members_) {
    if (member.presence_until == 0 || member.presence_until > now) continue;
    member.presence_until = 0;
    SendPresence(id, 0);
  }
}

}  // namespace weft::sync
