// Which of the two orders a document uses. Fixed when it is made; see crdt/sequence/order.h.
//
// fugue-max gives every pair of anchors one place, whoever made them up. yata does so for the
// anchors that replicas make: with others, replicas that get them in different orders may differ,
// as Yjs' may. Take fugue-max where not all who edit are trusted.
#ifndef WEFT_CRDT_CORE_ORDER_KIND_H_
#define WEFT_CRDT_CORE_ORDER_KIND_H_

#include <cstdint>

namespace weft {

enum class OrderKind : uint8_t {
  kFugueMax = 1,  // maximally non-interleaving (Weidner and Kleppmann); the default
  kYata = 2,      // what Yjs does
};

}  // namespace weft

#endif  // WEFT_CRDT_CORE_ORDER_KIND_H_
