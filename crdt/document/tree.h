// Tree: a handle on one tree of a document: nodes that have data and ordered children, and can move
// to another parent.
//
// A node is known by its id, for ever. Its data is a map. Concurrent moves are replayed in the
// order of (Lamport stamp, agent), and one that would make a cycle then does nothing: so there is
// never one, and every replica has the same tree. A node whose parent or farther ancestor is
// deleted does not show; moving it elsewhere, also concurrently, saves it.
//
// `parent` kNullId means the top. kNotFound: a node that is not in the tree (deleted, or never
// seen). kOutOfRange: an index beyond the children. kInvalidArgument: a move below itself. A failed
// call changes nothing. Cost: O(height + log n), because a node is in the tree only with all it
// stands below; a move that arrives late replays those after it.
//
// Lifetime: a handle borrows the document and is cheap to copy. Thread rule: the document's.
// Source: Kleppmann, Mulligan, Gomes, Beresford, "A highly-available move operation for replicated
// trees" (IEEE TPDS 2022).
#ifndef WEFT_CRDT_DOCUMENT_TREE_H_
#define WEFT_CRDT_DOCUMENT_TREE_H_

#include <cstddef>
#include <vector>

#include "crdt/core/id.h"
#include "crdt/core/status.h"
#include "crdt/document/handle.h"

namespace weft {

class Tree : public Handle {
 public:
  // Makes a node, which becomes the parent's child `index`.
  Result<Id> Insert(Id parent, size_t index);
  // With all below it.
  Status Erase(Id node);
  // Afterwards the node is the parent's child `index`.
  Status Move(Id node, Id parent, size_t index);

  bool Contains(Id node) const;
  size_t ChildCount(Id parent) const;  // 0 when the parent is not in the tree
  std::vector<Id> Children(Id parent) const;
  Result<Id> Parent(Id node) const;       // kNullId: the top
  Result<size_t> IndexOf(Id node) const;  // among its parent's children
  Result<weft::Map> Data(Id node) const;  // also of a deleted node

 private:
  friend class Handles;
  using Handle::Handle;
};

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_TREE_H_
