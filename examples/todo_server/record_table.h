// RecordTable: documents' own logs in the database, rows of one or several records that follow each
// other, by the position of the last one. They come here from the journal (journal.h).
//
// Neither begins nor ends transactions. A document's records have no gap after its snapshot's
// position; rows up to it may still be there, and show in nothing.
// Thread rule: the database's.
#ifndef WEFT_EXAMPLES_TODO_SERVER_RECORD_TABLE_H_
#define WEFT_EXAMPLES_TODO_SERVER_RECORD_TABLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include <weft/sync.h>
#include "examples/todo_server/journal.h"
#include "examples/todo_server/sqlite.h"

namespace weft::todo {

class RecordTable {
 public:
  // The database outlives the table.
  static Result<RecordTable> Open(Database* database);

  // Adds a document's records to what has its snapshot. True: there are rows to trim. kDataLoss:
  // there is a gap.
  Result<bool> Load(const std::string& document, sync::StoredDocument* stored);
  // The position of the last record, or of the snapshot where that is further; 0: nothing is there.
  Result<uint64_t> Last(const std::string& document);
  // Those of a run's records that are neither here nor in a snapshot.
  Status Insert(const std::string& document, const Journal::Run& run);
  // Deletes some rows that the snapshot stands for. True: there are no more.
  Result<bool> TrimSlice(const std::string& document);
  Status Delete(const std::string& document);

 private:
  explicit RecordTable(std::vector<Statement> statements);
  Status InsertRow(const std::string& document, uint64_t position, const RecordRow& row);

  Statement read_, last_, insert_, first_, trim_, delete_;
};

// Adds records, the first of which is at position `first`, to what is there before them; those that
// the snapshot stands for are left out. kDataLoss when they do not follow.
template <class Records>
Status AddRecords(uint64_t first, const Records& records, sync::StoredDocument* stored) {
  const uint64_t next = stored->snapshot_position + stored->records.size() + 1;
  if (first > next) return DataLoss("the log has a gap before position " + std::to_string(first));
  for (size_t i = next - first; i < records.size(); ++i) stored->records.emplace_back(records[i]);
  return OkStatus();
}

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_RECORD_TABLE_H_
