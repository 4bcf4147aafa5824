// Operations: what replicas tell each other.
//
// An Operation is a run: `count` consecutive creations, or `count` consecutive effects, of one
// agent. An OperationSet holds operations of any number of agents; those of one agent stand in that
// agent's own order (creations and effects interleaved by `at`). One transaction's OperationSet is
// a change. Runs may be cut anywhere except inside a surrogate pair: integrating the pieces gives
// the same document.
//
// kInsertText  elements (id.agent, id.seq + k), k < count: UTF-16 units text[text_offset + k].
//              The first one's anchors are prev and next; for each further one prev is the element
//              before it in the run and next is the run's.
// kErase       effects (id.agent, id.seq + k): deletes the element target.seq + k, or, when
//              `backward`, target.seq + count - 1 - k, of target.agent.
// kRestore     effects (id.agent, id.seq + k): takes back the deletion that is effect
//              target.seq + k of target.agent. An element is visible when no deletion of it is
//              left that nobody has taken back.
//
// `at` ties the agent's two logs together: for effects it is the number of creations of id.agent
// that preceded them, for creations the number of its effects that did. A replica integrates an
// agent's operations in that order; what came too early waits.
// `container` names a root text (an index into OperationSet::containers) and is needed only for an
// insertion whose two anchors are null; otherwise the anchors say it (kImpliedContainer).
#ifndef WEFT_CRDT_CORE_OPERATION_H_
#define WEFT_CRDT_CORE_OPERATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "crdt/core/id.h"

namespace weft {

enum class OperationKind : uint8_t { kInsertText = 1, kErase = 2, kRestore = 3 };

inline constexpr uint32_t kImpliedContainer = 0xFFFFFFFF;

struct Operation {
  OperationKind kind;
  bool backward;  // kErase: from the last target to the first
  uint32_t count;
  Id id;  // the first element, or (agent, index) of the first effect
  union {
    Id prev;    // kInsertText
    Id target;  // kErase: the target with the lowest seq; kRestore: (agent, index) of an effect
  };
  Id next;  // kInsertText
  uint32_t at;
  uint32_t text_offset;  // kInsertText
  uint32_t container;

  bool IsEffect() const { return kind != OperationKind::kInsertText; }
};

struct OperationSet {
  std::vector<Operation> operations;
  std::u16string text;
  std::vector<std::string> containers;  // names of root texts, UTF-8

  void Clear() {
    operations.clear();
    text.clear();
    containers.clear();
  }
};

}  // namespace weft

#endif  // WEFT_CRDT_CORE_OPERATION_H_
