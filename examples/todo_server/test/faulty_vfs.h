// FaultyVfs: makes a FaultyDisk a file system of SQLite's, by name: Database::Options::vfs. It has
// no shared memory, so write-ahead mode works for whoever holds the file exclusively, as we do.
//
// Thread rule: made and destroyed while no other thread uses SQLite; else any thread. Databases are
// closed before it ends.
#ifndef WEFT_EXAMPLES_TODO_SERVER_TEST_FAULTY_VFS_H_
#define WEFT_EXAMPLES_TODO_SERVER_TEST_FAULTY_VFS_H_

#include <memory>
#include <string>

#include "examples/todo_server/test/faulty_disk.h"

struct sqlite3_vfs;

namespace weft::todo {

class FaultyVfs {
 public:
  explicit FaultyVfs(FaultyDisk* disk);
  ~FaultyVfs();
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;

  const std::string& name() const { return name_; }

 private:
  std::string name_;
  std::unique_ptr<sqlite3_vfs> vfs_;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_TEST_FAULTY_VFS_H_
