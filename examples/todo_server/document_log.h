// DocumentLog: the records and snapshots of all documents in a database, as sync/storage.h wants
// them. What is appended goes into the journal first (journal.h), which takes a row for all
// records of a transaction, and is moved to the documents' own logs (record_table.h) many records
// at a time, in slices, once there is enough of it.
//
// But for the slices it neither begins nor ends transactions: what a call did is durable once its
// caller has called Write and committed, and undone if the caller rolls back, which is to be told
// by Forget.
//
// Cost: an append copies the record; the next position of a document in use is known.
// Thread rule: the database's.
#ifndef WEFT_EXAMPLES_TODO_SERVER_DOCUMENT_LOG_H_
#define WEFT_EXAMPLES_TODO_SERVER_DOCUMENT_LOG_H_

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <weft/sync.h>
#include "examples/todo_server/journal.h"
#include "examples/todo_server/record_table.h"
#include "examples/todo_server/sqlite.h"

namespace weft::todo {

class DocumentLog {
 public:
  // The database outlives the log. Records are moved when more than `journal_bytes` are in the
  // journal.
  static Result<DocumentLog> Open(Database* database, size_t journal_bytes);

  Result<sync::StoredDocument> Load(const std::string& document);
  // kFailedPrecondition: not the next position; nothing else is affected. kDataLoss: the database
  // holds what it should not. Anything else: SQLite failed.
  Status Append(const std::string& document, uint64_t position, std::string record);
  // Likewise kFailedPrecondition where there is no such record. Of another generation than the one
  // that is there: nothing.
  Status SaveSnapshot(const std::string& document, uint64_t generation, uint64_t position,
                      std::string_view snapshot);

  // kFailedPrecondition: not the next generation. Several statements: after a Write, and to be
  // undone when one fails.
  Status StartGeneration(const std::string& document, uint64_t generation,
                         std::string_view snapshot);

  // Writes what was appended. To be called before each commit.
  Status Write() { return journal_.Write(); }

  // What can wait, in slices, so that nobody waits for long: moving records out of the journal, and
  // deleting those that snapshots stand for. Outside of transactions.
  bool HasToMove() const;
  Status MoveSlice();
  bool HasToTrim() const { return !to_trim_.empty(); }
  Status TrimSlice();

  // After a rollback.
  void Forget();
  // Whenever memory should be given back.
  void ForgetPositions() { next_.clear(); }
  size_t known() const { return next_.size(); }

 private:
  DocumentLog(Database* database, size_t journal_bytes, std::vector<Statement> statements,
              RecordTable table, Journal journal);
  Result<uint64_t> Next(const std::string& document);
  Result<uint64_t> Generation(const std::string& document);
  Status LoadSnapshot(const std::string& document, sync::StoredDocument* stored);
  Status EraseFromJournal(const std::string& document);
  bool IsFull(const std::string& document) const;
  Status MoveSome();
  Status DropMoved();

  Database* database_;
  size_t journal_bytes_;
  Statement snapshot_, generation_, save_, begin_;
  RecordTable table_;
  Journal journal_;
  std::unordered_map<std::string, uint64_t> next_;
  std::set<std::string> to_trim_;

  // A move: all documents that were in the journal when it began, then the rows up to then.
  bool moving_ = false;
  int64_t rows_ = 0;
  std::vector<std::string> to_move_;  // still
  // Could not be moved: their records are written again, before the rows are dropped.
  std::set<std::string> stuck_;
  bool written_again_ = false;
  size_t stuck_bytes_ = 0;  // that the last move left
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_DOCUMENT_LOG_H_
