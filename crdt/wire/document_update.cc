// The update functions that need a document: the rest of crdt/wire/update.h works without.
#include "crdt/wire/update.h"

namespace weft {

Result<std::string> EncodeUpdateSince(const Document& document, const Version& since) {
  Result<OperationSet> operations = document.OperationsSince(since);
  if (!operations.ok()) return operations.status();
  return EncodeUpdate(*operations);
}

Result<Integrated> ApplyUpdate(Document& document, std::string_view bytes, const Limits& limits) {
  OperationSet operations;
  WEFT_RETURN_IF_ERROR(DecodeUpdate(bytes, limits, &operations));
  return document.Integrate(operations);
}

}  // namespace weft
