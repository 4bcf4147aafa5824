// Comparison: what turned one version of a document into another, in the shape of an event's
// changes (crdt/document/event.h), whichever of them is older.
//
//   texts, lists, trees   one walk over today's elements in their order: shown then, shown after
//   maps, counters        register by register, sum by sum
//
// A container is kept when it is there after, and was before, in containers that are kept; its
// change is what differs. One that is there after and is not kept came in, and is told whole. What
// is not there after is left out.
//
// Cost: linear in the elements of the containers that are there after. Thread rule: the document's.
#ifndef WEFT_CRDT_DOCUMENT_COMPARISON_H_
#define WEFT_CRDT_DOCUMENT_COMPARISON_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "crdt/document/event.h"
#include "crdt/document/past.h"

namespace weft {

class Comparison {
 public:
  Comparison(DocumentState* state, const Past& before, const Past& after)
      : state_(*state), before_(before), after_(after) {}

  // kFailedPrecondition when content that came in was not saved.
  Result<std::vector<Change>> Run() { return TellAll(Known::kUnknown); }
  // All that is there after, as if nothing had been before.
  Result<std::vector<Change>> RunWhole() { return TellAll(Known::kNo); }
  // Of one text, whether both versions have it or it is all new after.
  Result<TextDelta> RunText(ContainerNumber text, bool kept);

 private:
  // Of a container: unknown, or known to be or not to be so.
  enum class Known : uint8_t { kUnknown, kNo, kYes };

  struct Told {
    size_t depth;
    Change change;
  };

  Result<std::vector<Change>> TellAll(Known kept);
  bool IsPresent(ContainerNumber container);
  bool IsKept(ContainerNumber container);
  template <class ParentOf>
  bool Climb(ContainerNumber container, std::vector<Known>* known, ParentOf&& parent_of);
  void Tell(ContainerNumber container);
  TextDelta TextDeltaOf(ContainerNumber text, bool kept);
  TextDelta PlainDeltaOf(TreeId tree, bool kept);
  std::vector<DeltaStep> RichStepsOf(ContainerNumber text, bool kept);
  void AddInserted(LvRange range, const Attributes& attributes, std::vector<DeltaStep>* steps);
  void AddSeveral(ContainerNumber text, bool kept, TextDelta* delta);
  ListDelta ListDeltaOf(TreeId tree, bool kept);
  MapDelta MapDeltaOf(const Container& map, bool kept);
  // visitor(LvRange, shown before, shown after), in the text's order; also what never shows.
  template <class Visitor>
  void ForEachStretch(TreeId tree, bool kept, Visitor&& visitor);
  void AddItems(LvRange places, bool came_in, ListStep* step);
  bool SameValue(Lv a, Lv b) const;
  Value ValueOf(Lv shown);
  void Need(LvRange range);
  Path PathOf(ContainerNumber container);
  uint64_t IndexOf(ContainerNumber list, Lv item);
  size_t DepthOf(ContainerNumber container) const;

  DocumentState& state_;
  const Past& before_;
  const Past& after_;
  std::vector<Known> present_;
  std::vector<Known> kept_;
  std::vector<Told> told_;
  // Of lists that something is told in: where items stand after.
  absl::flat_hash_map<ContainerNumber, absl::flat_hash_map<Lv, uint64_t>> indexes_;
  Status status_;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_COMPARISON_H_
