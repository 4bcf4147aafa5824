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
  std::span<const std::string> containers;  // and Operation::container from this one's

  OperationView() = default;
  OperationView(std::span<const Operation> operations, std::u16string_view text,
                std::span<const std::string> containers)
      : operations(operations), text(text), containers(containers) {}
  OperationView(const OperationSet& set)  // NOLINT: implicit on purpose
      : operations(set.operations), text(set.text), containers(set.containers) {}
};

}  // namespace weft

#endif  // WEFT_CRDT_CORE_OPERATION_VIEW_H_
