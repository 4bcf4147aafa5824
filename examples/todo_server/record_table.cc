#include "examples/todo_server/record_table.h"

#include <utility>

namespace weft::todo {

namespace {

constexpr uint64_t kTrimSlice = 256;          // records
constexpr size_t kLongRow = size_t{1} << 20;  // after which a row is long enough

constexpr std::string_view kRead =
    "SELECT position, lengths, bytes FROM records WHERE document = ?1 ORDER BY position";
constexpr std::string_view kLast =
    "SELECT max(coalesce((SELECT position FROM snapshots WHERE document = ?1), 0),"
    "           coalesce((SELECT max(position) FROM records WHERE document = ?1), 0))";
constexpr std::string_view kInsert =
    "INSERT INTO records (document, position, lengths, bytes) VALUES (?1, ?2, ?3, ?4)";
constexpr std::string_view kFirst =
    "SELECT position FROM records WHERE document = ?1"
    " AND position <= (SELECT position FROM snapshots WHERE document = ?1)"
    " ORDER BY position LIMIT 1";
// The snapshot's position is asked of the database each time: that of a snapshot which was rolled
// back must not delete anything.
constexpr std::string_view kTrim =
    "DELETE FROM records WHERE document = ?1 AND position < ?2"
    " AND position <= (SELECT position FROM snapshots WHERE document = ?1)";
constexpr std::string_view kDelete = "DELETE FROM records WHERE document = ?1";

}  // namespace

RecordTable::RecordTable(std::vector<Statement> statements)
    : read_(std::move(statements[0])),
      last_(std::move(statements[1])),
      insert_(std::move(statements[2])),
      first_(std::move(statements[3])),
      trim_(std::move(statements[4])),
      delete_(std::move(statements[5])) {}

Result<RecordTable> RecordTable::Open(Database* database) {
  Result<std::vector<Statement>> statements =
      database->PrepareAll({kRead, kLast, kInsert, kFirst, kTrim, kDelete});
  if (!statements.ok()) return statements.status();
  return RecordTable(*std::move(statements));
}

Result<bool> RecordTable::Load(const std::string& document, sync::StoredDocument* stored) {
  bool to_trim = false;
  read_.Bind(1, document);
  Result<bool> row = read_.Step();
  for (; row.ok() && *row; row = read_.Step()) {
    const uint64_t last = Unsigned(read_.Integer(0));
    if (last <= stored->snapshot_position) {  // a crash came before it was trimmed
      to_trim = true;
      continue;
    }
    const auto records = RecordsOfRow(read_.Bytes(1), read_.Bytes(2));
    Status status = records.status();
    if (status.ok()) status = AddRecords(last - records->size() + 1, *records, stored);
    if (!status.ok()) {
      read_.Reset();
      return status;
    }
  }
  if (!row.ok()) return row.status();
  return to_trim;
}

Result<uint64_t> RecordTable::Last(const std::string& document) {
  last_.Bind(1, document);
  const Result<bool> row = last_.Step();
  if (!row.ok()) return row.status();
  const uint64_t last = Unsigned(last_.Integer(0));
  last_.Reset();
  return last;
}

Status RecordTable::Insert(const std::string& document, const Journal::Run& run) {
  const Result<uint64_t> last = Last(document);
  if (!last.ok()) return last.status();
  if (run.first > *last + 1) return DataLoss("the journal has a gap");
  RecordRow row;
  for (uint64_t position = *last + 1; position < run.next(); ++position) {
    row.Add(run.records[position - run.first]);
    if (row.bytes().size() < kLongRow && position + 1 < run.next()) continue;
    WEFT_RETURN_IF_ERROR(InsertRow(document, position, row));
    row = RecordRow();
  }
  return OkStatus();
}

Status RecordTable::InsertRow(const std::string& document, uint64_t position,
                              const RecordRow& row) {
  insert_.Bind(1, document);
  insert_.Bind(2, Signed(position));
  insert_.BindBytes(3, row.lengths());
  insert_.BindBytes(4, row.bytes());
  return insert_.Run();
}

Result<bool> RecordTable::TrimSlice(const std::string& document) {
  first_.Bind(1, document);
  const Result<bool> row = first_.Step();
  if (!row.ok()) return row.status();
  if (!*row) return true;
  const int64_t first = first_.Integer(0);
  first_.Reset();
  trim_.Bind(1, document);
  trim_.Bind(2, first + Signed(kTrimSlice));
  WEFT_RETURN_IF_ERROR(trim_.Run());
  return false;
}

Status RecordTable::Delete(const std::string& document) {
  delete_.Bind(1, document);
  return delete_.Run();
}

}  // namespace weft::todo
