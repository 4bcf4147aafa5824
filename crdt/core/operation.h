// Operations: what replicas tell each other.
//
// An Operation is a run: `count` consecutive creations, or `count` consecutive effects, of one
// agent. An OperationSet holds operations of any number of agents; those of one agent stand in that
// agent's own order (creations and effects interleaved by `at`). One transaction's OperationSet is
// a change. Runs may be cut anywhere except inside a surrogate pair: integrating the pieces gives
// the same document.
//
// Creations: (id.agent, id.seq + k), k < count.
// kInsertText   UTF-16 units text[text_offset + k]. The first one's anchors are prev and next; for
//               each further one prev is the element before it in the run and next is the run's.
// kInsertItems  items of a list, or nodes of a tree, anchored likewise: count values one after the
//               other (crdt/core/value.h) at payload.bytes[content].
// kWrite        one: a map's key, or an item of a list, gets a value. It replaces the writes that
//               its author saw there: `replaced`, and `more_count` others at payload.ids[more],
//               all ascending. For an item the first write replaces the item itself. Without any:
//               the map is `container` and the key stands before the value. At
//               payload.bytes[content]: key (then), value.
// kMove         one: the item or node payload.ids[item] gets a place between prev and next, in its
//               list, or anywhere in its tree.
// kMark         one: marks a range of a text. Its ends stand beside the elements prev and next,
//               before or after each; null is the text's start, or its end. At
//               payload.bytes[content]: MarkSides, key, plain value
//               (crdt/core/operation_payload.h); null takes marks of that key off. It has no place
//               of its own.
// kOtherCreation, kOtherEffect: of a kind this version does not know; see `other` below.
//
// Effects: (id.agent, id.seq + k), k < count.
// kErase        deletes the element, write, item or node target.seq + k, or, when `backward`,
//               target.seq + count - 1 - k, of target.agent.
// kRestore      takes back the effect target.seq + k of target.agent: a deletion, an addition or
//               an undo.
//               An element is visible when no deletion of it is left that nobody has taken back.
// kUndo         one: the write or the move `target` is as if it had never been made, until that is
//               taken back, like a deletion. What it replaced, or outdid, shows again.
// kAdd          one: adds the integer at payload.bytes[content] to the counter `container`.
//
// `at` ties the agent's two logs together: for effects it is the number of creations of id.agent
// that preceded them, for creations the number of its effects that did. A replica integrates an
// agent's operations in that order; what came too early waits.
// `container` is an index into OperationSet::containers, for operations that nothing else places:
// an insertion, move or mark whose two anchors are null, a write that replaces nothing, an
// addition. Otherwise it is kImpliedContainer.
//
// `stamp`, of kWrite, kMove and kMark: how far the Lamport stamp is above the least it can be,
// which is one above the stamps of its author's last write, move or mark and of all that a write
// replaces. 0 for a write whenever nobody else writes elsewhere. (Lamport, agent) decides between
// concurrent ones.
#ifndef WEFT_CRDT_CORE_OPERATION_H_
#define WEFT_CRDT_CORE_OPERATION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "crdt/core/container_id.h"
#include "crdt/core/id.h"

namespace weft {

enum class OperationKind : uint8_t {
  kInsertText = 1,
  kErase = 2,
  kRestore = 3,
  kInsertItems = 4,
  kWrite = 5,
  kMove = 6,
  kAdd = 7,
  kOtherCreation = 8,
  kOtherEffect = 9,
  kMark = 10,
  kUndo = 11,
};

inline constexpr uint32_t kImpliedContainer = 0xFFFFFFFF;

struct Operation {
  // The writes that are replaced beside the first.
  struct More {
    uint64_t count;
    uint32_t offset;  // into payload.ids

    friend bool operator==(const More&, const More&) = default;
  };

  OperationKind kind;
  bool backward;  // kErase: from the last target to the first
  uint32_t count;
  Id id;  // the first element, or (agent, index) of the first effect
  union {
    Id prev;      // insertions, kMove, kMark
    Id target;    // kErase: the target with the lowest seq; kRestore: (agent, index) of an effect;
                  // kUndo: a write, or the slot that a move made
    Id replaced;  // kWrite: the first, or null
  };
  union {
    Id next;    // insertions, kMove, kMark
    More more;  // kWrite
  };
  uint32_t at;
  union {
    uint32_t text_offset;  // kInsertText: into text
    uint32_t content;      // kInsertItems, kWrite, kAdd, kMark, others: into payload.bytes
    uint32_t item;         // kMove: into payload.ids
  };
  uint32_t container;
  uint32_t stamp;  // kWrite, kMove, kMark; else 0

  Operation() = default;
  // Nothing is set, which saves zeroing what is written at once: for whoever then sets every field.
  struct Unset {};
  explicit Operation(Unset /*nothing*/) {}

  bool IsEffect() const {
    constexpr uint32_t kEffects = 1u << static_cast<int>(OperationKind::kErase) |
                                  1u << static_cast<int>(OperationKind::kRestore) |
                                  1u << static_cast<int>(OperationKind::kAdd) |
                                  1u << static_cast<int>(OperationKind::kOtherEffect) |
                                  1u << static_cast<int>(OperationKind::kUndo);
    return (kEffects >> static_cast<int>(kind) & 1) != 0;
  }
  // Whether it has a place among the elements of a text, a list or a tree.
  bool IsAnchored() const {
    return kind == OperationKind::kInsertText || kind == OperationKind::kInsertItems ||
           kind == OperationKind::kMove;
  }
  // Whether prev and next are ids of elements beside which it stands, or its ends.
  bool HasAnchors() const { return IsAnchored() || kind == OperationKind::kMark; }
  bool IsStamped() const {
    return kind == OperationKind::kWrite || kind == OperationKind::kMove ||
           kind == OperationKind::kMark;
  }
};

// What operations beside those of texts hold.
struct Payload {
  std::string bytes;
  std::vector<Id> ids;

  void Clear() {
    bytes.clear();
    ids.clear();
  }
};

struct OperationSet {
  std::vector<Operation> operations;
  std::u16string text;
  std::vector<ContainerId> containers;
  Payload payload;

  void Clear() {
    operations.clear();
    text.clear();
    containers.clear();
    payload.Clear();
  }
};

}  // namespace weft

#endif  // WEFT_CRDT_CORE_OPERATION_H_
