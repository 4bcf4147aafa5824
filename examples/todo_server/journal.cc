#include "examples/todo_server/journal.h"

#include <algorithm>
#include <utility>

namespace weft::todo {

namespace {

constexpr size_t kRowAgain = size_t{1} << 20;  // of one that is written again
constexpr int64_t kDropSlice = 64;             // rows

constexpr std::string_view kReadRows = "SELECT number, bytes FROM journal ORDER BY number";
constexpr std::string_view kWriteRow = "INSERT INTO journal (number, bytes) VALUES (?1, ?2)";
constexpr std::string_view kDropRows =
    "DELETE FROM journal WHERE number <= min(?1, (SELECT min(number) FROM journal) + ?2 - 1)"
    " RETURNING length(bytes)";

}  // namespace

Journal::Journal(std::vector<Statement> statements)
    : rows_(std::move(statements[0])),
      write_(std::move(statements[1])),
      drop_(std::move(statements[2])) {}

Result<Journal> Journal::Open(Database* database) {
  Result<std::vector<Statement>> statements =
      database->PrepareAll({kReadRows, kWriteRow, kDropRows});
  if (!statements.ok()) return statements.status();
  return Journal(*std::move(statements));
}

void Journal::Forget() {
  recalled_ = false;
  runs_.clear();
  written_bytes_ = 0;
  row_.clear();
  last_ = 0;
}

Status Journal::Recall() {
  if (recalled_) return OkStatus();
  Forget();
  Result<bool> row = rows_.Step();
  for (; row.ok() && *row; row = rows_.Step()) {
    last_ = rows_.Integer(0);
    written_bytes_ += rows_.Bytes(1).size();
    for (std::string_view rest = rows_.Bytes(1); !rest.empty();) {
      const Result<JournalRecord> record = TakeJournalRecord(&rest);
      if (!record.ok()) {
        rows_.Reset();
        return record.status();
      }
      Remember(*record);
    }
  }
  recalled_ = row.ok();
  return row.status();
}

void Journal::Remember(const JournalRecord& record) {
  const std::string document(record.document);
  const Run* run = Of(document);
  // Written again.
  if (run != nullptr && record.position >= run->first && record.position < run->next()) return;
  Keep(document, record.position, std::string(record.bytes));
}

// What does not follow begins anew: what is written again after its first rows were deleted, or
// what comes after a gap, which whoever reads the document sees.
void Journal::Keep(const std::string& document, uint64_t position, std::string record) {
  Run& run = runs_[document];
  if (position != run.next()) run = Run{.first = position, .records = {}, .bytes = 0};
  run.bytes += record.size();
  run.records.push_back(std::move(record));
}

void Journal::Add(const std::string& document, uint64_t position, std::string record) {
  AppendJournalRecord({document, position, record}, &row_);
  Keep(document, position, std::move(record));
}

Status Journal::Write() {
  if (row_.empty()) return OkStatus();
  WEFT_RETURN_IF_ERROR(WriteRow(row_));
  row_.clear();
  return OkStatus();
}

Status Journal::WriteAgain(const std::vector<std::string>& documents) {
  std::string row;
  for (const std::string& document : documents) {
    const Run* run = Of(document);
    if (run == nullptr) continue;
    for (size_t i = 0; i < run->records.size(); ++i) {
      AppendJournalRecord({document, run->first + i, run->records[i]}, &row);
      if (row.size() < kRowAgain) continue;
      WEFT_RETURN_IF_ERROR(WriteRow(row));
      row.clear();
    }
  }
  return row.empty() ? OkStatus() : WriteRow(row);
}

Status Journal::WriteRow(std::string_view row) {
  write_.Bind(1, last_ + 1);
  write_.BindBytes(2, row);
  WEFT_RETURN_IF_ERROR(write_.Run());
  ++last_;
  written_bytes_ += row.size();
  return OkStatus();
}

const Journal::Run* Journal::Of(const std::string& document) const {
  const auto it = runs_.find(document);
  return it == runs_.end() ? nullptr : &it->second;
}

std::vector<std::string> Journal::documents() const {
  std::vector<std::string> documents;
  documents.reserve(runs_.size());
  for (const auto& [document, run] : runs_) documents.push_back(document);
  return documents;
}

void Journal::Drop(const std::string& document, uint64_t position) {
  const auto it = runs_.find(document);
  if (it == runs_.end() || position < it->second.first) return;
  Run& run = it->second;
  if (position >= run.next() - 1) {
    runs_.erase(it);
    return;
  }
  const auto begin = run.records.begin();
  const auto end = begin + static_cast<ptrdiff_t>(position - run.first + 1);
  for (auto record = begin; record != end; ++record) run.bytes -= record->size();
  run.records.erase(begin, end);
  run.first = position + 1;
}

Result<bool> Journal::DropRows(int64_t last) {
  drop_.Bind(1, last);
  drop_.Bind(2, kDropSlice);
  int64_t rows = 0;
  Result<bool> row = drop_.Step();
  for (; row.ok() && *row; row = drop_.Step()) {
    ++rows;
    written_bytes_ -= static_cast<size_t>(drop_.Integer(0));
  }
  if (!row.ok()) return row.status();
  return rows < kDropSlice;
}

}  // namespace weft::todo
