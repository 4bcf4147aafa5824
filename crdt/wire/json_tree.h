// JsonTree: a JSON text as its values, each with the place where it stands.
//
// Strict (json_scanner.h), and an object's members are sorted by key, bytewise: the order in which
// they are written means nothing in JSON. A key given twice is refused. The root is value 0, and a
// value's number is smaller than those of the values in it. Reading does not recurse.
//
// Cost: O(n log n) time for members, else linear; 40 bytes a value and the strings' length.
// Lifetime: borrows the text. Thread rule: plain values once read.
#ifndef WEFT_CRDT_WIRE_JSON_TREE_H_
#define WEFT_CRDT_WIRE_JSON_TREE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/status.h"
#include "crdt/wire/byte_reader.h"
#include "crdt/wire/limits.h"

namespace weft::wire {

enum class JsonKind : uint8_t { kNull, kFalse, kTrue, kInteger, kDouble, kString, kArray, kObject };

inline bool IsContainer(JsonKind kind) {
  return kind == JsonKind::kArray || kind == JsonKind::kObject;
}

struct JsonSlice {
  uint32_t start;
  uint32_t count;
};

struct JsonNode {
  JsonKind kind;
  uint32_t begin;  // in the text
  uint32_t end;
  uint32_t key_begin;  // of a member
  JsonSlice key;
  union {
    int64_t integer;
    double real;
    JsonSlice slice;  // of the strings, or of the children
  };
};

class JsonTree {
 public:
  uint32_t size() const { return static_cast<uint32_t>(nodes_.size()); }
  const JsonNode& operator[](uint32_t node) const { return nodes_[node]; }
  std::string_view KeyOf(const JsonNode& member) const { return Slice(member.key); }
  std::string_view StringOf(const JsonNode& node) const { return Slice(node.slice); }
  std::span<const uint32_t> ChildrenOf(const JsonNode& node) const {
    return std::span(children_).subspan(node.slice.start, node.slice.count);
  }
  // The value as it is written.
  std::string_view TextOf(const JsonNode& node) const {
    return text_.substr(node.begin, node.end - node.begin);
  }

 private:
  friend class JsonTreeReader;

  std::string_view Slice(JsonSlice slice) const {
    return std::string_view(strings_).substr(slice.start, slice.count);
  }

  std::string_view text_;
  std::vector<JsonNode> nodes_;
  std::vector<uint32_t> children_;  // each array's and object's own, next to each other
  std::string strings_;
};

// kInvalidArgument: not JSON, or a key given twice. kResourceExhausted: more than limits.bytes or
// limits.elements values, or more than `max_depth` containers in each other. All say at which byte.
bool ReadJsonTree(std::string_view json, const Limits& limits, uint32_t max_depth, Refusal* refusal,
                  JsonTree* tree);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_JSON_TREE_H_
