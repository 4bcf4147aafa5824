// ElementOperation: an operation on exactly one element, what the oracle and the laws speak.
//
// Expand turns runs into elements, Pack turns elements into runs again (maximal, whatever the
// caller's cuts were). Both follow the comment in crdt/core/operation.h and nothing else, so that
// they do not share a mistake with the engine.
#ifndef WEFT_TESTS_SUPPORT_ELEMENTS_H_
#define WEFT_TESTS_SUPPORT_ELEMENTS_H_

#include <string>
#include <vector>

#include "crdt/core/operation.h"

namespace weft::testing {

struct ElementOperation {
  OperationKind kind = OperationKind::kInsertText;
  Agent agent = 0;
  uint32_t index = 0;  // seq of a creation, index of an effect
  // kInsertText
  Id prev = kNullId;
  Id next = kNullId;
  char16_t unit = 0;
  std::string container;  // empty unless both anchors are null
  Id target = kNullId;    // kErase: the element; kRestore: (agent, index) of the deletion
  uint32_t at = 0;        // the agent's operations of the other log before this one

  bool IsEffect() const { return kind != OperationKind::kInsertText; }
  Id id() const { return Id{agent, index}; }
  // Where the operation stands in its agent's own order: how many come before.
  uint64_t OwnOrder() const { return uint64_t{index} + at; }

  friend bool operator==(const ElementOperation&, const ElementOperation&) = default;
};

std::string ToString(Id id);
std::string ToString(const ElementOperation& operation);

// In the order of the set, runs in their defined order.
std::vector<ElementOperation> Expand(const OperationSet& set);

// Runs as long as consecutive elements of `operations` allow.
OperationSet Pack(const std::vector<ElementOperation>& operations);

// By agent, then in the agent's own order: equal sets give equal lists.
void SortByAgent(std::vector<ElementOperation>* operations);

// An index into `set->containers`, added when it is new.
uint32_t ContainerIndex(OperationSet* set, const std::string& name);

// Short forms for tests that write operations by hand.
Operation InsertOperation(OperationSet* set, Id id, Id prev, Id next, std::u16string_view text,
                          const std::string& container = "", uint32_t at = 0);
Operation EraseOperation(EffectId effect, uint32_t at, Id target, uint32_t count = 1,
                         bool backward = false);
Operation RestoreOperation(EffectId effect, uint32_t at, EffectId first, uint32_t count = 1);
// A set of one insertion; without a container the anchors imply it.
OperationSet InsertSet(Id id, Id prev, Id next, std::u16string_view text,
                       const std::string& container = "", uint32_t at = 0);
OperationSet SetOf(const Operation& effect);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_ELEMENTS_H_
