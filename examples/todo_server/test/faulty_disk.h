// FaultyDisk: a disk in memory that keeps its promises and nothing more. What was written is only
// certain to be there after a power failure once it was synced: a file's bytes by syncing the file,
// its name (creation, deletion) by syncing the folder. It can fail at any change, in several ways.
//
// Killing a process with -9 leaves the page cache alive; this is what does not.
//
// Invariants: the bytes that programs see are `durable` with all of `pending` applied, except for
// what a failed sync gave up. Sectors of 512 bytes are written wholly or not at all.
// Thread rule: any thread.
#ifndef WEFT_EXAMPLES_TODO_SERVER_TEST_FAULTY_DISK_H_
#define WEFT_EXAMPLES_TODO_SERVER_TEST_FAULTY_DISK_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace weft::todo {

class FaultyDisk {
 public:
  enum class Fault {
    kPowerFailure,  // the change does not happen, and nothing works until PowerOn
    kError,         // the change fails, the next ones do not
    kFull,          // from now on no file grows, until PowerOn
    kSyncGivesUp,   // the next sync fails, and what it was to write never will be: as on Linux
  };
  enum class Loss {  // of what was not synced
    kNothing,
    kEverything,
    kTail,     // of each file: everything after a sector somewhere in what was written
    kSectors,  // any of them, whatever the order they were written in
  };
  enum class Answer { kOk, kError, kFull, kNoFile };

  struct Change {
    bool is_truncation = false;
    size_t offset = 0;  // or the new size
    std::string bytes;
  };
  struct File {
    std::string bytes;  // as programs see it
    std::string durable;
    std::vector<Change> pending;
    bool syncs_folder = false;  // with its next sync, as SQLite does for new journals
  };
  using Handle = std::shared_ptr<File>;

  // The n-th change from now on (1: the next one) meets the fault. Changes are writes, truncations,
  // creations, deletions and syncs.
  void FailAt(uint64_t n, Fault fault);
  // The fault has been met.
  bool failed() const;
  uint64_t changes() const;
  // Syncs are answered as ok and do nothing: a disk that lies.
  void IgnoreSyncs() { ignores_syncs_ = true; }
  // Nothing works until PowerOn.
  void PowerOff();
  // Open handles are void from now on.
  void PowerOn(Loss loss, uint64_t seed);

  // Null: there is none, or the power is off.
  Handle Open(const std::string& path, bool create, bool journal);
  bool Exists(const std::string& path) const;
  Answer Delete(const std::string& path, bool sync_folder);
  // Fewer bytes than asked for: the file ends there.
  Answer Read(const Handle& file, size_t offset, size_t size, std::string* bytes) const;
  Answer Write(const Handle& file, size_t offset, std::string bytes);
  Answer Truncate(const Handle& file, size_t size);
  Answer Sync(const Handle& file);
  Answer Size(const Handle& file, size_t* size) const;

 private:
  Answer Begin(bool is_sync, bool grows);

  mutable std::mutex mutex_;
  std::map<std::string, Handle> names_;
  std::map<std::string, Handle> durable_names_;
  uint64_t changes_ = 0;
  uint64_t fail_at_ = 0;
  Fault fault_ = Fault::kPowerFailure;
  bool failed_ = false;
  bool off_ = false;
  bool full_ = false;
  bool gives_up_ = false;
  bool ignores_syncs_ = false;
};

}  // namespace weft::todo

#endif  // WEFT_EXAMPLES_TODO_SERVER_TEST_FAULTY_DISK_H_
