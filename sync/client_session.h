// ClientSession: a client's conversation with a server about any number of documents. It outlives
// its connections: offline, documents are edited as ever, and what was done is sent when a
// connection is there again. Sans-I/O: frames in, frames out, events out, time as a parameter.
//
//   ClientSession session(options);
//   const uint32_t note = session.Add("note", weft::Document(agent));
//   session.document(note).Text("text").Insert(0, "Hello");
//   session.Connected(now);                        // the transport is up
//   session.Receive(frame, now);                   // a frame came
//   session.Tick(now);                             // after edits, and once in a while (a second)
//   while (session.NextFrame(&frame)) ...;         // send
//   while (session.NextEvent(&event)) ...;
//
// Invariants:
// 1. Documents go on over any number of connections; a frame of an earlier connection is never
//    taken for one of this (the transport gives only its own).
// 2. Nothing but `hello` is sent before the server has greeted.
// 3. See ClientDocument for what holds of each document.
//
// Thread rule: one thread at a time. Nothing is called from inside; documents may be edited between
// any two calls.
#ifndef WEFT_SYNC_CLIENT_SESSION_H_
#define WEFT_SYNC_CLIENT_SESSION_H_

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "crdt/document/document.h"
#include "sync/client_document.h"
#include "sync/client_event.h"
#include "sync/client_options.h"
#include "sync/message.h"
#include "sync/replica_secret.h"

namespace weft::sync {

class ClientSession {
 public:
  explicit ClientSession(ClientOptions options);
  ClientSession(const ClientSession&) = delete;
  ClientSession& operator=(const ClientSession&) = delete;

  // Takes a document in, new or loaded; `state` is what SaveState gave when it was saved, or empty.
  // Returns its channel. The document's agent is this replica's alone: a document that several
  // processes may load needs a lock, or a new agent each. Of more documents than the server allows
  // on a connection those that were added last wait, offline as it were, for others to be removed.
  // `secret`: drawn from the host's generator for secrets, and used unless the state has this
  // replica's. Without one, edits may be there twice when a replica comes back as another principal
  // while its connection of before still carries some.
  uint32_t Add(std::string name, Document document, std::string_view state = {},
               ReplicaSecret secret = {});
  // Lets go of a document; its handles end, and nothing more is told of it.
  void Remove(uint32_t channel, uint64_t now);

  // The channel is one that Add gave (anything else CHECKs). The document is another object after
  // each kReplaced event: handles and observers of before must not be used any more.
  Document& document(uint32_t channel) { return At(channel).document(); }
  // To be saved together with the document (crdt/wire/saved.h).
  std::string SaveState(uint32_t channel) const;
  const ClientDocument& state(uint32_t channel) const;

  // The transport is up; down.
  void Connected(uint64_t now);
  void Disconnected();
  // One whole frame. Not ok: it is no message, and was ignored; whoever hears that often should
  // reconnect.
  Status Receive(std::string_view frame, uint64_t now);
  // Takes what was edited and sends it; repeats what was not answered. Milliseconds of a clock that
  // does not go back.
  void Tick(uint64_t now);

  // Opens again what the server has closed; without a connection, when there is one.
  void Reopen(uint32_t channel, uint64_t now);
  // Asks for the server's hashes now, not when it is time.
  void Compare(uint32_t channel, uint64_t now);
  // Tells the others of a document where this user is: anything small, forgotten after `ttl`
  // milliseconds; repeat it before. 0: gone.
  void SendPresence(uint32_t channel, std::string data, uint32_t ttl);
  // Used from the next hello on, until the server gives another one.
  void SetCredential(std::string credential) { options_.credential = std::move(credential); }

  // For a transport that takes frames before it can send them, and tells how much it still has (a
  // WebSocket's bufferedAmount), before each Tick: what waits there is not late, and not sent
  // again.
  void SetBuffered(size_t bytes);
  bool NextFrame(std::string* frame);
  bool NextEvent(ClientEvent* event);

 private:
  ClientDocument& At(uint32_t channel);
  void Send(const Message& message);
  void SendHello(uint64_t now);
  void OpenDown(uint64_t now);
  void OnConnection(const Body& body, uint64_t now);
  void End(CloseReason reason, std::string message, uint32_t retry_after = 0);

  enum class State : uint8_t { kDown, kGreeting, kUp };

  ClientOptions options_;
  Welcome welcome_;
  State state_ = State::kDown;
  uint64_t greeted_at_ = 0;
  std::map<uint32_t, std::unique_ptr<ClientDocument>> documents_;
  uint32_t next_channel_ = 1;
  std::deque<std::string> frames_;
  size_t queued_bytes_ = 0;    // of frames_, and buffered_bytes_
  size_t buffered_bytes_ = 0;  // that the transport has
  std::deque<ClientEvent> events_;
};

}  // namespace weft::sync

#endif  // WEFT_SYNC_CLIENT_SESSION_H_
