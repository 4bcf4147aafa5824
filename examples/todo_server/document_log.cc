#include "examples/todo_server/document_log.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace weft::todo {

namespace {

constexpr uint64_t kTrimSlice = 256;  // records

constexpr std::string_view kSnapshot =
    "SELECT generation, position, bytes FROM snapshots WHERE document = ?1";
constexpr std::string_view kRecords =
    "SELECT position, bytes FROM records WHERE document = ?1 ORDER BY position";
constexpr std::string_view kLast =
    "SELECT max(coalesce((SELECT position FROM snapshots WHERE document = ?1), 0),"
    "           coalesce((SELECT max(position) FROM records WHERE document = ?1), 0))";
constexpr std::string_view kAppend =
    "INSERT INTO records (document, position, bytes) VALUES (?1, ?2, ?3)";
constexpr std::string_view kSave =
    "INSERT INTO snapshots (document, generation, position, bytes) VALUES (?1, 1, ?2, ?3)"
    " ON CONFLICT (document) DO UPDATE SET position = excluded.position, bytes = excluded.bytes"
    " WHERE excluded.position > position";
constexpr std::string_view kFirst =
    "SELECT position FROM records WHERE document = ?1"
    " AND position <= (SELECT position FROM snapshots WHERE document = ?1)"
    " ORDER BY position LIMIT 1";
// The snapshot's position is asked of the database each time: that of a snapshot which was rolled
// back must not delete anything.
constexpr std::string_view kTrim =
    "DELETE FROM records WHERE document = ?1 AND position < ?2"
    " AND position <= (SELECT position FROM snapshots WHERE document = ?1)";

constexpr std::string_view kDrop = "DELETE FROM records WHERE document = ?1";
constexpr std::string_view kBegin =
    "INSERT INTO snapshots (document, generation, position, bytes) VALUES (?1, ?2, 0, ?3)"
    " ON CONFLICT (document) DO UPDATE SET generation = excluded.generation, position = 0,"
    " bytes = excluded.bytes";

int64_t Signed(uint64_t value) { return static_cast<int64_t>(value); }
uint64_t Unsigned(int64_t value) { return static_cast<uint64_t>(value); }

}  // namespace

DocumentLog::DocumentLog(Statement snapshot, Statement records, Statement last, Statement append,
                         Statement save, Statement first, Statement trim, Statement drop,
                         Statement begin)
    : snapshot_(std::move(snapshot)),
      records_(std::move(records)),
      last_(std::move(last)),
      append_(std::move(append)),
      save_(std::move(save)),
      first_(std::move(first)),
      trim_(std::move(trim)),
      drop_(std::move(drop)),
      begin_(std::move(begin)) {}

Result<DocumentLog> DocumentLog::Open(Database* database) {
  std::array<std::optional<Statement>, 9> made;
  const std::array<std::string_view, 9> texts = {kSnapshot, kRecords, kLast, kAppend, kSave,
                                                 kFirst,    kTrim,    kDrop, kBegin};
  for (size_t i = 0; i < texts.size(); ++i) {
    Result<Statement> statement = database->Prepare(texts[i]);
    if (!statement.ok()) return statement.status();
    made[i] = *std::move(statement);
  }
  return DocumentLog(std::move(*made[0]), std::move(*made[1]), std::move(*made[2]),
                     std::move(*made[3]), std::move(*made[4]), std::move(*made[5]),
                     std::move(*made[6]), std::move(*made[7]), std::move(*made[8]));
}

Result<sync::StoredDocument> DocumentLog::Load(const std::string& document) {
  sync::StoredDocument stored;
  WEFT_RETURN_IF_ERROR(LoadSnapshot(document, &stored));
  WEFT_RETURN_IF_ERROR(LoadRecords(document, &stored));
  return stored;
}

Status DocumentLog::LoadSnapshot(const std::string& document, sync::StoredDocument* stored) {
  snapshot_.Bind(1, document);
  const Result<bool> row = snapshot_.Step();
  if (!row.ok() || !*row) return row.status();
  stored->generation = Unsigned(snapshot_.Integer(0));
  stored->snapshot_position = Unsigned(snapshot_.Integer(1));
  stored->snapshot = snapshot_.Bytes(2);
  snapshot_.Reset();
  return OkStatus();
}

Status DocumentLog::LoadRecords(const std::string& document, sync::StoredDocument* stored) {
  records_.Bind(1, document);
  Result<bool> row = records_.Step();
  for (; row.ok() && *row; row = records_.Step()) {
    const uint64_t position = Unsigned(records_.Integer(0));
    if (position <= stored->snapshot_position) {  // a crash came before it was trimmed
      to_trim_.insert(document);
      continue;
    }
    if (position != stored->snapshot_position + stored->records.size() + 1) {
      records_.Reset();
      return DataLoss("the log has a gap before position " + std::to_string(position));
    }
    stored->records.emplace_back(records_.Bytes(1));
  }
  return row.status();
}

Result<uint64_t> DocumentLog::Next(const std::string& document) {
  if (const auto it = next_.find(document); it != next_.end()) return it->second;
  last_.Bind(1, document);
  const Result<bool> row = last_.Step();
  if (!row.ok()) return row.status();
  const uint64_t next = Unsigned(last_.Integer(0)) + 1;
  last_.Reset();
  next_[document] = next;
  return next;
}

Status DocumentLog::Append(const std::string& document, uint64_t position,
                           std::string_view record) {
  const Result<uint64_t> next = Next(document);
  if (!next.ok()) return next.status();
  if (position != *next) {
    return FailedPrecondition("the next position is " + std::to_string(*next) + ", not " +
                              std::to_string(position));
  }
  append_.Bind(1, document);
  append_.Bind(2, Signed(position));
  append_.BindBytes(3, record);
  Status status = append_.Run();
  if (status.ok()) {
    next_[document] = position + 1;
  } else if (status.code() == StatusCode::kAlreadyExists) {
    return DataLoss("somebody else wrote into the database");
  }
  return status;
}

Status DocumentLog::SaveSnapshot(const std::string& document, uint64_t position,
                                 std::string_view snapshot) {
  const Result<uint64_t> next = Next(document);
  if (!next.ok()) return next.status();
  if (position >= *next) return FailedPrecondition("there is no such record yet");
  if (position == 0) return OkStatus();
  save_.Bind(1, document);
  save_.Bind(2, Signed(position));
  save_.BindBytes(3, snapshot);
  WEFT_RETURN_IF_ERROR(save_.Run());
  to_trim_.insert(document);
  return OkStatus();
}

Status DocumentLog::StartGeneration(const std::string& document, uint64_t generation,
                                    std::string_view snapshot) {
  sync::StoredDocument stored;
  WEFT_RETURN_IF_ERROR(LoadSnapshot(document, &stored));
  if (generation != stored.generation + 1) {
    return FailedPrecondition("the next generation is " + std::to_string(stored.generation + 1) +
                              ", not " + std::to_string(generation));
  }
  drop_.Bind(1, document);
  WEFT_RETURN_IF_ERROR(drop_.Run());
  begin_.Bind(1, document);
  begin_.Bind(2, Signed(generation));
  begin_.BindBytes(3, snapshot);
  WEFT_RETURN_IF_ERROR(begin_.Run());
  next_.erase(document);
  to_trim_.erase(document);
  return OkStatus();
}

// One that fails does not stand in the way of the others: it is tried again after its next load or
// snapshot.
Status DocumentLog::TrimSlice() {
  const std::string document = *to_trim_.begin();
  Status status = TrimSliceOf(document);
  if (!status.ok()) to_trim_.erase(document);
  return status;
}

Status DocumentLog::TrimSliceOf(const std::string& document) {
  first_.Bind(1, document);
  const Result<bool> row = first_.Step();
  if (!row.ok()) return row.status();
  if (!*row) {
    to_trim_.erase(document);
    return OkStatus();
  }
  const int64_t first = first_.Integer(0);
  first_.Reset();
  trim_.Bind(1, document);
  trim_.Bind(2, first + Signed(kTrimSlice));
  return trim_.Run();
}

}  // namespace weft::todo
