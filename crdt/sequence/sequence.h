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
#include "crdt/core/typing_lane.h"
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
    if (pending_.kind == Pending::Kind::kRemoteErase) [[unlikely]]
      FlushPending();
    Settle();
    return lengths_[text];
  }

  // Local edits, in UTF-16 units ---------------------------------------------------------------
  // Keystrokes that go on with the pending edit are written here without asking.
  TypingLane* lane() { return &lane_; }
  void InsertAscii(TreeId text, uint64_t position, std::string_view ascii);
  void Insert(TreeId text, uint64_t position, std::u16string_view units);
  void Erase(TreeId text, uint64_t position, uint64_t count);

  // What the pending edit added since `taken`, when that is all that happened since and its place
  // is known without applying it: anchors of an insertion, the target of a deletion.
  struct Peeked {
    bool insertion;
    bool backward;
    uint32_t count;
    Lv lv;     // insertion: the first; deletion: the lowest target
    Lv prev;   // insertion
    Lv next;   // insertion
    Lv floor;  // deletion: the first element of the targets' span
  };
  bool PeekPending(Counts taken, Peeked* out);
  TreeId pending_text() const { return pending_.text; }

  // Replaying a history: the local edits that follow are this agent's; and where an insertion of
  // its would anchor now.
  void SetAuthor(AgentNumber author) {
    Flush();
    own_.valid = own_.valid && author == author_;
    author_ = author;
  }
  // After a replay the local agent (number 0) starts afresh, as after any load.
  void FinishReplay() {
    SetAuthor(0);
    own_.valid = false;
  }
  std::pair<Lv, Lv> PeekAnchors(TreeId text, uint64_t position);

  // The pending edit goes on for as long as this number stays the same.
  uint64_t edit_number() const { return edit_number_; }
  uint32_t pending_count() {
    Settle();
    return static_cast<uint32_t>(pending_.count);
  }
  bool pending_backward() const { return pending_.backward; }

  // Operations of others -----------------------------------------------------------------------
  // The next unit of the pending remote insertion; the next element down of the pending remote
  // deletion of single elements. The caller knows that they go on.
  void ContinueInsertion(char16_t unit) {
    arena_.AppendUnit(unit);
    ++pending_.count;
    ++lengths_[pending_.text];
    agents_.Extend(pending_.agent, 1);
  }
  void ContinueErase() {
    --pending_.lv;
    ++pending_.count;
    pending_.backward = true;
  }
  bool remote_pending_insertion() const { return pending_.kind == Pending::Kind::kRemoteInsert; }
  bool remote_pending_single_erase() const {
    return pending_.kind == Pending::Kind::kRemoteErase && (pending_.single || pending_.backward);
  }
  Lv pending_lowest() const { return pending_.lv; }
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
  // Brings in what a load left aside: the anchors of loaded elements.
  void EnsureHistory();
  // The same and the effects. kFailedPrecondition when the document was saved without them,
  // kDataLoss when the file's contradict its elements; then everything else still works.
  Status EnsureEffects();
  // The same when the effect is among those that are not there.
  Status EnsureEffect(AgentNumber agent, uint32_t index) {
    return index >= effects_.FirstKnown(agent) ? OkStatus() : EnsureEffects();
  }
  // Whether the text of some of these elements was left out when the document was saved.
  bool LacksText(LvRange range) const;
  bool lacks_any_text() const { return !textless_.empty(); }

  AgentNumber local() const { return author_; }
  Counts CountsOf(AgentNumber agent);  // pending included

  AgentTable& agents() {
    Settle();
    return agents_;
  }
  TextArena& arena() {
    Settle();
    return arena_;
  }
  SpanTree& tree() { return tree_; }
  // The whole history only after EnsureHistory / EnsureEffects.
  const InsertionLog& insertions() const { return insertions_; }
  const EffectLog& effects() const { return effects_; }
  TreeId TextOf(Lv lv) const;
  OrderKind order() const { return order_; }

  // The element that effect `index` of `agent` hits; kNoLv when it is no deletion, or a load left it
  // aside (EnsureEffect).
  Lv ErasedBy(AgentNumber agent, uint32_t index);
  // The `at` of the agent's last effect, 0 when there is none or its file left it out.
  uint32_t LastAt(AgentNumber agent);
  bool IsRestored(AgentNumber agent, uint32_t index) const {
    return restored_.contains(EffectKey(agent, index));
  }

  // Events: while set, ranges whose visibility changed are appended here (insertions excepted).
  void set_touched(std::vector<LvRange>* touched) { touched_ = touched; }

  // A load -------------------------------------------------------------------------------------
  // What the working file hands over beside the tree and the arena: the loaded part's exceptions
  // and a way to bring in the effects when somebody asks (once, unless it fails).
  struct Loaded {
    std::vector<Insertion> apart;         // by LV
    std::vector<uint32_t> effect_counts;  // by agent number
    std::function<Result<EffectLog>()> effects;
    std::vector<LvRange> textless;  // ascending; whose units in the arena only stand for some text
  };
  // The tree (bulk-built), the arena and the agents must hold exactly the loaded elements.
  void FinishLoad(Loaded loaded);
  void NoteText(Lv lv, TreeId text);  // elements from lv on are this text's; ascending
  const std::vector<std::pair<Lv, TreeId>>& text_runs() const { return text_runs_; }
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
    // Once looked up (always for kRemoteInsert): kInsert: the place; kRemoteInsert: after what is
    // in the tree already, and the run's next.
    bool located = false;
    Gap gap;
    Lv prev = 0;
    Lv next = 0;
    // kErase, once looked up: the targets are [lv, lv_end), inside the visible span [floor,
    // ceiling).
    Lv lv_end = 0;
    Lv floor = 0;
    Lv ceiling = 0;
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

  // Takes over what the lane has written.
  void Settle() {
    if (lane_.type_at != settled_at_ || lane_.erased != 0) SettleLane();
  }
  void SettleLane();
  void OpenTypingLane();
  void OpenErasingLane();
  void CloseLane() { lane_.type_at = lane_.erase_at = settled_at_ = TypingLane::kClosed; }
  void StartPending(Pending::Kind kind) {
    pending_.kind = kind;
    pending_.located = false;
    ++edit_number_;
  }
  void BeginInsert(TreeId text, uint64_t position);
  void LocateInsert(Pending* edit);
  bool LocateErase(Pending* edit);
  void CountInserted(TreeId text, uint64_t count);
  bool ExtendErase(TreeId text, uint64_t position, uint64_t count);
  void FlushPending();
  void FlushInsert(Pending* edit);
  void FlushErase(const Pending& edit);
  void FlushRemoteInsert(const Pending& edit);
  void FlushRemoteErase(const Pending& edit);
  void NoteOwnTombstones(const Pending& edit, const Gap& gap);
  Placement::Place FindPlace(TreeId text, Lv prev, Lv next, AgentNumber agent);
  void Hide(LvRange range);
  void TakeBackDeletion(AgentNumber by, uint32_t index);
  void BuildLoadedInsertions();
  Status RebuildDeletions(const EffectLog& effects);
  Status CollectRestored(const EffectLog& effects);
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
  uint64_t edit_number_ = 1;
  TypingLane lane_;
  uint64_t settled_at_ = TypingLane::kClosed;  // lane_.type_at as of the last Settle
  OwnTombstones own_;
  std::vector<LvRange> erased_;  // scratch of FlushErase
  std::vector<LvRange>* touched_ = nullptr;
  AgentNumber author_ = 0;   // of local edits; another one only while a history is replayed
  Lv loaded_end_ = 0;        // elements below came from a load
  bool history_ = true;      // the insertion log reaches back to the start
  bool all_effects_ = true;  // so does the effect log
  std::vector<LvRange> textless_;
  Loaded loaded_;
};

}  // namespace weft

#endif  // WEFT_CRDT_SEQUENCE_SEQUENCE_H_
