// What a weft_session is behind the C ABI: a client session, its documents as weft_documents, and
// the events not yet taken.
//
// Invariant: after each call a document's handle stands for what the session has: SettleDocuments
// sees to it before anything else can be asked.
// Thread rule: the session's, which is that of its documents too.
#ifndef WEFT_BINDINGS_C_C_SESSION_H_
#define WEFT_BINDINGS_C_C_SESSION_H_

#include <deque>
#include <map>
#include <memory>
#include <string>

#include "bindings/c/c_document.h"
#include "sync/client_session.h"

struct weft_session {
  explicit weft_session(uint64_t seed);

  weft_document* Find(uint32_t channel) {
    const auto it = documents.find(channel);
    return it == documents.end() ? nullptr : it->second.get();
  }
  // Takes the session's events; documents that were replaced get their handles anew.
  weft_status SettleDocuments();
  weft_status Refuse(weft::StatusCode code, std::string_view message) {
    error = message;
    return static_cast<weft_status>(code);
  }
  weft_status Give(weft_bytes* out) const {
    *out = {reinterpret_cast<const uint8_t*>(held.data()), held.size()};
    return WEFT_OK;
  }

  weft::sync::ClientSession session;
  std::map<uint32_t, std::unique_ptr<weft_document>> documents;
  std::deque<weft::sync::ClientEvent> events;
  std::string error;
  std::string held;  // what was handed out last
};

namespace weft::c {

// `doc`: the event's document, null when it has none or it is gone.
void PackClientEvent(const sync::ClientEvent& event, weft_document* doc, std::string* out);

// Leave the enclosing function when there is no session, or no such document in it.
#define WEFT_C_SESSION(session)          \
  if ((session) == nullptr) [[unlikely]] \
  return WEFT_INVALID_ARGUMENT
#define WEFT_C_CHANNEL(name, session, channel)          \
  WEFT_C_SESSION(session);                              \
  weft_document* const name = (session)->Find(channel); \
  if (name == nullptr) [[unlikely]]                     \
  return (session)->Refuse(::weft::StatusCode::kNotFound, "no document of this session")

}  // namespace weft::c

#endif  // WEFT_BINDINGS_C_C_SESSION_H_
