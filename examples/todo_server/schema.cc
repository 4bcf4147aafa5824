#include "examples/todo_server/schema.h"

#include <utility>

namespace weft::todo {

namespace {

constexpr std::string_view kDocumentsAndLists = R"(
CREATE TABLE records (
  document TEXT NOT NULL,
  position INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (document, position)
) WITHOUT ROWID;

CREATE TABLE snapshots (
  document TEXT NOT NULL PRIMARY KEY,
  generation INTEGER NOT NULL,
  position INTEGER NOT NULL,
  bytes BLOB NOT NULL
);

CREATE TABLE lists (
  id TEXT NOT NULL PRIMARY KEY,
  created INTEGER NOT NULL,            -- milliseconds since 1970
  deleted INTEGER NOT NULL DEFAULT 0   -- likewise; 0: not
);

CREATE TABLE meta (
  key TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
);
)";

// Rows of records may hold several (record_bytes.h).
constexpr std::string_view kJournal = R"(
CREATE TABLE journal (
  number INTEGER PRIMARY KEY,
  bytes BLOB NOT NULL
);

ALTER TABLE records ADD COLUMN lengths BLOB NOT NULL DEFAULT x'';
)";

std::string Pragma(std::string_view name, int64_t value) {
  return "PRAGMA " + std::string(name) + " = " + std::to_string(value) + ";";
}

Status CheckIsOurs(Database* database) {
  const Result<int64_t> id = database->QueryInteger("PRAGMA application_id");
  if (!id.ok()) return id.status();
  if (*id == kApplicationId) return OkStatus();
  const Result<int64_t> objects = database->QueryInteger("SELECT count(*) FROM sqlite_schema");
  if (!objects.ok()) return objects.status();
  if (*id == 0 && *objects == 0) return OkStatus();
  return FailedPrecondition("it is the database of another program");
}

Status WriteAhead(Database* database) {
  Result<Statement> mode = database->Prepare("PRAGMA journal_mode = WAL");
  if (!mode.ok()) return mode.status();
  const Result<bool> row = mode->Step();
  if (!row.ok()) return row.status();
  if (!*row || mode->Bytes(0) != "wal") return FailedPrecondition("it has no write-ahead mode");
  // The mode is told before it is written; in the mode before, syncing less would do too little.
  return mode->Run();
}

// Page sizes and the like can only be chosen for an empty file, and before write-ahead mode.
Status SetUp(Database* database, const OpenOptions& options) {
  WEFT_RETURN_IF_ERROR(database->Execute(
      "PRAGMA locking_mode = EXCLUSIVE;"  // taken at the first access, kept until closed
      "PRAGMA auto_vacuum = INCREMENTAL;"));
  WEFT_RETURN_IF_ERROR(CheckIsOurs(database));
  WEFT_RETURN_IF_ERROR(WriteAhead(database));
  return database->Execute(
      "PRAGMA synchronous = " + options.synchronous +
      ";"
      "PRAGMA cache_size = -16384;"            // KiB: each list's log ends in a page of its own
      "PRAGMA journal_size_limit = 16777216;"  // what a big transaction leaves behind
      "PRAGMA secure_delete = ON;"             // what was deleted is overwritten
      "PRAGMA foreign_keys = ON;"
      "PRAGMA trusted_schema = OFF;");
}

std::string Advice(const Status& status) {
  const std::string_view message = status.message();
  if (message.find("locked") != std::string_view::npos) {
    return "another process has it open; stop that one, or use another folder";
  }
  if (status.code() == StatusCode::kDataLoss) {
    return std::string(message) + ": if it is yours, bring back a copy";
  }
  return std::string(message);
}

}  // namespace

const std::vector<std::string_view>& Migrations() {
  static const std::vector<std::string_view> steps = {kDocumentsAndLists, kJournal};
  return steps;
}

Status Migrate(Database* database, const std::vector<std::string_view>& steps) {
  WEFT_RETURN_IF_ERROR(CheckIsOurs(database));
  const Result<int64_t> version = database->QueryInteger("PRAGMA user_version");
  if (!version.ok()) return version.status();
  const int64_t newest = static_cast<int64_t>(steps.size());
  if (*version > newest) {
    return FailedPrecondition("a newer version of this program wrote it: its schema is " +
                              std::to_string(*version) + ", known are those up to " +
                              std::to_string(newest));
  }
  if (*version < 0) return DataLoss("its schema is " + std::to_string(*version));
  if (*version == newest) return OkStatus();
  Result<Transaction> transaction = Transaction::Begin(database);
  if (!transaction.ok()) return transaction.status();
  for (int64_t step = *version; step < newest; ++step) {
    WEFT_RETURN_IF_ERROR(database->Execute(steps[static_cast<size_t>(step)]));
  }
  WEFT_RETURN_IF_ERROR(
      database->Execute(Pragma("application_id", kApplicationId) + Pragma("user_version", newest)));
  return transaction->Commit();
}

Result<Database> OpenDatabase(const OpenOptions& options) {
  Result<Database> database = Database::Open(options.file);
  Status status = database.status();
  if (status.ok()) status = SetUp(&*database, options);
  if (status.ok()) status = Migrate(&*database);
  if (status.ok()) return database;
  return Status(status.code(), "cannot use " + options.file.path + ": " + Advice(status));
}

}  // namespace weft::todo
