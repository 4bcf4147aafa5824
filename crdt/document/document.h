// Document: one replica of a collaborative document. Start reading here.
//
//   weft::Document doc(agent);
//   doc.Text("note").Insert(0, "Hello");
//
// A keystroke's way: Text::Insert collects consecutive typing into one pending edit; when anything
// needs places it is put into the sequence (crdt/sequence/sequence.h) in one go. Operations travel
// as an OperationSet or as update bytes (crdt/wire/update.h); Integrate meets the local path in the
// same functions of the sequence. What arrives before what it depends on waits in the backlog.
//
// Invariants: version() counts only what is integrated, never the backlog. Integrate is all or
// nothing: a set with an operation that can never be valid is refused whole. Merging is
// commutative, associative and idempotent.
//
// Thread rule: one thread at a time per document; different documents are independent. No globals.
// Source: Weidner and Kleppmann, "The Art of the Fugue" (order); Nicolaescu et al., YATA.
#ifndef WEFT_CRDT_DOCUMENT_DOCUMENT_H_
#define WEFT_CRDT_DOCUMENT_DOCUMENT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/id.h"
#include "crdt/core/operation_view.h"
#include "crdt/core/order_kind.h"
#include "crdt/core/status.h"
#include "crdt/core/typing_lane.h"
#include "crdt/core/version.h"
#include "crdt/document/admission.h"
#include "crdt/document/counter.h"
#include "crdt/document/event.h"
#include "crdt/document/list.h"
#include "crdt/document/map.h"
#include "crdt/document/text.h"
#include "crdt/document/tree.h"

namespace weft {

class DocumentState;

// What became of the elements and effects of an integrated set.
struct Integrated {
  uint64_t applied = 0;    // new here, those that left the backlog included
  uint64_t duplicate = 0;  // known before
  uint64_t waiting = 0;    // went to the backlog
};

// A deletion of one element: who made it, as which effect, and whether it was taken back.
struct Deletion {
  EffectId effect;
  bool restored;
};

class Document {
 public:
  // `agent`: this replica's identity, 0 to kMaxAgent, never used by two replicas at a time; choose
  // it at random. 0 only for whoever writes the seed content. Larger values CHECK.
  explicit Document(Agent agent, OrderKind order = OrderKind::kFugueMax);
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  Agent agent() const;
  OrderKind order() const;

  // The root text of that name (UTF-8, at most 1,024 bytes; longer or ill-formed names CHECK),
  // empty until someone inserts. Same name, same text, on every replica.
  weft::Text Text(std::string_view name);
  std::vector<std::string> TextNames() const;
  // Likewise of the other kinds. Roots of different kinds may have one name.
  weft::Map Map(std::string_view name);
  weft::List List(std::string_view name);
  weft::Counter Counter(std::string_view name);
  weft::Tree Tree(std::string_view name);
  // The roots that ever had content, ascending.
  std::vector<ContainerId> Roots() const;

  // What stands at a path (crdt/document/path.h); a container as a Value. kNotFound when nothing
  // does; kFailedPrecondition when a step does not fit its container, or several roots have the
  // name.
  Result<Value> At(std::string_view path) const;
  Result<weft::Text> TextAt(std::string_view path) const;
  Result<weft::Map> MapAt(std::string_view path) const;
  Result<weft::List> ListAt(std::string_view path) const;
  Result<weft::Counter> CounterAt(std::string_view path) const;
  Result<weft::Tree> TreeAt(std::string_view path) const;
  // A container by id. kNotFound when its value was never seen here, or is no such container;
  // kFailedPrecondition when the id is one of another kind; kInvalidArgument when it is none, such
  // as a root whose name is too long or ill-formed.
  Result<weft::Text> TextOf(const ContainerId& id) const;
  Result<weft::Map> MapOf(const ContainerId& id) const;
  Result<weft::List> ListOf(const ContainerId& id) const;
  Result<weft::Counter> CounterOf(const ContainerId& id) const;
  Result<weft::Tree> TreeOf(const ContainerId& id) const;
  // Where a container stands now. kNotFound when it is not in the document (any more);
  // kInvalidArgument when the id is none. A root is always there.
  Result<Path> PathOf(const ContainerId& id) const;

  // How attributes of that key in a delta become marks in this replica (Text::Apply); others expand
  // after their range.
  void SetMarkKind(std::string_view key, MarkOptions options);
  // Takes over what the program chose for another document, which is in no operation and in no
  // saved one: the kinds of marks. Those that are made of a document have it from there (ForkAt,
  // DropHistory, NewGeneration, what a sync::Client replaces its own by).
  void CopySettings(const Document& from);

  // Groups local edits into one transaction: one event. Transactions nest; an edit outside is a
  // transaction of its own. An edit that fails does not undo the others, nor do edits that throw.
  // An Integrate inside parts it: what came in is an event of its own, between one of the edits
  // before and one of those after. All are told at the end.
  template <class Edits>
  void Transact(Edits&& edits) {
    const Transaction transaction(this);
    edits();
  }
  void Begin();
  void Commit();  // nothing when no transaction is open
  bool InTransaction() const;

  // Takes back deletions, additions and undos (own or others'): the effects [first, first + count).
  // kNotFound when one is unknown, kInvalidArgument when one is none of those or half of a pair's.
  Status Restore(EffectId first, uint32_t count);

  // Takes back a write or a move (own or others'): as if it had never been made, until Restore
  // takes that back. What it replaced, or outdid, shows again. For what a user did: UndoManager.
  // kNotFound when it is unknown, kInvalidArgument when it is neither.
  Status Undo(Id creation);

  // The local operations since the last call; valid until the next one. A keystroke that goes on
  // with the one before costs a few instructions.
  const OperationSet& TakeLocal() { return lane_->Take() ? lane_->taken_set : TakeAnyLocal(); }

  // Takes operations in. Refused sets change nothing. kAlreadyExists: an id known with other
  // content. kResourceExhausted: the document would have more than 2^31 - 1 elements or 4 GiB of
  // values, or more than 2^28 elements and effects or 1 GiB would wait in the backlog. What waited
  // and finds no room when it is due leaves the backlog, with all that waits of its agent.
  Result<Integrated> Integrate(const OperationView& operations) {
    if (lane_->Integrate(operations)) return Integrated{1, 0, 0};
    return IntegrateAny(operations);
  }

  // The same as a server does it: nothing waits, so what is too early is kFailedPrecondition
  // (Missing of a replica would name it); kinds of a newer version are kUnimplemented; a Lamport
  // stamp beyond this document's greatest plus the set's own writes and moves is kOutOfRange.
  // `check` is told of every new operation when all else is in order, and may refuse the set; it
  // must not call this document's other functions.
  Result<Integrated> Admit(const OperationView& operations, const AdmissionCheck& check = {});

  // Whether operations of a newer version that must be understood came in: then local edits are
  // kUnimplemented, and everything else works on.
  bool read_only() const;

  // Operations of every agent after `since`, by agent, in maximal runs. `since` may name more than
  // this document has (what is covered is left out); kInvalidArgument when it is no version that
  // ever was (an agent's effects past its creations, or inside a surrogate pair).
  Result<OperationSet> OperationsSince(const Version& since) const;

  // History ------------------------------------------------------------------------------------
  // In all of these a version that never was is kInvalidArgument (an agent's effects past its
  // creations or the other way round, inside a surrogate pair, an operation without what it depends
  // on, an agent this document has never seen), one it has not reached is kOutOfRange, and one
  // whose history was dropped or not saved is kFailedPrecondition. See docs/history.md.

  // A document of its own with the whole history up to a version. `agent`: its identity, which made
  // nothing after that version here. Fork and merge: edit it, then Integrate its OperationsSince.
  // Cost: linear in the history.
  Result<Document> ForkAt(const Version& version, Agent agent) const;
  // What turned one version into the other, in the shape of an event's changes. Of any two: also
  // when `to` is the older one, or neither contains the other. Cost: linear in the history's runs.
  Result<std::vector<Change>> Diff(const Version& from, const Version& to) const;
  // Makes the document show what it showed at a version, by new operations of this agent: a net
  // inverse of all that came after it, own or others'. What others did at the same time and is not
  // here yet stays and merges. Roots named in `except`, of any kind, and all in them are left
  // alone. One transaction; nothing when nothing differs. kFailedPrecondition also when what was
  // deleted was dropped or not saved; kUnimplemented when the document is read-only.
  Status RevertTo(const Version& version, const std::vector<std::string>& except = {});

  // Cost: O(agents), and sorting them.
  Version version() const;
  // version().Get(agent), in O(1).
  Counts CountsOf(Agent agent) const;
  // What the backlog waits for: counts that would let it move on; empty when nothing waits. Cost:
  // linear in the agents of whom something waits, and sorting what their first operations name.
  Version Missing() const;
  uint64_t BacklogSize() const;  // elements and effects
  // Of values and keys, those of what was deleted or replaced too; a root counts as much as the
  // longest name. Not of text, which is at most two a unit. For limits; O(1).
  uint64_t ContentBytes() const;

  // Every deletion of an element, in order of (agent, index). kNotFound: an element this document
  // has not seen; kFailedPrecondition: it was saved without old deletions. Cost: linear in the runs
  // of effects of the whole document.
  Result<std::vector<Deletion>> DeletionsOf(Id element) const;

  // Calls `observer` after each transaction that changed something. An observer may read, and may
  // edit: that is a transaction of its own, after this event. It must not destroy or move the
  // document it is told of, nor assign to it.
  uint64_t Observe(Observer observer);
  void StopObserving(uint64_t subscription);

  // Checks every internal invariant; kInternal names the first that is broken. Linear; for tests.
  Status CheckInvariants() const;

  // For crdt/wire: the saved forms read and build the state directly.
  // (Saving a document applies its pending edit, as reading does.)
  DocumentState& state() const { return *state_; }

 private:
  class Transaction {
   public:
    explicit Transaction(Document* document) : document_(document) { document_->Begin(); }
    ~Transaction() { document_->Commit(); }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

   private:
    Document* document_;
  };

  const OperationSet& TakeAnyLocal();
  Result<Integrated> IntegrateAny(const OperationView& operations);

  std::unique_ptr<DocumentState> state_;
  TypingLane* lane_;  // the state's; see there: most keystrokes go no further
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_DOCUMENT_H_
