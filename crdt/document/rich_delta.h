// RichDelta: the steps of a delta of a text that has marks, or objects among its letters.
//
// Inserted text comes with all its attributes; of what stays, what changed is told. What changed
// follows from the marks that showed before and do not now, or the other way round: on each stretch
// between the ends of marks the greatest one before is compared with the greatest one now.
//
// Cost: linear in the changed stretches and the ends of marks in them. Thread rule: the document's.
#ifndef WEFT_CRDT_DOCUMENT_RICH_DELTA_H_
#define WEFT_CRDT_DOCUMENT_RICH_DELTA_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "crdt/document/document_state.h"
#include "crdt/document/event.h"

namespace weft {

class RichDelta {
 public:
  // By mark, whether it showed before.
  using Changed = MarkIndex::Changed;

  // `changed`: of this text alone, without those that are several.
  RichDelta(DocumentState* state, ContainerNumber text, const Changed* changed);

  // In order of the text as it is now. `position`: where the next of it stands.
  void KeepUpTo(uint64_t position);
  // The steps begin there: nothing is told of what is before.
  void StartAt(uint64_t position) { done_ = position; }
  void Insert(LvRange range);  // visible, with consecutive positions
  // In place of all that: the text's spans, all of them, one after the other.
  void BeginWhole();
  void InsertSpan(const Span& span);
  void Erase(uint32_t count);
  std::vector<DeltaStep> Finish();

 private:
  void FindChanges();
  void AddChange(uint64_t from, uint64_t to, const MarksWithin& within);
  // Null for no mark.
  Value ValueOf(const MarksWithin::Rank* rank) const;
  void FindAttributes(const MarksWithin& within);
  void InsertMarked(LvRange range, const MarksWithin& within);
  void InsertPart(LvRange range);
  void InsertLetters(LvRange range);
  void FinishLetters(Attributes attributes);
  void AddStep(DeltaStep step);
  void Keep(uint64_t count, const Attributes& attributes);

  static constexpr uint64_t kNever = ~uint64_t{0};

  struct Change {
    uint64_t from;
    uint64_t to;
    Attributes attributes;
  };

  Sequence& sequence_;
  Objects& objects_;
  MarkIndex* index_;  // null when the text has no marks
  const Changed* changed_;
  std::vector<Change> changes_;  // ascending
  size_t next_change_ = 0;
  uint64_t done_ = 0;
  Attributes attributes_;            // of what is inserted
  Attributes found_;                 // FindAttributes' answer
  uint64_t attributes_of_ = kNever;  // MarkIndex::switched
  // The next step, if it is to be of letters, which have attributes_: its text is copied once, when
  // all is there.
  std::vector<char16_t> letters_;
  size_t letter_count_ = 0;
  std::vector<DeltaStep> steps_;
};

// All of a text. (Text::Delta.)
std::vector<DeltaStep> WholeDelta(DocumentState* state, ContainerNumber text);
// Of [from, to), all visible.
std::vector<DeltaStep> DeltaBetween(DocumentState* state, TreeId text, uint64_t from, uint64_t to);

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_RICH_DELTA_H_
