#include "bench/traces/recording.h"

#include <algorithm>
#include <stdexcept>

namespace weft::bench {
namespace {

// Positions of the edits an event tells of, in the order they are applied.
void AddDelta(const TextDelta& delta, Edits& edits) {
  uint32_t position = 0;
  for (const DeltaStep& step : delta.steps) {
    if (step.kind == DeltaStep::Kind::kErase) {
      edits.Add(position, step.count, {});
      continue;
    }
    if (step.kind == DeltaStep::Kind::kInsert) edits.Add(position, 0, step.text);
    position += step.count;
  }
}

}  // namespace

void Recording::Add(const OperationSet& set) {
  for (Operation operation : set.operations) {
    if (!operation.IsEffect()) {
      const uint32_t offset = operation.text_offset;
      operation.text_offset = static_cast<uint32_t>(text_.size());
      text_.append(set.text, offset, operation.count);
    } else {
      operation.text_offset = 0;
    }
    const bool named = operation.container != kImpliedContainer;
    if (named && set.containers.at(operation.container) != kTextName) {
      throw std::runtime_error("an operation of another text");
    }
    if (named) operation.container = 0;
    if (std::find(agents_.rbegin(), agents_.rend(), operation.id.agent) == agents_.rend()) {
      agents_.push_back(operation.id.agent);
    }
    operations_.push_back(operation);
  }
  ends_.push_back(operations_.size());
}

void Recording::CopyRange(size_t begin, size_t end, OperationSet* set) const {
  set->operations.assign(operations_.begin() + static_cast<std::ptrdiff_t>(begin),
                         operations_.begin() + static_cast<std::ptrdiff_t>(end));
  set->text.clear();
  set->containers.clear();
  for (Operation& operation : set->operations) {
    if (operation.IsEffect()) continue;
    const uint32_t offset = operation.text_offset;
    operation.text_offset = static_cast<uint32_t>(set->text.size());
    set->text.append(text_, offset, operation.count);
    if (operation.container != kImpliedContainer) set->containers = containers_;
  }
}

Recording RecordSequential(const Edits& edits) {
  Recording recording;
  Document document(AgentAt(0));
  weft::Text text = document.Text(kTextName);
  size_t begin = 0;
  for (const size_t end : edits.transaction_ends) {
    ApplyEdits(edits, begin, end, text);
    recording.Add(document.TakeLocal());
    begin = end;
  }
  return recording;
}

Edits ArrivingEdits(const Recording& recording) {
  Edits edits;
  Document document(ReaderAgent());
  document.Text(kTextName);
  document.Observe([&edits](const Event& event) {
    for (const Change& change : event.changes) AddDelta(*change.text(), edits);
  });
  for (size_t i = 0; i < recording.TransactionCount(); ++i) {
    Require(document.Integrate(recording.Transaction(i)));
    edits.EndTransaction();
  }
  return edits;
}

}  // namespace weft::bench
