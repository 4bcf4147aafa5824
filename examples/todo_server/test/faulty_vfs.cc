#include "examples/todo_server/test/faulty_vfs.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include <sqlite3.h>

namespace weft::todo {

namespace {

using Answer = FaultyDisk::Answer;

// SQLite allocates the bytes and knows only the first member.
struct OpenFile {
  sqlite3_file base;
  FaultyDisk* disk;
  FaultyDisk::Handle handle;
};

OpenFile* Of(sqlite3_file* file) { return reinterpret_cast<OpenFile*>(file); }
FaultyDisk* Of(sqlite3_vfs* vfs) { return static_cast<FaultyDisk*>(vfs->pAppData); }

int CodeOf(Answer answer, int error) {
  if (answer == Answer::kOk) return SQLITE_OK;
  return answer == Answer::kFull ? SQLITE_FULL : error;
}

int Close(sqlite3_file* file) {
  Of(file)->~OpenFile();
  return SQLITE_OK;
}

int Read(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  std::string bytes;
  const auto wanted = static_cast<size_t>(size);
  const Answer answer =
      Of(file)->disk->Read(Of(file)->handle, static_cast<size_t>(offset), wanted, &bytes);
  if (answer != Answer::kOk) return SQLITE_IOERR_READ;
  const bool is_short = bytes.size() < wanted;
  bytes.resize(wanted);  // SQLite wants zeros beyond the end
  std::memcpy(to, bytes.data(), wanted);
  return is_short ? SQLITE_IOERR_SHORT_READ : SQLITE_OK;
}

int Write(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  std::string bytes(static_cast<const char*>(from), static_cast<size_t>(size));
  return CodeOf(
      Of(file)->disk->Write(Of(file)->handle, static_cast<size_t>(offset), std::move(bytes)),
      SQLITE_IOERR_WRITE);
}

int Truncate(sqlite3_file* file, sqlite3_int64 size) {
  return CodeOf(Of(file)->disk->Truncate(Of(file)->handle, static_cast<size_t>(size)),
                SQLITE_IOERR_TRUNCATE);
}

int Sync(sqlite3_file* file, int /*flags*/) {
  return CodeOf(Of(file)->disk->Sync(Of(file)->handle), SQLITE_IOERR_FSYNC);
}

int FileSize(sqlite3_file* file, sqlite3_int64* size) {
  size_t bytes = 0;
  const Answer answer = Of(file)->disk->Size(Of(file)->handle, &bytes);
  *size = static_cast<sqlite3_int64>(bytes);
  return CodeOf(answer, SQLITE_IOERR_FSTAT);
}

// Locks are tried on a real disk (sqlite_storage_test.cc); here there is one process.
int Lock(sqlite3_file* /*file*/, int /*kind*/) { return SQLITE_OK; }
int CheckReservedLock(sqlite3_file* /*file*/, int* reserved) {
  *reserved = 0;
  return SQLITE_OK;
}
int FileControl(sqlite3_file* /*file*/, int /*operation*/, void* /*argument*/) {
  return SQLITE_NOTFOUND;
}
// As SQLite has it for Linux.
int SectorSize(sqlite3_file* /*file*/) { return 4096; }
int DeviceCharacteristics(sqlite3_file* /*file*/) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

const sqlite3_io_methods* Methods() {
  static const sqlite3_io_methods methods = [] {
    sqlite3_io_methods made{};
    made.iVersion = 1;
    made.xClose = Close;
    made.xRead = Read;
    made.xWrite = Write;
    made.xTruncate = Truncate;
    made.xSync = Sync;
    made.xFileSize = FileSize;
    made.xLock = Lock;
    made.xUnlock = Lock;
    made.xCheckReservedLock = CheckReservedLock;
    made.xFileControl = FileControl;
    made.xSectorSize = SectorSize;
    made.xDeviceCharacteristics = DeviceCharacteristics;
    return made;
  }();
  return &methods;
}

int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;  // then it is not closed
  const bool journal =
      (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL)) != 0;
  FaultyDisk::Handle handle =
      Of(vfs)->Open(name == nullptr ? "" : name, (flags & SQLITE_OPEN_CREATE) != 0, journal);
  if (handle == nullptr) return SQLITE_CANTOPEN;
  new (file) OpenFile{{Methods()}, Of(vfs), std::move(handle)};
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int Delete(sqlite3_vfs* vfs, const char* name, int sync_folder) {
  const Answer answer = Of(vfs)->Delete(name, sync_folder != 0);
  return answer == Answer::kNoFile ? SQLITE_IOERR_DELETE_NOENT
                                   : CodeOf(answer, SQLITE_IOERR_DELETE);
}

int Access(sqlite3_vfs* vfs, const char* name, int /*flags*/, int* result) {
  *result = Of(vfs)->Exists(name) ? 1 : 0;
  return SQLITE_OK;
}

int FullPathname(sqlite3_vfs* /*vfs*/, const char* name, int size, char* to) {
  sqlite3_snprintf(size, to, "%s", name);
  return SQLITE_OK;
}

}  // namespace

FaultyVfs::FaultyVfs(FaultyDisk* disk) {
  static int made = 0;
  name_ = "faulty-" + std::to_string(++made);
  // Time, randomness and the like are the system's.
  vfs_ = std::make_unique<sqlite3_vfs>(*sqlite3_vfs_find(nullptr));
  vfs_->iVersion = 1;
  vfs_->szOsFile = sizeof(OpenFile);
  vfs_->pNext = nullptr;
  vfs_->zName = name_.c_str();
  vfs_->pAppData = disk;
  vfs_->xOpen = Open;
  vfs_->xDelete = Delete;
  vfs_->xAccess = Access;
  vfs_->xFullPathname = FullPathname;
  sqlite3_vfs_register(vfs_.get(), 0);
}

FaultyVfs::~FaultyVfs() { sqlite3_vfs_unregister(vfs_.get()); }

}  // namespace weft::todo
