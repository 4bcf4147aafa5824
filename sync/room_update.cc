// Room: updates: whether they may enter, and what follows when they do.
#include <utility>

#include "crdt/wire/update.h"
#include "sync/codec.h"
#include "sync/room.h"
#include "sync/server_session.h"
#include "sync/split.h"

namespace weft::sync {

namespace {

Refusal RefusalOf(StatusCode code) {
  switch (code) {
    case StatusCode::kAlreadyExists:
      return Refusal::kReusedId;
    case StatusCode::kFailedPrecondition:
      return Refusal::kUnknownReference;
    case StatusCode::kOutOfRange:
      return Refusal::kAheadOfTime;
    case StatusCode::kUnimplemented:
      return Refusal::kNeedsNewer;
    case StatusCode::kResourceExhausted:
      return Refusal::kTooLarge;
    default:
      return Refusal::kMalformed;
  }
}

uint64_t ElementsOf(const OperationSet& set) {
  uint64_t elements = 0;
  for (const Operation& operation : set.operations) elements += operation.count;
  return elements;
}

// That the set may add to Document::ContentBytes.
uint64_t BytesOf(const OperationSet& set) {
  uint64_t bytes = set.payload.bytes.size();
  for (const ContainerId& container : set.containers) bytes += container.name.size();
  return bytes;
}

}  // namespace

void Room::Refuse(MemberId id, Refusal reason, std::string message, Counts end) {
  Member* member = Find(id);
  if (member == nullptr) return;
  const auto known = agents_.find(member->agent);
  const Counts accepted = known == agents_.end() ? Counts{} : known->second.counts;
  member->refusal =
      Reject{member->agent, accepted, end, reason, std::move(message), member->attempt};
  TellRefusal(id);
}

// It says what was accepted before, which must be durable by then. One waits at a time: who goes on
// is told again.
void Room::TellRefusal(MemberId id) {
  Member* member = Find(id);
  const uint32_t attempt = member->attempt;
  if (member->refusing == attempt) return;
  member->refusing = attempt;
  Defer([this, id, attempt] {
    Member* refused = Find(id);
    if (refused == nullptr || refused->refusing != attempt) return;
    refused->refusing = 0;
    if (refused->refusal && refused->refusal->attempt == attempt) Send(*refused, *refused->refusal);
  });
}

uint64_t Room::Receive(MemberId id, const Update& update) {
  OperationSet set;
  if (!MayWrite(id, update) || !DecodeFrom(id, update, &set) || set.operations.empty()) return 1;
  const Counts known = agents_.at(Find(id)->agent).counts;
  if (IsOwnAndFollows(id, set, known) && HasRoomFor(id, set, known)) {
    AdmitFrom(id, update, set, known);
  }
  return ElementsOf(set);
}

bool Room::MayWrite(MemberId id, const Update& update) {
  const Member* member = Find(id);
  if (member == nullptr || start_done_) return false;  // sent again, or told to begin anew
  if (member->displaced && member->rights == Rights::kEdit) {
    Send(*member, Resynchronise{false});
    return false;
  }
  if (member->refusal) {  // dropped, as is everything later from an agent that was refused
    TellRefusal(id);
    return false;
  }
  if (RightsOf(id) != Rights::kEdit) {
    Refuse(id, Refusal::kForbidden, "may not edit", {});
    return false;
  }
  if (!update.grant.empty() || !update.signature.empty()) {
    Refuse(id, Refusal::kReserved, "grants are not in use yet", {});
    return false;
  }
  return true;
}

bool Room::DecodeFrom(MemberId id, const Update& update, OperationSet* set) {
  const Status decoded = DecodeSessionUpdate(update.body, numbers_, options_->update_limits, set);
  if (!decoded.ok()) Refuse(id, RefusalOf(decoded.code()), std::string(decoded.message()), {});
  return decoded.ok();
}

bool Room::IsOwnAndFollows(MemberId id, const OperationSet& set, Counts known) {
  const Member* member = Find(id);
  for (const Operation& operation : set.operations) {
    if (operation.id.agent == member->agent) continue;
    // Perhaps overtaken by the open that bound another agent: the one bound now is not to blame.
    Send(*member, Reject{operation.id.agent,
                         {},
                         CountsAfter(set.operations.back()),
                         Refusal::kForeignAgent,
                         "operations of an agent that is not yours",
                         member->attempt});
    return false;
  }
  const Counts begin = CountsBefore(set.operations.front());
  if (begin.creations <= known.creations && begin.effects <= known.effects) return true;
  Send(*member, Missing{member->agent, known});
  return false;
}

bool Room::HasRoomFor(MemberId id, const OperationSet& set, Counts known) {
  const Counts end = CountsAfter(set.operations.back());
  const uint64_t fresh = Sum(end) > Sum(known) ? Sum(end) - Sum(known) : 0;
  const uint64_t bytes = BytesOf(set);
  const bool full = operations_ + fresh > options_->max_operations ||
                    (bytes > 0 && document_.ContentBytes() + bytes > options_->max_document_bytes);
  if (fresh == 0 || !full) return true;
  Refuse(id, Refusal::kTooLarge, "the document is full: begin a new one", end);
  return false;
}

void Room::AdmitFrom(MemberId id, const Update& update, const OperationSet& set, Counts known) {
  bool policy = false;
  // The document's own copy: the check may make the member leave.
  const std::string& principal = agents_.at(Find(id)->agent).principal->first;
  const Result<Integrated> done = document_.Admit(set, [&](const AdmittedOperation& operation) {
    const Status status = application_->Check(principal, name_, operation);
    policy = !status.ok();
    return status;
  });
  if (done.ok()) return Accept(id, update, set, *done, known);
  const Refusal reason = policy ? Refusal::kPolicy : RefusalOf(done.status().code());
  Refuse(id, reason, std::string(done.status().message()), CountsAfter(set.operations.back()));
}

void Room::Accept(MemberId id, const Update& update, const OperationSet& set,
                  const Integrated& done, Counts before) {
  const Agent agent = set.operations.front().id.agent;
  if (done.applied == 0) {
    Defer([this, id, agent, counts = before] {
      if (const Member* member = Find(id)) Send(*member, Ack{0, agent, counts});
    });
    return;
  }
  agents_.at(agent).counts = CountsAfter(set.operations.back());
  operations_ += done.applied;
  auto body = std::make_shared<std::string>(update.body);
  if (done.duplicate > 0) {  // the log holds nothing twice
    Version since = document_.version();
    since.Set(agent, before);
    const Result<OperationSet> fresh = document_.OperationsSince(since);
    Result<std::string> encoded =
        fresh.ok() ? EncodeSessionUpdate(*fresh, numbers_) : fresh.status();
    if (encoded.ok()) *body = *std::move(encoded);
  }
  const uint64_t position = submitted_ + 1;
  Append(UpdateRecord(*body), body,
         [this, id, agent, position, body, counts = agents_.at(agent).counts] {
           FanOut(id, Update{position, *body, {}, {}});
           const Member* author = Find(id);
           if (author != nullptr && author->live) Send(*author, Ack{position, agent, counts});
         });
}

// To all who are live, but the author. One encoding serves all.
size_t Room::FanOut(MemberId author, const Body& body) {
  std::string frame;
  size_t reached = 0;
  for (auto& [id, member] : members_) {
    if (id == author || !member.live) continue;
    ++reached;
    if (member.session->queued_bytes() > options_->max_queued_bytes) {
      member.live = false;
      member.open = false;
      Send(member, Resynchronise{false});
      continue;
    }
    if (frame.empty()) frame = Encode(Message{0, body});
    SetChannel(member.channel, &frame);
    member.session->Send(frame);
  }
  return reached;
}

}  // namespace weft::sync
