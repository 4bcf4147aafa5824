#include "examples/todo_server/test/faulty_disk.h"

#include <algorithm>
#include <utility>

namespace weft::todo {

namespace {

constexpr size_t kSector = 512;

void Apply(const FaultyDisk::Change& change, std::string* bytes) {
  if (change.is_truncation) {
    bytes->resize(change.offset);
    return;
  }
  const size_t end = change.offset + change.bytes.size();
  if (bytes->size() < end) bytes->resize(end);
  std::copy(change.bytes.begin(), change.bytes.end(),
            bytes->begin() + static_cast<ptrdiff_t>(change.offset));
}

// The parts of a change that reach the disk each by itself.
std::vector<FaultyDisk::Change> Sectors(const FaultyDisk::Change& change) {
  if (change.is_truncation) return {change};
  std::vector<FaultyDisk::Change> sectors;
  for (size_t at = 0; at < change.bytes.size();) {
    const size_t offset = change.offset + at;
    const size_t size = std::min(kSector - offset % kSector, change.bytes.size() - at);
    sectors.push_back({false, offset, change.bytes.substr(at, size)});
    at += size;
  }
  return sectors;
}

// What is there after the power failed.
std::string Surviving(const FaultyDisk::File& file, FaultyDisk::Loss loss, std::mt19937_64* draw) {
  if (loss == FaultyDisk::Loss::kNothing) return file.bytes;
  std::string bytes = file.durable;
  if (loss == FaultyDisk::Loss::kEverything) return bytes;
  std::vector<FaultyDisk::Change> sectors;
  for (const FaultyDisk::Change& change : file.pending) {
    for (FaultyDisk::Change& sector : Sectors(change)) sectors.push_back(std::move(sector));
  }
  const size_t kept = sectors.empty() ? 0 : (*draw)() % (sectors.size() + 1);
  for (size_t i = 0; i < sectors.size(); ++i) {
    const bool keeps = loss == FaultyDisk::Loss::kTail ? i < kept : (*draw)() % 2 == 0;
    if (keeps) Apply(sectors[i], &bytes);
  }
  return bytes;
}

}  // namespace

void FaultyDisk::FailAt(uint64_t n, Fault fault) {
  const std::lock_guard lock(mutex_);
  fail_at_ = changes_ + n;
  fault_ = fault;
  failed_ = false;
}

bool FaultyDisk::failed() const {
  const std::lock_guard lock(mutex_);
  return failed_;
}

uint64_t FaultyDisk::changes() const {
  const std::lock_guard lock(mutex_);
  return changes_;
}

// Whether a change may happen.
FaultyDisk::Answer FaultyDisk::Begin(bool is_sync, bool grows) {
  if (off_) return Answer::kError;
  if (++changes_ == fail_at_) {
    if (fault_ != Fault::kSyncGivesUp) failed_ = true;
    off_ = fault_ == Fault::kPowerFailure;
    full_ = fault_ == Fault::kFull;
    gives_up_ = fault_ == Fault::kSyncGivesUp;
    if (off_ || fault_ == Fault::kError) return Answer::kError;
  }
  if (full_ && grows) return Answer::kFull;
  if (gives_up_ && is_sync) failed_ = true;
  return Answer::kOk;
}

void FaultyDisk::PowerOff() {
  const std::lock_guard lock(mutex_);
  off_ = true;
}

void FaultyDisk::PowerOn(Loss loss, uint64_t seed) {
  const std::lock_guard lock(mutex_);
  std::mt19937_64 draw(seed);
  std::map<std::string, std::pair<Handle, Handle>> all;  // now, and durable
  for (const auto& [path, file] : names_) all[path].first = file;
  for (const auto& [path, file] : durable_names_) all[path].second = file;
  std::map<std::string, Handle> names;
  for (const auto& [path, files] : all) {
    bool now = loss == Loss::kNothing;
    if (loss == Loss::kTail || loss == Loss::kSectors) now = draw() % 2 == 0;
    const Handle& file = now ? files.first : files.second;
    if (file == nullptr) continue;
    auto survivor = std::make_shared<File>();
    survivor->bytes = survivor->durable = Surviving(*file, loss, &draw);
    names[path] = survivor;
  }
  names_ = durable_names_ = names;
  off_ = full_ = gives_up_ = failed_ = false;
  fail_at_ = 0;
}

FaultyDisk::Handle FaultyDisk::Open(const std::string& path, bool create, bool journal) {
  const std::lock_guard lock(mutex_);
  if (off_) return nullptr;
  if (path.empty()) return std::make_shared<File>();  // a temporary one
  if (const auto it = names_.find(path); it != names_.end()) return it->second;
  if (!create || Begin(false, true) != Answer::kOk) return nullptr;
  auto file = std::make_shared<File>();
  file->syncs_folder = journal;
  names_[path] = file;
  return file;
}

bool FaultyDisk::Exists(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  return !off_ && names_.count(path) > 0;
}

FaultyDisk::Answer FaultyDisk::Delete(const std::string& path, bool sync_folder) {
  const std::lock_guard lock(mutex_);
  if (names_.count(path) == 0) return off_ ? Answer::kError : Answer::kNoFile;
  const Answer answer = Begin(false, false);
  if (answer != Answer::kOk) return answer;
  names_.erase(path);
  if (sync_folder && !ignores_syncs_) durable_names_ = names_;
  return Answer::kOk;
}

FaultyDisk::Answer FaultyDisk::Read(const Handle& file, size_t offset, size_t size,
                                    std::string* bytes) const {
  const std::lock_guard lock(mutex_);
  if (off_) return Answer::kError;
  *bytes = offset < file->bytes.size() ? file->bytes.substr(offset, size) : "";
  return Answer::kOk;
}

FaultyDisk::Answer FaultyDisk::Write(const Handle& file, size_t offset, std::string bytes) {
  const std::lock_guard lock(mutex_);
  Change change{false, offset, std::move(bytes)};
  const bool was_off = off_;
  const Answer answer = Begin(false, offset + change.bytes.size() > file->bytes.size());
  // The write during which the power fails may reach the disk in part.
  if (answer == Answer::kOk || (off_ && !was_off)) {
    Apply(change, &file->bytes);
    file->pending.push_back(std::move(change));
  }
  return answer;
}

FaultyDisk::Answer FaultyDisk::Truncate(const Handle& file, size_t size) {
  const std::lock_guard lock(mutex_);
  const Answer answer = Begin(false, false);
  if (answer != Answer::kOk) return answer;
  file->pending.push_back(Change{true, size, ""});
  Apply(file->pending.back(), &file->bytes);
  return Answer::kOk;
}

FaultyDisk::Answer FaultyDisk::Sync(const Handle& file) {
  const std::lock_guard lock(mutex_);
  const Answer answer = Begin(true, false);
  if (answer != Answer::kOk || ignores_syncs_) return answer;
  if (std::exchange(gives_up_, false)) {
    // Linux marks the pages as clean all the same: they are seen, and never written.
    file->pending.clear();
    return Answer::kError;
  }
  for (const Change& change : file->pending) Apply(change, &file->durable);
  file->pending.clear();
  if (std::exchange(file->syncs_folder, false)) durable_names_ = names_;
  return Answer::kOk;
}

FaultyDisk::Answer FaultyDisk::Size(const Handle& file, size_t* size) const {
  const std::lock_guard lock(mutex_);
  *size = file->bytes.size();
  return off_ ? Answer::kError : Answer::kOk;
}

}  // namespace weft::todo
