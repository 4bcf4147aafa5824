// Edits of a list, a map or a tree, and what one holds in the end.
#ifndef WEFT_BENCH_DOCUMENTS_EDITS_H_
#define WEFT_BENCH_DOCUMENTS_EDITS_H_

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "crdt/core/value.h"

namespace weft::bench {

// Nodes are numbered in the order they are made; the top is no node.
using Node = size_t;
inline constexpr Node kTop = ~Node{0};

struct InsertItems {
  size_t at;
  std::vector<Value> values;
};
// Afterwards the item stands at `to`.
struct MoveItem {
  size_t from;
  size_t to;
};
struct SetKey {
  std::string key;
  Value value;
};
// A new map in the map.
struct SetMap {
  std::string key;
  std::vector<SetKey> fields;
};
struct AddNode {
  Node parent;
  size_t index;
};
// Afterwards the node is the parent's child `index`.
struct MoveNode {
  Node node;
  Node parent;
  size_t index;
};

using Edit = std::variant<InsertItems, MoveItem, SetKey, SetMap, AddNode, MoveNode>;
using Transaction = std::vector<Edit>;

// The one container a case is about.
enum class Part { kList, kMap, kTree };

using Items = std::vector<Value>;
using Entries = std::map<std::string, Value>;
// Each node and its parent, a parent before its children, those in order.
using Nodes = std::vector<std::pair<Node, Node>>;
// What has to come out; or only how many: the order among concurrent edits is the engine's.
using Expected = std::variant<size_t, Items, Entries, Nodes>;

}  // namespace weft::bench

#endif  // WEFT_BENCH_DOCUMENTS_EDITS_H_
