// DocumentState: what a Document holds. Each concern is a class or a file of its own:
//   edits.cc         local edits: positions in three units -> the sequence
//   integrate.cc     operations of others: check everything, then apply
//   backlog.h        what came before what it depends on
//   operations.cc    the sequence's history as operations again
//   event_builder.h  what a transaction did, for observers
#ifndef WEFT_CRDT_DOCUMENT_DOCUMENT_STATE_H_
#define WEFT_CRDT_DOCUMENT_DOCUMENT_STATE_H_

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
#include "crdt/sequence/sequence.h"

namespace weft {

inline constexpr size_t kMaxNameBytes = 1024;
inline constexpr TreeId kNoText = 0xFFFFFFFF;

class DocumentState {
 public:
  DocumentState(Agent agent, OrderKind order) : agent_(agent), sequence_(order, agent) {}

  Agent agent() const { return agent_; }
  Sequence& sequence() { return sequence_; }
  Backlog& backlog() { return backlog_; }

  // Root texts. A name is valid UTF-8 of at most kMaxNameBytes.
  TreeId TextNamed(std::string_view name);
  TreeId FindText(const std::string& name) const;  // kNoText when nobody here has named it
  const std::string& NameOf(TreeId text) const { return names_[text]; }
  uint32_t text_count() const { return static_cast<uint32_t>(names_.size()); }

  // Local edits ---------------------------------------------------------------------------------
  Status Insert(TreeId text, size_t position, std::string_view utf8, Unit unit);
  Status InsertUnits(TreeId text, uint64_t position, std::u16string_view units);
  Status Erase(TreeId text, size_t position, size_t count, Unit unit);
  Status Restore(EffectId first, uint32_t count);

  // A position or length in `unit` as UTF-16 units, and back.
  Result<uint64_t> ToUnits(TreeId text, uint64_t position, Unit unit);
  uint64_t FromUnits(TreeId text, uint64_t position, Unit unit);
  bool InsidePair(TreeId text, uint64_t position);

  // Transactions --------------------------------------------------------------------------------
  void Begin() { ++depth_; }
  void Commit();
  uint64_t Observe(Observer observer);
  void StopObserving(uint64_t subscription);

  // Operations ----------------------------------------------------------------------------------
  Result<Integrated> Integrate(const OperationView& operations);
  const OperationSet& TakeLocal();
  Result<OperationSet> OperationsSince(const Version& since);
  Version CurrentVersion();
  // After a load: what the local agent made before was taken then.
  void TakenBeforeLoad() { sequence_.lane()->taken = sequence_.CountsOf(sequence_.local()); }
  // An element's or effect's place in this replica; kNoLv / kNoNumber when it is not known.
  Lv Find(const Id& id) {
    if (id.IsNull()) return kNoLv;
    const AgentTable& agents = sequence_.agents();
    const AgentNumber number = agents.Find(id.agent);
    if (number == kNoNumber || id.seq >= agents.Creations(number)) return kNoLv;
    return agents.LvOf(number, id.seq);
  }

 private:
  struct Subscription {
    uint64_t id;
    Observer observer;
  };

  // Edits in another unit, and those that are refused.
  Status InsertChecked(TreeId text, size_t position, std::string_view utf8, Unit unit);
  Status EraseChecked(TreeId text, size_t position, size_t count, Unit unit);
  Status CheckRoom(uint64_t units);
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
    if (!observers_.empty() && depth_ == 0) [[unlikely]]
      Notify(origin);
  }
  void StartWatching();
  void Notify(Origin origin);

  void AppendInsertions(AgentNumber agent, uint32_t from, uint32_t to, uint32_t at,
                        OperationSet* out);
  bool IntegrateOne(const OperationView& set);
  bool IntegrateInOrder(const OperationView& set);
  bool AllDue(AgentNumber agent, const OperationView& set);
  bool InsertOne(AgentNumber agent, const Operation& operation, std::u16string_view all_text);
  bool EraseOne(AgentNumber agent, const Operation& operation);
  // False when it is not known.
  bool FindAnchor(const Id& id, Lv* lv) {
    if (id.IsNull()) return true;
    *lv = Find(id);
    return *lv != kNoLv;
  }
  // Deletes the operation's targets, which are elements of `of`.
  void ApplyErase(AgentNumber agent, AgentNumber of, const Operation& operation);
  void ExpectToTakeMore(const Sequence::Peeked& peeked);
  bool AppendPeeked(const Sequence::Peeked& peeked, Counts now, OperationSet* out);
  void AppendEffects(AgentNumber agent, const EffectRun& run, OperationSet* out);
  static uint32_t ContainerIn(OperationSet* out, const std::string& name);
  Status CheckVersion(AgentNumber number, Counts counts);
  Status CheckDeletedPairs(AgentNumber number, uint32_t effects);
  Status CheckAllThere(AgentNumber number, Counts from, Counts to, const Status& effects);
  Status RestoreLocally(const OperationSet& set);
  void AppendAgent(AgentNumber agent, Counts from, Counts to, OperationSet* out);

  friend class Integration;

  Agent agent_;
  Sequence sequence_;
  std::vector<std::string> names_;
  absl::flat_hash_map<std::string, TreeId> texts_;
  Backlog backlog_;
  int depth_ = 0;
  std::u16string scratch_;
  std::vector<Subscription> observers_;
  uint64_t next_subscription_ = 1;
  bool watching_ = false;
  bool notifying_ = false;
  Lv watched_from_ = 0;
  std::vector<LvRange> touched_;
  std::vector<Event> waiting_events_;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_DOCUMENT_STATE_H_
