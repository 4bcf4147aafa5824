// Replay: operations made again, one after the other, in another document under another agent.
//
// Two documents begin alike: `scratch`, which integrates the operations as they are, and `fresh`,
// where they are made again by editing. Places are found in scratch and carried over by the nearest
// element to the left that both have; ids of what was made again are noted on the way.
#ifndef WEFT_SYNC_REPLAY_H_
#define WEFT_SYNC_REPLAY_H_

#include <map>
#include <optional>
#include <vector>

#include "crdt/document/document.h"
#include "crdt/document/event.h"
#include "crdt/document/text.h"

namespace weft::sync {

class Replay {
 public:
  // What is made again are `author`'s creations and effects from `from` on, and all of `later`'s,
  // who went on with the same replica (0: nobody did).
  Replay(Document* scratch, Document* fresh, Agent author, Counts from, Agent later);

  // Integrates the one operation of `one` into scratch, and makes it again in fresh when `again`.
  // Returns what it did that fresh does not have now.
  std::vector<Change> Take(const OperationSet& one, bool again);

 private:
  // What an id of scratch is called in fresh; none when it is not there.
  std::optional<Id> Find(const Id& id) const;
  std::optional<EffectId> FindEffect(const EffectId& effect) const;
  std::optional<ContainerId> Find(const ContainerId& id) const;
  // Whether `agent`'s operation `index` of those that are counted like this is made again.
  bool IsAgain(Agent agent, uint32_t index, uint32_t from) const;
  void NoteCreations(const Operation& operation, const Counts& before);
  void NoteEffects(const Operation& operation, const Counts& before);
  Counts FreshCounts() const;

  bool Make(const OperationSet& one, const Change& change);
  bool EraseFrom(const Operation& erase, const Change& change);
  bool InsertItems(const Operation& insertion, const Change& change);
  bool Write(const Operation& write, const Change& change);
  bool Move(const OperationSet& one, const Change& change);
  bool Add(const Change& change);
  bool Restore(const Operation& restore);
  bool Undo(const Operation& undo);

  // replay_text.cc
  Result<Text> FreshText(const ContainerId& id) const;
  // Where in fresh stands what stands at a UTF-16 position of scratch: behind the nearest element
  // to the left that both have.
  size_t PlaceInText(const Text& scratch, const Text& fresh, size_t position) const;
  bool InsertText(const Change& change);
  std::vector<Change> TakeMark(const OperationSet& one);
  bool Mark(const OperationSet& one, const ContainerId& home);
  void RemoveMarks(const Operation& erase, const ContainerId& home);

  // replay_objects.cc
  bool InsertItem(const Change& change, size_t index, const Value& value);
  bool MoveInList(const Change& change, const Id& item);
  bool MoveInTree(const Change& change, const Id& item);
  // The tree that a change of a tree's or node's children is about.
  Result<Tree> ScratchTree(const Change& change) const;
  Result<Tree> FreshTree(const Change& change) const;
  // How many items of fresh stand before index `index` of scratch: behind the nearest one to the
  // left that both have there.
  size_t IndexInList(const List& scratch, const List& fresh, size_t index) const;
  size_t IndexInTree(const Tree& scratch, const Tree& fresh, const Id& parent, size_t index) const;

  Document* scratch_;
  Document* fresh_;
  Agent author_;
  Counts from_;
  Agent later_;
  // What those made again are called in fresh; effects by (agent, index).
  std::map<Id, Id> creations_;
  std::map<Id, Id> effects_;
  std::vector<Change> changes_;  // of scratch's last event
};

}  // namespace weft::sync

#endif  // WEFT_SYNC_REPLAY_H_
