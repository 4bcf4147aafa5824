#include "examples/todo_server/lists.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>

#include "examples/todo_server/share_links.h"

namespace weft::todo {

namespace {

// Milliseconds since 1970.
int64_t Today() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

Status Insert(Database& database, std::string_view id) {
  Result<Statement> insert = database.Prepare("INSERT INTO lists(id, created) VALUES (?, ?)");
  if (!insert.ok()) return insert.status();
  insert->Bind(1, id);
  insert->Bind(2, Today());
  return insert->Run();
}

// The first column of the only row as bytes; empty without a row.
Result<std::string> ReadBytes(Database& database, std::string_view sql) {
  Result<Statement> select = database.Prepare(sql);
  if (!select.ok()) return select.status();
  const Result<bool> row = select->Step();
  if (!row.ok()) return row.status();
  return *row ? std::string(select->Bytes(0)) : std::string();
}

Result<std::string> KeyOf(Database& database) {
  Result<std::string> key = ReadBytes(database, "SELECT value FROM meta WHERE key = 'key'");
  if (!key.ok() || key->size() == ShareLinks::kKeyBytes) return key;
  if (!key->empty()) return DataLoss("the server's key in the database is damaged");
  std::string fresh = ShareLinks::NewKey();
  Result<Statement> insert = database.Prepare("INSERT INTO meta(key, value) VALUES ('key', ?)");
  if (!insert.ok()) return insert.status();
  insert->BindBytes(1, fresh);
  const Status inserted = insert->Run();
  if (!inserted.ok()) return inserted;
  return fresh;
}

Result<std::string> FirstListOf(Database& database) {
  Result<std::string> first =
      ReadBytes(database, "SELECT id FROM lists WHERE deleted = 0 ORDER BY created, rowid LIMIT 1");
  if (!first.ok() || !first->empty()) return first;
  std::string id = ShareLinks::NewListId();
  const Status inserted = Insert(database, id);
  if (!inserted.ok()) return inserted;
  return id;
}

Status ReadBeginning(Database& database, Lists::Beginning* beginning) {
  Result<std::string> key = KeyOf(database);
  if (!key.ok()) return key.status();
  Result<std::string> first = FirstListOf(database);
  if (!first.ok()) return first.status();
  *beginning = {*std::move(key), *std::move(first)};
  return OkStatus();
}

}  // namespace

void Lists::Begin(std::function<void(Result<Beginning>)> done) {
  auto beginning = std::make_shared<Beginning>();
  storage_->Run([beginning](Database& database) { return ReadBeginning(database, &*beginning); },
                [beginning, done = std::move(done)](const Status& status) {
                  if (!status.ok()) return done(status);
                  done(*std::move(beginning));
                });
}

void Lists::Create(std::function<void(Result<std::string>)> done) {
  const std::string id = ShareLinks::NewListId();
  storage_->Run([id](Database& database) { return Insert(database, id); },
                [id, done = std::move(done)](const Status& status) {
                  if (!status.ok()) return done(status);
                  done(id);
                });
}

void Lists::Find(std::string_view list, std::function<void(Status)> done) {
  storage_->Run(
      [id = std::string(list)](Database& database) -> Status {
        Result<Statement> select =
            database.Prepare("SELECT 1 FROM lists WHERE id = ? AND deleted = 0");
        if (!select.ok()) return select.status();
        select->Bind(1, id);
        const Result<bool> row = select->Step();
        if (!row.ok()) return row.status();
        return *row ? OkStatus() : NotFound("there is no such list (any more)");
      },
      std::move(done));
}

}  // namespace weft::todo
