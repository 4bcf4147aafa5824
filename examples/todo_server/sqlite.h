// SQLite behind a thin wrapper: Database and Statement own what sqlite3.h hands out, and everything
// that can fail answers with a Status that carries SQLite's message. Nothing throws.
//
//   Result<Statement> found = database.Prepare("SELECT bytes FROM records WHERE document = ?");
//   found->Bind(1, "shopping");
//   for (Result<bool> row = found->Step(); row.ok() && *row; row = found->Step()) ...
//
// Thread rule: a database and its statements belong to one thread at a time.
#ifndef WEFT_EXAMPLES_TODO_SERVER_SQLITE_H_
#define WEFT_EXAMPLES_TODO_SERVER_SQLITE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <weft/crdt.h>

struct sqlite3;
struct sqlite3_stmt;

namespace weft::todo {

// SQLite's integers have a sign.
inline int64_t Signed(uint64_t value) { return static_cast<int64_t>(value); }
inline uint64_t Unsigned(int64_t value) { return static_cast<uint64_t>(value); }

class Statement {
 public:
  // Parameters are numbered from 1. Bytes and text are not copied: they outlive the last Step. A
  // failure is answered by the next Step.
  void Bind(int index, int64_t value);
  void Bind(int index, std::string_view text);
  void BindBytes(int index, std::string_view bytes);

  // True: there is a row. False, or not ok: it is over, and may be bound and stepped again.
  Result<bool> Step();
  // All steps, for what gives no rows; then as new.
  Status Run();
  // Ends what is stepped and forgets what is bound. To be called after reading one row of many: an
  // open read keeps its transaction open.
  void Reset();

  // Columns of the current row are numbered from 0. What Bytes shows is valid until the next Step.
  int64_t Integer(int column) const;
  std::string_view Bytes(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  void Note(int code);

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bind_error_ = 0;
};

class Database {
 public:
  struct Options {
    std::string path;  // is made if it is not there; its folder is not
    std::string vfs;   // empty: the system's
  };
  // A file that can only be read is refused.
  static Result<Database> Open(const Options& options);

  // One or more statements without parameters; rows they give are dropped.
  Status Execute(std::string_view sql);
  Result<Statement> Prepare(std::string_view sql);
  // One of each, or the first failure.
  Result<std::vector<Statement>> PrepareAll(const std::vector<std::string_view>& texts);
  // The one integer that a statement gives; kNotFound without a row.
  Result<int64_t> QueryInteger(std::string_view sql);

  // False after an error that has undone the transaction.
  bool InTransaction() const;
  int64_t changes() const;  // rows changed by the last statement
  // Copies the write-ahead log into the file; until then it only grows.
  Status Checkpoint();
  // Likewise, and leaves nothing in the log.
  Status EmptyLog();
  // Pages in the write-ahead log that Checkpoint would copy.
  int log_pages() const { return *log_pages_; }
  const std::string& path() const { return path_; }

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  Database(sqlite3* handle, std::string path);
  Status CopyLog(int mode);

  std::string path_;
  // Where SQLite's callback counts, so that the database may be moved.
  std::unique_ptr<int> log_pages_ = std::make_unique<int>(0);
  std::unique_ptr<sqlite3, Close> handle_;
  // What every transaction runs; after handle_, so that they go first.
  std::optional<Statement> begin_;
  std::optional<Statement> commit_;
  friend class Transaction;
};

// A transaction that is undone unless it was committed.
class Transaction {
 public:
  static Result<Transaction> Begin(Database* database);
  Transaction(Transaction&& other) noexcept : database_(other.database_) {
    other.database_ = nullptr;
  }
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  // Not ok: it is undone.
  Status Commit();

 private:
  explicit Transaction(Database* database) : database_(database) {}
  Database* database_;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_SQLITE_H_
