// ClientOptions: how a client session behaves. Times are milliseconds.
#ifndef WEFT_SYNC_CLIENT_OPTIONS_H_
#define WEFT_SYNC_CLIENT_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "crdt/core/id.h"
#include "crdt/wire/limits.h"

namespace weft::sync {

struct ClientOptions {
  // Goes with every hello: who this is, for the server's application.
  std::string credential;
  // A new random agent, 1 to kMaxAgent - 1: for a document whose agent was refused or is taken.
  std::function<Agent()> new_agent;
  uint64_t retry_after = 5'000;       // what is not answered is sent again
  uint64_t heartbeat_every = 15'000;  // when there is nothing else to say
  uint64_t compare_every = 60'000;    // hashes, when all is saved; 0: never by itself
  size_t update_bytes = 64u << 10;    // of an update, about; never more than the server takes
  Limits update_limits;               // what is taken from the server
};

}  // namespace weft::sync

#endif  // WEFT_SYNC_CLIENT_OPTIONS_H_
