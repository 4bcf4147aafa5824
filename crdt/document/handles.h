// What the handles' bodies share: values to bytes and back, and handles of nested containers.
#ifndef WEFT_CRDT_DOCUMENT_HANDLES_H_
#define WEFT_CRDT_DOCUMENT_HANDLES_H_

#include <optional>
#include <string>

#include "crdt/core/value.h"
#include "crdt/document/document_state.h"
#include "crdt/document/handle.h"

namespace weft {

// Makes handles; the one friend of all of them.
class Handles {
 public:
  explicit Handles(DocumentState* state) : state_(state) {}

  weft::Text OfText(ContainerNumber container) const;
  template <class Kind>
  Kind Of(ContainerNumber container) const {
    return Kind(state_, container);
  }

 private:
  DocumentState* state_;
};

template <class Kind>
Result<Kind> AsHandle(DocumentState* state, const Result<ContainerNumber>& container) {
  if (!container.ok()) return container.status();
  return Handles(state).Of<Kind>(*container);
}
inline Result<weft::Text> AsText(DocumentState* state, const Result<ContainerNumber>& container) {
  if (!container.ok()) return container.status();
  return Handles(state).OfText(*container);
}

// The bytes of a plain value; kInvalidArgument for a container, which Make and Insert make.
Result<std::string> PlainBytes(const Value& value);
std::string ContainerBytes(ContainerKind kind);

// What stands somewhere as the creation `shown`, which is or is not a container of that kind.
Result<ContainerNumber> ContainerShown(DocumentState* state, Lv shown, ContainerKind kind);
// The container that a creation made here holds.
Result<ContainerNumber> ContainerMade(DocumentState* state, const Result<Lv>& made,
                                      ContainerKind kind);

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_HANDLES_H_
