// Journal: the latest records of all documents, in one table in the order in which they came: a
// transaction adds one row, however many records and documents it has. Documents' own logs
// (document_log.h) get them later, many at a time; until then they are in memory as well.
//
// The table is a journal, memory says what is in it and was not moved: a row is deleted once
// nothing of it is needed, so what was moved already, or a snapshot stands for, may still be there
// after a crash. Whoever reads a document's records ignores such ones.
//
// Invariants: what is in memory is in the table, or in the row that the next Write writes. A
// document's records in memory follow each other without a gap.
// Cost: a record is copied once; a Write is one insertion at the table's end. Memory: the records.
// Thread rule: the database's.
#ifndef WEFT_EXAMPLES_TODO_SERVER_JOURNAL_H_
#define WEFT_EXAMPLES_TODO_SERVER_JOURNAL_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <weft/sync.h>
#include "examples/todo_server/record_bytes.h"
#include "examples/todo_server/sqlite.h"

namespace weft::todo {

class Journal {
 public:
  // Records of one document that follow each other.
  struct Run {
    uint64_t first = 1;  // the position of records[0]
    std::vector<std::string> records;
    size_t bytes = 0;  // of the records
    uint64_t next() const { return first + records.size(); }
  };

  // The database outlives the journal.
  static Result<Journal> Open(Database* database);

  // Fills the memory again after Forget; else does nothing. Before all below.
  Status Recall();
  // After a rollback: only the table knows what is there.
  void Forget();

  // `position` is the document's next one. Durable once the next Write's transaction is.
  void Add(const std::string& document, uint64_t position, std::string record);
  Status Write();
  // Writes all that is in memory of these documents into further rows, so that rows before them can
  // be dropped.
  Status WriteAgain(const std::vector<std::string>& documents);

  // Null: none. Valid until the document's records change.
  const Run* Of(const std::string& document) const;
  std::vector<std::string> documents() const;
  // Of the rows in the table.
  size_t written_bytes() const { return written_bytes_; }

  // Not needed any more: a document's records up to `position`.
  void Drop(const std::string& document, uint64_t position = UINT64_MAX);

  // The number of the last row that was written.
  int64_t last() const { return last_; }
  // Deletes the first rows, none after number `last`. True: there are no more such rows.
  Result<bool> DropRows(int64_t last);

 private:
  explicit Journal(std::vector<Statement> statements);
  void Remember(const JournalRecord& record);
  Status WriteRow(std::string_view row);
  void Keep(const std::string& document, uint64_t position, std::string record);

  Statement rows_, write_, drop_;
  bool recalled_ = false;
  std::unordered_map<std::string, Run> runs_;
  size_t written_bytes_ = 0;
  std::string row_;  // that Write writes
  int64_t last_ = 0;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_JOURNAL_H_
