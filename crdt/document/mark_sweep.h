// MarkSweep: what attributes a text's elements had at two versions, told while somebody goes
// through all elements in the text's order.
//
// The ends of marks stand beside elements, so they are met on the way: no position is looked up. A
// mark whose end is met before its start covers nothing. Cost: O(marks log marks) in all, and the
// keys that are in force wherever they change. Thread rule: the document's.
#ifndef WEFT_CRDT_DOCUMENT_MARK_SWEEP_H_
#define WEFT_CRDT_DOCUMENT_MARK_SWEEP_H_

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "crdt/document/event.h"
#include "crdt/document/past.h"
#include "crdt/objects/mark_index.h"

namespace weft {

class MarkSweep {
 public:
  // `before`: null for nothing.
  MarkSweep(DocumentState* state, ContainerNumber text, const Past* before, const Past& after);

  // The next element of the text, visible or not. How many from it on, up to `end`, have the same
  // attributes; the one after those is entered next.
  uint32_t Enter(Lv lv, Lv end);
  // Of the elements entered last.
  Attributes After() const { return AttributesOf(after_); }
  // Those that changed, with what they are after.
  Attributes Changed() const;

 private:
  using Rank = MarkIndex::Rank;
  using InForce = std::map<uint32_t, std::set<Rank>>;  // by key, the greatest first
  struct End {
    uint64_t place;  // twice the LV it stands beside, and 1 when behind that
    MarkNumber mark;
    bool start;
  };

  bool Shows(const Past* past, const Marks::Mark& mark) const;
  void Pass(uint64_t place);
  void Switch(MarkNumber mark, bool on);
  Value ValueOf(MarkNumber mark) const;
  Attributes AttributesOf(const InForce& marks) const;

  DocumentState& state_;
  const Past* was_;
  const Past& is_;
  std::vector<End> ends_;  // by place; at one place starts come first
  absl::flat_hash_set<MarkNumber> over_;
  InForce before_;
  InForce after_;
  uint64_t behind_ = ~uint64_t{0};  // the place behind what was entered last
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_MARK_SWEEP_H_
