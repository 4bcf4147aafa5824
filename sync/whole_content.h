// WholeContent: a document's content as JSON, for a proposal; empty when it cannot be written. A
// file of its own, for a host that writes JSON itself (bindings/wasm) links another one.
#ifndef WEFT_SYNC_WHOLE_CONTENT_H_
#define WEFT_SYNC_WHOLE_CONTENT_H_

#include <string>

#include "crdt/document/document.h"

namespace weft::sync {

std::string WholeContent(const Document& document);

}  // namespace weft::sync

#endif  // WEFT_SYNC_WHOLE_CONTENT_H_
