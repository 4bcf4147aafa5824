// ContainerId: what holds content: a text, a map, a list, a counter, a tree.
//
// A root container is named; the same kind and name is the same container on every replica, and it
// is there without anybody making it. A nested one was made as a value, in a map, a list or a tree,
// and is named by that creation's id for ever, wherever the value moves.
//
// A tree's node is two containers of one id: kMap holds its data, kNode its children in order.
#ifndef WEFT_CRDT_CORE_CONTAINER_ID_H_
#define WEFT_CRDT_CORE_CONTAINER_ID_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "crdt/core/id.h"

namespace weft {

enum class ContainerKind : uint8_t {
  kText = 0,
  kMap = 1,
  kList = 2,
  kCounter = 3,
  kTree = 4,
  kNode = 5,  // the children of a tree's node; nested only
};
inline constexpr uint32_t kContainerKinds = 6;

// Whether nodes of a tree stand in it.
inline bool IsTreeLevel(ContainerKind kind) {
  return kind == ContainerKind::kTree || kind == ContainerKind::kNode;
}

// "text", "map", "list", "counter", "tree", "node".
std::string_view ContainerKindName(ContainerKind kind);

struct ContainerId {
  ContainerKind kind = ContainerKind::kText;
  Id creator = kNullId;  // the value that holds it; null for a root
  std::string name;      // a root's, UTF-8

  ContainerId() = default;
  ContainerId(std::string text)  // NOLINT: implicit on purpose: a root text
      : name(std::move(text)) {}
  ContainerId(const char* text) : name(text) {}  // NOLINT: likewise
  ContainerId(ContainerKind kind, std::string name) : kind(kind), name(std::move(name)) {}
  ContainerId(ContainerKind kind, Id creator) : kind(kind), creator(creator) {}

  bool IsRoot() const { return creator.IsNull(); }
  friend bool operator==(const ContainerId&, const ContainerId&) = default;
  // By kind; roots after nested ones; by id, or by name.
  friend std::strong_ordering operator<=>(const ContainerId& a, const ContainerId& b) {
    if (a.kind != b.kind) return a.kind <=> b.kind;
    if (a.creator != b.creator) return a.creator <=> b.creator;
    return a.name.compare(b.name) <=> 0;
  }
};

}  // namespace weft

#endif  // WEFT_CRDT_CORE_CONTAINER_ID_H_
