// Log records and snapshots: what a server writes to its storage, as bytes.
//
//   record     01 body                    an update, agents as numbers (docs/format.md)
//              02 agent principal         the next number is the agent's, who is the principal's
//   snapshot   00 count, count x (agent, length, principal), a saved document
//
// count and length are varints, an agent is in full (docs/format.md, "Numbers"), a principal is
// bytes. Numbers begin with 1: 0 is agent 0, which needs no record. In a snapshot an agent that
// nobody bound (seed content made by the application) has an empty principal.
#ifndef WEFT_SYNC_LOG_RECORD_H_
#define WEFT_SYNC_LOG_RECORD_H_

#include <string>
#include <string_view>
#include <vector>

#include "crdt/core/id.h"
#include "crdt/core/status.h"

namespace weft::sync {

struct Binding {
  Agent agent = 0;
  std::string principal;
};

struct LogRecord {
  bool is_update = false;
  std::string_view body;  // of an update; into the record's bytes
  Binding binding;
};

std::string UpdateRecord(std::string_view body);
std::string BindingRecord(const Binding& binding);
// kDataLoss when it is none.
Result<LogRecord> ReadRecord(std::string_view bytes);

struct Snapshot {
  std::vector<Binding> bindings;  // by number, from 1 on
  std::string document;           // as crdt/wire/saved.h saves it
};

std::string WriteSnapshot(const Snapshot& snapshot);
Result<Snapshot> ReadSnapshot(std::string_view bytes);

}  // namespace weft::sync

#endif  // WEFT_SYNC_LOG_RECORD_H_
