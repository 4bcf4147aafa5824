#include "examples/todo_server/sqlite.h"

#include <cstring>
#include <utility>

#include <sqlite3.h>

namespace weft::todo {

namespace {

StatusCode CodeOf(int code) {
  switch (code & 0xFF) {  // the rest is detail
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return StatusCode::kDataLoss;
    case SQLITE_FULL:
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG:
      return StatusCode::kResourceExhausted;
    case SQLITE_CONSTRAINT:
      return StatusCode::kAlreadyExists;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
      return StatusCode::kFailedPrecondition;
    default:
      return StatusCode::kInternal;
  }
}

// `code` is what the last call on `handle` answered.
Status Failure(sqlite3* handle, int code) {
  std::string message = handle == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle);
  const int primary = code & 0xFF;
  const int reason = handle == nullptr ? 0 : sqlite3_system_errno(handle);
  if (reason != 0 && (primary == SQLITE_CANTOPEN || primary == SQLITE_IOERR)) {
    message += std::string(" (") + std::strerror(reason) + ")";
  }
  return Status(CodeOf(code), message);
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void Statement::Note(int code) {
  if (bind_error_ == SQLITE_OK) bind_error_ = code;
}

void Statement::Bind(int index, int64_t value) {
  Note(sqlite3_bind_int64(statement_.get(), index, value));
}

void Statement::Bind(int index, std::string_view text) {
  // A null pointer would bind NULL.
  const char* begin = text.empty() ? "" : text.data();
  Note(
      sqlite3_bind_text64(statement_.get(), index, begin, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::BindBytes(int index, std::string_view bytes) {
  const char* begin = bytes.empty() ? "" : bytes.data();
  Note(sqlite3_bind_blob64(statement_.get(), index, begin, bytes.size(), SQLITE_STATIC));
}

Result<bool> Statement::Step() {
  sqlite3* handle = sqlite3_db_handle(statement_.get());
  const int code = bind_error_ != SQLITE_OK ? bind_error_ : sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  Status status = code == SQLITE_DONE ? OkStatus() : Failure(handle, code);
  Reset();
  if (!status.ok()) return status;
  return false;
}

Status Statement::Run() {
  Result<bool> row = Step();
  while (row.ok() && *row) row = Step();
  return row.status();
}

void Statement::Reset() {
  sqlite3_reset(statement_.get());  // repeats the error of the last step, which was told
  sqlite3_clear_bindings(statement_.get());
  bind_error_ = SQLITE_OK;
}

int64_t Statement::Integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string_view Statement::Bytes(int column) const {
  // In this order: the size is that of what the first call made.
  const void* bytes = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  if (bytes == nullptr) return {};
  return {static_cast<const char*>(bytes), static_cast<size_t>(size)};
}

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

Database::Database(sqlite3* handle, std::string path) : path_(std::move(path)), handle_(handle) {
  const auto count = [](void* pages, sqlite3* /*handle*/, const char* /*name*/, int now) {
    *static_cast<int*>(pages) = now;
    return SQLITE_OK;
  };
  // In the place of SQLite's own, which would copy the log into the file within a commit.
  sqlite3_wal_hook(handle, count, log_pages_.get());
}

Result<Database> Database::Open(const Options& options) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(
      options.path.c_str(), &handle,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
      options.vfs.empty() ? nullptr : options.vfs.c_str());
  if (code != SQLITE_OK) {
    Status status = Failure(handle, code);
    sqlite3_close_v2(handle);
    return status;
  }
  Database database(handle, options.path);
  // Where writing is not allowed SQLite opens for reading instead.
  if (sqlite3_db_readonly(handle, "main") != 0) {
    return FailedPrecondition("the file can only be read");
  }
  Result<Statement> begin = database.Prepare("BEGIN");
  if (!begin.ok()) return begin.status();
  Result<Statement> commit = database.Prepare("COMMIT");
  if (!commit.ok()) return commit.status();
  database.begin_ = *std::move(begin);
  database.commit_ = *std::move(commit);
  return database;
}

Status Database::Execute(std::string_view sql) {
  const int code = sqlite3_exec(handle_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? OkStatus() : Failure(handle_.get(), code);
}

Result<Statement> Database::Prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      &statement, nullptr);
  if (code != SQLITE_OK) return Failure(handle_.get(), code);
  if (statement == nullptr) return InvalidArgument("no SQL statement");
  return Statement(statement);
}

Result<std::vector<Statement>> Database::PrepareAll(const std::vector<std::string_view>& texts) {
  std::vector<Statement> statements;
  statements.reserve(texts.size());
  for (const std::string_view text : texts) {
    Result<Statement> statement = Prepare(text);
    if (!statement.ok()) return statement.status();
    statements.push_back(*std::move(statement));
  }
  return statements;
}

Result<int64_t> Database::QueryInteger(std::string_view sql) {
  Result<Statement> statement = Prepare(sql);
  if (!statement.ok()) return statement.status();
  const Result<bool> row = statement->Step();
  if (!row.ok()) return row.status();
  if (!*row) return NotFound("no row");
  return statement->Integer(0);
}

bool Database::InTransaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

int64_t Database::changes() const { return sqlite3_changes64(handle_.get()); }

Status Database::Checkpoint() { return CopyLog(SQLITE_CHECKPOINT_PASSIVE); }

Status Database::EmptyLog() { return CopyLog(SQLITE_CHECKPOINT_TRUNCATE); }

Status Database::CopyLog(int mode) {
  const int code = sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, mode, nullptr, nullptr);
  if (code != SQLITE_OK) return Failure(handle_.get(), code);
  *log_pages_ = 0;
  return OkStatus();
}

Result<Transaction> Transaction::Begin(Database* database) {
  WEFT_RETURN_IF_ERROR(database->begin_->Run());
  return Transaction(database);
}

Status Transaction::Commit() {
  Status status = database_->commit_->Run();
  if (status.ok()) database_ = nullptr;
  return status;
}

Transaction::~Transaction() {
  if (database_ != nullptr && database_->InTransaction()) (void)database_->Execute("ROLLBACK");
}

}  // namespace weft::todo
