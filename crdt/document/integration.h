// Integration: one set of operations on its way into a document, all or nothing.
//
//   plan   in the order of dependencies, without touching the document: what is new, what is known,
//          what must wait; every check that can refuse is made here
//   apply  the plan, which cannot fail; what waits goes to the backlog; what waited and is now
//          ready follows
//
// An operation may name elements of the same set, so a plan looks things up in the document first
// and then among what it has planned: crdt/document/planned_names.h. Thread rule: the document's.
#ifndef WEFT_CRDT_DOCUMENT_INTEGRATION_H_
#define WEFT_CRDT_DOCUMENT_INTEGRATION_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "crdt/core/operation_view.h"
#include "crdt/core/status.h"
#include "crdt/document/admission.h"
#include "crdt/document/document_state.h"
#include "crdt/document/planned_names.h"
#include "crdt/document/stretches.h"

namespace weft {

class Integration {
 public:
  Integration(DocumentState* state, const OperationView& set)
      : state_(state), sequence_(state->sequence()), objects_(state->objects()), set_(set) {}

  Result<Integrated> Run();
  // As a server: nothing waits; stamps are bounded; nothing of a newer version; `check`, if there
  // is one, agrees.
  Result<Integrated> RunAdmitting(const AdmissionCheck& check);

 private:
  struct Planned {
    uint32_t operation;
    uint32_t from;  // the part that is new, by seq or index
    uint32_t to;
    // Of creations: what they stand in; of an addition: its counter; of an undo: what is undone.
    ContainerRef home;
  };
  // Of a planned write, move or mark.
  struct PlannedStamp {
    RegisterRef of;  // of a write
    Lamport lamport;
  };
  // What is planned of one agent.
  struct AgentPlan {
    Counts counts;
    std::vector<uint32_t> creations;  // places in plan_, ascending
    std::vector<uint32_t> effects;
    Lamport lamport;  // of its last write, move or mark
  };
  // What made an element, here or in the plan.
  struct Maker {
    CreationKind kind;
    ContainerRef home;
    RegisterRef of;          // kWrite
    Lamport lamport;         // kWrite
    std::string_view value;  // kItem, kWrite; of kMark all its content
  };
  // What an effect hits: the container that it is in, and its key as a check is told it.
  struct Hit {
    ContainerRef home;
    std::string key;
    friend bool operator==(const Hit&, const Hit&) = default;
  };

  Status CheckAndPlan();
  Status PlanWithinBounds();
  Status PlanAll();
  // Plans a stretch as far as it is due, and says what the rest needs.
  Status PlanStretch(Stretch* stretch, Need* need);
  uint32_t DueUpTo(const Operation& operation, const OperationView& set, Need* need);
  uint32_t CountThatReferToKnown(const Operation& operation, const OperationView& set, Need* need);
  uint32_t Have(const Operation& operation);  // of its agent's log, planned ones included
  void Plan(uint32_t operation, uint32_t to, ContainerRef home);

  // plan_checks.cc: text and effects.
  Status CheckReferences(const Operation& operation, ContainerRef* home);
  Status CheckInsertionReferences(const Operation& operation, ContainerRef* home);
  Status CheckPairs(const Operation& operation);
  Status CheckPairsAround(const Operation& operation);
  Status CheckRestore(const Operation& operation);
  Status CheckUndo(const Operation& undo, ContainerRef* home);
  Status CheckSameContent(const Operation& operation, uint32_t count);
  Status CheckSameText(const Operation& operation, uint32_t count);
  bool LacksContent(const Id& id);

  // plan_same.cc: what is known already.
  Status CheckSame(const Operation& operation);
  // Up to `end`, by seq or index, all of which is known: but for text and values.
  bool IsSame(const Operation& operation, uint32_t end);
  bool IsSameHere(const Operation& operation, AgentNumber agent);

  // plan_objects.cc: everything else.
  Status CheckObject(const Operation& operation, ContainerRef* home);
  Status CheckAnchors(const Operation& operation, ContainerRef* home);
  Status CheckItems(const Operation& operation, ContainerRef* home);
  Status CheckWrite(const Operation& operation, ContainerRef* home);
  Status CheckMove(const Operation& operation, ContainerRef* home);
  Status CheckMark(const Operation& operation, ContainerRef* home);
  Status CheckContainer(const Operation& operation, ContainerRef* home);
  Status CheckTargets(const Operation& operation);
  Status CheckValue(const Operation& operation, std::string_view value, ContainerRef home);
  Status CheckSameObject(const Operation& operation, uint32_t count);
  Status RegisterOf(const Operation& write, const Id& id, Maker* maker);
  Status NoteStamp(const Operation& operation, RegisterRef of, uint64_t lamport);
  ContainerKind KindOf(ContainerRef ref);
  ContainerRef ForestOf(ContainerRef ref);
  uint32_t DepthOf(ContainerRef ref);
  Status CheckNewContainer(const Operation& operation, const ContainerId& id, const Maker& maker,
                           ContainerRef* ref);
  Maker MakerOf(const Id& id);
  Maker PlannedMakerOf(const Id& id);
  std::string_view PlannedValue(uint32_t plan, uint32_t index);
  bool AnyObjects();
  Status CheckStamps();

  // plan_inspection.cc: the plan as an admission check is told of it.
  Status Inspect(const AdmissionCheck& check);
  template <class TellHit>
  Status ForEachHit(const Operation& effect, TellHit&& tell);
  std::string KeyIn(const Operation& part, uint32_t place);
  ContainerId IdOf(ContainerRef ref);
  std::string KeyOf(RegisterRef of);
  std::string KeyMadeBy(const Maker& maker);
  std::string PathPattern(ContainerId id);
  Hit HitBy(const Operation& effect, uint32_t index);
  ContainerRef HomeOfCreation(const Id& id, const Maker& maker);
  ContainerRef HomeOfAddition(const Id& effect);

  // The state as it will be when the plan is applied.
  Counts PlannedCounts(Agent agent);
  bool Knows(const Id& id) { return !id.IsNull() && id.seq < PlannedCounts(id.agent).creations; }
  AgentPlan& PlanOf(Agent agent);
  const AgentPlan* FindPlan(Agent agent) const;  // null while nothing of it is planned
  // The place in plan_ of what makes an element or effect, which must be planned.
  uint32_t FindPlanned(const Id& id, bool effect);
  char16_t UnitOf(const Id& id);
  ContainerRef HomeOf(const Id& id);  // of an element of a text
  // The element a deletion hits; kNullId when the effect is none.
  Id TargetOf(const Id& effect);
  bool IsAddition(const Id& effect);
  Id UndoneBy(const Id& effect);
  bool AnySurrogates();
  uint32_t LastAt(Agent agent);  // of the agent's last effect, planned ones included
  Lamport LastLamport(Agent agent);

  void Apply(const Operation& operation, const Planned& planned, uint32_t place);
  void ApplyRestore(AgentNumber agent, const Operation& operation);
  void ApplyWrite(AgentNumber agent, const Operation& write, uint32_t place);
  void ApplyOther(AgentNumber agent, const Operation& operation, const Planned& planned);
  ContainerNumber Resolve(ContainerRef ref);
  void ApplyPlan();
  void KeepWaiting();
  uint64_t PlannedElements() const;
  void Drain();
  void DrainAgent(Agent agent);
  bool DrainHead(Agent agent, bool effect, Need* need);
  void Wake(Agent agent);

  DocumentState* state_;
  Sequence& sequence_;
  Objects& objects_;
  OperationView set_;
  std::vector<Planned> plan_;
  PlannedNames names_;
  absl::flat_hash_map<uint32_t, PlannedStamp> stamps_;                 // by place in plan_
  absl::flat_hash_map<uint32_t, std::vector<uint32_t>> value_starts_;  // likewise, of items
  OperationSet known_;                                                 // scratch
  std::vector<Stretch> waiting_;                                       // what is left of the set's
  absl::flat_hash_map<Agent, std::unique_ptr<AgentPlan>> planned_;
  std::vector<Agent> authors_;   // of planned_
  std::vector<Agent> ready_;     // whose heads in the backlog may have become due
  Agent last_agent_ = kNoAgent;  // PlanOf's memo
  AgentPlan* last_plan_ = nullptr;
  enum class Answer : uint8_t { kUnknown, kYes, kNo };
  Answer set_surrogates_ = Answer::kUnknown;
  Answer set_objects_ = Answer::kUnknown;
  Integrated done_;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_INTEGRATION_H_
