// Edits of a list, a map, a tree or a text, and what one holds in the end.
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

// Texts count in code points, of which none is beyond U+FFFF.
struct InsertText {
  size_t at;
  std::string text;
};
struct EraseText {
  size_t at;
  size_t count;
};
// Puts a mark on a range, or takes it off.
struct MarkText {
  size_t at;
  size_t count;
  std::string key;
  bool on;
};

using Edit = std::variant<InsertItems, MoveItem, SetKey, SetMap, AddNode, MoveNode, InsertText,
                          EraseText, MarkText>;
using Transaction = std::vector<Edit>;

// The one container a case is about; a rich text is read with its marks.
enum class Part { kList, kMap, kTree, kText, kRichText };

using Items = std::vector<Value>;
using Entries = std::map<std::string, Value>;
// Each node and its parent, a parent before its children, those in order.
using Nodes = std::vector<std::pair<Node, Node>>;
// The text without its marks.
struct Characters {
  std::string text;
};
// Pieces of a text and the marks on all of each, ascending; neighbours have different marks.
using Pieces = std::vector<std::pair<std::string, std::vector<std::string>>>;
// Only that all replicas hold the same.
struct Anything {};
// What has to come out; or only how many: the order among concurrent edits is the engine's.
using Expected = std::variant<Anything, size_t, Items, Entries, Nodes, Characters, Pieces>;

}  // namespace weft::bench

#endif  // WEFT_BENCH_DOCUMENTS_EDITS_H_
