// Containers: every container of a document, by number. Texts, lists and the children of a tree or
// node are trees of the sequence; a map's entries are in Registers; a counter is its sum.
//
// A nested container is entered here when somebody first needs it: that its value exists is enough
// for it to exist. Cost: look-up O(1), expected.
#ifndef WEFT_CRDT_OBJECTS_CONTAINERS_H_
#define WEFT_CRDT_OBJECTS_CONTAINERS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "crdt/core/container_id.h"
#include "crdt/sequence/lv.h"
#include "crdt/sequence/span_tree.h"

namespace weft {

using ContainerNumber = uint32_t;
inline constexpr ContainerNumber kNoContainer = 0x7FFFFFFF;
// A container stands in at most so many others; a tree and all its nodes count once.
inline constexpr uint32_t kMaxDepth = 256;

struct Container {
  ContainerKind kind;
  uint16_t depth;                 // 1 for a root
  uint32_t name;                  // a root's, in the table of names
  Lv creator;                     // a nested one's value, else kNoLv
  TreeId tree;                    // the sequence's, once there is one
  ContainerNumber forest;         // kTree, kNode: the tree
  int64_t sum;                    // kCounter; wraps around
  bool added;                     // kCounter: ever
  uint32_t shown_keys;            // kMap: those of its registers that have a winner
  std::vector<uint32_t> entries;  // kMap: its registers, in order of the keys' first writes
};

class Containers {
 public:
  ContainerNumber FindRoot(ContainerKind kind, std::string_view name) const;
  ContainerNumber FindNested(ContainerKind kind, Lv creator) const;
  ContainerNumber AddRoot(ContainerKind kind, std::string_view name);
  ContainerNumber AddNested(ContainerKind kind, Lv creator, uint32_t depth, ContainerNumber forest);

  Container& operator[](ContainerNumber number) { return containers_[number]; }
  const Container& operator[](ContainerNumber number) const { return containers_[number]; }
  uint32_t size() const { return static_cast<uint32_t>(containers_.size()); }
  size_t root_count() const { return roots_.size(); }
  // Of a root; empty for a nested one.
  const std::string& NameOf(const Container& container) const { return names_[container.name]; }

  // Trees are given out in order.
  void NoteTree(ContainerNumber number, TreeId tree) {
    containers_[number].tree = tree;
    by_tree_.resize(tree + 1, kNoContainer);
    by_tree_[tree] = number;
  }
  // kNoContainer for a tree that is no container's.
  ContainerNumber OfTree(TreeId tree) const {
    return tree < by_tree_.size() ? by_tree_[tree] : kNoContainer;
  }
  bool IsText(TreeId tree) const {
    const ContainerNumber number = OfTree(tree);
    return number != kNoContainer && containers_[number].kind == ContainerKind::kText;
  }

 private:
  static std::string RootKey(ContainerKind kind, std::string_view name);
  static uint64_t NestedKey(ContainerKind kind, Lv creator) {
    return uint64_t{creator} << 8 | static_cast<uint8_t>(kind);
  }

  std::vector<Container> containers_;
  std::vector<std::string> names_ = {""};
  std::vector<ContainerNumber> by_tree_;
  absl::flat_hash_map<std::string, ContainerNumber> roots_;
  absl::flat_hash_map<uint64_t, ContainerNumber> nested_;
};

}  // namespace weft

#endif  // WEFT_CRDT_OBJECTS_CONTAINERS_H_
