// ServerOptions: a server's limits. Each bounds what one connection can cost.
#ifndef WEFT_SYNC_SERVER_OPTIONS_H_
#define WEFT_SYNC_SERVER_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "crdt/core/order_kind.h"
#include "crdt/core/status.h"
#include "crdt/wire/limits.h"

namespace weft::sync {

struct ServerOptions {
  // Of a client's. The whole version of a document takes 16 bytes for each of its agents: of one
  // with more than fit, clients tell a part, and are sent the rest again.
  uint32_t max_frame_bytes = 1u << 20;
  uint32_t max_hello_bytes = 16u << 10;  // before it is known who it is
  uint32_t max_documents = 1000;         // a connection
  uint64_t max_operations = 1u << 30;    // creations and effects in a document, ever
  // Of values, keys and roots in a document, ever, as Document::ContentBytes counts them: one
  // operation may bring many. A storage must take snapshots of about so many bytes, and several for
  // each operation, or the log is never trimmed (SQLite refuses a blob of a gigabyte).
  uint64_t max_document_bytes = 256u << 20;
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
  // In the long run, a connection: bytes of frames, and operations (elements and effects; an open
  // and a comparison count too). 0: no limit. Bursts are as much as four seconds' worth. Beside
  // them, and as much again: what an open encodes, in operations for 32 bytes each, what a
  // comparison hashes, in eight operations of the document or 64 bytes of its values, and whom a
  // presence reaches. While that is used up, opens, comparisons and presence are not heard;
  // clients ask again.
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
  // What went wrong inside, which no client is told; for a log. The document's name, or nothing. It
  // must not call the server.
  std::function<void(std::string_view document, const Status& status)> on_failure;
  Limits update_limits;
  OrderKind order = OrderKind::kFugueMax;
};

}  // namespace weft::sync

#endif  // WEFT_SYNC_SERVER_OPTIONS_H_
