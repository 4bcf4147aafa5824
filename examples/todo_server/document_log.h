// DocumentLog: the records and snapshots of all documents in a database, as sync/storage.h wants
// them. It neither begins nor ends transactions: what a call did is durable once its caller has
// committed, and undone if the caller rolls back, which is to be told by Forget.
//
// Invariants: a document's records have no gap after its snapshot's position; those up to it may
// still be there, and show in nothing.
// Cost: an append is two look-ups in a B-tree; the next position of a document in use is known.
// Thread rule: the database's.
#ifndef WEFT_EXAMPLES_TODO_SERVER_DOCUMENT_LOG_H_
#define WEFT_EXAMPLES_TODO_SERVER_DOCUMENT_LOG_H_

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include <weft/sync.h>
#include "examples/todo_server/sqlite.h"

namespace weft::todo {

class DocumentLog {
 public:
  // The database outlives the log.
  static Result<DocumentLog> Open(Database* database);

  Result<sync::StoredDocument> Load(const std::string& document);
  // kFailedPrecondition: not the next position; nothing else is affected. kDataLoss: the database
  // holds what it should not. Anything else: SQLite failed.
  Status Append(const std::string& document, uint64_t position, std::string_view record);
  // Likewise kFailedPrecondition where there is no such record.
  Status SaveSnapshot(const std::string& document, uint64_t position, std::string_view snapshot);

  // kFailedPrecondition: not the next generation. Several statements: to be undone when one fails.
  Status StartGeneration(const std::string& document, uint64_t generation,
                         std::string_view snapshot);

  // Records that snapshots stand for are deleted in slices, so that nobody waits for long.
  bool HasToTrim() const { return !to_trim_.empty(); }
  Status TrimSlice();

  // After a rollback, and whenever memory should be given back.
  void Forget() { next_.clear(); }
  size_t known() const { return next_.size(); }

 private:
  DocumentLog(Statement snapshot, Statement records, Statement last, Statement append,
              Statement save, Statement first, Statement trim, Statement drop, Statement begin);
  Result<uint64_t> Next(const std::string& document);
  Status LoadSnapshot(const std::string& document, sync::StoredDocument* stored);
  Status TrimSliceOf(const std::string& document);
  Status LoadRecords(const std::string& document, sync::StoredDocument* stored);

  Statement snapshot_, records_, last_, append_, save_, first_, trim_, drop_, begin_;
  std::unordered_map<std::string, uint64_t> next_;
  std::set<std::string> to_trim_;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_DOCUMENT_LOG_H_
