// JsonClasses: gives equal JSON values one number, so that comparing two is comparing numbers.
//
// Equal: of one kind; numbers by value, objects by members in any order. Exact, not a hash.
// Cost: linear, expected; about 100 bytes for each different value. Thread rule: one at a time.
#ifndef WEFT_CRDT_WIRE_JSON_CLASSES_H_
#define WEFT_CRDT_WIRE_JSON_CLASSES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "crdt/wire/json_tree.h"

namespace weft::wire {

class JsonClasses {
 public:
  // The class of each of the tree's values.
  std::vector<uint32_t> Classify(const JsonTree& tree);

 private:
  uint32_t ClassOf(const std::string& content);  // of a value's content, or of a key

  absl::flat_hash_map<std::string, uint32_t> classes_;
};

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_JSON_CLASSES_H_
