// Path: where a container or value stands in its document, from a root on: todos/3/text.
//
// Steps: a root's name; a map's key; a list's index; a tree's node, by id. As text they are joined
// by '/', with '~1' for a '/' in a step and '~0' for a '~' (RFC 6901, without the leading slash);
// a node is agent:seq. A root may be told with its kind, "list:todos", and must be when roots of
// several kinds have that name and content, or its name begins like a kind.
//
// Thread rule: plain values.
#ifndef WEFT_CRDT_DOCUMENT_PATH_H_
#define WEFT_CRDT_DOCUMENT_PATH_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crdt/core/id.h"

namespace weft {

// A root's name or a map's key; a list's index; a tree's node.
using PathStep = std::variant<std::string, uint64_t, Id>;
using Path = std::vector<PathStep>;

std::string ToString(const PathStep& step);  // escaped
std::string ToString(const Path& path);
// The steps of a path's text, unescaped. An empty text has none.
std::vector<std::string> SplitPath(std::string_view path);
// "12:3" as an id; false when it is none.
bool ParseNode(std::string_view text, Id* node);

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_PATH_H_
