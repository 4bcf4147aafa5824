#include "bindings/c/c_session.h"
#include "bindings/c/packed.h"

namespace weft::c {

namespace {

using Kind = sync::ClientEvent::Kind;

void PackProposal(const sync::Proposal& proposal, weft_document* doc, Packer* pack) {
  std::string changes;
  if (doc != nullptr) PackEvent(Event{Origin::kLocal, proposal.changes}, doc, &changes);
  pack->Bytes(changes);
  pack->Bytes(proposal.update);
  pack->Bytes(proposal.json);
  for (const Agent agent : proposal.agents) pack->Number(agent);
}

void PackPresence(const sync::Presence& presence, Packer* pack) {
  pack->Number(presence.agent);
  pack->Number(presence.ttl);
  pack->Bytes(presence.principal);
  pack->Bytes(presence.data);
}

}  // namespace

void PackClientEvent(const sync::ClientEvent& event, weft_document* doc, std::string* out) {
  Packer pack(out);
  pack.Bytes(sync::Name(event.kind));
  pack.Number(event.channel);
  switch (event.kind) {
    case Kind::kConnected:
      return pack.Bytes(event.credential);
    case Kind::kLive:
    case Kind::kRightsChanged:
      return pack.Number(static_cast<uint64_t>(event.rights));
    case Kind::kEnded:
    case Kind::kClosed:
      pack.Bytes(sync::Name(event.reason));
      pack.Bytes(event.message);
      return pack.Number(event.retry_after);
    case Kind::kRejected:
    case Kind::kHealed:
      pack.Bytes(event.kind == Kind::kHealed ? "" : sync::Name(event.refusal));
      pack.Bytes(event.message);
      return PackProposal(event.proposal, doc, &pack);
    case Kind::kPresence:
      return PackPresence(event.presence, &pack);
    case Kind::kSaved:
    case Kind::kReplaced:
    case Kind::kNeedsNewer:
      return;
  }
}

}  // namespace weft::c
