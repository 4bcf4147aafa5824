#include "examples/todo_server/sqlite_storage.h"

#include <utility>

namespace weft::todo {

namespace {

// Longer ones SQLite refuses as well, but not before it has begun.
constexpr size_t kLongestRecord = 256u << 20;
// Free pages are used again; only a file that is mostly free is made smaller, in such slices.
constexpr int64_t kFewFreePages = 1024;
constexpr std::string_view kVacuumSlice = "PRAGMA incremental_vacuum(256)";
constexpr size_t kKnownDocuments = 100'000;

}  // namespace

Result<std::unique_ptr<SqliteStorage>> SqliteStorage::Open(Options options, Post post) {
  Result<Database> opened = OpenDatabase(options.database);
  if (!opened.ok()) return opened.status();
  auto database = std::make_unique<Database>(*std::move(opened));
  Result<DocumentLog> log = DocumentLog::Open(database.get(), options.journal_bytes);
  if (!log.ok()) {
    return Status(log.status().code(), "cannot use " + options.database.file.path + ": " +
                                           std::string(log.status().message()));
  }
  return std::unique_ptr<SqliteStorage>(
      new SqliteStorage(std::move(options), std::move(database), *std::move(log), std::move(post)));
}

SqliteStorage::SqliteStorage(Options options, std::unique_ptr<Database> database, DocumentLog log,
                             Post post)
    : options_(std::move(options)), database_(std::move(database)), log_(std::move(log)) {
  Writer::Options writer;
  writer.max_queued_bytes = options_.max_queued_bytes;
  writer.commit_every = options_.commit_every;
  writer.before_commit = [this] { return log_->Write(); };
  writer.after_commit = [this] { EraseLog(); };
  writer.undone = [this] { log_->Forget(); };
  writer.rests = options_.rests;
  writer.probe_every = options_.probe_every;
  writer.probe = [this] { return Probe(); };
  writer.chore = [this](bool* more) { return Chore(more); };
  writer_ = std::make_unique<Writer>(database_.get(), std::move(writer), std::move(post));
}

SqliteStorage::~SqliteStorage() { Close(); }

void SqliteStorage::Close() {
  writer_->Close();
  if (database_ == nullptr) return;
  log_.reset();
  // If it fails, the next one to open the file reads the log.
  (void)database_->EmptyLog();
  database_.reset();
}

void SqliteStorage::Load(std::string_view document,
                         std::function<void(Result<sync::StoredDocument>)> done) {
  auto loaded = std::make_shared<sync::StoredDocument>();
  auto act = [this, name = std::string(document), loaded]() -> Status {
    Result<sync::StoredDocument> stored = log_->Load(name);
    if (!stored.ok()) return stored.status();
    *loaded = *std::move(stored);
    size_t bytes = loaded->snapshot.size();
    for (const std::string& record : loaded->records) bytes += record.size();
    writer_->Spend(bytes);
    return OkStatus();
  };
  writer_->Push(Task{TaskKind::kLoad, document.size(), std::move(act),
                     [loaded, done = std::move(done)](Status status) {
                       if (!status.ok()) return done(std::move(status));
                       done(std::move(*loaded));
                     }});
}

void SqliteStorage::Append(std::string_view document, uint64_t position, std::string record,
                           std::function<void(Status)> done) {
  const size_t bytes = record.size();
  auto act = [this, name = std::string(document), position,
              record = std::move(record)]() mutable -> Status {
    if (record.size() > kLongestRecord) return InvalidArgument("the record is too long");
    return log_->Append(name, position, std::move(record));
  };
  writer_->Push(Task{TaskKind::kAppend, bytes, std::move(act), std::move(done)});
}

void SqliteStorage::SaveSnapshot(std::string_view document, uint64_t position, std::string snapshot,
                                 std::function<void(Status)> done) {
  const size_t bytes = snapshot.size();
  auto act = [this, name = std::string(document), position, snapshot = std::move(snapshot)] {
    return log_->SaveSnapshot(name, position, snapshot);
  };
  writer_->Push(Task{TaskKind::kSnapshot, bytes, std::move(act), std::move(done)});
}

void SqliteStorage::StartGeneration(std::string_view document, uint64_t generation,
                                    std::string snapshot, std::function<void(Status)> done) {
  const size_t bytes = snapshot.size();
  auto start = [this, name = std::string(document), generation,
                snapshot = std::move(snapshot)](Database& /*database*/) {
    return log_->StartGeneration(name, generation, snapshot);
  };
  auto act = [this, start = std::move(start)] {
    WEFT_RETURN_IF_ERROR(log_->Write());
    Status status = RunApart(start);
    if (!status.ok()) log_->Forget();
    erase_log_ = erase_log_ || status.ok();
    return status;
  };
  writer_->Push(Task{TaskKind::kStatement, bytes, std::move(act), std::move(done)});
}

void SqliteStorage::Run(std::function<Status(Database&)> act, std::function<void(Status)> done) {
  writer_->Push(Task{TaskKind::kStatement, 0,
                     [this, act = std::move(act)] { return RunApart(act); }, std::move(done)});
}

Status SqliteStorage::RunApart(const std::function<Status(Database&)>& act) {
  WEFT_RETURN_IF_ERROR(database_->Execute("SAVEPOINT statement"));
  Status status = act(*database_);
  if (status.ok()) return database_->Execute("RELEASE statement");
  if (database_->InTransaction()) {
    const Status undone = database_->Execute("ROLLBACK TO statement; RELEASE statement");
    // Without this the whole transaction is undone, which the writer sees.
    if (!undone.ok()) (void)database_->Execute("ROLLBACK");
  }
  return status;
}

// The purge is durable: where this fails, it is tried again with each commit.
void SqliteStorage::EraseLog() {
  if (erase_log_ && database_->EmptyLog().ok()) erase_log_ = false;
}

Status SqliteStorage::Chore(bool* more) {
  *more = true;
  if (database_->log_pages() >= options_.checkpoint_pages) {
    return database_->Checkpoint();
  }
  if (log_->known() > kKnownDocuments) log_->ForgetPositions();
  if (log_->HasToMove()) return log_->MoveSlice();
  if (log_->HasToTrim()) {
    look_for_free_pages_ = true;
    return log_->TrimSlice();
  }
  if (look_for_free_pages_) return Vacuum(more);
  *more = false;
  return OkStatus();
}

// Writes another value each time, so that there is something to write.
Status SqliteStorage::Probe() {
  return database_->Execute(
      "INSERT OR REPLACE INTO meta (key, value) VALUES ('probe', randomblob(8))");
}

Status SqliteStorage::Vacuum(bool* more) {
  const Result<int64_t> free = database_->QueryInteger("PRAGMA freelist_count");
  if (!free.ok()) return free.status();
  const Result<int64_t> pages = database_->QueryInteger("PRAGMA page_count");
  if (!pages.ok()) return pages.status();
  if (*free >= kFewFreePages && *free > *pages / 2) return database_->Execute(kVacuumSlice);
  look_for_free_pages_ = *more = false;
  return OkStatus();
}

}  // namespace weft::todo
