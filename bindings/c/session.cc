// weft.h: sessions.
#include "bindings/c/c_session.h"

#include <cstring>

#include "crdt/core/utf.h"
#include "sync/message.h"

using weft::c::View;

namespace {

// Agents at random, from a seed: SplitMix64.
struct RandomAgents {
  uint64_t state;

  weft::Agent operator()() {
    uint64_t z = state += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return (z ^ (z >> 31)) % (weft::kMaxAgent - 1) + 1;
  }
};

weft::sync::ClientOptions Options(uint64_t seed) {
  weft::sync::ClientOptions options;
  options.new_agent = RandomAgents{seed};
  options.update_limits = weft::c::DecoderLimits();
  return options;
}

bool IsDocumentName(std::string_view name) {
  return !name.empty() && name.size() <= weft::sync::kMaxDocumentNameBytes && weft::IsUtf8(name);
}

weft::sync::ReplicaSecret SecretOf(const uint8_t* bytes) {
  weft::sync::ReplicaSecret secret;
  if (bytes != nullptr) {
    std::memcpy(&secret.low, bytes, sizeof(secret.low));
    std::memcpy(&secret.high, bytes + sizeof(secret.low), sizeof(secret.high));
  }
  return secret;
}

}  // namespace

weft_session::weft_session(uint64_t seed) : session(Options(seed)) {}

weft_status weft_session::SettleDocuments() {
  weft::sync::ClientEvent event{};
  while (session.NextEvent(&event)) {
    weft_document* const doc = Find(event.channel);
    if (event.kind == weft::sync::ClientEvent::Kind::kReplaced && doc != nullptr) {
      doc->Become(&session.document(event.channel));
    }
    events.push_back(std::move(event));
  }
  return WEFT_OK;
}

weft_session* weft_session_new(uint64_t seed) { return new weft_session(seed); }

void weft_session_free(weft_session* session) { delete session; }

const char* weft_session_error(const weft_session* session) {
  return session == nullptr ? "no session" : session->error.c_str();
}

weft_status weft_session_set_credential(weft_session* session, const uint8_t* bytes, size_t size) {
  WEFT_C_SESSION(session);
  WEFT_C_GIVEN(session, bytes, size);
  session->session.SetCredential(std::string(View(bytes, size)));
  return WEFT_OK;
}

weft_status weft_session_add(weft_session* session, const char* name, size_t size,
                             weft_document* doc, const uint8_t* state, size_t state_size,
                             const uint8_t* secret, uint32_t* channel) {
  WEFT_C_SESSION(session);
  WEFT_C_GIVEN(session, name, size);
  WEFT_C_GIVEN(session, state, state_size);
  if (doc == nullptr || doc->kept != nullptr || doc->document().InTransaction()) {
    return session->Refuse(weft::StatusCode::kFailedPrecondition,
                           "no document, one of a session, or one inside a transaction");
  }
  if (!IsDocumentName(View(name, size))) {
    return session->Refuse(weft::StatusCode::kInvalidArgument,
                           "a document's name is UTF-8 of 1 to 1,024 bytes");
  }
  doc->DetachUndos();
  *channel = session->session.Add(std::string(View(name, size)), std::move(*doc->own),
                                  View(state, state_size), SecretOf(secret));
  doc->Become(&session->session.document(*channel));
  session->documents[*channel].reset(doc);
  return session->SettleDocuments();
}

weft_document* weft_session_document(weft_session* session, uint32_t channel) {
  return session == nullptr ? nullptr : session->Find(channel);
}

weft_status weft_session_remove(weft_session* session, uint32_t channel, uint64_t now) {
  WEFT_C_CHANNEL(doc, session, channel);
  (void)doc;
  session->documents.erase(channel);
  session->session.Remove(channel, now);
  return session->SettleDocuments();
}

weft_status weft_session_save(weft_session* session, uint32_t channel, weft_bytes* out) {
  WEFT_C_CHANNEL(doc, session, channel);
  (void)doc;
  session->held = session->session.SaveState(channel);
  return session->Give(out);
}

weft_status weft_session_status(weft_session* session, uint32_t channel, weft_session_state* out) {
  WEFT_C_CHANNEL(doc, session, channel);
  const weft::sync::ClientDocument& state = session->session.state(channel);
  // Also what was edited and not yet ticked. The seed's operations are nobody's to be saved.
  const weft::Agent agent = doc->document().agent();
  const bool all_acked =
      agent == weft::kSeedAgent || state.acked() == doc->document().CountsOf(agent);
  *out = {static_cast<int32_t>(state.rights()), state.live() ? 1 : 0,
          state.saved() && all_acked ? 1 : 0, state.closed() ? 1 : 0};
  return WEFT_OK;
}

weft_status weft_session_connected(weft_session* session, uint64_t now) {
  WEFT_C_SESSION(session);
  session->session.Connected(now);
  return session->SettleDocuments();
}

weft_status weft_session_disconnected(weft_session* session) {
  WEFT_C_SESSION(session);
  session->session.Disconnected();
  return session->SettleDocuments();
}

weft_status weft_session_receive(weft_session* session, const uint8_t* frame, size_t size,
                                 uint64_t now) {
  WEFT_C_SESSION(session);
  WEFT_C_GIVEN(session, frame, size);
  const weft::Status status = session->session.Receive(View(frame, size), now);
  (void)session->SettleDocuments();
  return status.ok() ? WEFT_OK : session->Refuse(status.code(), status.message());
}

weft_status weft_session_tick(weft_session* session, uint64_t now) {
  WEFT_C_SESSION(session);
  session->session.Tick(now);
  return session->SettleDocuments();
}

weft_status weft_session_set_buffered(weft_session* session, size_t bytes) {
  WEFT_C_SESSION(session);
  session->session.SetBuffered(bytes);
  return WEFT_OK;
}

weft_status weft_session_next_frame(weft_session* session, weft_bytes* out) {
  WEFT_C_SESSION(session);
  if (!session->session.NextFrame(&session->held)) session->held.clear();
  return session->Give(out);
}

weft_status weft_session_next_event(weft_session* session, weft_bytes* out) {
  WEFT_C_SESSION(session);
  session->held.clear();
  if (!session->events.empty()) {
    const weft::sync::ClientEvent event = std::move(session->events.front());
    session->events.pop_front();
    weft::c::PackClientEvent(event, session->Find(event.channel), &session->held);
  }
  return session->Give(out);
}

weft_status weft_session_reopen(weft_session* session, uint32_t channel, uint64_t now) {
  WEFT_C_CHANNEL(doc, session, channel);
  (void)doc;
  session->session.Reopen(channel, now);
  return session->SettleDocuments();
}

weft_status weft_session_compare(weft_session* session, uint32_t channel, uint64_t now) {
  WEFT_C_CHANNEL(doc, session, channel);
  (void)doc;
  session->session.Compare(channel, now);
  return session->SettleDocuments();
}

weft_status weft_session_presence(weft_session* session, uint32_t channel, const uint8_t* data,
                                  size_t size, uint32_t ttl) {
  WEFT_C_CHANNEL(doc, session, channel);
  (void)doc;
  WEFT_C_GIVEN(session, data, size);
  session->session.SendPresence(channel, std::string(View(data, size)), ttl);
  return session->SettleDocuments();
}
