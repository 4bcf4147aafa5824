// InOrder: a set of operations of one text that is new and complete, as nearly every update is:
// each names only what the document has or what others of the set make. Counts alone tell then
// whether an operation is due, so nothing is planned: one pass checks and finds the order, one
// applies. What is checked is what Integration checks; whatever is not plainly so is left to it,
// and so is saying what is wrong.
//
// Cost: O(1) an operation, beside its look-ups; O(log waiting) where it has to wait for another
// one. Thread rule: the document's.
#ifndef WEFT_CRDT_DOCUMENT_IN_ORDER_H_
#define WEFT_CRDT_DOCUMENT_IN_ORDER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "crdt/core/operation_view.h"
#include "crdt/core/utf.h"
#include "crdt/document/document_state.h"
#include "crdt/document/stretches.h"

namespace weft {

class InOrder {
 public:
  InOrder(DocumentState* state, const OperationView& set)
      : state_(state), sequence_(state->sequence()), objects_(state->objects()), set_(set) {}

  // False: it is left to Integration. Changes nothing.
  bool Check();
  // What was checked; cannot fail. Returns the operation that was applied last.
  const Operation& Apply();

 private:
  // An agent that the set names: as the document has it, and up to where the set was looked at.
  struct Named {
    Agent agent;
    AgentNumber number;  // kNoNumber: not in the document
    Counts start;
    Counts have;
    uint32_t last_at;  // of its last effect; asked for late: a loaded document has to look it up
  };

  static constexpr uint32_t kUnasked = 0xFFFFFFFF;
  // So many are looked through; more are in a map.
  static constexpr size_t kFew = 6;

  bool CheckAll();
  bool CheckStretch(Stretch* stretch, Need* need);
  // False when it is not due, and then what it needs; nothing: it never will be, or is not for
  // here.
  bool CheckInsertion(const Operation& operation, Need* need);
  bool CheckErase(const Operation& operation, Need* need);
  bool IsKnown(const Id& anchor, Need* need);
  static bool Lacks(const Need& lacks, Need* need) {
    *need = lacks;
    return false;
  }
  bool IsInText(const Id& id, const Named& named);
  bool NamesTheText(const Operation& operation);
  bool IsWellFormed(const Operation& insertion);
  bool CutsPair(const Operation& operation);
  bool EndsWithin(const Id& last) { return IsHighSurrogate(UnitOf(last)); }
  bool BeginsWithin(const Id& first) { return IsLowSurrogate(UnitOf(first)); }
  char16_t UnitOf(const Id& id);
  void Apply(const Stretch& stretch);
  void Apply(const Operation& operation);
  Lv LvOf(const Id& id) {
    return id.IsNull() ? kNoLv : sequence_.agents().LvOf(Of(id.agent).number, id.seq);
  }
  // The author at hand and the last other one are found at once.
  Named& Of(Agent agent) {
    if (agent == author_->agent) [[likely]]
      return *author_;
    if (agent != other_->agent) other_ = LookUp(agent);
    return *other_;
  }
  // May move all of them: other_ has to be what was looked up then.
  Named* LookUp(Agent agent);
  Named* Add(Agent agent);

  DocumentState* state_;
  Sequence& sequence_;
  Objects& objects_;
  OperationView set_;
  std::vector<Stretch> order_;  // in which they can be integrated; empty: as they stand
  absl::InlinedVector<Named, kFew> named_;
  absl::flat_hash_map<Agent, uint32_t> places_;  // in named_, once there are more than a few
  Named* author_ = nullptr;                      // of the operation at hand
  Named* other_ = nullptr;
  // Nothing but the one text there is, or will be. Else what the set names has to be of one text.
  bool alone_ = false;
  TreeId text_ = kNoTree;              // all insertions stand in it
  uint32_t root_ = kImpliedContainer;  // of a document without any text: which one begins
  uint32_t room_ = 0;                  // for elements
  // There are surrogate pairs, in the document or the set, which may not be parted. Then it is
  // known which insertions of the set each of named_ has made so far.
  bool pairs_ = false;
  bool met_pair_ = false;
  std::vector<std::vector<uint32_t>> made_;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_IN_ORDER_H_
