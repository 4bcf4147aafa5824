// Sequence: the elements of all texts of one document, with their whole history. Local edits and
// integrated operations meet here.
//
//   local:   Insert / Erase -> pending edit -> Flush -> SpanTree, InsertionLog, EffectLog
//   remote:  IntegrateInsertion / IntegrateErase -> Placement (-> order) -> the same three
//
// Pending edit: consecutive typing, consecutive deleting, and a remote operation that continues the
// one before are collected and applied once; ids are known without. Everything that needs places
// calls Flush first; the const readers below say so.
//
// Where a local insertion anchors: directly after the last visible element, except when the
// tombstones there are this replica's own, from the deletion just before: then after those, so that
// type - backspace - type stays one run. Never after anyone else's: text would land inside what
// another one writes there.
//
// Preconditions are the document's to check: positions in range, anchors and targets that exist, in
// this text, no halves of pairs. Thread rule: the document's.
#ifndef WEFT_CRDT_SEQUENCE_SEQUENCE_H_
#define WEFT_CRDT_SEQUENCE_SEQUENCE_H_

#include <functional>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "crdt/core/order_kind.h"
#include "crdt/core/status.h"
#include "crdt/core/version.h"
#include "crdt/sequence/agent_table.h"
#include "crdt/sequence/effect_log.h"
#include "crdt/sequence/insertion_log.h"
#include "crdt/sequence/placement.h"
#include "crdt/sequence/span_tree.h"
#include "crdt/sequence/text_arena.h"

namespace weft {

class Sequence {
 public:
  Sequence(OrderKind order, Agent local_agent);
  Sequence(const Sequence&) = delete;
  Sequence& operator=(const Sequence&) = delete;

  TreeId AddText();
  // Visible elements, pending edits included. Which of a pending remote deletion's targets were
  // visible shows only when it is applied.
  uint64_t Length(TreeId text) {
    if (pending_.kind == Pending::Kind::kRemoteErase) [[unlikely]] FlushPending();
    return lengths_[text];
  }

  // Local edits, in UTF-16 units ---------------------------------------------------------------
  void InsertAscii(TreeId text, uint64_t position, std::string_view ascii);
  void Insert(TreeId text, uint64_t position, std::u16string_view units);
  void Erase(TreeId text, uint64_t position, uint64_t count);

  // Operations of others -----------------------------------------------------------------------
  void IntegrateInsertion(AgentNumber agent, TreeId text, Lv prev, Lv next,
                          std::u16string_view units);
  // Deletes elements with consecutive LVs, visible or not.
  void IntegrateErase(AgentNumber agent, uint32_t at, LvRange target, bool backward);
  // Takes back the deletions that are effects [index, index + count) of `by`.
  void IntegrateRestore(AgentNumber agent, uint32_t at, AgentNumber by, uint32_t index,
                        uint32_t count);

  // Applies what is pending; the readers below need it.
  void Flush() {
    if (pending_.kind != Pending::Kind::kNone) FlushPending();
  }
  // Brings in what a load left aside: the anchors and effects of loaded elements.
  void EnsureHistory();

  AgentNumber local() const { return 0; }
  Counts CountsOf(AgentNumber agent) const;  // pending included

  AgentTable& agents() { return agents_; }
  const TextArena& arena() const { return arena_; }
  TextArena& arena() { return arena_; }
  SpanTree& tree() { return tree_; }
  // The whole history only after EnsureHistory.
  const InsertionLog& insertions() const { return insertions_; }
  const EffectLog& effects() const { return effects_; }
  TreeId TextOf(Lv lv) const;
  OrderKind order() const { return order_; }

  // The element that effect `index` of `agent` hits, or kNoLv when it is no deletion.
  Lv ErasedBy(AgentNumber agent, uint32_t index);
  bool IsRestored(AgentNumber agent, uint32_t index) const {
    return restored_.contains(EffectKey(agent, index));
  }

  // Events: while set, ranges whose visibility changed are appended here (insertions excepted).
  void set_touched(std::vector<LvRange>* touched) { touched_ = touched; }

  // A load -------------------------------------------------------------------------------------
  // What the working file hands over beside the tree and the arena: the loaded part's exceptions
  // and a way to bring in the effects when somebody asks.
  struct Loaded {
    std::vector<Insertion> apart;            // by LV
    std::vector<uint32_t> effect_counts;     // by agent number
    std::function<EffectLog()> effects;
    // Elements with more than one deletion that counts, and effects that were taken back.
    std::vector<std::pair<Lv, uint32_t>> extra_deletions;
    std::vector<std::pair<AgentNumber, uint32_t>> restored;
  };
  // The tree (bulk-built), the arena and the agents must hold exactly the loaded elements.
  void FinishLoad(Loaded loaded);
  void NoteText(Lv lv, TreeId text);  // elements from lv on are this text's; ascending
  const std::vector<std::pair<Lv, TreeId>>& text_runs() const { return text_runs_; }
  const absl::flat_hash_map<Lv, uint32_t>& extra_deletions() const { return extra_deletions_; }
  std::vector<std::pair<AgentNumber, uint32_t>> RestoredEffects() const;  // sorted

  Status CheckInvariants();

 private:
  struct Pending {
    enum class Kind : uint8_t { kNone, kInsert, kErase, kRemoteInsert, kRemoteErase };
    Kind kind = Kind::kNone;
    bool backward = false;
    bool single = false;  // kErase: so far one element at a time, so it may still turn backward
    TreeId text = 0;
    uint64_t position = 0;  // kInsert, kErase
    uint64_t count = 0;
    AgentNumber agent = 0;  // kRemote*
    uint32_t at = 0;        // kRemoteErase
    Lv lv = 0;              // kInsert: the first; kRemoteErase: the lowest target
    Lv next = 0;            // kRemoteInsert: the run's
    Gap gap;                // kRemoteInsert: after what is in the tree
  };
  // The gap behind the tombstones of the local deletion just before.
  struct OwnTombstones {
    bool valid = false;
    TreeId text = 0;
    uint64_t position = 0;
    Gap gap;
    Lv last = 0;
  };

  static uint64_t EffectKey(AgentNumber agent, uint32_t index) {
    return uint64_t{agent} << 32 | index;
  }

  // True when the insertion goes on with the pending one.
  bool BeginInsert(TreeId text, uint64_t position);
  void CountInserted(TreeId text, uint64_t count);
  void FlushPending();
  void FlushInsert(const Pending& edit);
  void FlushErase(const Pending& edit);
  void FlushRemoteInsert(const Pending& edit);
  void FlushRemoteErase(const Pending& edit);
  void NoteOwnTombstones(const Pending& edit, const Gap& gap);
  Placement::Place FindPlace(TreeId text, Lv prev, Lv next, AgentNumber agent);
  void Hide(LvRange range);
  void TakeBackDeletion(AgentNumber by, uint32_t index);
  void BuildLoadedInsertions();
  void Touch(LvRange range) {
    if (touched_ != nullptr) touched_->push_back(range);
  }

  OrderKind order_;
  AgentTable agents_;
  TextArena arena_;
  SpanTree tree_;
  InsertionLog insertions_;
  EffectLog effects_;
  Placement placement_;
  std::vector<uint64_t> lengths_;
  std::vector<std::pair<Lv, TreeId>> text_runs_;
  absl::flat_hash_map<Lv, uint32_t> extra_deletions_;
  absl::flat_hash_set<uint64_t> restored_;
  Pending pending_;
  OwnTombstones own_;
  std::vector<LvRange> erased_;  // scratch of FlushErase
  std::vector<LvRange>* touched_ = nullptr;
  Lv loaded_end_ = 0;    // elements below came from a load
  bool history_ = true;  // the logs reach back to the start
  Loaded loaded_;
};

}  // namespace weft

#endif  // WEFT_CRDT_SEQUENCE_SEQUENCE_H_
