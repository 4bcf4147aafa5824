// MergeUpdates: the union of updates as sets of operations, without a document.
//
// An operation's place in its agent's own order is the number of that agent's operations before it.
// All pieces of all updates go through a heap ordered by place. What a piece shares with the one
// taken before it is compared and dropped, and the rest of it goes back. The longest of those that
// begin at one place comes first, so a piece goes back at most once: O(n log n).
#include <algorithm>
#include <tuple>

#include "crdt/core/operation_payload.h"
#include "crdt/wire/agent_coding.h"
#include "crdt/wire/canonical.h"
#include "crdt/wire/update.h"
#include "crdt/wire/update_body.h"
#include "crdt/wire/update_frame.h"

namespace weft {

namespace wire {

namespace {

uint64_t Begin(const Operation& run) { return uint64_t{run.id.seq} + run.at; }
uint64_t End(const Operation& run) { return Begin(run) + run.count; }

// For a heap whose top is the first in its agent's order and, of one place, the longest.
bool ComesLater(const Operation& a, const Operation& b) {
  return std::tuple(b.id.agent, Begin(b), a.count) < std::tuple(a.id.agent, Begin(a), b.count);
}

bool SameContainer(const Operation& a, const Operation& b, const OperationSet& set) {
  const bool named = a.container != kImpliedContainer;
  if (named != (b.container != kImpliedContainer)) return false;
  return !named || set.containers[a.container] == set.containers[b.container];
}

bool SameAnchors(const Operation& a, const Operation& b) {
  return a.prev == b.prev && a.next == b.next;
}

bool SameText(const Operation& a, const Operation& b, const OperationSet& set) {
  const std::u16string_view text = set.text;
  return text.substr(a.text_offset, a.count) == text.substr(b.text_offset, b.count) &&
         SameAnchors(a, b);
}

bool SameContent(const Operation& a, const Operation& b, const OperationSet& set) {
  const std::string_view bytes = set.payload.bytes;
  return ContentOf(a, bytes) == ContentOf(b, bytes);
}

bool SameReplaced(const Operation& a, const Operation& b, const OperationSet& set) {
  if (a.replaced != b.replaced || a.more.count != b.more.count) return false;
  const Id* const ids = set.payload.ids.data();
  return std::equal(ids + a.more.offset, ids + a.more.offset + a.more.count, ids + b.more.offset);
}

// Whether two operations, of one kind and as many elements, are the same but for their places.
bool SameButIds(const Operation& a, const Operation& b, const OperationSet& set) {
  switch (a.kind) {
    case OperationKind::kInsertText:
      return SameText(a, b, set);
    case OperationKind::kErase:
    case OperationKind::kRestore:
    case OperationKind::kUndo:
      return a.target == b.target && a.backward == b.backward;
    case OperationKind::kInsertItems:
      return SameAnchors(a, b) && SameContent(a, b, set);
    case OperationKind::kWrite:
      return a.stamp == b.stamp && SameReplaced(a, b, set) && SameContent(a, b, set);
    case OperationKind::kMove:
      return a.stamp == b.stamp && SameAnchors(a, b) &&
             set.payload.ids[a.item] == set.payload.ids[b.item];
    case OperationKind::kMark:
      return a.stamp == b.stamp && SameAnchors(a, b) && SameContent(a, b, set);
    default:
      return SameContent(a, b, set);
  }
}

bool IsDivisible(const Operation& run) { return run.kind <= OperationKind::kInsertItems; }

// Whether two pieces say the same about the places that both have; b begins inside a.
bool Agree(const Operation& a, const Operation& b, const OperationSet& set) {
  if (a.kind != b.kind) return false;
  if (!IsDivisible(a) && (Begin(a) != Begin(b) || a.count != b.count)) return false;
  const auto skipped = static_cast<uint32_t>(Begin(b) - Begin(a));
  const auto shared = static_cast<uint32_t>(std::min(End(a), End(b)) - Begin(b));
  const Operation x = SliceOf(a, skipped, shared, set.payload.bytes);
  const Operation y = SliceOf(b, 0, shared);
  return x.id == y.id && SameContainer(x, y, set) && SameButIds(x, y, set);
}

// Moves the pieces of `update` into *all.
void Collect(const OperationSet& update, OperationSet* all) {
  const auto text_offset = static_cast<uint32_t>(all->text.size());
  const auto container = static_cast<uint32_t>(all->containers.size());
  for (Operation operation : update.operations) {
    if (operation.kind == OperationKind::kInsertText) operation.text_offset += text_offset;
    if (operation.container != kImpliedContainer) operation.container += container;
    if (HasPayload(operation.kind)) CopyPayload(update.payload, &operation, &all->payload);
    all->operations.push_back(operation);
  }
  all->text += update.text;
  all->containers.insert(all->containers.end(), update.containers.begin(), update.containers.end());
}

Status Conflict(const Operation& piece) {
  return AlreadyExists("updates that contradict each other about the operations of agent " +
                       std::to_string(piece.id.agent) + " from " +
                       (piece.IsEffect() ? "effect " : "element ") + std::to_string(piece.id.seq) +
                       " on");
}

// The runs of the union of `all`'s pieces, of which they are made to be a heap.
Status Unite(OperationSet* all, CanonicalRuns* runs) {
  std::vector<Operation>& heap = all->operations;
  CanonicalBuilder builder(*all, runs);
  Operation last;
  bool has_last = false;
  std::make_heap(heap.begin(), heap.end(), ComesLater);
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), ComesLater);
    const Operation piece = heap.back();
    heap.pop_back();
    if (!has_last || last.id.agent != piece.id.agent || End(last) <= Begin(piece)) {
      if (builder.Add(piece) != nullptr) return Conflict(piece);
      last = piece;
      has_last = true;
      continue;
    }
    if (!Agree(last, piece, *all)) return Conflict(piece);
    if (End(last) >= End(piece)) continue;
    const auto shared = static_cast<uint32_t>(End(last) - Begin(piece));
    heap.push_back(SliceOf(piece, shared, piece.count - shared, all->payload.bytes));
    std::push_heap(heap.begin(), heap.end(), ComesLater);
  }
  return builder.Finish();
}

Status CheckLimits(const CanonicalRuns& runs, const Limits& limits) {
  if (runs.runs.size() > limits.runs) return ResourceExhausted("merged: more runs than the limit");
  if (runs.elements > limits.elements) {
    return ResourceExhausted("merged: more elements than the limit");
  }
  return OkStatus();
}

}  // namespace

}  // namespace wire

Result<std::string> MergeUpdates(const std::vector<std::string_view>& updates,
                                 const Limits& limits) {
  OperationSet all;
  OperationSet update;
  for (const std::string_view bytes : updates) {
    WEFT_RETURN_IF_ERROR(DecodeUpdate(bytes, limits, &update));
    if (all.text.size() + update.text.size() > kMaxElements) {
      return ResourceExhausted("more text than one merge can take");
    }
    if (all.payload.bytes.size() + update.payload.bytes.size() > wire::kMaxPayloadBytes) {
      return ResourceExhausted("more values than one merge can take");
    }
    wire::Collect(update, &all);
  }
  wire::CanonicalRuns runs;
  WEFT_RETURN_IF_ERROR(wire::Unite(&all, &runs));
  WEFT_RETURN_IF_ERROR(wire::CheckLimits(runs, limits));

  std::string bytes;
  wire::AppendFrameHead(&bytes);
  WEFT_RETURN_IF_ERROR(wire::AppendBody(runs, all.containers, wire::AgentCoding(), &bytes));
  wire::AppendChecksum(0, &bytes);
  if (bytes.size() > limits.bytes) return ResourceExhausted("merged: more bytes than the limit");
  return bytes;
}

}  // namespace weft
