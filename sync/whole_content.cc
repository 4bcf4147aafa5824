#include "sync/whole_content.h"

#include "crdt/wire/json_document.h"

namespace weft::sync {

std::string WholeContent(const Document& document) {
  const Result<std::string> json = WriteJson(document);
  return json.ok() ? *json : "";
}

}  // namespace weft::sync
