// ReplicaSecret: what only one replica of a document knows. It goes with every open that names an
// agent, and shows a server that whoever comes is the same replica, also as another principal.
//
// 16 bytes of a generator for secrets; all zero: none. Told to nobody but the server, which keeps
// it in memory alone. Thread rule: plain values.
#ifndef WEFT_SYNC_REPLICA_SECRET_H_
#define WEFT_SYNC_REPLICA_SECRET_H_

#include <cstdint>

namespace weft::sync {

struct ReplicaSecret {
  uint64_t low = 0;
  uint64_t high = 0;

  bool empty() const { return (low | high) == 0; }
  // Takes as long whatever differs.
  bool Is(const ReplicaSecret& other) const {
    return ((low ^ other.low) | (high ^ other.high)) == 0;
  }
};

}  // namespace weft::sync

#endif  // WEFT_SYNC_REPLICA_SECRET_H_
