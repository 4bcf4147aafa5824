// ServerOptions: a server's limits. Each bounds what one connection can cost.
#ifndef WEFT_SYNC_SERVER_OPTIONS_H_
#define WEFT_SYNC_SERVER_OPTIONS_H_

#include <cstddef>
#include <cstdint>

#include "crdt/core/order_kind.h"
#include "crdt/wire/limits.h"

namespace weft::sync {

struct ServerOptions {
  uint32_t max_frame_bytes = 1u << 20;   // of a client's
  uint32_t max_hello_bytes = 16u << 10;  // before it is known who it is
  uint32_t max_documents = 1000;         // a connection
  uint64_t max_operations = 1u << 30;    // creations and effects in a document, ever
  // Agents, each a replica that edits, for which the document keeps a number for ever: of one
  // principal; of all together; and how many new ones a minute, of all together (0: no limit), with
  // as much as two minutes' worth at once. Whoever has one already is never turned away.
  size_t max_agents = 10'000;
  size_t max_document_agents = 100'000;
  uint32_t new_agents_per_minute = 1'200;
  uint32_t window_bytes = 512u << 10;  // see Welcome
  uint32_t max_presence_bytes = 4u << 10;
  uint32_t max_presence_ttl = 60'000;  // milliseconds
  // What a slow reader may have waiting before its documents are resynchronised.
  size_t max_queued_bytes = 4u << 20;
  // In the long run, a connection: bytes of frames, and operations (elements and effects; an open,
  // a comparison and a presence count too). 0: no limit. Bursts are as much as four seconds' worth.
  uint64_t bytes_per_second = 4u << 20;
  uint64_t operations_per_second = 100'000;
  size_t part_bytes = 256u << 10;    // what a newcomer lacks is sent in parts of about this size
  size_t tail_bytes = 1u << 20;      // of a document's latest records, kept to resume from
  size_t snapshot_bytes = 4u << 20;  // of records after the last snapshot
  // Documents of many operations stay loaded for so many milliseconds after everybody has left, as
  // long as all of them together have at most so many operations: while one is loaded nobody else
  // is served.
  uint32_t keep_left = 60'000;
  uint64_t keep_left_operations = 5'000'000;
  uint32_t retry_after = 1000;  // milliseconds; when the storage fails or the server stops
  Limits update_limits;
  OrderKind order = OrderKind::kFugueMax;
};

}  // namespace weft::sync

#endif  // WEFT_SYNC_SERVER_OPTIONS_H_
