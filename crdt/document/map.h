// Map: a handle on one map of a document: values by key.
//
// Concurrent writes of one key all stay; the one with the greatest (Lamport stamp, agent) is the
// key's value, the others can be read (GetAll) until somebody writes again. Removing takes away
// what was there to see: a write that was made concurrently stays.
//
// Keys are UTF-8, at most 1,024 bytes; strings and bytes at most 16 MiB. kInvalidArgument
// otherwise. kFailedPrecondition: it would nest deeper than 256 containers. kUnimplemented: the
// document is read-only (Document::read_only). A failed call changes nothing. Cost: O(1), expected,
// but for Keys().
//
// Lifetime: a handle borrows the document and is cheap to copy. Writing to a container that is no
// longer in the document is allowed, and shows should it come back. Thread rule: the document's.
// Source: Shapiro et al., "A comprehensive study of CRDTs" (multi-value register).
#ifndef WEFT_CRDT_DOCUMENT_MAP_H_
#define WEFT_CRDT_DOCUMENT_MAP_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/status.h"
#include "crdt/core/value.h"
#include "crdt/document/handle.h"

namespace weft {

class Map : public Handle {
 public:
  // A plain value; a Value that is a container is refused: see Make.
  Status Set(std::string_view key, const Value& value);
  // Puts a new, empty container there. Two replicas that do so at once make two, of which one
  // shows: where both may be first, have one of them make it, or take a root container.
  Result<weft::Text> MakeText(std::string_view key);
  Result<Map> MakeMap(std::string_view key);
  Result<List> MakeList(std::string_view key);
  Result<Counter> MakeCounter(std::string_view key);
  Result<Tree> MakeTree(std::string_view key);
  // kNotFound when there is nothing.
  Status Remove(std::string_view key);

  std::optional<Value> Get(std::string_view key) const;
  // All that were written concurrently, the one that shows first.
  std::vector<Value> GetAll(std::string_view key) const;
  // The container at a key: kNotFound, or kFailedPrecondition when it is something else.
  Result<weft::Text> GetText(std::string_view key) const;
  Result<Map> GetMap(std::string_view key) const;
  Result<List> GetList(std::string_view key) const;
  Result<Counter> GetCounter(std::string_view key) const;
  Result<Tree> GetTree(std::string_view key) const;

  bool Contains(std::string_view key) const { return Get(key).has_value(); }
  size_t size() const;
  // Ascending. Cost: linear in all keys that were ever written, and sorting those that show.
  std::vector<std::string> Keys() const;

 private:
  friend class Handles;
  using Handle::Handle;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_MAP_H_
