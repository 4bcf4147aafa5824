// ClientDocument: one document of a client: the replica, and where its conversation with the server
// stands. A ClientSession holds them; programs use it through that.
//
// Invariants:
// 1. Every record of the server's log up to position() is in the document.
// 2. Operations of its own up to acked() are durable at the server. What is beyond is in the
//    document and will be sent, until it is acknowledged, or refused: then it goes to the program
//    as a proposal. Nothing is dropped silently.
// 3. Own operations are sent in order and without gaps: those after acked() again whenever nothing
//    is heard for a while. Sending something twice does no harm.
// 4. Whatever is not understood (a gap, a damaged body, numbers that do not fit) leads to opening
//    the document again, with all that is known; never to editing on beside the log.
// 5. An agent that was refused, or that the server knows more of than this replica, is never used
//    again.
//
// Thread rule: the session's.
#ifndef WEFT_SYNC_CLIENT_DOCUMENT_H_
#define WEFT_SYNC_CLIENT_DOCUMENT_H_

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/document/document.h"
#include "crdt/wire/agent_numbers.h"
#include "sync/client_event.h"
#include "sync/client_options.h"
#include "sync/message.h"
#include "sync/parts.h"
#include "sync/replica_secret.h"
#include "sync/split.h"

namespace weft::sync {

class ClientDocument {
 public:
  struct Out {
    std::function<void(Body)> send;         // on this document's channel
    std::function<void(ClientEvent)> tell;  // the channel is filled in by the session
    const ClientOptions* options;
    const Welcome* welcome;
    const size_t* queued_bytes;  // sent, and not on their way yet
  };

  ClientDocument(std::string name, Document document, ReplicaSecret secret, Out out);

  // What SaveState gave when `document` was saved; bytes that are none are kDataLoss, and change
  // nothing: the document then starts as a stranger, which is safe.
  Status LoadState(std::string_view state);
  // Where the conversation stands, to be saved together with the document.
  std::string SaveState() const;

  const std::string& name() const { return name_; }
  Document& document() { return document_; }
  Rights rights() const { return rights_; }
  bool live() const { return state_ == State::kLive; }
  bool closed() const { return state_ == State::kClosed; }
  bool down() const { return state_ == State::kDown; }
  // Whether it is one of the server's max_documents, or becomes one by itself.
  bool takes_place() const { return !down() && (!closed() || reopen_at_ != 0); }
  bool saved() const { return acked_ == mine_ && retired_ == 0; }
  Counts acked() const { return acked_; }
  uint64_t position() const { return position_; }

  void Connected(uint64_t now);
  void Disconnected();
  void Reopen(uint64_t now);   // also after kClosed
  void ReopenWhenConnected();  // the same while there is no connection
  void Receive(const Body& body, uint64_t now);
  // Takes what was edited, sends what can be sent, repeats what was not answered.
  // held_up: something that was said before has not gone out yet, so no answer is late.
  void Tick(uint64_t now, bool held_up);
  // Takes what was edited; offline that is all there is to do.
  void TakeLocal();
  void CompareNow(uint64_t now);
  void SendPresence(std::string data, uint32_t ttl);
  // Presence of others by agent.
  const std::map<Agent, Presence>& others() const { return others_; }

 private:
  enum class State : uint8_t { kDown, kOpening, kCatching, kLive, kClosed };
  struct InFlight {
    Counts end;
    size_t bytes;
  };

  // client_sending.cc
  void SendPending();
  void CutPending();
  void ForgetSent();
  void SendUpdate(std::string body, Counts end);
  bool MaySend() const;
  size_t UpdateBytes() const;
  static constexpr uint64_t kForever = ~uint64_t{0};
  void ExpirePresence(uint64_t now);

  void SendOpen(uint64_t now);
  void BecomeLive(uint64_t now);
  bool Learn(uint32_t first, const std::vector<Agent>& agents);
  bool Integrate(std::string_view body, uint64_t now);
  // True when the record at `position` is the next one, which it then is no longer.
  bool IsNext(uint64_t position, uint64_t now);
  void Acknowledge(Counts counts);
  void OnOpened(const Opened& opened, uint64_t now);
  void OnPart(const Part& part, uint64_t now);
  void OnUpdate(const Update& update, uint64_t now);
  void OnNumber(const Number& number, uint64_t now);
  void OnAck(const Ack& ack, uint64_t now);
  void OnMissing(const Missing& missing);
  void OnReject(const Reject& reject, uint64_t now);
  void OnHashes(const Hashes& hashes, uint64_t now);
  void OnPresence(const Presence& presence, uint64_t now);
  void OnRights(Rights rights, uint64_t now);
  void OnClosed(const Closed& closed, uint64_t now);

  // client_recovery.cc
  void Recover(const Reject& reject, uint64_t now);
  void BeginForeign(const Reject& reject, uint64_t now);
  // The document's own agent is somebody else's, and is found out what of it has arrived.
  bool foreign() const { return retired_ != 0 && retired_ == document_.agent(); }
  void Retire(uint64_t now);
  bool OwnDiffers(const OperationSet& set);
  void LearnOfOwn(const OperationSet& set);
  void LearnOfRetired(const OperationSet& set);
  bool RecoverRetired(uint64_t now);
  void Heal(std::string why, std::vector<Agent> agents, uint64_t now);
  void HealWith(std::string why, Proposal proposal, uint64_t now);
  void BeginGeneration(std::string why, uint64_t now);
  void BeginAnew();
  void Replace(Document document);
  Agent FreshAgent() const;
  Counts CountsOf(Agent agent) const;
  void Tell(ClientEvent event) { out_.tell(std::move(event)); }

  std::string name_;
  Document document_;
  ReplicaSecret secret_;
  Out out_;
  State state_ = State::kDown;
  Rights rights_ = Rights::kEdit;  // until told otherwise

  uint64_t generation_ = 0;
  uint64_t position_ = 0;
  AgentNumbers numbers_{kSeedAgent};
  bool whole_ = true;  // to be opened with the whole version

  Counts mine_;  // taken from the document
  Counts acked_;
  Counts opened_;  // what the server has, while what it has is on its way
  Counts sent_;    // in this life of the connection
  std::deque<InFlight> in_flight_;
  size_t in_flight_bytes_ = 0;
  std::deque<Piece> unsent_;  // what is behind sent_ in pieces, as far as it was cut
  bool told_saved_;
  bool told_newer_ = false;

  uint32_t attempt_ = 0;
  uint64_t target_ = 0;  // the position once all parts are here
  Parts parts_;

  // An agent of before, or the document's own that is somebody else's, until the server's
  // operations of it are here: what was not acknowledged of it may be there or not, or others in
  // its place.
  Agent retired_ = 0;
  Counts retired_acked_;
  std::string foreign_why_;  // what the server said of the latter

  Version extra_;       // what the server did not have at the last comparison
  uint32_t heals_ = 0;  // since it was last live
  Reject unsendable_;   // why own operations cannot be sent; no message when they can

  uint64_t reopen_at_ = 0;  // when kClosed; 0: not by itself
  uint64_t heard_at_ = 0;
  uint64_t asked_at_ = 0;  // when something was sent that wants an answer
  uint64_t compared_at_ = 0;
  std::map<Agent, Presence> others_;
  std::map<Agent, uint64_t> others_until_;
};

}  // namespace weft::sync

#endif  // WEFT_SYNC_CLIENT_DOCUMENT_H_
