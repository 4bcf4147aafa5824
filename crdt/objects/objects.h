// Objects: what a document holds beside text: maps, lists, counters, trees, and what stands in
// them.
//
//   local:   Map, List, Tree, Counter -> DocumentState (checks) -> here -> Sequence
//   remote:  Integration (checks) -> here -> Sequence
//
// Lists and the children of tree nodes are trees of the Sequence, as texts are; values are in
// Creations, what was written over others in Registers, where moved items stand in Places. A write
// is an element, too, without a place. So ids, deletions, restores and the order of concurrent
// insertions are the Sequence's for all kinds.
//
// Preconditions are the caller's to check: everything named exists, in the right container.
// Cost: given at each part. Thread rule: the document's.
#ifndef WEFT_CRDT_OBJECTS_OBJECTS_H_
#define WEFT_CRDT_OBJECTS_OBJECTS_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "crdt/core/value.h"
#include "crdt/objects/containers.h"
#include "crdt/objects/creations.h"
#include "crdt/objects/mark_index.h"
#include "crdt/objects/marks.h"
#include "crdt/objects/places.h"
#include "crdt/objects/registers.h"
#include "crdt/sequence/sequence.h"

namespace weft {

// What was there before a transaction, for its event; filled while it goes on.
struct WatchedObjects {
  absl::flat_hash_map<RegisterNumber, WriteNumber> registers;  // the write that won
  absl::flat_hash_map<ContainerNumber, int64_t> counters;      // the sum
  absl::flat_hash_map<MarkNumber, bool> marks;                 // whether it showed
};

// An effect that hides or shows no element: an addition, an undo, or one of a kind to come. Such a
// one may be several effects, of which `amount` come before this one.
struct OtherEffect {
  ContainerNumber container;  // kNoContainer: implied
  uint32_t count;             // of effects in all; 0: an addition; kUndo: an undo
  int64_t amount;             // of an undo: the write or slot

  static constexpr uint32_t kUndo = 0xFFFFFFFF;
  bool IsUndo() const { return count == kUndo; }
  bool IsAddition() const { return count == 0; }
  Lv target() const { return static_cast<Lv>(amount); }
};

// A creation of a kind to come, which may be several elements.
struct OtherCreation {
  Lv lv;
  uint32_t count;
  ContainerNumber container;  // kNoContainer: implied
};

class Objects {
 public:
  explicit Objects(Sequence* sequence);
  Objects(const Objects&) = delete;
  Objects& operator=(const Objects&) = delete;

  // Whether there never was anything but text.
  bool empty() const { return creations_.empty() && others_.empty() && !loaded_; }
  const Containers& containers() const { return containers_; }
  const Creations& creations() const { return creations_; }
  Creations& creations() { return creations_; }
  const Registers& registers() const { return registers_; }
  const Places& places() const { return places_; }
  const Marks& marks() const { return marks_; }
  // Brought up to date; null for a text without marks.
  MarkIndex* IndexOfMarks(ContainerNumber text);
  const OtherEffect& other_effect(uint32_t place) const { return others_[place]; }
  // Of the first effect of one of a kind to come.
  const std::string& OtherContent(uint32_t place) const { return other_contents_.at(place); }
  uint32_t other_effects() const { return static_cast<uint32_t>(others_.size()); }
  const std::vector<OtherCreation>& other_creations() const { return other_creations_; }
  const OtherCreation& OtherCreationOf(Lv lv) const {
    return other_creations_[FindRun(other_creations_, &OtherCreation::lv, lv)];
  }

  // Containers -----------------------------------------------------------------------------------
  ContainerNumber Root(ContainerKind kind, std::string_view name);  // made when it is new
  // Of an existing value that Holds such a one.
  ContainerNumber Nested(ContainerKind kind, Lv creator);
  bool Holds(Lv creator, ContainerKind kind) const;
  // The container that an item or slot was inserted into, or that a write or a mark is about.
  ContainerNumber HomeOf(Lv creation) const;
  // The one that an item or write stands in now.
  ContainerNumber ParentOf(Lv creation) const;
  // What an item's write is about; anything else itself.
  Lv ItemOf(Lv creation) const;
  // The node whose children these are; kNoLv at the top of a tree, which may itself be nested.
  Lv ParentNodeOf(ContainerNumber children) const {
    const Container& container = containers_[children];
    return container.kind == ContainerKind::kNode ? container.creator : kNoLv;
  }
  ContainerId IdOf(ContainerNumber container) const;
  // The sequence's tree of a text, list, tree or node; made when first asked for.
  TreeId TreeOf(ContainerNumber container);
  // Whether anything was ever put there; after Flush.
  bool HadContent(ContainerNumber container) const;
  // How deep a container made in `home` stands; see kMaxDepth.
  uint32_t DepthIn(ContainerNumber home, ContainerKind kind) const;

  // Reading --------------------------------------------------------------------------------------
  Value ValueOf(Lv creation) const;  // that it was made with
  // Whether two were made with one value. A container is never another's equal.
  bool SameValue(Lv a, Lv b) const;
  // The writes that are live for a register, the one that shows first.
  std::vector<Lv> LiveWrites(RegisterNumber of) const;
  Lv Winner(RegisterNumber of) const;  // kNoLv when there is none
  // What an item shows: its winning write, or itself.
  Lv ShownOf(Lv item) const;
  Lv ItemAt(Lv place) const;  // that stands there: slots lead to their items
  bool IsDeleted(Lv item);    // an item or a write
  int64_t SumOf(ContainerNumber counter) const { return containers_[counter].sum; }

  // Clocks ---------------------------------------------------------------------------------------
  Lamport max_lamport() const { return max_lamport_; }
  Lamport LastLamport(AgentNumber agent) const {
    return agent < last_lamport_.size() ? last_lamport_[agent] : 0;
  }
  Lamport LamportOf(Lv lv) const;  // of a write; 0 for anything else

  // Changes --------------------------------------------------------------------------------------
  // `values` begin with those of the items, and may go on.
  void InsertItemsAt(ContainerNumber list, uint64_t position, uint32_t count,
                     std::string_view values);
  void InsertItems(AgentNumber agent, ContainerNumber list, Lv prev, Lv next, uint32_t count,
                   std::string_view values);
  // An object in a text. Others' come by InsertItems, as items of lists do.
  void InsertObjectAt(TreeId text, uint64_t position, std::string_view value);
  void Write(AgentNumber agent, RegisterNumber of, Lamport lamport, uint32_t stamp,
             std::span<const Lv> replaces, std::string_view value);
  void MoveTo(Lv item, ContainerNumber home, uint64_t position);  // local
  void Move(AgentNumber agent, Lv item, ContainerNumber home, Lv prev, Lv next, Lamport lamport,
            uint32_t stamp);
  // Moves that would take others back, and undos of moves, wait from now on until SettleMoves.
  void HoldMoves() { places_.Hold(); }
  void SettleMoves();
  void Add(AgentNumber agent, uint32_t at, ContainerNumber counter, int64_t amount);
  // `mark`: its text, ends and clock.
  void AddMark(AgentNumber agent, Marks::Mark mark, std::string_view content);
  void Undo(AgentNumber agent, uint32_t at, Lv target);  // a write or a slot
  void CreateOther(AgentNumber agent, uint32_t count, ContainerNumber container,
                   std::string_view content);
  void EffectOther(AgentNumber agent, uint32_t at, uint32_t count, ContainerNumber container,
                   std::string_view content);
  // How many undos of it nobody has taken back.
  uint32_t UndosOf(Lv creation) const {
    if (undone_.empty()) return 0;
    const auto undone = undone_.find(creation);
    return undone == undone_.end() ? 0 : undone->second;
  }
  const absl::flat_hash_map<Lv, uint32_t>& undone() const { return undone_; }
  // The writes that would be live if this one were undone, were they not deleted.
  std::vector<Lv> UncoveredBy(Lv write) const;
  // After deletions or restores of these elements.
  void Refresh(LvRange range);
  void TakeBackOther(uint32_t place);
  RegisterNumber OfMap(ContainerNumber map, std::string_view key);
  RegisterNumber OfItem(Lv item) { return registers_.OfItem(item); }

  // The stamp of a local write or move that replaces these: above all. There must be one.
  struct Stamp {
    Lamport lamport;
    uint32_t stamp;
  };
  Stamp NextStamp(AgentNumber agent, std::span<const Lv> replaces) const;

  void set_watched(WatchedObjects* watched) { watched_ = watched; }
  Status CheckInvariants();

  // A load
  // -----------------------------------------------------------------------------------------
  // Effects that hit no element and come with the effects of a file: places are kept for them.
  void ReserveOthers(uint32_t count) { others_.resize(count, OtherEffect{kNoContainer, 0, 0}); }
  struct LoadedOthers {
    std::vector<OtherEffect> effects;
    absl::flat_hash_map<uint32_t, std::string> contents;  // as other_contents_
  };
  void SetOthers(LoadedOthers loaded);
  // An item or write whose value shows nowhere, and never will unless a deletion is taken back;
  // values that hold containers excepted. After Flush.
  bool MayForget(Lv creation);
  std::vector<LvRange> Forgettable();

 private:
  friend class ObjectsLoader;

  void NoteItems(ContainerNumber list, Lv first, uint32_t count, std::string_view values);
  void NoteHome(ContainerNumber home, Lv lv);
  void SetLive(WriteNumber write, bool live);
  void ShowMark(MarkNumber mark, bool shown);
  bool ShouldBeLive(WriteNumber write);
  void RefreshWrites(const std::vector<WriteNumber>& writes);
  void SetUndone(Lv creation, bool undone);
  void Place(Lv slot, Lv item, AgentNumber agent, Stamp stamp);
  void PutWhereItStands(const Places::Changed& changed);
  void NoteClock(AgentNumber agent, Lamport lamport);
  void AddToSum(ContainerNumber counter, int64_t amount);

  Sequence* sequence_;
  Containers containers_;
  Creations creations_;
  Registers registers_;
  Places places_;
  Marks marks_;
  absl::flat_hash_map<ContainerNumber, std::unique_ptr<MarkIndex>> mark_indexes_;
  // Where nodes and their slots stand: whoever climbs a tree asks at each step.
  absl::flat_hash_map<Lv, ContainerNumber> tree_homes_;
  std::vector<OtherEffect> others_;
  absl::flat_hash_map<uint32_t, std::string> other_contents_;  // by place
  std::vector<OtherCreation> other_creations_;
  absl::flat_hash_map<Lv, uint32_t> undone_;  // writes and slots: how many times
  std::vector<Lamport> last_lamport_;         // by agent
  Lamport max_lamport_ = 0;
  bool loaded_ = false;  // from a file of more than text, whatever is left of that
  WatchedObjects* watched_ = nullptr;
};

}  // namespace weft

#endif  // WEFT_CRDT_OBJECTS_OBJECTS_H_
