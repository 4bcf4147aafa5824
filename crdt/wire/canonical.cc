#include "crdt/wire/canonical.h"

#include <algorithm>
#include <numeric>

#include "crdt/core/operation_payload.h"
#include "crdt/core/sort.h"
#include "crdt/core/utf.h"
#include "crdt/wire/text_column.h"

namespace weft::wire {

namespace {

bool InLog(uint32_t first, uint32_t count) {
  return first <= kMaxElements && count <= kMaxElements - first;
}

const char* WhyMalformedInsertion(const Operation& run, const OperationSet& set) {
  if (!IsAnchor(run.prev, run.id) || !IsAnchor(run.next, run.id)) {
    return "an anchor that no older element can be";
  }
  if (run.text_offset > set.text.size() || run.count > set.text.size() - run.text_offset) {
    return "its text is not in the set";
  }
  if (!run.prev.IsNull() || !run.next.IsNull()) return nullptr;
  if (run.container >= set.containers.size()) return "an insertion into no text";
  const ContainerId& text = set.containers[run.container];
  if (text.kind != ContainerKind::kText) return "an insertion of text into what is no text";
  if (text.IsRoot()) return IsName(text.name) ? nullptr : "a name that is not one of a text";
  if (const char* why = WhyNoContainer(text)) return why;
  const bool own = text.creator.agent == run.id.agent;
  return !own || text.creator.seq < run.id.seq ? nullptr : "a text that is not older";
}

const char* WhyMalformedEffects(const Operation& run) {
  const bool restore = run.kind == OperationKind::kRestore;
  const bool undo = run.kind == OperationKind::kUndo;
  if (run.backward && (restore || undo)) return "an unknown kind";
  if (undo && run.count != 1) return "an undo is one effect";
  if (run.target.agent > kMaxAgent || !InLog(run.target.seq, run.count)) {
    return "a target that is out of range";
  }
  if (run.target.agent != run.id.agent) return nullptr;
  const uint32_t known = restore ? run.id.seq : run.at;
  return run.target.seq + run.count <= known ? nullptr : "a target that is not older";
}

// Of what is well-formed: false only for one in an envelope whose kind needs none.
bool IsKindToCome(const Operation& operation, const Payload& payload) {
  if (!IsOther(operation.kind)) return true;
  OtherContent other;
  size_t size = 0;
  (void)SplitOther(std::string_view(payload.bytes).substr(operation.content), &other, &size);
  return other.kind >= kFirstOtherKind;
}

// The first and the last target, in the run's direction.
int64_t FirstTarget(const Operation& run) {
  return int64_t{run.target.seq} + (run.backward ? run.count - 1 : 0);
}
int64_t LastTarget(const Operation& run) {
  return int64_t{run.target.seq} + (run.backward ? 0 : run.count - 1);
}

}  // namespace

const char* WhyMalformed(const Operation& operation, const OperationSet& set) {
  if (operation.count == 0) return "it has no elements";
  if (operation.id.agent > kMaxAgent || !InLog(operation.id.seq, operation.count)) {
    return "its id is out of range";
  }
  if (operation.at > kMaxElements) return "`at` is out of range";
  if (HasPayload(operation.kind)) {
    bool newer = false;
    if (const char* why = WhyMalformedObject(operation, set, &newer)) return why;
    return IsKindToCome(operation, set.payload) ? nullptr : "a known kind in an envelope";
  }
  if (operation.IsEffect()) return WhyMalformedEffects(operation);
  return operation.kind == OperationKind::kInsertText ? WhyMalformedInsertion(operation, set)
                                                      : "an unknown kind";
}

Operation SliceOf(const Operation& run, uint32_t from, uint32_t count, std::string_view values) {
  Operation slice = run;
  slice.id.seq += from;
  slice.count = count;
  if (HasPayload(run.kind)) {
    if (from == 0) return slice;
    slice.prev = {run.id.agent, slice.id.seq - 1};
    slice.container = kImpliedContainer;
    SkipValues(from, values, &slice);
    return slice;
  }
  if (run.IsEffect()) {
    slice.target.seq += run.backward ? run.count - from - count : from;
    if (count == 1) slice.backward = false;
  } else if (from > 0) {
    slice.prev = {run.id.agent, slice.id.seq - 1};
    slice.text_offset += from;
    slice.container = kImpliedContainer;
  }
  return slice;
}

bool Continues(const Operation& last, const Operation& run) {
  if (run.kind != last.kind || LogState::Before(run) != LogState::After(last)) return false;
  if (run.kind > OperationKind::kInsertItems) return false;
  if (!run.IsEffect()) {
    return run.next == last.next && run.prev == Id{run.id.agent, run.id.seq - 1};
  }
  if (run.target.agent != last.target.agent) return false;
  const int64_t step = FirstTarget(run) - LastTarget(last);
  if (run.kind == OperationKind::kRestore) return step == 1;
  if (last.count == 1) return step == 1 || step == -1;
  return step == (last.backward ? -1 : 1);
}

const char* CanonicalBuilder::Add(const Operation& piece) {
  if (const char* why = WhyMalformed(piece, source_)) return why;
  runs_.elements += piece.count;
  if (piece.kind == OperationKind::kInsertText) AddText(piece.text_offset, piece.count);
  if (runs_.authors.empty() || runs_.authors.back().agent != piece.id.agent) {
    runs_.authors.push_back({piece.id.agent});
    Push(piece);
    return nullptr;
  }
  const Operation& last = runs_.runs.back();
  if (!LogState::Before(piece).Covers(LogState::After(last))) {
    return "it does not come after the agent's operation before it";
  }
  if (!Continues(last, piece)) {
    Push(piece);
    return nullptr;
  }
  Join(piece);
  // A run of restores that reaches itself restores restores.
  if (piece.kind != OperationKind::kRestore) return nullptr;
  return WhyMalformed(runs_.runs.back(), source_);
}

void CanonicalBuilder::Push(const Operation& run) {
  ++runs_.authors.back().runs;
  if (HasPayload(run.kind)) [[unlikely]]
    return PushObject(run);
  if (run.kind == OperationKind::kUndo) runs_.has_objects = true;
  runs_.runs.push_back(run.count == 1 && run.IsEffect() ? SliceOf(run, 0, 1) : run);
  if (!run.prev.IsNull() || !run.next.IsNull()) {
    runs_.runs.back().container = kImpliedContainer;
  } else if (!source_.containers[run.container].IsRoot()) {
    runs_.has_objects = true;
  }
}

void CanonicalBuilder::PushObject(const Operation& run) {
  runs_.has_objects = true;
  runs_.runs.push_back(run);
  Operation& pushed = runs_.runs.back();
  pushed.backward = false;
  if (run.IsEffect() || run.kind == OperationKind::kOtherCreation) {
    pushed.prev = pushed.next = kNullId;
  }
  CopyPayload(source_.payload, &pushed, &runs_.payload);
}

// Makes the piece part of the last run. Effects after its first may go another way.
void CanonicalBuilder::Join(const Operation& piece) {
  Operation& last = runs_.runs.back();
  if (!piece.IsEffect()) {
    last.count += piece.count;
    if (piece.kind != OperationKind::kInsertItems) return;
    runs_.payload.bytes += ContentOf(piece, source_.payload.bytes);
    return;
  }
  const bool backward = FirstTarget(piece) < LastTarget(last);
  const uint32_t joined = piece.count == 1 || piece.backward == backward ? piece.count : 1;
  last.backward = backward;
  last.count += joined;
  if (backward) last.target.seq -= joined;
  if (joined < piece.count) Push(SliceOf(piece, joined, piece.count - joined));
}

void CanonicalBuilder::AddText(uint32_t offset, uint32_t count) {
  if (!stretches_.empty() && stretches_.back().offset + stretches_.back().count == offset) {
    stretches_.back().count += count;
  } else {
    stretches_.push_back({offset, count});
  }
}

void CanonicalBuilder::GatherText() {
  const std::u16string_view text = source_.text;
  if (stretches_.size() == 1) {
    runs_.text = text.substr(stretches_[0].offset, stretches_[0].count);
  } else {
    for (const Stretch& stretch : stretches_) {
      runs_.gathered += text.substr(stretch.offset, stretch.count);
    }
    runs_.text = runs_.gathered;
  }
  uint32_t offset = 0;
  for (Operation& run : runs_.runs) {
    if (run.kind != OperationKind::kInsertText) continue;
    run.text_offset = offset;
    offset += run.count;
  }
}

Status CanonicalBuilder::CheckText() const {
  if (!WellFormedUtf16(runs_.text)) return InvalidArgument("unpaired surrogate in the text");
  for (const Operation& run : runs_.runs) {
    if (run.kind == OperationKind::kInsertText && IsLowSurrogate(runs_.text[run.text_offset])) {
      return InvalidArgument("a surrogate pair that is cut at a run's end");
    }
  }
  return OkStatus();
}

Status CanonicalBuilder::Finish() {
  if (runs_.elements > kMaxElements) {
    return ResourceExhausted("more elements than an update can hold");
  }
  if (runs_.payload.bytes.size() > kMaxPayloadBytes) {
    return ResourceExhausted("more values than an update can hold");
  }
  GatherText();
  return CheckText();
}

Status Canonicalize(const OperationSet& set, CanonicalRuns* out) {
  const std::vector<Operation>& operations = set.operations;
  const auto by_agent = [](const Operation& a, const Operation& b) {
    return a.id.agent < b.id.agent;
  };
  std::vector<uint32_t> order;  // empty: as they stand
  if (!std::is_sorted(operations.begin(), operations.end(), by_agent)) {
    order.resize(operations.size());
    std::iota(order.begin(), order.end(), 0u);
    StableSort(order.begin(), order.end(),
               [&](uint32_t a, uint32_t b) { return by_agent(operations[a], operations[b]); });
  }
  CanonicalBuilder builder(set, out);
  out->runs.reserve(operations.size());
  for (size_t i = 0; i < operations.size(); ++i) {
    const size_t index = order.empty() ? i : order[i];
    if (const char* why = builder.Add(operations[index])) {
      return InvalidArgument("operation " + std::to_string(index) + ": " + why);
    }
  }
  return builder.Finish();
}

}  // namespace weft::wire
