// ClientEvent: what a client session tells the program it runs in.
#ifndef WEFT_SYNC_CLIENT_EVENT_H_
#define WEFT_SYNC_CLIENT_EVENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "crdt/core/operation.h"
#include "crdt/document/event.h"
#include "sync/message.h"

namespace weft::sync {

// Edits that the server has not got and will not get: they are no longer in the document.
struct Proposal {
  // What they did, in the order in which it was done, as events tell it; positions are those of the
  // document at that time.
  std::vector<Change> changes;
  // The operations themselves, as an update that stands alone (crdt/wire/update.h).
  std::string update;
  // When hashes differed or the history began anew: the whole document as it was, as JSON.
  std::string json;
  std::vector<Agent> agents;  // whose operations differed, where that is known
};

struct ClientEvent {
  enum class Kind : uint8_t {
    kConnected,      // the server has greeted: credential, to come back with, if it gave one
    kEnded,          // the server ended the connection: reason, message, retry_after
    kLive,           // the document is up to date, and from now on kept so
    kSaved,          // everything done here is durable at the server
    kReplaced,       // document() is another object: take handles and observers again
    kRejected,       // refusal, message, proposal: what was refused, and what could not stand
    kHealed,         // LOUD: this replica had diverged and begins again: message, proposal
    kNeedsNewer,     // somebody edits with a newer version: here the document can only be read
    kRightsChanged,  // rights
    kPresence,       // presence; its ttl 0: that agent is gone
    kClosed,         // the document was closed by the server: reason, message, retry_after
  };

  Kind kind;
  uint32_t channel = kConnectionChannel;
  Rights rights = Rights::kNone;
  Refusal refusal = Refusal::kUnknown;
  CloseReason reason = CloseReason::kUnknown;
  uint32_t retry_after = 0;  // milliseconds; 0: not by itself
  std::string message = {};
  std::string credential = {};
  Presence presence = {};
  Proposal proposal = {};
};

std::string_view Name(ClientEvent::Kind kind);

}  // namespace weft::sync

#endif  // WEFT_SYNC_CLIENT_EVENT_H_
