// DocumentState: what a Document holds. Each concern is a class or a file of its own; this class's
// functions are in these:
//   edits.cc              local edits of texts: positions in three units -> the sequence
//   mark_edits.cc         of marks and objects in texts; apply_delta.cc: what a delta says
//   object_edits.cc       of maps, lists and counters; tree_edits.cc: of trees
//   edit_checks.cc        what may refuse any of them
//   state_containers.cc   containers by name and by id, and where they stand
//   transactions.cc       transactions and observers
//   integrate.cc          operations of others, by way of an Integration (integration.h);
//   integrate_one.cc      one of them that is due
//   plan_same.cc          is what is known already the same?
//   operations.cc         the sequence's history as operations again; creations_out.cc: of
//                         creations and of effects that hit no element
//   history.cc            older versions
// Beside it: backlog.h, what came before what it depends on; event_builder.h, what a transaction
// did.
#ifndef WEFT_CRDT_DOCUMENT_DOCUMENT_STATE_H_
#define WEFT_CRDT_DOCUMENT_DOCUMENT_STATE_H_

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "crdt/core/operation_view.h"
#include "crdt/core/status.h"
#include "crdt/core/unit.h"
#include "crdt/core/version.h"
#include "crdt/document/backlog.h"
#include "crdt/document/document.h"
#include "crdt/document/event.h"
#include "crdt/document/rich_text.h"
#include "crdt/objects/objects.h"
#include "crdt/sequence/sequence.h"

namespace weft {

inline constexpr TreeId kNoText = 0xFFFFFFFF;

class DocumentState {
 public:
  DocumentState(Agent agent, OrderKind order)
      : agent_(agent), sequence_(order, agent), objects_(&sequence_) {}

  Agent agent() const { return agent_; }
  Sequence& sequence() { return sequence_; }
  Objects& objects() { return objects_; }
  Backlog& backlog() { return backlog_; }

  // Root texts. A name is valid UTF-8 of at most kMaxKeyBytes.
  TreeId TextNamed(std::string_view name);
  TreeId FindText(const std::string& name) const;  // kNoText when nobody here has named it
  // Of a root text; empty for a nested one.
  const std::string& NameOf(TreeId text) const;
  uint32_t tree_count() { return sequence_.tree().size(); }

  // Local edits ---------------------------------------------------------------------------------
  Status Insert(TreeId text, size_t position, std::string_view utf8, Unit unit);
  Status InsertUnits(TreeId text, uint64_t position, std::u16string_view units);
  Status Erase(TreeId text, size_t position, size_t count, Unit unit);
  Status Restore(EffectId first, uint32_t count);
  Status Undo(const Id& creation);

  // Those that can make a container answer the creation, for observers may have edited since. Of
  // several items the last; kNoLv of none.
  Result<Lv> SetKey(ContainerNumber map, std::string_view key, std::string_view value);
  Status RemoveKey(ContainerNumber map, std::string_view key);
  Result<Lv> InsertItems(ContainerNumber list, uint64_t index, uint32_t count,
                         std::string_view values);
  Status SetItem(ContainerNumber list, uint64_t index, std::string_view value);
  Status EraseItems(ContainerNumber list, uint64_t index, uint64_t count);
  Status MoveItem(ContainerNumber list, uint64_t from, uint64_t to);
  Status Add(ContainerNumber counter, int64_t amount);
  Result<Id> InsertNode(ContainerNumber tree, const Id& parent, uint64_t index);
  Status EraseNode(ContainerNumber tree, const Id& node);
  Status MoveNode(ContainerNumber tree, const Id& node, const Id& parent, uint64_t index);
  // Rich text, in UTF-16 units that are no pair's middle. `value`: a plain value's bytes.
  Result<Id> MarkText(TreeId text, uint64_t from, uint64_t to, std::string_view key,
                      std::string_view value, MarkOptions options);
  Status RemoveMark(TreeId text, const Id& mark);
  Status InsertObject(TreeId text, uint64_t position, std::string_view value);
  Status ApplyDelta(TreeId text, std::span<const DeltaStep> delta);
  // How attributes of that key in a delta become marks.
  void SetMarkKind(std::string key, MarkOptions options) { mark_kinds_[std::move(key)] = options; }
  void CopySettings(const DocumentState& from) { mark_kinds_ = from.mark_kinds_; }
  MarkOptions MarkKindOf(const std::string& key) const {
    const auto kind = mark_kinds_.find(key);
    return kind == mark_kinds_.end() ? MarkOptions() : kind->second;
  }
  bool read_only() const { return read_only_; }
  void SetReadOnly() { read_only_ = true; }

  // Reading lists and trees: kNoLv when there is nothing at the index. An item is told by the
  // element it was inserted as.
  Lv ItemAt(ContainerNumber list, uint64_t index);
  uint64_t CountItems(ContainerNumber list);
  template <class Visitor>
  void ForEachItem(ContainerNumber list, Visitor&& visitor) {
    const TreeId tree = objects_.containers()[list].tree;
    if (tree == kNoTree) return;
    sequence_.Flush();
    sequence_.tree().Visit(tree, [&](const Span& span) {
      for (uint32_t i = 0; span.visible && i < span.count; ++i) {
        visitor(objects_.ItemAt(span.lv + i));
      }
    });
  }
  // kNoLv unless the node is in the tree: neither it nor what it stands below is deleted.
  Lv FindNode(ContainerNumber tree, const Id& node);
  // The container of a parent's children; kNoContainer when the parent is not in the tree.
  ContainerNumber ChildrenOf(ContainerNumber tree, const Id& parent);
  // Whether a container can be reached from its root.
  bool IsPresent(ContainerNumber container);
  bool IsShown(Lv creation);  // an item or write: it, not what it stands in
  uint64_t IndexOf(Lv item);  // of a shown item
  // kNotFound also of a root that nobody here has named; kInvalidArgument: no container's id.
  Result<ContainerNumber> FindContainer(const ContainerId& id);
  Result<Path> PathOf(ContainerNumber container);
  Path PathOfPresent(ContainerNumber container);

  // A position or length in `unit` as UTF-16 units, and back.
  Result<uint64_t> ToUnits(TreeId text, uint64_t position, Unit unit);
  uint64_t FromUnits(TreeId text, uint64_t position, Unit unit);
  bool InsidePair(TreeId text, uint64_t position);

  // Transactions --------------------------------------------------------------------------------
  void Begin() { ++depth_; }
  void Commit();  // nothing when none has begun
  uint64_t Observe(Observer observer);
  void StopObserving(uint64_t subscription);
  bool InTransaction() const { return depth_ > 0; }
  // Calls `hook` after each transaction, before its event, whether it changed anything or not.
  // `each_edit`: keystrokes, too; else those of the typing lane are not told of. It must not edit.
  using CommitHook = std::function<void(Origin)>;
  uint64_t AfterCommit(bool each_edit, CommitHook hook);
  void StopAfterCommit(uint64_t id);

  // Operations ----------------------------------------------------------------------------------
  Result<Integrated> Integrate(const OperationView& operations);
  Result<Integrated> Admit(const OperationView& operations, const AdmissionCheck& check);
  const OperationSet& TakeLocal();
  Result<OperationSet> OperationsSince(const Version& since);
  Result<OperationSet> OperationsOf(Agent agent);  // all of one agent
  // All up to a version that was (crdt/document/past.h).
  Result<OperationSet> OperationsUpTo(const Version& version);
  // Where the history that is here begins: the start, or the version up to which effects were left
  // out for good.
  Version HistoryStart();
  // Whether (creations, effects) could be an agent's, as far as its own operations tell.
  Status CheckVersion(AgentNumber number, Counts counts);
  // The high half of the surrogate pair that a deletion hits half of, or a restore gives back;
  // kNoLv when it is another effect.
  Lv PairOfEffect(AgentNumber number, uint32_t index);
  // Whether the agent's first `effects` end between what it did to the halves of a pair.
  bool CutsEffectsOfPair(AgentNumber number, uint32_t effects);
  // As a transaction of its own, what turns the document into what it was (revert.cc).
  Status RevertTo(const Version& version, const std::vector<std::string>& except);
  Version CurrentVersion();
  Counts CountsOf(Agent agent);
  // After a load: what the local agent made before was taken then.
  void TakenBeforeLoad() { sequence_.lane()->taken = sequence_.CountsOf(sequence_.local()); }
  // An element's or effect's place in this replica; kNoLv / kNoNumber when it is not known.
  Lv Find(const Id& id) { return Find(sequence_.agents(), id); }

 private:
  struct Subscription {
    uint64_t id;
    Observer call;
  };
  struct WaitingEvent {
    Event event;
    uint64_t end;  // subscriptions from here on have begun since
  };

  // Edits in another unit, and those that are refused.
  Status InsertChecked(TreeId text, size_t position, std::string_view utf8, Unit unit);
  Status EraseChecked(TreeId text, size_t position, size_t count, Unit unit);
  // Room for so many elements more, bytes of values, and stamps; for effects of this agent.
  Status CheckRoom(uint64_t elements, uint64_t value_bytes = 0, uint64_t stamps = 0);
  Status CheckEffectRoom(uint64_t count);
  Status NeedsNewer() const;
  // The measures of the visible text before a UTF-16 position.
  Measures MeasureBefore(TreeId text, uint64_t position);
  Measures MeasureLoneHalves(TreeId text, uint64_t position);
  Result<uint64_t> ToUnitsAmongLoneHalves(TreeId text, uint64_t position, Unit unit);
  // Brackets every change: observers need to know where the transaction began.
  void BeginChange() {
    if (!observers_.empty()) [[unlikely]]
      StartWatching();
  }
  void EndChange(Origin origin) {
    if (told_ && depth_ == 0) [[unlikely]]
      Tell(origin);
  }
  // Likewise around operations of others: inside a transaction they are an event of their own.
  void BeginRemote() {
    if (InTransaction()) [[unlikely]]
      KeepEvent(Origin::kLocal);
    BeginChange();
  }
  void EndRemote() {
    if (InTransaction()) [[unlikely]]
      return KeepEvent(Origin::kRemote);
    EndChange(Origin::kRemote);
  }
  void Tell(Origin origin);
  void StartWatching();
  // What was watched becomes an event, which waits to be told.
  void KeepEvent(Origin origin);
  void TellWaiting();

  void AppendCreations(AgentNumber agent, uint32_t from, uint32_t to, uint32_t at,
                       OperationSet* out);
  void AppendContent(LvRange range, Operation* operation, OperationSet* out);
  void AppendInsertion(Operation* operation, LvRange here, OperationSet* out);
  void AppendWrite(Operation* operation, Lv lv, OperationSet* out);
  void AppendMark(Operation* operation, Lv lv, OperationSet* out);
  void AppendOther(Operation* operation, Lv lv, OperationSet* out);
  void AppendUndo(const EffectRun& run, uint32_t index, Lv target, Operation* operation,
                  OperationSet* out);
  void AppendOtherEffects(AgentNumber agent, const EffectRun& run, OperationSet* out);
  Lv VisibleAt(TreeId text, uint64_t position);  // kNoLv at the end
  void SetEnds(TreeId text, uint64_t from, uint64_t to, const MarkOptions& options,
               Marks::Mark* mark);
  Status CheckStep(TreeId text, const DeltaStep& step, std::string* values);
  Status CheckDelta(TreeId text, std::span<const DeltaStep> delta);
  void MarkAttribute(TreeId text, uint64_t from, uint64_t to, const std::string& key,
                     const Value& value);
  void SetAttributes(TreeId text, uint64_t from, uint64_t to, const Attributes& wanted);
  Status CheckEdit(std::string_view values, ContainerNumber home, uint64_t count);
  Status CheckContent(std::string_view values, ContainerNumber home);
  void EraseElements(LvRange target);
  void EraseShownItems(TreeId list, uint64_t index, uint64_t count);
  void WriteLocally(RegisterNumber of, std::vector<Lv> replaces, std::string_view value);
  void SortById(std::vector<Lv>* lvs);
  bool IntegrateOne(const OperationView& set);
  // Without a plan: the operation that was taken in last; null when none was.
  const Operation* IntegrateAtOnce(const OperationView& set);
  bool InsertOne(AgentNumber agent, const Operation& operation, std::u16string_view all_text);
  bool EraseOne(AgentNumber agent, const Operation& operation);
  bool MarkOne(AgentNumber agent, const OperationView& set);
  static Lv Find(const AgentTable& agents, const Id& id) {
    if (id.IsNull()) return kNoLv;
    const AgentNumber number = agents.Find(id.agent);
    if (number == kNoNumber || id.seq >= agents.Creations(number)) return kNoLv;
    return agents.LvOf(number, id.seq);
  }
  // False when it is not known.
  static bool FindAnchor(const AgentTable& agents, const Id& id, Lv* lv) {
    *lv = Find(agents, id);
    return *lv != kNoLv || id == kNullId;
  }
  // Deletes the operation's targets, which are elements of `of`.
  void EraseTargets(AgentNumber agent, uint32_t at, LvRange target, bool backward);
  void ApplyErase(AgentNumber agent, AgentNumber of, const Operation& operation);
  bool AppendPeeked(const Sequence::Peeked& peeked, Counts now, OperationSet* out);
  void AppendPeekedInsertion(const Sequence::Peeked& peeked, Counts now, OperationSet* out);
  void ExpectToTakeErased(const Sequence::Peeked& peeked, const AgentTable::LvRun& run);
  void ForgetTakenContainers() {
    if (!taken_containers_.empty()) taken_containers_.clear();  // which costs more than asking
  }
  void AppendEffects(AgentNumber agent, const EffectRun& run, OperationSet* out);
  uint32_t ContainerIn(OperationSet* out, ContainerNumber container);
  Status CheckEffectPairs(AgentNumber number, uint32_t effects);
  Status CheckAllThere(AgentNumber number, Counts from, Counts to, const Status& effects);
  // Operations of the local agent that are due; they pass the same checks as anyone's.
  Status IntegrateLocally(const OperationSet& set, Origin origin);
  void AppendAgent(AgentNumber agent, Counts from, Counts to, OperationSet* out);
  // What the agent has under the ids of `like`, all known, as one operation if it was one. False
  // when part of that was not saved.
  bool AppendKnown(AgentNumber agent, const Operation& like, OperationSet* out);

  friend class InOrder;
  friend class Integration;
  friend class Inverse;

  Agent agent_;
  Sequence sequence_;
  Objects objects_;
  absl::flat_hash_map<ContainerNumber, uint32_t> taken_containers_;  // places in what is taken out
  absl::flat_hash_map<std::string, MarkOptions> mark_kinds_;
  bool read_only_ = false;
  Backlog backlog_;
  int depth_ = 0;
  std::u16string scratch_;
  std::vector<Subscription> observers_;
  uint64_t next_subscription_ = 1;
  bool watching_ = false;
  bool notifying_ = false;
  Lv watched_from_ = 0;
  std::vector<LvRange> touched_;
  WatchedObjects watched_;
  std::vector<WaitingEvent> waiting_events_;
  struct Hook {
    uint64_t id;
    CommitHook call;
    bool each_edit;
  };
  std::vector<Hook> hooks_;
  bool told_ = false;  // somebody is told of transactions
};

// What trees and their edits answer about a node that is not there.
Status NoSuchNode();

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_DOCUMENT_STATE_H_
