// Recording: a trace as the operations its authors would have sent, one set a transaction, in an
// order in which each comes after all it depends on (the file's own).
//
// A sequential trace has one author. In a concurrent one each author has a replica of its own that
// takes in exactly the ancestors of a transaction before it makes it; an author whose transaction
// does not descend from its own previous one goes on as a new agent. Agents are random 53-bit
// numbers, as in real use, the same in every run.
#ifndef WEFT_BENCH_TRACES_RECORDING_H_
#define WEFT_BENCH_TRACES_RECORDING_H_

#include <cstdint>
#include <string>
#include <vector>

#include <weft/crdt.h>
#include "bench/traces/agents.h"
#include "bench/traces/require.h"
#include "bench/traces/trace.h"

namespace weft::bench {

inline constexpr char kTextName[] = "text";

class Recording {
 public:
  // Appends one transaction's operations.
  void Add(const OperationSet& set);

  size_t TransactionCount() const { return ends_.size(); }
  size_t OperationCount() const { return operations_.size(); }
  // The transaction's operations, into *set, whose memory is reused.
  void CopyTransaction(size_t index, OperationSet* set) const {
    CopyRange(index == 0 ? 0 : ends_[index - 1], ends_[index], set);
  }
  // One transaction's operations, or one operation, where they lie.
  OperationView Transaction(size_t index) const {
    return View(index == 0 ? 0 : ends_[index - 1], ends_[index]);
  }
  OperationView OneOperation(size_t index) const { return View(index, index + 1); }
  // In order of first appearance.
  const std::vector<Agent>& agents() const { return agents_; }
  // Edits of a concurrent trace that reached past the end: the trace's positions follow from the
  // order of the algorithm it was recorded with, which may differ where people typed at one place.
  size_t clamped_edits() const { return clamped_edits_; }
  void CountClamped() { ++clamped_edits_; }

 private:
  void CopyRange(size_t begin, size_t end, OperationSet* set) const;

  OperationView View(size_t begin, size_t end) const {
    return {std::span(operations_).subspan(begin, end - begin), text_, containers_};
  }

  std::vector<Operation> operations_;  // text_offset is into text_, container into containers_
  std::u16string text_;                // in the order of the insertions
  std::vector<ContainerId> containers_ = {kTextName};
  std::vector<size_t> ends_;  // one past each transaction's last operation
  std::vector<Agent> agents_;
  size_t clamped_edits_ = 0;
};

Recording RecordSequential(const Edits& edits);
Recording RecordConcurrent(const Trace& trace);

// What a replica's user sees when the transactions arrive one by one: the floor of a concurrent
// trace, whose own positions mean something only at their authors.
Edits ArrivingEdits(const Recording& recording);

// Applies the edits [begin, end); throws when one is refused. Inline: a transaction is often one
// key.
inline void ApplyEdits(const Edits& edits, size_t begin, size_t end, weft::Text& text) {
  for (size_t i = begin; i < end; ++i) {
    const Edits::Edit& edit = edits.edits[i];
    if (edit.erased != 0) Require(text.Erase(edit.position, edit.erased, Unit::kUtf16));
    if (edit.inserted_count != 0) Require(text.Insert(edit.position, edits.InsertedBy(edit)));
  }
}
inline void ApplyEdits(const PointEdits& edits, size_t begin, size_t end, weft::Text& text) {
  constexpr Unit kUnit = Unit::kCodePoint;
  for (size_t i = begin; i < end; ++i) {
    const PointEdits::Edit& edit = edits.edits[i];
    if (edit.erased != 0) Require(text.Erase(edit.position, edit.erased, kUnit));
    if (edit.inserted_count != 0) {
      Require(text.Insert(edit.position, edits.InsertedBy(edit), kUnit));
    }
  }
}

}  // namespace weft::bench

#endif  // WEFT_BENCH_TRACES_RECORDING_H_
