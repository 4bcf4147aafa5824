// Handle: what Map, List, Counter and Tree have in common: they borrow a document and name one of
// its containers.
#ifndef WEFT_CRDT_DOCUMENT_HANDLE_H_
#define WEFT_CRDT_DOCUMENT_HANDLE_H_

#include <cstdint>

#include "crdt/core/container_id.h"

namespace weft {

class DocumentState;
class Text;
class Map;
class List;
class Counter;
class Tree;

class Handle {
 public:
  ContainerId id() const;

 protected:
  Handle(DocumentState* state, uint32_t container) : state_(state), container_(container) {}

  DocumentState* state_;
  uint32_t container_;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_HANDLE_H_
