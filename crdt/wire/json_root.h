// A root's key in a document's JSON: its name, or "kind:name".
// Thread rule: plain functions.
#ifndef WEFT_CRDT_WIRE_JSON_ROOT_H_
#define WEFT_CRDT_WIRE_JSON_ROOT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/container_id.h"

namespace weft::wire {

// The kind whose name and a colon `key` begins with; moves *key behind them.
std::optional<ContainerKind> TakeKind(std::string_view* key);

struct JsonRoot {
  std::string key;
  ContainerId id;
};

// By key, ascending. No two have one key: a name that begins with a kind never stands alone.
std::vector<JsonRoot> JsonRoots(const std::vector<ContainerId>& roots);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_JSON_ROOT_H_
