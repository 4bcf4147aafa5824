// List: a handle on one list of a document: values in an order, which can be moved.
//
// Items inserted at one place at once do not interleave (crdt/sequence/order.h). Of concurrent
// moves of one item the one with the greatest (Lamport stamp, agent) counts: it never shows twice.
// An item that was deleted stays deleted, moved or not. Concurrent Sets of one item all stay, as in
// a map.
//
// Indexes beyond the end are kOutOfRange; values as in a map. A failed call changes nothing. Cost:
// O(log n), and O(1) amortised near the edit before.
//
// Lifetime: a handle borrows the document and is cheap to copy. Thread rule: the document's.
// Source: Kleppmann, "Moving Elements in List CRDTs" (PaPoC 2020).
#ifndef WEFT_CRDT_DOCUMENT_LIST_H_
#define WEFT_CRDT_DOCUMENT_LIST_H_

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "crdt/core/id.h"
#include "crdt/core/status.h"
#include "crdt/core/value.h"
#include "crdt/document/blame.h"
#include "crdt/document/handle.h"

namespace weft {

class List : public Handle {
 public:
  Status Insert(size_t index, const Value& value) { return InsertAll(index, {&value, 1}); }
  Status InsertAll(size_t index, std::span<const Value> values);
  Status Append(const Value& value) { return Insert(size(), value); }
  // A new, empty container as an item.
  Result<weft::Text> InsertText(size_t index);
  Result<weft::Map> InsertMap(size_t index);
  Result<List> InsertList(size_t index);
  Result<Counter> InsertCounter(size_t index);
  Result<Tree> InsertTree(size_t index);
  // Gives the item another value; it stays the same item.
  Status Set(size_t index, const Value& value);
  Status Erase(size_t index, size_t count = 1);
  // Afterwards the item stands at index `to`.
  Status Move(size_t from, size_t to);

  size_t size() const;
  Result<Value> Get(size_t index) const;
  std::vector<Value> GetAll(size_t index) const;  // concurrent Sets, the one that shows first
  Result<weft::Text> GetText(size_t index) const;
  Result<weft::Map> GetMap(size_t index) const;
  Result<List> GetList(size_t index) const;
  Result<Counter> GetCounter(size_t index) const;
  Result<Tree> GetTree(size_t index) const;
  std::vector<Value> Read() const;

  // The item's id, for ever, wherever it moves; and where it is now: kNotFound when it is not here
  // or deleted.
  Result<Id> IdAt(size_t index) const;
  Result<size_t> IndexOf(Id item) const;
  // Who made each item, gave it its value, put it where it stands, and deleted it: in the list's
  // order, deleted items included where they stood. As Text::Blame.
  Status Blame(const std::function<void(const BlamedItem&)>& visitor) const;
  // Which write gave one item its value and which move put it where it stands, deleted or not.
  // kNotFound when it is no item of this list. O(1) expected.
  Result<ItemOrigin> OriginOf(Id item) const;

 private:
  friend class Handles;
  using Handle::Handle;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_LIST_H_
