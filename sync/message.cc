#include "sync/message.h"

namespace weft::sync {

std::string_view Name(MessageKind kind) {
  static constexpr std::string_view kNames[kMessageKinds] = {
      "hello",  "welcome",       "open",   "opened",   "part",    "update", "number",
      "ack",    "missing",       "reject", "presence", "compare", "hashes", "heartbeat",
      "rights", "resynchronise", "close",  "closed",   "other"};
  return kNames[static_cast<size_t>(kind)];
}

std::string_view Name(Refusal reason) {
  static constexpr std::string_view kNames[] = {
      "unknown",     "malformed",  "tooLarge",  "foreignAgent", "reusedId", "unknownReference",
      "aheadOfTime", "needsNewer", "forbidden", "policy",       "retired",  "reserved"};
  return kNames[static_cast<size_t>(reason)];
}

std::string_view Name(CloseReason reason) {
  static constexpr std::string_view kNames[] = {"unknown", "asked",      "protocol", "version",
                                                "refused", "notFound",   "tooLarge", "tooMany",
                                                "tooOld",  "unavailable"};
  return kNames[static_cast<size_t>(reason)];
}

std::string_view Name(Rights rights) {
  static constexpr std::string_view kNames[] = {"none", "view", "edit"};
  return kNames[static_cast<size_t>(rights)];
}

}  // namespace weft::sync
