// AnyElement: an operation of any kind on exactly one element (of a kind to come: on what it
// counts), spelled out; and any well-formed set of them, from a list of small steps.
//
// As tests/support/elements.h and arbitrary_set.h, for all kinds: Expand and Pack follow the
// comment in crdt/core/operation.h and nothing else.
#ifndef WEFT_TESTS_SUPPORT_ANY_ELEMENT_H_
#define WEFT_TESTS_SUPPORT_ANY_ELEMENT_H_

#include <optional>
#include <string>
#include <vector>

#include "crdt/core/operation.h"
#include "tests/crdt/wire/arbitrary_set.h"

namespace weft::testing {

struct AnyElement {
  OperationKind kind = OperationKind::kInsertText;
  Agent agent = 0;
  uint32_t index = 0;  // seq of a creation, index of an effect
  uint32_t at = 0;
  uint32_t count = 1;  // more only of kinds to come
  Id prev = kNullId;
  Id next = kNullId;
  Id target = kNullId;
  Id item = kNullId;
  std::vector<Id> replaced;
  std::optional<ContainerId> container;
  char16_t unit = 0;
  std::string content;  // as in a payload: key and value, a value, sides and both, an envelope
  uint32_t stamp = 0;

  bool IsEffect() const {
    return kind == OperationKind::kErase || kind == OperationKind::kRestore ||
           kind == OperationKind::kAdd || kind == OperationKind::kOtherEffect ||
           kind == OperationKind::kUndo;
  }
  Id id() const { return Id{agent, index}; }
  uint64_t OwnOrder() const { return uint64_t{index} + at; }

  friend bool operator==(const AnyElement&, const AnyElement&) = default;
};

std::vector<AnyElement> ExpandAny(const OperationSet& set);
// Runs as long as consecutive elements allow; of one element each with `cut`.
OperationSet PackAny(const std::vector<AnyElement>& elements, bool cut = false);
void SortAny(std::vector<AnyElement>* elements);  // by agent, then in the agent's own order

// The sets are honest about form and about nothing else.
std::vector<AnyElement> MakeAnyElements(const std::vector<SetStep>& steps);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_ANY_ELEMENT_H_
