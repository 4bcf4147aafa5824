#include "sync/memory_storage.h"

#include <utility>

namespace weft::sync {

namespace {

Status Failed() { return Status(StatusCode::kInternal, "the storage fails"); }

}  // namespace

void MemoryStorage::Run(std::function<void()> call) {
  if (hold_ || !waiting_.empty()) {
    waiting_.push_back(std::move(call));
  } else {
    call();
  }
}

size_t MemoryStorage::Complete(size_t count) {
  size_t done = 0;
  for (; done < count && !waiting_.empty(); ++done) {
    const std::function<void()> call = std::move(waiting_.front());
    waiting_.pop_front();
    call();
  }
  return done;
}

void MemoryStorage::Load(std::string_view document,
                         std::function<void(Result<StoredDocument>)> done) {
  Run([this, name = std::string(document), done = std::move(done)] {
    if (fail_) return done(Failed());
    done(documents_[name]);
  });
}

void MemoryStorage::Append(std::string_view document, uint64_t position, std::string record,
                           std::function<void(Status)> done) {
  Run([this, name = std::string(document), position, record = std::move(record),
       done = std::move(done)] {
    if (fail_) return done(Failed());
    StoredDocument& stored = documents_[name];
    if (position != stored.snapshot_position + stored.records.size() + 1) {
      return done(FailedPrecondition("not the next position"));
    }
    stored.records.push_back(record);
    done(OkStatus());
  });
}

void MemoryStorage::SaveSnapshot(std::string_view document, uint64_t generation, uint64_t position,
                                 std::string snapshot, std::function<void(Status)> done) {
  Run([this, name = std::string(document), generation, position, snapshot = std::move(snapshot),
       done = std::move(done)] {
    if (fail_) return done(Failed());
    StoredDocument& stored = documents_[name];
    if (generation != stored.generation || position <= stored.snapshot_position) {
      return done(OkStatus());
    }
    const uint64_t covered = position - stored.snapshot_position;
    if (covered > stored.records.size()) return done(FailedPrecondition("not durable yet"));
    stored.records.erase(stored.records.begin(),
                         stored.records.begin() + static_cast<ptrdiff_t>(covered));
    stored.snapshot = snapshot;
    stored.snapshot_position = position;
    done(OkStatus());
  });
}

void MemoryStorage::StartGeneration(std::string_view document, uint64_t generation,
                                    std::string snapshot, std::function<void(Status)> done) {
  Run([this, name = std::string(document), generation, snapshot = std::move(snapshot),
       done = std::move(done)] {
    if (fail_) return done(Failed());
    StoredDocument& stored = documents_[name];
    if (generation != stored.generation + 1) {
      return done(FailedPrecondition("not the next generation"));
    }
    stored = StoredDocument{generation, snapshot, 0, {}};
    done(OkStatus());
  });
}

}  // namespace weft::sync
