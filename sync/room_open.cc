// Room: who opens the document, and what they lack.
#include <algorithm>
#include <utility>

#include "crdt/wire/update.h"
#include "sync/room.h"
#include "sync/server_session.h"
#include "sync/split.h"

namespace weft::sync {

namespace {

// What costs as much as to take in one operation: bytes of history, to be encoded, and agents.
constexpr uint64_t kEncodedBytes = 32;
constexpr uint64_t kToldAgents = 4;

}  // namespace

void Room::Open(MemberId id, const sync::Open& open) {
  Member* member = Find(id);
  // One that came twice, or late, would be answered twice, and the parts of two answers be mixed.
  if (member == nullptr || open.attempt <= member->attempt) return;
  member->attempt = open.attempt;
  member->answering.reset();
  const std::string principal = member->session->principal();  // the member may leave meanwhile
  application_->Authorize(
      principal, name_,
      [weak = weak_from_this(), id, open, changes = member->changes](Rights rights) {
        const std::shared_ptr<Room> room = weak.lock();
        if (room != nullptr) room->Authorized(id, changes, open, rights);
      });
}

// Nothing is loaded for somebody who may not see it. Rights that changed since they were asked for
// are what they changed to: asking again might change them again, for ever.
void Room::Authorized(MemberId id, uint32_t changes, const sync::Open& open, Rights rights) {
  const Member* member = Find(id);
  if (member == nullptr || member->attempt != open.attempt) return;
  if (member->changes != changes) rights = member->changed_to;
  if (rights == Rights::kNone) {
    return CloseMember(id, Closed{0, 0, CloseReason::kRefused, "no access"});
  }
  if (!loaded_ && !failed_) {
    when_loaded_.push_back(
        [this, id, changes, open, rights] { Authorized(id, changes, open, rights); });
    if (loading_) return;
    loaded_for_ = member->session->handle();
    return Load();
  }
  if (failed_) {
    return CloseMember(id, Closed{0, options_->retry_after, CloseReason::kUnavailable,
                                  "the document cannot be loaded"});
  }
  OpenAs(id, open, rights);
}

void Room::OpenAs(MemberId id, const sync::Open& open, Rights rights) {
  Member* member = Find(id);
  // Many may have been heard before the first of them was answered.
  if (!member->session->MayAsk(now_)) return;
  if (start_done_) {
    return CloseMember(id, Closed{0, options_->retry_after, CloseReason::kUnavailable,
                                  "the document's history begins anew"});
  }
  const bool other_life = open.generation != 0 && open.generation != generation_;
  if (other_life || open.position > submitted_) {  // or a log restored from a backup
    return CloseMember(
        id, Closed{generation_, 0, CloseReason::kTooOld, "this document's history has begun anew"});
  }
  const Agent bound = rights == Rights::kEdit ? open.agent : kSeedAgent;
  if (member->agent != bound && member->presence_until != 0) {
    SendPresence(id, 0);
    member->presence_until = 0;
  }
  member->rights = rights;
  member->rights_changed = false;
  member->agent = 0;
  member->displaced = false;
  member->refusal.reset();
  member->live = false;
  member->open = true;
  DisplaceReplica(member->session->principal(), open);
  if (bound != kSeedAgent && !Bind(id, open)) return;
  Answer(id, open);
}

// The refusal is the member's alone: those who are here go on.
bool Room::MayBindAnother(MemberId id) {
  const auto owner = principals_.find(Find(id)->session->principal());
  const auto refuse = [&](std::string why, uint32_t retry_after) {
    CloseMember(id, Closed{generation_, retry_after, CloseReason::kTooMany, std::move(why)});
    return false;
  };
  if (owner != principals_.end() && owner->second >= options_->max_agents) {
    return refuse("too many agents of yours", 0);
  }
  if (agents_.size() >= options_->max_document_agents) {
    return refuse("too many have edited this document: begin a new one", 0);
  }
  if (new_agents_.FreeAt(now_) > now_) {
    return refuse("many come to edit this document just now: try again in a while",
                  static_cast<uint32_t>(new_agents_.FreeAt(now_) - now_) + options_->retry_after);
  }
  new_agents_.Take(kSixtieths, now_);
  return true;
}

// Most likely the connection of before of a client that has come back: what still arrives over it
// is sent again over the new one. A copy of the replica, which is there too, goes on to see, and
// opens again when it has edited.
void Room::Displace(MemberId id, Agent agent) {
  Member* member = Find(id);
  if (member == nullptr || member->agent != agent) return;
  if (member->presence_until != 0) SendPresence(id, 0);
  member->presence_until = 0;
  member->agent = 0;
  member->displaced = true;
}

// The replica that has the agent comes as another principal. It will hear that the agent is not its
// any more, or that it may not edit; then it learns of what is here, and makes the rest again or
// proposes it. So nothing more may come over its connection of before.
void Room::DisplaceReplica(const std::string& principal, const sync::Open& open) {
  const auto known = agents_.find(open.agent);
  if (known == agents_.end() || open.secret.empty()) return;
  if (!known->second.secret.Is(open.secret)) return;  // the seed, who is nobody's, has none
  if (known->second.principal->first == principal) return;
  known->second.moved = true;
  Displace(known->second.member, open.agent);
}

bool Room::Bind(MemberId id, const sync::Open& open) {
  const Agent agent = open.agent;
  Member* member = Find(id);
  const std::string& principal = member->session->principal();
  const auto it = agents_.find(agent);
  const bool known = it != agents_.end();
  const bool theirs = known && (it->second.moved || it->second.principal->first != principal);
  if (agent >= kMaxAgent || theirs) {
    member->open = false;
    Send(*member, Reject{agent,
                         {},
                         {},
                         Refusal::kForeignAgent,
                         "this agent is somebody else's",
                         member->attempt});
    return false;
  }
  if (!known && !MayBindAnother(id)) return false;
  if (!known) agents_[agent] = AgentInfo{OwnerOf(principal), submitted_ + 1, {}};
  AgentInfo& info = agents_[agent];
  const MemberId before = std::exchange(info.member, id);
  if (before != id) Displace(before, agent);
  info.secret = open.secret;
  member->agent = agent;
  member->bound_at = info.bound_at;
  if (!known) {
    const uint32_t number = numbers_.Add(agent);
    Append(BindingRecord(Binding{agent, principal}), nullptr,
           [this, agent, number, position = submitted_ + 1] {
             FanOut(0, Number{position, agent, number});
           });
  }
  return !failed_;  // `member` is gone if it did
}

bool Room::PartsFromTail(const sync::Open& open, std::vector<std::string>* parts) const {
  if (open.whole || open.generation == 0) return false;
  const uint64_t lacks = submitted_ - open.position;
  if (lacks > tail_.size()) return false;
  for (size_t i = tail_.size() - lacks; i < tail_.size(); ++i) {
    if (tail_[i] != nullptr) parts->push_back(*tail_[i]);
  }
  return true;
}

Status Room::PartsFromVersion(const sync::Open& open, std::vector<std::string>* parts) const {
  Result<OperationSet> set = document_.OperationsSince(Version::FromEntries(open.version));
  // A replica that went on beside the one whose operations are here has no version that ever was
  // here; what is different will show when it has everything.
  if (!set.ok()) set = document_.OperationsSince({});
  if (!set.ok()) return set.status();
  Result<std::vector<Piece>> pieces = Split(*set, numbers_, options_->part_bytes);
  if (!pieces.ok()) return pieces.status();
  for (Piece& piece : *pieces) parts->push_back(std::move(piece.body));
  return OkStatus();
}

void Room::Answer(MemberId id, const sync::Open& open) {
  Member* member = Find(id);
  std::vector<std::string> parts;
  if (!PartsFromTail(open, &parts)) {
    if (!open.whole) {
      member->open = false;
      return Send(*member, Resynchronise{true});
    }
    const Status told = PartsFromVersion(open, &parts);
    if (!told.ok()) {
      Report(told);
      return CloseMember(id, Closed{generation_, options_->retry_after, CloseReason::kUnavailable,
                                    "what the document holds cannot be told"});
    }
  }
  size_t bytes = 0;
  for (const std::string& part : parts) bytes += part.size();
  Opened opened{generation_,
                submitted_,
                {},
                open.attempt,
                static_cast<uint32_t>(parts.size()),
                std::min(open.numbers, numbers_.size()),
                Rights::kNone,
                {}};
  if (const auto own = agents_.find(open.agent); own != agents_.end()) {
    opened.counts = own->second.counts;
  }
  for (uint32_t n = opened.first_number; n < numbers_.size(); ++n) {
    opened.agents.push_back(numbers_.AgentOf(n));
  }
  member->session->Worked(bytes / kEncodedBytes + opened.agents.size() / kToldAgents);
  // The member keeps it, so that who opens again and again has one answer in memory.
  const uint32_t attempt = open.attempt;
  member->answering = std::make_unique<Answering>(Answering{std::move(opened), std::move(parts)});
  Defer([this, id, attempt] {
    Member* asked = Find(id);
    if (asked != nullptr && asked->attempt == attempt && asked->answering) TellOpened(id);
  });
}

void Room::TellOpened(MemberId id) {
  Member* member = Find(id);
  const std::unique_ptr<Answering> answer = std::move(member->answering);
  const Rights told = member->displaced ? member->rights : RightsOf(id);
  answer->opened.rights = told;
  const uint32_t attempt = answer->opened.attempt;
  Send(*member, std::move(answer->opened));
  for (uint32_t i = 0; i < answer->parts.size(); ++i) {
    Send(*member, Part{attempt, i, std::move(answer->parts[i])});
  }
  member->live = true;
  // Who opened to view, and may edit by now, opens again to be bound.
  member->rights_changed = member->rights_changed && member->rights != told;
  if (member->rights_changed) Send(*member, RightsChanged{member->rights});
  uint64_t work = 0;
  for (const auto& [other, sender] : members_) {
    if (other == id || sender.presence_until <= now_) continue;
    work += 1 + sender.presence.size() / kEncodedBytes;
    Send(*member, Presence{sender.agent, static_cast<uint32_t>(sender.presence_until - now_),
                           sender.session->principal(), sender.presence});
  }
  member->session->Worked(work);
}

}  // namespace weft::sync
