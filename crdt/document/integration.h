// Integration: one set of operations on its way into a document, all or nothing.
//
//   plan   in the order of dependencies, without touching the document: what is new, what is known,
//          what must wait; every check that can refuse is made here
//   apply  the plan, which cannot fail; what waits goes to the backlog; what waited and is now
//          ready follows
//
// An operation may name elements of the same set, so a plan looks things up in the document first
// and then among what it has planned. Thread rule: the document's.
#ifndef WEFT_CRDT_DOCUMENT_INTEGRATION_H_
#define WEFT_CRDT_DOCUMENT_INTEGRATION_H_

#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "crdt/document/document_state.h"

namespace weft {

class Integration {
 public:
  Integration(DocumentState* state, const OperationView& set)
      : state_(state), sequence_(state->sequence()), set_(set) {}

  Result<Integrated> Run();

 private:
  // A text by number, or, while no one here has named it yet, kNewText | its place in the set's
  // containers (the first of that name).
  using TextRef = uint32_t;
  static constexpr TextRef kNewText = 0x80000000;

  struct Planned {
    uint32_t operation;
    uint32_t from;  // the part that is new, by seq or index
    uint32_t to;
    TextRef text;  // insertions
  };
  // What is planned of one agent.
  struct AgentPlan {
    Counts counts;
    std::vector<uint32_t> creations;  // places in plan_, ascending
    std::vector<uint32_t> effects;
  };

  Status PlanAll();
  // Plans operations [*at, end) of one agent as far as they are ready.
  Status PlanAgent(size_t* at, size_t end, bool* progress);
  uint32_t DueUpTo(const Operation& operation);
  uint32_t CountThatReferToKnown(const Operation& operation);
  uint32_t Have(const Operation& operation);  // of its agent's log, planned ones included
  Status CheckReferences(const Operation& operation, TextRef* text);
  Status CheckInsertionReferences(const Operation& operation, TextRef* text);
  Status CheckPairs(const Operation& operation);
  Status CheckRestore(const Operation& operation);
  Status CheckSameContent(const Operation& operation);
  void Plan(uint32_t operation, uint32_t to, TextRef text);
  TextRef TextNamed(const ContainerId& name);
  TreeId Resolve(TextRef text);

  // The state as it will be when the plan is applied.
  Counts PlannedCounts(Agent agent);
  bool Knows(const Id& id) { return !id.IsNull() && id.seq < PlannedCounts(id.agent).creations; }
  AgentPlan& PlanOf(Agent agent);
  const Planned& FindPlanned(const Id& id, bool effect);
  char16_t UnitOf(const Id& id);
  TextRef TextOf(const Id& id);
  // The element a deletion hits; kNullId when the effect is none.
  Id TargetOf(const Id& effect);
  bool AnySurrogates();
  uint32_t LastAt(Agent agent);  // of the agent's last effect, planned ones included

  void Apply(const Operation& operation, std::u16string_view text, TreeId tree);
  void ApplyPlan();
  void KeepWaiting();
  uint64_t PlannedElements() const;
  void Drain();
  bool DrainHead(Agent agent, bool effect);

  DocumentState* state_;
  Sequence& sequence_;
  OperationView set_;
  std::vector<Planned> plan_;
  std::vector<std::pair<size_t, size_t>> waiting_;  // stretches of the set's operations
  absl::flat_hash_map<Agent, std::unique_ptr<AgentPlan>> planned_;
  Agent last_agent_ = kNoAgent;  // PlanOf's memo
  AgentPlan* last_plan_ = nullptr;
  enum class Answer : uint8_t { kUnknown, kYes, kNo };
  Answer set_surrogates_ = Answer::kUnknown;
  Integrated done_;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_INTEGRATION_H_
