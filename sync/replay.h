// Replay: operations made again, one after the other, in another document under another agent.
//
// Two documents begin alike: `scratch`, which integrates the operations as they are, and `fresh`,
// where they are made again; what ids of scratch are called there is noted on the way.
//
// An operation is made again as it is, but for what the ids in it are called, and with the stamp of
// an edit that is made now. Where one of those ids is not there, because what it was put beside was
// refused, it is an edit instead: behind the nearest element to the left that both documents have.
// So is every write, which is to replace what shows in fresh, and what stands beside what somebody
// else put at the same place: by itself the new agent's number would decide which comes first.
//
// All of it is by ids of containers, so that it is the same in what does not show: what somebody
// else deleted, and may bring back. A write or move over which another's prevails is not made
// again: it would prevail now.
#ifndef WEFT_SYNC_REPLAY_H_
#define WEFT_SYNC_REPLAY_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/document/document.h"
#include "crdt/document/event.h"
#include "crdt/document/text.h"

namespace weft::sync {

class Replay {
 public:
  // What is made again are `author`'s creations and effects from `from` on, and all of `later`'s,
  // who went on with the same replica (0: nobody did). `begun`: what both documents begin with.
  Replay(Document* scratch, Document* fresh, Agent author, Counts from, Agent later,
         const OperationSet& begun);

  // Integrates the one operation of `one` into scratch, and makes it again in fresh when `again`.
  // Returns what it did, which may be nothing to be seen; none when fresh has all of it now.
  std::optional<std::vector<Change>> Take(const OperationSet& one, bool again);

 private:
  // What the operation hits: so many of its creations or effects, in the order of ids.
  struct Hit {
    ContainerId home;
    std::string key;  // of a map, or a mark's
    uint32_t count;
  };

  // Consecutive creations.
  struct IdRun {
    Id first;
    uint32_t count;
  };
  // So many elements are stepped over before Common is asked for: mostly it never is.
  static constexpr size_t kNear = 32;

  // What an id of scratch is called in fresh; none when it is not there.
  std::optional<Id> Find(const Id& id) const;
  std::optional<EffectId> FindEffect(const EffectId& effect) const;
  std::optional<ContainerId> Find(const ContainerId& id) const;
  // Whether `agent`'s operation `index` of those that are counted like this is made again.
  bool IsAgain(Agent agent, uint32_t index, uint32_t from) const;
  void NoteCreations(const Operation& operation, const Counts& before);
  Counts FreshCounts() const;
  void NoteNames(const OperationSet& set);
  // What of the operation just taken is not in fresh does not show in `common` either.
  void NoteRefused(const Operation& operation);
  void HideInCommon(const IdRun& run);
  // As scratch, but that nothing refused shows in it: whoever looks for what both have need not
  // step over each refused element again and again. Made when first asked for.
  Document& Common();

  bool Make(const OperationSet& one);
  // As it is, but for what ids are called: false when fresh lacks one of them, or refuses it.
  bool Repeat(const OperationSet& one);
  // Gives the operation, whose ids are fresh's, its own id, and takes it in.
  bool Admit(OperationSet* one);
  bool StampNow(OperationSet* one);
  bool RepeatEffects(const Operation& effects);
  bool RemoveKey(const Operation& erase, uint32_t index, const Id& target);

  // replay_text.cc
  // Where in fresh stands what stands at a UTF-16 position of scratch: behind the nearest element
  // to the left that both have.
  size_t PlaceInText(const Text& scratch, const Text& fresh, size_t position);
  bool InsertInText(const OperationSet& one);
  bool Mark(const OperationSet& one);

  // replay_objects.cc
  // Whether others' things, too, stand between the two that it was put between, as far as they
  // show.
  bool IsBesideOthers(const Operation& placed);
  bool InsertItems(const OperationSet& one);
  bool InsertItem(const Operation& insertion, const Id& item, const Value& value);
  bool Write(const OperationSet& one);
  bool WriteItem(const OperationSet& one, const Value& value);
  bool RepeatWrite(const OperationSet& one);
  bool Move(const OperationSet& one);
  bool MoveInList(const Id& item);
  bool MoveInTree(const Operation& move, const Id& item);
  // Whether the item stands in scratch where the move put it.
  bool Moved(const OperationSet& one);
  // Where in a list the item is that is moved; none when it does not show, or in a tree.
  std::optional<size_t> IndexOfMoved(const OperationSet& one) const;
  // The item whose value the write is.
  Id ItemOf(const Operation& write);
  // The tree in which stands what the operation hits; the parent's id of what it puts there.
  Result<Tree> ScratchTree();
  Result<Tree> FreshTree(const Tree& scratch) const;
  Id Parent() const;
  // How many items of fresh stand before where `item`, which shows, is in scratch: behind the
  // nearest one to the left that both have there.
  size_t IndexInList(const List& scratch, const List& fresh, const Id& item);
  // The same of what the operation puts into a tree as `item`.
  size_t IndexInTree(const Tree& scratch, const Tree& fresh, const Operation& operation,
                     const Id& item) const;

  Document* scratch_;
  Document* fresh_;
  std::optional<Document> common_;
  std::vector<IdRun> refused_;  // what of insertions is not in fresh
  Agent author_;
  Counts from_;
  Agent later_;
  // What those made again are called in fresh; effects by (agent, index).
  std::map<Id, Id> creations_;
  std::map<Id, Id> effects_;
  std::set<ContainerId> trees_;      // of scratch, that have nodes
  std::optional<ContainerId> tree_;  // the last that was looked for
  std::map<Id, Id> replaced_;  // by the writes of scratch: the first they replaced, or its own
  // Of the operation that is being taken.
  std::vector<Change> changes_;
  std::vector<Hit> hits_;
  std::optional<size_t> stood_at_;  // before it, in a list
};

}  // namespace weft::sync

#endif  // WEFT_SYNC_REPLAY_H_
