// Storage: where a server keeps its documents: for each an append-only log of records and the
// latest snapshot. Bytes are opaque to it (sync/log_record.h). An in-memory one:
// sync/memory_storage.h; a test that every implementation must pass:
// sync/contract/storage_contract.h.
//
// Calls answer through `done`: exactly once, on the thread of the server, before the call returns
// or at any time later. Appends of one document are answered in order, and as ok only once the
// record is durable: it is there after a crash at any later moment. Records may be made durable
// together.
//
// A position is both an order and a fence: an append at a position that is not the next one is
// kFailedPrecondition, so that a server that lost its document to another one cannot write.
#ifndef WEFT_SYNC_STORAGE_H_
#define WEFT_SYNC_STORAGE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/status.h"

namespace weft::sync {

struct StoredDocument {
  uint64_t generation = 1;           // grows when the history is purged
  std::string snapshot;              // empty: none
  uint64_t snapshot_position = 0;    // it shows the records up to here; 0 without one
  std::vector<std::string> records;  // those after it, without a gap
};

class Storage {
 public:
  virtual ~Storage() = default;

  // A document that was never appended to is an empty one, not an error. What is answered includes
  // every record whose append was answered as ok.
  virtual void Load(std::string_view document,
                    std::function<void(Result<StoredDocument>)> done) = 0;

  // `position`: 1 for a document's first record, then one more each.
  virtual void Append(std::string_view document, uint64_t position, std::string record,
                      std::function<void(Status)> done) = 0;

  // Replaces the snapshot when this one is newer; records up to `position` may then be dropped.
  // `position` is that of a durable record of `generation`. One that is not newer, or of another
  // generation, whose history was purged since, changes nothing, and is ok.
  virtual void SaveSnapshot(std::string_view document, uint64_t generation, uint64_t position,
                            std::string snapshot, std::function<void(Status)> done) = 0;

  // Begins the next generation of a document: from then on `snapshot` is all there is, at position
  // 0, and the next record's position is 1. What was there before is to be destroyed, also in
  // copies as far as they are the storage's. All or nothing, as an append. `generation` is the one
  // stored plus 1: another is kFailedPrecondition, so that a server that lost its document cannot
  // do it. kUnimplemented: this storage keeps one generation for ever.
  virtual void StartGeneration(std::string_view document, uint64_t generation, std::string snapshot,
                               std::function<void(Status)> done);
};

inline void Storage::StartGeneration(std::string_view /*document*/, uint64_t /*generation*/,
                                     std::string /*snapshot*/, std::function<void(Status)> done) {
  done(Unimplemented("this storage has one generation only"));
}

}  // namespace weft::sync

#endif  // WEFT_SYNC_STORAGE_H_
