// Pieces of made-up documents: insertions with the anchors one likes.
#ifndef WEFT_BENCH_TRACES_MADE_UP_H_
#define WEFT_BENCH_TRACES_MADE_UP_H_

#include <string_view>

#include <weft/crdt.h>

namespace weft::bench {

// Adds an insertion into the text that `set` already names; the first there names it by index 0.
inline void AddInsertion(Id id, Id prev, Id next, std::u16string_view text, OperationSet* set) {
  Operation operation{};
  operation.kind = OperationKind::kInsertText;
  operation.count = static_cast<uint32_t>(text.size());
  operation.id = id;
  operation.prev = prev;
  operation.next = next;
  operation.text_offset = static_cast<uint32_t>(set->text.size());
  operation.container = prev == kNullId && next == kNullId ? 0 : kImpliedContainer;
  set->text += text;
  set->operations.push_back(operation);
}

inline const char* OrderName(OrderKind order) {
  return order == OrderKind::kFugueMax ? "fugue-max" : "yata";
}

}  // namespace weft::bench

#endif  // WEFT_BENCH_TRACES_MADE_UP_H_
