// OperationView: operations to read, wherever they are kept: an OperationSet, or parts of a larger
// recording without copying them. Valid as long as what it looks at.
#ifndef WEFT_CRDT_CORE_OPERATION_VIEW_H_
#define WEFT_CRDT_CORE_OPERATION_VIEW_H_

#include <span>
#include <string>
#include <string_view>

#include "crdt/core/operation.h"

namespace weft {

struct OperationView {
  std::span<const Operation> operations;
  std::u16string_view text;                 // text_offset counts from its start
  std::span<const ContainerId> containers;  // and Operation::container from this one's
  const Payload* payload = nullptr;         // needed only by operations that have some in it

  OperationView() = default;
  OperationView(std::span<const Operation> operations, std::u16string_view text,
                std::span<const ContainerId> containers, const Payload* payload = nullptr)
      : operations(operations), text(text), containers(containers), payload(payload) {}
  OperationView(const OperationSet& set)  // NOLINT: implicit on purpose
      : operations(set.operations),
        text(set.text),
        containers(set.containers),
        payload(&set.payload) {}
};

}  // namespace weft

#endif  // WEFT_CRDT_CORE_OPERATION_VIEW_H_
