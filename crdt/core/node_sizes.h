// Whether the nodes of trees and the pages of arenas hold a few entries: the engine that tests run
// beside the one that ships, so that inputs of a dozen edits reach splits and merges.
//
// WEFT_EITHER_ENGINE: what is compiled once and linked with both; it must not see any such size.
#ifndef WEFT_CRDT_CORE_NODE_SIZES_H_
#define WEFT_CRDT_CORE_NODE_SIZES_H_

#ifdef WEFT_EITHER_ENGINE
#error "this depends on the sizes of nodes: name the file in sees_node_sizes, tests/CMakeLists.txt"
#endif

namespace weft::internal {

#ifdef WEFT_TINY_NODES
inline constexpr bool kTinyNodes = true;
#else
inline constexpr bool kTinyNodes = false;
#endif

}  // namespace weft::internal

#endif  // WEFT_CRDT_CORE_NODE_SIZES_H_
