// What a register shows, that is a map's key or an item that was given other values: the naive
// model. A write is live when no write names it as replaced and every deletion of it was taken
// back; the greatest (Lamport, agent) shows. An undone write was never made: whoever replaced it
// replaced, instead, what it had replaced.
#ifndef WEFT_TESTS_SUPPORT_ORACLE_REGISTER_H_
#define WEFT_TESTS_SUPPORT_ORACLE_REGISTER_H_

#include <cstdint>
#include <vector>

#include "crdt/core/id.h"

namespace weft::testing {

struct RegisterWrite {
  Id id;
  uint64_t lamport;
  std::vector<Id> replaced;
  bool deleted;
  bool undone = false;
};

// The one that shows first, then descending.
std::vector<Id> LiveWrites(const std::vector<RegisterWrite>& writes);

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_ORACLE_REGISTER_H_
