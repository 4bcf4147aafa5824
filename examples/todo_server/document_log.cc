#include "examples/todo_server/document_log.h"

#include <algorithm>
#include <utility>

namespace weft::todo {

namespace {

constexpr size_t kMoveSlice = size_t{256} << 10;  // bytes

constexpr std::string_view kSnapshot =
    "SELECT generation, position, bytes FROM snapshots WHERE document = ?1";
constexpr std::string_view kGeneration = "SELECT generation FROM snapshots WHERE document = ?1";
constexpr std::string_view kSave =
    "INSERT INTO snapshots (document, generation, position, bytes) VALUES (?1, 1, ?2, ?3)"
    " ON CONFLICT (document) DO UPDATE SET position = excluded.position, bytes = excluded.bytes"
    " WHERE excluded.position > position";
constexpr std::string_view kBegin =
    "INSERT INTO snapshots (document, generation, position, bytes) VALUES (?1, ?2, 0, ?3)"
    " ON CONFLICT (document) DO UPDATE SET generation = excluded.generation, position = 0,"
    " bytes = excluded.bytes";

}  // namespace

DocumentLog::DocumentLog(Database* database, size_t journal_bytes,
                         std::vector<Statement> statements, RecordTable table, Journal journal)
    : database_(database),
      journal_bytes_(journal_bytes),
      snapshot_(std::move(statements[0])),
      generation_(std::move(statements[1])),
      save_(std::move(statements[2])),
      begin_(std::move(statements[3])),
      table_(std::move(table)),
      journal_(std::move(journal)) {}

Result<DocumentLog> DocumentLog::Open(Database* database, size_t journal_bytes) {
  Result<std::vector<Statement>> statements =
      database->PrepareAll({kSnapshot, kGeneration, kSave, kBegin});
  if (!statements.ok()) return statements.status();
  Result<RecordTable> table = RecordTable::Open(database);
  if (!table.ok()) return table.status();
  Result<Journal> journal = Journal::Open(database);
  if (!journal.ok()) return journal.status();
  WEFT_RETURN_IF_ERROR(journal->Recall());
  return DocumentLog(database, journal_bytes, *std::move(statements), *std::move(table),
                     *std::move(journal));
}

Result<sync::StoredDocument> DocumentLog::Load(const std::string& document) {
  WEFT_RETURN_IF_ERROR(journal_.Recall());
  sync::StoredDocument stored;
  WEFT_RETURN_IF_ERROR(LoadSnapshot(document, &stored));
  const Result<bool> to_trim = table_.Load(document, &stored);
  if (!to_trim.ok()) return to_trim.status();
  if (*to_trim) to_trim_.insert(document);
  if (const Journal::Run* run = journal_.Of(document)) {
    WEFT_RETURN_IF_ERROR(AddRecords(run->first, run->records, &stored));
  }
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

Result<uint64_t> DocumentLog::Next(const std::string& document) {
  if (const auto it = next_.find(document); it != next_.end()) return it->second;
  const Result<uint64_t> last = table_.Last(document);
  if (!last.ok()) return last.status();
  const Journal::Run* run = journal_.Of(document);
  const uint64_t next = run == nullptr ? *last + 1 : std::max(*last + 1, run->next());
  next_[document] = next;
  return next;
}

Status DocumentLog::Append(const std::string& document, uint64_t position, std::string record) {
  WEFT_RETURN_IF_ERROR(journal_.Recall());
  const Result<uint64_t> next = Next(document);
  if (!next.ok()) return next.status();
  if (position != *next) {
    return FailedPrecondition("the next position is " + std::to_string(*next) + ", not " +
                              std::to_string(position));
  }
  if (IsFull(document)) return DataLoss("its log cannot be written");
  journal_.Add(document, position, std::move(record));
  next_[document] = position + 1;
  return OkStatus();
}

// 1 until a snapshot says otherwise.
Result<uint64_t> DocumentLog::Generation(const std::string& document) {
  generation_.Bind(1, document);
  const Result<bool> row = generation_.Step();
  if (!row.ok()) return row.status();
  const uint64_t generation = *row ? Unsigned(generation_.Integer(0)) : 1;
  generation_.Reset();
  return generation;
}

Status DocumentLog::SaveSnapshot(const std::string& document, uint64_t generation,
                                 uint64_t position, std::string_view snapshot) {
  WEFT_RETURN_IF_ERROR(journal_.Recall());
  const Result<uint64_t> stored = Generation(document);
  if (!stored.ok()) return stored.status();
  if (generation != *stored) return OkStatus();
  const Result<uint64_t> next = Next(document);
  if (!next.ok()) return next.status();
  if (position >= *next) return FailedPrecondition("there is no such record yet");
  if (position == 0) return OkStatus();
  save_.Bind(1, document);
  save_.Bind(2, Signed(position));
  save_.BindBytes(3, snapshot);
  WEFT_RETURN_IF_ERROR(save_.Run());
  journal_.Drop(document, position);
  to_trim_.insert(document);
  return OkStatus();
}

Status DocumentLog::StartGeneration(const std::string& document, uint64_t generation,
                                    std::string_view snapshot) {
  WEFT_RETURN_IF_ERROR(journal_.Recall());
  sync::StoredDocument stored;
  WEFT_RETURN_IF_ERROR(LoadSnapshot(document, &stored));
  if (generation != stored.generation + 1) {
    return FailedPrecondition("the next generation is " + std::to_string(stored.generation + 1) +
                              ", not " + std::to_string(generation));
  }
  WEFT_RETURN_IF_ERROR(EraseFromJournal(document));
  WEFT_RETURN_IF_ERROR(table_.Delete(document));
  begin_.Bind(1, document);
  begin_.Bind(2, Signed(generation));
  begin_.BindBytes(3, snapshot);
  WEFT_RETURN_IF_ERROR(begin_.Run());
  journal_.Drop(document);
  next_.erase(document);
  to_trim_.erase(document);
  return OkStatus();
}

// From its rows: those of other documents are written again. Memory is left as it is.
Status DocumentLog::EraseFromJournal(const std::string& document) {
  const int64_t rows = journal_.last();
  std::vector<std::string> others = journal_.documents();
  others.erase(std::remove(others.begin(), others.end(), document), others.end());
  WEFT_RETURN_IF_ERROR(journal_.WriteAgain(others));
  for (;;) {
    const Result<bool> all = journal_.DropRows(rows);
    if (!all.ok()) return all.status();
    if (*all) return OkStatus();
  }
}

void DocumentLog::Forget() {
  journal_.Forget();
  next_.clear();
  moving_ = written_again_ = false;
  to_move_.clear();
}

bool DocumentLog::HasToMove() const {
  return moving_ || journal_.written_bytes() > journal_bytes_ + stuck_bytes_;
}

Status DocumentLog::MoveSlice() {
  if (!moving_) {
    moving_ = true;
    rows_ = journal_.last();
    to_move_ = journal_.documents();
    stuck_.clear();
  }
  if (!to_move_.empty()) return MoveSome();
  Status status = DropMoved();
  // Some of what was to be undone is in memory.
  if (!status.ok()) Forget();
  return status;
}

// What fails undoes the slice; the next one leaves out the document at which it failed, unless that
// is not to blame.
Status DocumentLog::MoveSome() {
  Result<Transaction> transaction = Transaction::Begin(database_);
  if (!transaction.ok()) return transaction.status();
  const size_t enough = std::max(kMoveSlice, journal_.written_bytes() / 8);
  size_t left = to_move_.size();
  for (size_t bytes = 0; left > 0 && bytes < enough; --left) {
    const Journal::Run* run = journal_.Of(to_move_[left - 1]);
    if (run == nullptr) continue;
    bytes += run->bytes;
    Status status = table_.Insert(to_move_[left - 1], *run);
    if (status.ok()) continue;
    if (status.code() != StatusCode::kResourceExhausted) {
      stuck_.insert(to_move_[left - 1]);
      to_move_.erase(to_move_.begin() + static_cast<ptrdiff_t>(left - 1));
    }
    return status;
  }
  WEFT_RETURN_IF_ERROR(transaction->Commit());
  for (size_t i = left; i < to_move_.size(); ++i) journal_.Drop(to_move_[i]);
  to_move_.resize(left);
  return OkStatus();
}

Status DocumentLog::DropMoved() {
  Result<Transaction> transaction = Transaction::Begin(database_);
  if (!transaction.ok()) return transaction.status();
  if (!written_again_) {
    WEFT_RETURN_IF_ERROR(journal_.WriteAgain({stuck_.begin(), stuck_.end()}));
  }
  const Result<bool> all = journal_.DropRows(rows_);
  if (!all.ok()) return all.status();
  WEFT_RETURN_IF_ERROR(transaction->Commit());
  written_again_ = moving_ = !*all;
  if (!moving_) stuck_bytes_ = stuck_.empty() ? 0 : journal_.written_bytes();
  return OkStatus();
}

bool DocumentLog::IsFull(const std::string& document) const {
  if (stuck_.count(document) == 0) return false;
  const Journal::Run* run = journal_.Of(document);
  return run != nullptr && run->bytes > journal_bytes_;
}

// One that fails does not stand in the way of the others: it is tried again after its next load or
// snapshot.
Status DocumentLog::TrimSlice() {
  const std::string document = *to_trim_.begin();
  const Result<bool> all = table_.TrimSlice(document);
  if (!all.ok() || *all) to_trim_.erase(document);
  return all.status();
}

}  // namespace weft::todo
