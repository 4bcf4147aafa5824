#include "sync/rebuild.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "crdt/core/operation_payload.h"
#include "crdt/document/cut_operation.h"
#include "crdt/wire/update.h"
#include "sync/replay.h"
#include "sync/split.h"

namespace weft::sync {

OperationSet SetOf(const OperationSet& from, Operation operation) {
  OperationSet one;
  if (operation.kind == OperationKind::kInsertText) {
    one.text = from.text.substr(operation.text_offset, operation.count);
    operation.text_offset = 0;
  } else if (HasPayload(operation.kind)) {
    CopyPayload(from.payload, &operation, &one.payload);
  }
  if (operation.container != kImpliedContainer) {
    one.containers.push_back(from.containers[operation.container]);
    operation.container = 0;
  }
  one.operations.push_back(operation);
  return one;
}

namespace {

// How many of the operation's creations or effects are within `counts`.
uint32_t Within(const Operation& operation, Counts counts) {
  const uint32_t limit = operation.IsEffect() ? counts.effects : counts.creations;
  return limit <= operation.id.seq ? 0 : std::min(operation.count, limit - operation.id.seq);
}

// The operations of `set` cut at `counts` of `author`: what is within stays in the set, what is not
// is returned, one by one, in the author's order.
std::vector<OperationSet> TakeBeyond(Agent author, Counts counts, OperationSet* set) {
  std::vector<OperationSet> beyond;
  std::vector<Operation> kept;
  for (const Operation& operation : set->operations) {
    const uint32_t within =
        operation.id.agent == author ? Within(operation, counts) : operation.count;
    const uint32_t cut = operation.id.seq + within;
    const uint32_t end = operation.id.seq + operation.count;
    if (within > 0) kept.push_back(CutOperation(*set, operation, operation.id.seq, cut));
    if (within < operation.count) {
      beyond.push_back(SetOf(*set, CutOperation(*set, operation, cut, end)));
    }
  }
  set->operations = std::move(kept);
  return beyond;
}

Status IntegrateAll(const OperationSet& set, Document* document) {
  const Result<Integrated> done = document->Integrate(set);
  if (!done.ok()) return done.status();
  return done->waiting == 0 ? OkStatus()
                            : FailedPrecondition("others have built on what is to be dropped");
}

void Append(const OperationSet& one, OperationSet* all) {
  Operation operation = one.operations.front();
  if (operation.kind == OperationKind::kInsertText) {
    operation.text_offset = static_cast<uint32_t>(all->text.size());
    all->text += one.text;
  } else if (HasPayload(operation.kind)) {
    CopyPayload(one.payload, &operation, &all->payload);
  }
  if (operation.container != kImpliedContainer) {
    all->containers.push_back(one.containers.front());
    operation.container = static_cast<uint32_t>(all->containers.size() - 1);
  }
  all->operations.push_back(operation);
}

}  // namespace

Result<Rebuilt> Rebuild(const Document& document, Agent author, Counts keep, Counts drop,
                        Agent new_agent, Agent later) {
  Result<OperationSet> all = document.OperationsSince({});
  if (!all.ok()) return all.status();
  std::vector<OperationSet> rest = TakeBeyond(author, keep, &*all);
  const size_t of_author = rest.size();
  if (later != 0) {
    for (OperationSet& one : TakeBeyond(later, {}, &*all)) rest.push_back(std::move(one));
  }
  Rebuilt rebuilt{Document(new_agent, document.order()), {}};
  rebuilt.document.CopySettings(document);
  Document scratch(new_agent == kMaxAgent ? kMaxAgent - 1 : kMaxAgent, document.order());
  WEFT_RETURN_IF_ERROR(IntegrateAll(*all, &rebuilt.document));
  WEFT_RETURN_IF_ERROR(IntegrateAll(*all, &scratch));

  Replay replay(&scratch, &rebuilt.document, author, keep, later, *all);
  OperationSet refused;
  const auto take = [&](const OperationSet& one, bool again) {
    std::optional<std::vector<Change>> lost = replay.Take(one, again);
    if (!lost) return;
    for (Change& change : *lost) rebuilt.proposal.changes.push_back(std::move(change));
    Append(one, &refused);
  };
  for (size_t i = 0; i < rest.size(); ++i) {
    const OperationSet& one = rest[i];
    const Operation& operation = one.operations.front();
    const uint32_t end = operation.id.seq + operation.count;
    const uint32_t cut = operation.id.seq + (i < of_author ? Within(operation, drop) : 0);
    if (cut > operation.id.seq) {
      take(SetOf(one, CutOperation(one, operation, operation.id.seq, cut)), false);
    }
    if (cut < end) take(SetOf(one, CutOperation(one, operation, cut, end)), true);
  }
  if (refused.operations.empty()) return rebuilt;
  Result<std::string> update = EncodeUpdate(refused);
  if (update.ok()) rebuilt.proposal.update = *std::move(update);
  return rebuilt;
}

}  // namespace weft::sync
