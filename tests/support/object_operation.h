// ObjectOperation: an operation of any kind on exactly one element, what the oracle and the laws of
// maps, lists, counters and trees speak.
//
// ExpandObjects turns runs into elements, PackObjects turns elements into maximal runs again. Both
// follow the comment in crdt/core/operation.h, so that they do not share a mistake with the engine.
#ifndef WEFT_TESTS_SUPPORT_OBJECT_OPERATION_H_
#define WEFT_TESTS_SUPPORT_OBJECT_OPERATION_H_

#include <optional>
#include <string>
#include <vector>

#include "crdt/core/operation.h"
#include "crdt/core/value.h"

namespace weft::testing {

struct ObjectOperation {
  OperationKind kind = OperationKind::kInsertItems;
  Agent agent = 0;
  uint32_t index = 0;  // seq of a creation, index of an effect
  uint32_t at = 0;     // the agent's operations of the other log before this one
  Id prev = kNullId;   // insertions, kMove, kMark
  Id next = kNullId;
  std::optional<ContainerId> container;  // when nothing else places it
  char16_t unit = 0;                     // kInsertText
  std::string key;                       // kWrite that replaces nothing
  std::string content;                   // kInsertItems, kWrite, kAdd: the value; others: all of it
  std::vector<Id> replaced;              // kWrite, ascending
  Id item = kNullId;                     // kMove
  Id target = kNullId;                   // kErase, kUndo: the element; kRestore: (agent, index)
  uint32_t stamp = 0;                    // kWrite, kMove, kMark

  bool IsEffect() const;
  bool IsAnchored() const;
  bool HasAnchors() const { return IsAnchored() || kind == OperationKind::kMark; }
  bool IsStamped() const;
  Id id() const { return Id{agent, index}; }
  EffectId effect() const { return EffectId{agent, index}; }
  // Where the operation stands in its agent's own order: how many come before.
  uint64_t OwnOrder() const { return uint64_t{index} + at; }

  friend bool operator==(const ObjectOperation&, const ObjectOperation&) = default;
};
using ObjectOperations = std::vector<ObjectOperation>;

std::string ToString(const ContainerId& container);
std::string ToString(const ObjectOperation& operation);

// In the order of the set, runs in their defined order.
ObjectOperations ExpandObjects(const OperationSet& set);
// Runs as long as consecutive elements of `operations` allow.
OperationSet PackObjects(const ObjectOperations& operations);
// By agent, then in the agent's own order: equal sets give equal lists.
void SortByAgent(ObjectOperations* operations);

// Short forms for what is written by hand. Only what the kind has is set; `at` is 0.
std::string BytesOf(const Value& value);
ObjectOperation ItemOperation(Id id, Id prev, Id next, const Value& value);
ObjectOperation ItemOperation(Id id, const ContainerId& container, const Value& value);
ObjectOperation KeyOperation(Id id, const ContainerId& map, std::string_view key,
                             const Value& value);
ObjectOperation ReplaceOperation(Id id, std::vector<Id> replaced, const Value& value);
ObjectOperation MoveOperation(Id id, Id item, Id prev, Id next);
ObjectOperation MoveOperation(Id id, Id item, const ContainerId& container);
// Its ends, with `sides` (MarkSides).
ObjectOperation MarkOperation(Id id, Id prev, Id next, uint8_t sides, std::string_view key,
                              const Value& value);
ObjectOperation MarkOperation(Id id, const ContainerId& text, std::string_view key,
                              const Value& value);
ObjectOperation AddOperation(EffectId effect, const ContainerId& counter, int64_t amount);
ObjectOperation EraseOne(EffectId effect, Id target);
ObjectOperation UndoOne(EffectId effect, Id target);
ObjectOperation RestoreOne(EffectId effect, EffectId target);
ObjectOperation UnitOperation(Id id, const ContainerId& text, char16_t unit);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_OBJECT_OPERATION_H_
