// SqliteStorage: a sync::Storage in one SQLite file, durable when it answers. One thread of its own
// writes, with group commit (writer.h); documents are in document_log.h, tables in schema.h.
//
// The file belongs to one process: another one that opens it is told so. After a failed write
// (disk full, I/O error) nothing of that transaction is there, its calls are answered with the
// failure, and the next ones are tried again.
//
// Cost: an append waits for one write and one fsync, which it shares with all that wait with it,
// and under load for `commit_every` before it. Loads read in the same thread, in order. Copying the
// write-ahead log into the file, moving records to their documents' own logs, and deleting those
// that a snapshot stands for, happen after answers, in slices. Thread rule: the server's; answers
// come through `post`.
#ifndef WEFT_EXAMPLES_TODO_SERVER_SQLITE_STORAGE_H_
#define WEFT_EXAMPLES_TODO_SERVER_SQLITE_STORAGE_H_

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <weft/sync.h>
#include "examples/todo_server/document_log.h"
#include "examples/todo_server/schema.h"
#include "examples/todo_server/writer.h"

namespace weft::todo {

class SqliteStorage : public sync::Storage {
 public:
  struct Options {
    OpenOptions database;
    size_t max_queued_bytes = 64u << 20;           // of what waits to be written
    std::chrono::microseconds commit_every{2000};  // at most; see writer.h
    int checkpoint_pages = 1000;      // of write-ahead log, until it is copied into the file
    size_t journal_bytes = 4u << 20;  // of records, until they are moved to documents' own logs
    std::chrono::milliseconds probe_every{3000};  // see Writer::Options
    std::function<void()> rests;                  // likewise
  };
  // `post` takes answers to the server's thread, in order, as long as the storage lives; an answer
  // may run later than that.
  static Result<std::unique_ptr<SqliteStorage>> Open(Options options, Post post);
  ~SqliteStorage() override;

  void Load(std::string_view document,
            std::function<void(Result<sync::StoredDocument>)> done) override;
  void Append(std::string_view document, uint64_t position, std::string record,
              std::function<void(Status)> done) override;
  void SaveSnapshot(std::string_view document, uint64_t generation, uint64_t position,
                    std::string snapshot, std::function<void(Status)> done) override;
  // What was there before is overwritten, in the file and in the write-ahead log, before the
  // answer; or later, if that fails after the commit. Of what stood in one page with other
  // documents' records SQLite may keep copies in the page's unused part, until that is used again.
  void StartGeneration(std::string_view document, uint64_t generation, std::string snapshot,
                       std::function<void(Status)> done) override;

  // For small statements of the program: in order with the appends, and durable when answered. A
  // failed one changes nothing. `act` runs on the writer's thread, within a transaction that it
  // must not end.
  void Run(std::function<Status(Database&)> act, std::function<void(Status)> done);

  // Writes and answers what waits, and closes the file. Later calls fail.
  void Close();

  WriterStats stats() const { return writer_->stats(); }

 private:
  SqliteStorage(Options options, std::unique_ptr<Database> database, DocumentLog log, Post post);
  Status RunApart(const std::function<Status(Database&)>& act);
  Status Chore(bool* more);
  Status Vacuum(bool* more);
  void EraseLog();
  Status Probe();

  const Options options_;
  std::unique_ptr<Database> database_;
  std::optional<DocumentLog> log_;
  bool look_for_free_pages_ = true;
  bool erase_log_ = false;          // it holds what was purged
  std::unique_ptr<Writer> writer_;  // last: its thread uses the rest
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_SQLITE_STORAGE_H_
