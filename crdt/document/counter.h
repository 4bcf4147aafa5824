// Counter: a handle on one counter of a document: a sum that replicas add to.
//
// Additions commute; the sum wraps around at 64 bits. Cost: O(1).
// Lifetime: a handle borrows the document and is cheap to copy. Thread rule: the document's.
#ifndef WEFT_CRDT_DOCUMENT_COUNTER_H_
#define WEFT_CRDT_DOCUMENT_COUNTER_H_

#include <cstdint>

#include "crdt/core/status.h"
#include "crdt/document/handle.h"

namespace weft {

class Counter : public Handle {
 public:
  Status Add(int64_t amount);
  int64_t value() const;

 private:
  friend class Handles;
  using Handle::Handle;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_COUNTER_H_
