// What an operation names: it can be integrated only when all of that is there.
#ifndef WEFT_CRDT_DOCUMENT_REFERENCES_H_
#define WEFT_CRDT_DOCUMENT_REFERENCES_H_

#include "crdt/core/operation_view.h"

namespace weft {

// visitor(Id) for each creation that one which is no deletion and no restore names; nulls are left
// out.
template <class Visitor>
void ForEachNamed(const Operation& operation, const OperationView& set, Visitor&& visitor) {
  const auto visit = [&](const Id& id) {
    if (!id.IsNull()) visitor(id);
  };
  if (operation.HasAnchors()) {
    visit(operation.prev);
    visit(operation.next);
  }
  if (operation.kind == OperationKind::kMove) visit(set.payload->ids[operation.item]);
  if (operation.kind == OperationKind::kWrite) {
    visit(operation.replaced);
    for (uint64_t i = 0; i < operation.more.count; ++i) {
      visit(set.payload->ids[operation.more.offset + i]);
    }
  }
  if (operation.kind == OperationKind::kUndo) visit(operation.target);
  if (operation.container != kImpliedContainer) visit(set.containers[operation.container].creator);
}

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_REFERENCES_H_
