// ClientDocument: what is done when the document and the server's log have come apart. Nothing is
// lost on the way: what cannot stay goes to the program as a proposal.
#include <algorithm>
#include <utility>

#include "crdt/document/cut_operation.h"
#include "crdt/wire/saved.h"
#include "crdt/wire/update.h"
#include "sync/client_document.h"
#include "sync/rebuild.h"
#include "sync/whole_content.h"

namespace weft::sync {

namespace {

// Beginning anew so often without ever becoming live means that it is not this replica.
constexpr uint32_t kMostHeals = 3;

Counts Most(Counts a, Counts b) {
  return Counts{std::max(a.creations, b.creations), std::max(a.effects, b.effects)};
}

}  // namespace

Agent ClientDocument::FreshAgent() const {
  const Agent agent = out_.options->new_agent ? out_.options->new_agent() : kSeedAgent;
  // A program that gives none, or one in use, may view.
  return agent < kMaxAgent && CountsOf(agent) == Counts{} ? agent : kSeedAgent;
}

void ClientDocument::Replace(Document document) {
  document.CopySettings(document_);
  document_ = std::move(document);
  (void)document_.TakeLocal();
  mine_ = CountsOf(document_.agent());
  acked_ = opened_ = sent_ = {};
  ForgetSent();
  told_saved_ = told_saved_ && mine_ == Counts{};
  Tell(ClientEvent{ClientEvent::Kind::kReplaced});
}

void ClientDocument::Recover(const Reject& reject, uint64_t now) {
  TakeLocal();
  if (reject.reason == Refusal::kForeignAgent && reject.end == Counts{}) {
    return BeginForeign(reject, now);
  }
  if (reject.reason == Refusal::kReusedId) return Retire(now);
  const bool all = reject.reason == Refusal::kForbidden || reject.end == Counts{};
  const Counts keep = Least(reject.accepted, mine_);
  const Counts drop = all ? mine_ : Least(reject.end, mine_);
  Result<Rebuilt> rebuilt = Rebuild(document_, document_.agent(), keep, drop, FreshAgent());
  if (!rebuilt.ok()) {
    return Heal("a refusal (" + reject.message + ") and " + rebuilt.status().ToString(),
                {document_.agent()}, now);
  }
  Replace(std::move(rebuilt->document));
  ClientEvent event{ClientEvent::Kind::kRejected};
  event.refusal = reject.reason;
  event.message = reject.message;
  event.proposal = std::move(rebuilt->proposal);
  Tell(std::move(event));
  SendOpen(now);
}

// The agent is another principal's: somebody else's, or this user's under a name of before. What
// has arrived of it is learned by opening the document as nobody; edits go on under it until then.
void ClientDocument::BeginForeign(const Reject& reject, uint64_t now) {
  retired_ = document_.agent();
  retired_acked_ = acked_;
  foreign_why_ = reject.message;
  SendOpen(now);
}

// Something else is at the server under ids of this replica's own; the seed's are nobody's.
bool ClientDocument::OwnDiffers(const OperationSet& set) {
  if (document_.agent() == kSeedAgent) return false;
  const Counts here = CountsOf(document_.agent());
  for (const Operation& operation : set.operations) {
    if (operation.id.agent != document_.agent()) continue;
    const uint32_t known = operation.IsEffect() ? here.effects : here.creations;
    if (operation.id.seq >= known) continue;
    const uint32_t end = std::min(operation.id.seq + operation.count, known);
    const OperationSet part = SetOf(set, CutOperation(set, operation, operation.id.seq, end));
    if (document_.Integrate(part).status().code() == StatusCode::kAlreadyExists) return true;
  }
  return false;
}

// Another replica goes on with the same agent, and this one has not, so far: what comes of it is
// durable, and the next edit here comes after it.
void ClientDocument::LearnOfOwn(const OperationSet& set) {
  const Counts here = CountsOf(document_.agent());
  for (const Operation& operation : set.operations) {
    if (operation.id.agent != document_.agent()) continue;
    Counts end = acked_;
    if (operation.IsEffect()) {
      end.effects = std::max(end.effects, operation.id.seq + operation.count);
    } else {
      end.creations = std::max(end.creations, operation.id.seq + operation.count);
    }
    if (Beyond(end, here)) return;  // it waits for others
    mine_ = Most(mine_, end);
    sent_ = Most(sent_, end);
    Acknowledge(end);
  }
}

// The server has more of this agent than this replica, or something else under its ids: another one
// goes on with it, or this one was restored from older days.
void ClientDocument::Retire(uint64_t now) {
  const Agent old = document_.agent();
  const Counts acked = acked_;
  Result<Document> loaded = LoadDocument(SaveWorkingFile(document_), FreshAgent());
  if (!loaded.ok()) return Heal("this agent is in use elsewhere", {old}, now);
  Replace(*std::move(loaded));
  retired_ = old;
  retired_acked_ = acked;
  told_saved_ = false;
  SendOpen(now);
}

// What the server has of the retired agent and this replica has likewise was the same replica's: it
// stays. Operations come in the agent's order, or are learned of when they come again.
void ClientDocument::LearnOfRetired(const OperationSet& set) {
  const Counts here = CountsOf(retired_);
  for (const Operation& operation : set.operations) {
    if (operation.id.agent != retired_) continue;
    const bool effect = operation.IsEffect();
    uint32_t* const acked = effect ? &retired_acked_.effects : &retired_acked_.creations;
    const uint32_t end =
        std::min(operation.id.seq + operation.count, effect ? here.effects : here.creations);
    if (operation.id.seq > *acked || end <= *acked) continue;
    // The longest beginning that is known with this content: taking it in changes nothing.
    uint32_t same = *acked;
    const auto known = [&](uint32_t to) {
      const OperationSet part = SetOf(set, CutOperation(set, operation, operation.id.seq, to));
      return document_.Integrate(part).status();
    };
    for (uint32_t beyond = end + 1; same + 1 < beyond;) {
      uint32_t middle = same + (beyond - same) / 2;
      Status status = known(middle);
      // Refused, and not for what it holds: it ended between the halves of a pair.
      if (!status.ok() && status.code() != StatusCode::kAlreadyExists && middle + 1 < beyond) {
        status = known(++middle);
      }
      (status.ok() ? same : beyond) = middle;
    }
    *acked = same;
    if (same < end) return;
  }
}

// What was made under the retired agent and is not at the server, or is something else there under
// the same ids, is made again under the new one.
bool ClientDocument::RecoverRetired(uint64_t now) {
  const bool was_foreign = foreign();
  TakeLocal();
  const Agent old = std::exchange(retired_, 0);
  // What was typed since under the new one, which has sent nothing yet, may stand on what goes.
  const Agent later = was_foreign ? 0 : document_.agent();
  Result<Rebuilt> rebuilt =
      Rebuild(document_, old, retired_acked_, retired_acked_, FreshAgent(), later);
  if (!rebuilt.ok()) return false;
  Replace(std::move(rebuilt->document));
  if (was_foreign || !rebuilt->proposal.update.empty()) {
    ClientEvent event{ClientEvent::Kind::kRejected};
    event.refusal = was_foreign ? Refusal::kForeignAgent : Refusal::kReusedId;
    event.message = was_foreign ? std::move(foreign_why_) : "two replicas went on as one agent";
    event.proposal = std::move(rebuilt->proposal);
    Tell(std::move(event));
  }
  SendOpen(now);
  return true;
}

// The server's document goes on without its history: what it has stays, under other ids. What had
// not arrived cannot be made again, for it names what is not there any more: it is a proposal.
void ClientDocument::BeginGeneration(std::string why, uint64_t now) {
  TakeLocal();
  if (retired_ != 0) return Heal(std::move(why), {}, now);  // what of it had arrived, nobody knows
  heals_ = 0;  // it is the server's doing, however often
  if (acked_ == mine_) {
    BeginAnew();
    return SendOpen(now);
  }
  Result<Rebuilt> rebuilt = Rebuild(document_, document_.agent(), acked_, mine_, FreshAgent());
  if (!rebuilt.ok()) return Heal(std::move(why), {}, now);
  rebuilt->proposal.json = WholeContent(document_);
  HealWith(std::move(why), std::move(rebuilt->proposal), now);
}

void ClientDocument::BeginAnew() {
  position_ = 0;
  whole_ = true;
  numbers_ = AgentNumbers{kSeedAgent};  // they may be what differs
  retired_ = 0;
  Replace(Document(FreshAgent(), document_.order()));
}

void ClientDocument::Heal(std::string why, std::vector<Agent> agents, uint64_t now) {
  Proposal proposal;
  proposal.json = WholeContent(document_);
  proposal.agents = std::move(agents);
  const Result<std::string> update = EncodeUpdateSince(document_);
  if (update.ok()) proposal.update = *update;
  HealWith(std::move(why), std::move(proposal), now);
}

void ClientDocument::HealWith(std::string why, Proposal proposal, uint64_t now) {
  ClientEvent event{ClientEvent::Kind::kHealed};
  event.message = std::move(why);
  event.proposal = std::move(proposal);
  BeginAnew();
  Tell(std::move(event));
  if (++heals_ <= kMostHeals) return SendOpen(now);
  state_ = State::kClosed;
  ClientEvent closed{ClientEvent::Kind::kClosed};
  closed.reason = CloseReason::kProtocol;
  closed.message = "what the server sends cannot be taken in";
  Tell(std::move(closed));
}

}  // namespace weft::sync
