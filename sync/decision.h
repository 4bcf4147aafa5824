// Decision: the one place that says which kinds of message a server takes from whom. Everything the
// table does not allow is refused.
#ifndef WEFT_SYNC_DECISION_H_
#define WEFT_SYNC_DECISION_H_

#include <cstdint>

#include "sync/message.h"

namespace weft::sync {

enum class Role : uint8_t {
  kStranger,  // not greeted yet
  kGuest,     // greeted; the document of that channel is not open
  kViewer,    // may see the document
  kEditor,    // may edit it, and is bound to an agent
};
inline constexpr size_t kRoles = 4;

enum class Decision : uint8_t {
  kEnd,     // ends the connection: nobody honest sends that
  kReopen,  // answered with resynchronise: the document is not open (any more)
  kRefuse,  // a refusal is told, and nothing else happens: rights may have changed on the way
  kAllow,
};

Decision Decide(MessageKind kind, Role role);

}  // namespace weft::sync

#endif  // WEFT_SYNC_DECISION_H_
