// CrashScript: a short life of a SqliteStorage on a FaultyDisk: appends to two documents, one by
// one and many at once, moves out of the journal, snapshots with trimming, a new generation,
// checkpoints, statements of the program. It knows what was answered as ok, and after a failure
// says what of that is not there.
//
// The same disk and faults give the same run: the script lets the writer come to rest between
// steps. Thread rule: the test's.
#ifndef WEFT_EXAMPLES_TODO_SERVER_TEST_CRASH_SCRIPT_H_
#define WEFT_EXAMPLES_TODO_SERVER_TEST_CRASH_SCRIPT_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "examples/todo_server/sqlite_storage.h"
#include "examples/todo_server/test/faulty_vfs.h"
#include "examples/todo_server/test/post_queue.h"

namespace weft::todo {

class CrashScript {
 public:
  CrashScript(FaultyDisk* disk, std::string synchronous);

  // Opens the storage and does everything. A call that fails is followed by loading the document
  // again, as a server does; when that fails too, the process ends.
  void Run();
  // The process is gone, without having closed anything properly.
  void Die() { storage_.reset(); }
  // Opens again, compares with what was answered, and goes on a little. Returns what is wrong.
  std::vector<std::string> Check();

 private:
  struct Record {
    std::set<std::string> tried;  // whatever was ever submitted at this position
    std::optional<std::string> kept;
  };
  struct Model {
    std::map<uint64_t, Record> records;
    uint64_t next = 1;
    std::set<uint64_t> snapshots;  // submitted
    uint64_t snapshot_kept = 0;
    uint64_t generation = 1;  // that was submitted
    bool generation_kept = true;
  };

  Status Open();
  void Rest();
  Status Append(const std::string& document, size_t bytes);
  Status AppendTogether(const std::vector<std::string>& documents);
  Status Snapshot(const std::string& document, uint64_t behind);
  static void Begin(Model* model);
  Status NewGeneration(const std::string& document);
  Status AddList(const std::string& id);
  // What was answered may have been said by a storage that fails: loads what there is.
  Status Recover();
  Result<sync::StoredDocument> Load(const std::string& document);
  Result<int64_t> Ask(const std::string& sql);
  void Push(const std::string& document, size_t bytes, size_t* open, Status* status);
  bool Did(const Status& status);
  std::string Content(const std::string& document, uint64_t position, size_t bytes);
  void Compare(const std::string& document, const sync::StoredDocument& stored);
  void CompareGeneration(const std::string& document, const sync::StoredDocument& stored);
  void CompareSnapshot(const std::string& document, const sync::StoredDocument& stored);
  void Complain(const std::string& what) { complaints_.push_back(what); }

  FaultyVfs vfs_;
  std::string synchronous_;
  PostQueue queue_;
  std::unique_ptr<SqliteStorage> storage_;
  bool resting_ = false;
  std::map<std::string, Model> documents_;
  std::set<std::string> lists_;  // kept
  uint64_t tries_ = 0;
  std::vector<std::string> complaints_;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_TEST_CRASH_SCRIPT_H_
