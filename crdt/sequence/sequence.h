// Sequence: the elements of all texts of one document, with their whole history. Local edits and
// integrated operations meet here.
//
//   local:   Insert / Erase -> pending edit -> Flush -> SpanTree, InsertionLog, EffectLog
//   remote:  IntegrateInsertion / IntegrateErase -> Placement (-> order) -> the same three
//
// Pending edit: consecutive typing with what was taken back of it (TypedRun), or consecutive
// deleting, by this replica or another; it is applied in one go. Ids are known without; everything
// that needs places calls Flush first, and the const readers below say so. Most of what goes on
// with it is written to the TypingLane and taken over by Settle.
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

#include <algorithm>
#include <functional>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "crdt/core/find_run.h"
#include "crdt/core/order_kind.h"
#include "crdt/core/status.h"
#include "crdt/core/typing_lane.h"
#include "crdt/core/utf.h"
#include "crdt/core/version.h"
#include "crdt/sequence/agent_table.h"
#include "crdt/sequence/effect_log.h"
#include "crdt/sequence/fixed_ends.h"
#include "crdt/sequence/insertion_log.h"
#include "crdt/sequence/lv_bits.h"
#include "crdt/sequence/placement.h"
#include "crdt/sequence/span_tree.h"
#include "crdt/sequence/text_arena.h"
#include "crdt/sequence/typed_run.h"

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
    if (pending_.kind == Pending::Kind::kEraseLvs) [[unlikely]]
      Flush();
    Settle();
    return lengths_[text];
  }

  // As of the last Length: whether positions in `unit` are those in UTF-16 units, wherever they
  // are; how many more elements the document may have; how many more effects the author may.
  bool CountsInUnits(Unit unit) const {
    return arena_.ascii() || (unit != Unit::kUtf8 && !arena_.has_surrogates());
  }
  uint32_t ElementRoom() const { return kMaxElements - agents_.next_lv(); }
  uint32_t EffectRoom() const {
    const bool more = pending_.Erases() && pending_.agent == author_;
    const uint64_t pending = more ? pending_.count : 0;
    return kMaxElements - effects_.Count(author_) - static_cast<uint32_t>(pending);
  }

  // Local edits, in UTF-16 units ---------------------------------------------------------------
  // Keystrokes that go on with the pending edit are written here without asking.
  TypingLane* lane() { return &lane_; }
  // The next keystroke comes the long way; what is pending stays so.
  void CloseLane() { LeaveLane(); }
  void InsertAscii(TreeId text, uint64_t position, std::string_view ascii);
  void Insert(TreeId text, uint64_t position, std::u16string_view units);
  void Erase(TreeId text, uint64_t position, uint64_t count);

  // The author's last operation since `taken`, which is the pending edit's, when that is one and
  // its place is known without applying it: anchors of an insertion, the targets of a deletion.
  struct Peeked {
    Counts before;  // of it; what was made since `taken` up to there is in the logs
    bool insertion;
    bool backward;
    uint32_t count;
    Lv lv;    // insertion: the first; deletion: the lowest target
    Lv prev;  // insertion
    Lv next;  // insertion
    // Deletion: what backspacing on would hit next is last - 1, and then on down to `floor`; what
    // deleting forward would is last + 1, and then on up to before `ceiling`.
    Lv last;
    Lv floor;
    Lv ceiling;
  };
  bool PeekPending(Counts taken, Counts now, Peeked* out);
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

  // Operations of others -----------------------------------------------------------------------
  // After an operation: opens the lane for the one unit, or element below, that would go on with
  // it, if any; not while what was expected does not come.
  void ExpectMore(const Operation& last);
  void IntegrateInsertion(AgentNumber agent, TreeId text, Lv prev, Lv next,
                          std::u16string_view units);
  // Deletes elements with consecutive LVs, visible or not.
  void IntegrateErase(AgentNumber agent, uint32_t at, LvRange target, bool backward);
  // Takes back the deletions, or other effects, [index, index + count) of `by`; the places of other
  // effects that had not been taken back before are appended to *others.
  void IntegrateRestore(AgentNumber agent, uint32_t at, AgentNumber by, uint32_t index,
                        uint32_t count, std::vector<uint32_t>* others);

  // Elements that are no text (crdt/objects) -----------------------------------------------------
  // They stand in lists as units do in texts; in the arena each has a zero. Insertions join the
  // pending edit as those of text do.
  void InsertElements(TreeId list, uint64_t position, uint32_t count);
  void IntegrateElements(AgentNumber agent, TreeId list, Lv prev, Lv next, uint32_t count);
  // Objects in a text: they stand in the arena as U+FFFC, and are never part of a run of letters
  // that is pending.
  void InsertObject(TreeId text, uint64_t position);
  void IntegrateObjects(AgentNumber agent, TreeId text, Lv prev, Lv next, uint32_t count);
  // A creation without a place, such as a write: an element at the end of a tree of its own, where
  // only its state counts. Like all below it is applied at once.
  Lv AppendLoose(AgentNumber agent);
  TreeId loose() const { return loose_; }  // kNoTree while there are none
  void AddLoose() { loose_ = AddText(); }
  // Where this element is deleted, local insertions go behind it: something ends there.
  void GoBehind(Lv lv) { fixed_ends_.Add(lv); }
  // Deletes elements with consecutive LVs, at once.
  void EraseElements(AgentNumber agent, uint32_t at, LvRange target, bool backward) {
    IntegrateErase(agent, at, target, backward);
    Flush();
  }
  // An element moved away from where it was inserted, or back: that hides it as one more deletion
  // would, which is no effect.
  void LosePlace(Lv lv);
  void WinPlace(Lv lv);
  void SetVisible(Lv lv, bool visible);  // an element that no effect can name
  // Appends the elements that lost their place, and, ascending, those that no effect can name.
  using Displaced = std::function<void(std::vector<Lv>* lost, std::vector<Lv>* nameless)>;
  void set_displaced(Displaced displaced) { displaced_ = std::move(displaced); }
  bool IsVisible(Lv lv) {
    tree_.EnsureIndex();
    return tree_.SpanFrom(lv).visible;
  }
  // Whether more than one deletion, or lost place, hides it.
  bool HiddenTwice(Lv lv) const { return extra_deletions_.contains(lv); }
  // An effect that hits nothing here.
  void AppendOtherEffect(AgentNumber agent, uint32_t at, uint32_t place);

  // Applies what is pending; the readers below need it.
  void Flush() {
    if (pending_.kind == Pending::Kind::kNone) return;
    LeaveLane();
    FlushPending();
  }
  // Brings in what a load left aside: the anchors of loaded elements.
  void EnsureHistory();
  // The same and the effects. kFailedPrecondition when the document was saved without them,
  // kDataLoss when the file's contradict its elements; then everything else still works.
  Status EnsureEffects();
  bool has_all_effects() const { return all_effects_; }
  Lv loaded_end() const { return loaded_end_; }  // elements below came from a load
  // While it has not all effects: the loaded elements that those left aside hide. (None of these is
  // taken back as long as they are not there.)
  LvBits HiddenWhenLoaded();
  // The same when the effect is among those that are not there.
  Status EnsureEffect(AgentNumber agent, uint32_t index) {
    return index >= effects_.FirstKnown(agent) ? OkStatus() : EnsureEffects();
  }
  // Whether the text of some of these elements was left out when the document was saved.
  bool LacksText(LvRange range) const;
  bool lacks_any_text() const { return !textless_.empty(); }
  void NoteTextless(std::vector<LvRange> more);

  // The const readers say how it was when this, or one that is not const, was called last.
  const Sequence& Settled() {
    Settle();
    return *this;
  }
  AgentNumber local() const { return author_; }
  Counts CountsOf(AgentNumber agent) { return Settled().CountsOf(agent); }
  Counts CountsOf(AgentNumber agent) const {  // pending included
    Counts counts{agents_.Creations(agent), effects_.Count(agent)};
    if (pending_.Erases() && pending_.agent == agent) {
      counts.effects += static_cast<uint32_t>(pending_.count);
    }
    return counts;
  }

  const AgentTable& agents() const { return agents_; }
  AgentTable& agents() {
    Settle();
    return agents_;
  }
  const TextArena& arena() const { return arena_; }
  TextArena& arena() {
    Settle();
    return arena_;
  }
  SpanTree& tree() { return tree_; }
  // The whole history only after EnsureHistory / EnsureEffects.
  const InsertionLog& insertions() const { return insertions_; }
  const EffectLog& effects() const { return effects_; }
  TreeId TextOf(Lv lv) const { return text_runs_.size() == 1 ? text_runs_[0].text : TextAt(lv); }
  OrderKind order() const { return order_; }

  // The element that effect `index` of `agent` hits; kNoLv when it is no deletion, or a load left
  // it aside (EnsureEffect).
  Lv ErasedBy(AgentNumber agent, uint32_t index);
  // The place of an effect that hits no element (EffectKind::kOther), else kNoEffect.
  static constexpr uint32_t kNoEffect = 0xFFFFFFFF;
  uint32_t OtherEffect(AgentNumber agent, uint32_t index) const;
  // The `at` of the agent's last effect, 0 when there is none or its file left it out.
  uint32_t LastAt(AgentNumber agent) {
    Settle();
    if (pending_.kind == Pending::Kind::kEraseLvs && pending_.agent == agent) return pending_.at;
    if (const uint32_t* at = effects_.LastAt(agent)) return *at;
    return EnsureLastAt(agent);
  }
  // Whether the agent's first `creations` elements end between the halves of a surrogate pair,
  // which nothing may come between. Never in yata order.
  bool EndsInsidePair(AgentNumber agent, uint32_t creations) const {
    return arena_.has_surrogates() && order_ == OrderKind::kFugueMax && creations > 0 &&
           IsHighSurrogate(arena_.UnitAt(agents_.LvOf(agent, creations - 1)));
  }
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
    std::vector<LvRange> textless;  // ascending; whose content only stands for some other
    // Of elements that are no text:
    bool only_text = true;
    std::vector<Lv> hidden_twice;  // deleted, and moved away from where they were inserted
  };
  // The tree (bulk-built), the arena and the agents must hold exactly the loaded elements.
  void FinishLoad(Loaded loaded);
  // When there are no effects: kDataLoss if something is deleted all the same.
  Status CheckNothingDeleted() { return RebuildDeletions(EffectLog()); }
  void NoteText(Lv lv, TreeId text) {  // elements from lv on are this text's; ascending
    if (text_runs_.empty() || text_runs_.back().text != text) text_runs_.Append(TextRun{lv, text});
  }
  // Elements from lv on, up to the next run's, are of one text.
  struct TextRun {
    Lv lv;
    TreeId text;
  };
  using TextRuns = RunTable<TextRun, &TextRun::lv>;
  const TextRuns& text_runs() const { return text_runs_; }
  Status CheckInvariants();

 private:
  struct Pending {
    // kTyped: `run`, by `agent`. kErase: local, by position. kEraseLvs: by LV.
    enum class Kind : uint8_t { kNone, kTyped, kErase, kEraseLvs };
    Kind kind = Kind::kNone;
    bool local = false;
    bool backward = false;  // kErase, kEraseLvs
    bool single = false;    // so far one element at a time, so it may still turn backward
    AgentNumber agent = 0;
    TreeId text = 0;        // kTyped, kErase
    uint64_t position = 0;  // local: where it starts
    uint32_t at = 0;        // of effects
    TypedRun run;
    uint64_t count = 0;  // kErase, kEraseLvs: the elements, and
    Lv lv = 0;           // the lowest target, for kErase once located
    // Once looked up (always for kTyped of others): kTyped: its place.
    bool located = false;
    Placement::Place place{};
    Lv prev = 0;
    Lv next = 0;
    // kErase: the targets are [lv, lv_end), inside the visible span [floor, ceiling); the gap of
    // `place` stands before the one that was looked up, in that span.
    Lv lv_end = 0;
    Lv floor = 0;
    Lv ceiling = 0;

    bool Erases() const { return kind == Kind::kErase || kind == Kind::kEraseLvs; }
  };
  // The gap behind the tombstones of the local deletion just before.
  struct OwnTombstones {
    bool valid = false;
    TreeId text = 0;
    uint64_t position = 0;
    Gap gap;
    Lv last = 0;
  };

  uint32_t EnsureLastAt(AgentNumber agent);
  TreeId TextAt(Lv lv) const;
  // Takes over what the lane has written.
  void Settle() {
    if (lane_.type_at != settled_at_ || lane_.erased != 0) SettleLane();
  }
  void SettleLane();
  void LeaveLane() {
    Settle();
    lane_.Close();
    settled_at_ = TypingLane::kClosed;
  }
  void ExpectToErase(const Operation& last);
  // The lane's room ends where the page or the document's does.
  void OpenTyping(uint64_t at) {
    lane_.type_at = settled_at_ = at;
    lane_.type_end = at + std::min(arena_.room(), ElementRoom());
    lane_.shift = arena_.unit_shift();
    lane_.base =
        reinterpret_cast<uintptr_t>(arena_.write()) - static_cast<uintptr_t>(at << lane_.shift);
  }
  void OpenFor(TreeId text, bool by_utf16) {
    const auto open = [this, text](Unit unit, bool same) {
      lane_.text[static_cast<size_t>(unit)] = same ? text : TypingLane::kNoText;
    };
    open(Unit::kUtf16, by_utf16);
    open(Unit::kCodePoint, !arena_.has_surrogates());
    open(Unit::kUtf8, arena_.ascii());
  }
  void OpenErasing(uint64_t floor, bool backward_ok, bool forward_ok);
  // Applies what is pending and begins anew; out of the lane.
  void StartPending(Pending::Kind kind, AgentNumber agent) {
    FlushPending();
    pending_.kind = kind;
    pending_.agent = agent;
    pending_.local = false;
    pending_.located = false;
  }
  void BeginIntegrateInsertion(AgentNumber agent, TreeId text, Lv prev, Lv next);
  template <class Append>
  void InsertLocally(TreeId text, uint64_t position, uint32_t count, Append&& append);
  void LocateInsert(Pending* edit);
  Gap BehindFixedEnds(const Pending& edit, const Gap& gap);
  bool LocateErase(Pending* edit);
  bool EraseTyped(TreeId text, uint64_t position, uint64_t count);
  void TakeBackTyped(uint32_t count, bool backward);
  bool ExtendErase(TreeId text, uint64_t position, uint64_t count);
  bool ExtendEraseLvs(AgentNumber agent, uint32_t at, LvRange target, bool backward);
  bool PeekTyped(Counts taken, Counts now, Peeked* out);
  bool PeekTakenBack(Counts taken, uint32_t erased, Peeked* out);
  bool PeekErase(Counts taken, Counts now, Peeked* out);
  void FlushPending();  // out of the lane
  void FlushTyped(Pending* edit);
  void FlushErase(const Pending& edit);
  void FlushEraseLvs(const Pending& edit);
  Gap StartOfErase(const Pending& edit);
  void NoteOwnTombstones(const Pending& edit, const Gap& gap);
  Placement::Place FindPlace(TreeId text, Lv prev, Lv next, AgentNumber agent);
  void Hide(LvRange range);
  void TakeBackDeletion(Lv lv);
  void AppendZeros(uint32_t count);
  void BuildLoadedInsertions();
  Status RebuildDeletions(const EffectLog& effects);
  std::vector<LvRange> DeletedRanges(const std::vector<Lv>& nameless) const;
  static Status CollectRestored(const EffectLog& effects, absl::flat_hash_set<uint64_t>* restored);
  static Status CollectDeletions(const EffectLog& effects,
                                 const absl::flat_hash_set<uint64_t>& restored,
                                 const std::vector<Lv>& nameless, std::vector<LvRange>* deletions);
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
  TextRuns text_runs_;
  absl::flat_hash_map<Lv, uint32_t> extra_deletions_;
  absl::flat_hash_set<uint64_t> restored_;
  Pending pending_;
  TypingLane lane_;
  uint64_t settled_at_ = TypingLane::kClosed;  // lane_.type_at as of the last Settle
  static constexpr uint32_t kPatience = 32;
  uint32_t expected_ = 0;  // how often ExpectMore opened the lane, and nothing came
  OwnTombstones own_;
  FixedEnds fixed_ends_;         // see GoBehind
  std::vector<LvRange> erased_;  // scratch of FlushErase
  std::vector<LvRange>* touched_ = nullptr;
  AgentNumber author_ = 0;  // of local edits; another one only while a history is replayed
  TreeId loose_ = kNoTree;
  Displaced displaced_;
  bool only_text_ = true;    // no element is anything else
  Lv loaded_end_ = 0;        // elements below came from a load
  bool history_ = true;      // the insertion log reaches back to the start
  bool all_effects_ = true;  // so does the effect log
  std::vector<LvRange> textless_;
  Loaded loaded_;
};

}  // namespace weft

#endif  // WEFT_CRDT_SEQUENCE_SEQUENCE_H_
