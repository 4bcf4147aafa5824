// EventBuilder: what a transaction did, found from the elements it made, those whose state it
// switched, and what maps and counters held before.
//
//   pieces   elements that came or went, by tree and position  -> deltas of texts, lists, trees
//   marks    that came or went                         -> deltas of texts
//   watched  registers and counters that changed               -> deltas of maps, counters, items
//   then     what cannot be reached is left out; a container that came in is told whole
//
// Cost: linear in the changes, with a look-up for each. Thread rule: the document's.
#ifndef WEFT_CRDT_DOCUMENT_EVENT_BUILDER_H_
#define WEFT_CRDT_DOCUMENT_EVENT_BUILDER_H_

#include <map>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "crdt/document/document_state.h"
#include "crdt/document/event.h"
#include "crdt/document/rich_delta.h"

namespace weft {

class EventBuilder {
 public:
  // `from`: the first LV of the transaction; `touched`: elements whose state was switched, each
  // time again.
  EventBuilder(DocumentState* state, Lv from) : state_(state), from_(from) {}
  Event Build(Origin origin, const std::vector<LvRange>& touched, const WatchedObjects& watched);

 private:
  enum class PieceKind : uint8_t { kErased, kInserted, kSet };  // in this order at one position
  struct Piece {
    TreeId tree;
    uint64_t position;  // in the container as it is now
    LvRange range;
    PieceKind kind;
  };
  struct Delta {
    std::variant<TextDelta, ListDelta, MapDelta, CounterDelta> delta;
    std::vector<Lv> came_in;  // creations that are shown now, and were not
  };

  struct Told {
    size_t depth;
    Change change;
  };

  void AddPieces(LvRange range, bool fresh);
  void AddItemChanges(const WatchedObjects& watched);
  void AddMapChanges(const WatchedObjects& watched);
  void AddCounterChanges(const WatchedObjects& watched);
  void SortMarkChanges(const WatchedObjects& watched);
  void AddDeltasOfPieces();
  void AddDeltasOfMarks();
  TextDelta TextDeltaOf(ContainerNumber text, size_t begin, size_t end);
  TextDelta PlainDeltaOf(size_t begin, size_t end);
  Delta ListDeltaOf(size_t begin, size_t end);
  Item ItemOf(Lv item) const;
  // Moved items that left a container which is not told about come in like new ones.
  void SettleMoved();
  bool IsTold(ContainerNumber container);
  std::vector<ContainerNumber> ContainersOf(Lv shown);
  void NoteCameIn(Delta* delta, Lv shown);
  void Tell(ContainerNumber container, Delta delta);
  size_t DepthOf(ContainerNumber container);
  // Whether what the item shows came in: with it, or as its new value.
  bool ShowsAnew(const Item& told, Lv item) const { return !told.moved || changed_.contains(item); }
  Delta WholeOf(ContainerNumber container);
  Delta WholeText(ContainerNumber container);
  Delta WholeMap(ContainerNumber container);
  Delta WholeList(ContainerNumber container);

  DocumentState* state_;
  Lv from_;
  // Of a text's marks: which show now and did not, or the other way round.
  struct MarkChanges {
    RichDelta::Changed attributes;
    std::vector<Id> added;
    std::vector<Id> removed;
  };
  std::map<ContainerNumber, MarkChanges> marks_;
  std::vector<Piece> pieces_;
  std::map<ContainerNumber, Delta> deltas_;
  absl::flat_hash_map<Lv, ContainerNumber> left_;  // items that went, and out of what
  absl::flat_hash_set<Lv> changed_;                // items that show another value than before
  absl::flat_hash_set<ContainerNumber> came_in_;
  absl::flat_hash_map<ContainerNumber, size_t> depths_;  // a chain of nodes is climbed once
  std::vector<Told> told_;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_EVENT_BUILDER_H_
