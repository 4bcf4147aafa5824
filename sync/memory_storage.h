// MemoryStorage: a Storage for tests and for documents that need not survive the program.
//
// It can be slow (answers are held back until Complete) and it can crash (what was not answered is
// forgotten), so that a server's order of things can be tested.
// Thread rule: the server's.
#ifndef WEFT_SYNC_MEMORY_STORAGE_H_
#define WEFT_SYNC_MEMORY_STORAGE_H_

#include <deque>
#include <functional>
#include <map>
#include <string>

#include "sync/storage.h"

namespace weft::sync {

class MemoryStorage : public Storage {
 public:
  void Load(std::string_view document, std::function<void(Result<StoredDocument>)> done) override;
  void Append(std::string_view document, uint64_t position, std::string record,
              std::function<void(Status)> done) override;
  void SaveSnapshot(std::string_view document, uint64_t generation, uint64_t position,
                    std::string snapshot, std::function<void(Status)> done) override;
  void StartGeneration(std::string_view document, uint64_t generation, std::string snapshot,
                       std::function<void(Status)> done) override;

  // From now on answers wait for Complete.
  void HoldBack(bool hold) { hold_ = hold; }
  // Makes durable, and answers, the next `count` calls that wait. How many there were.
  size_t Complete(size_t count = SIZE_MAX);
  size_t waiting() const { return waiting_.size(); }
  // Forgets what waits; nothing of it is ever answered.
  void Crash() { waiting_.clear(); }
  // Every call from now on fails with kInternal; it is not written.
  void Fail(bool fail) { fail_ = fail; }

  // What is durable.
  const StoredDocument& Stored(const std::string& document) { return documents_[document]; }
  void Replace(const std::string& document, StoredDocument stored) {
    documents_[document] = std::move(stored);
  }

 private:
  void Run(std::function<void()> call);

  std::map<std::string, StoredDocument> documents_;
  std::deque<std::function<void()>> waiting_;
  bool hold_ = false;
  bool fail_ = false;
};

}  // namespace weft::sync

#endif  // WEFT_SYNC_MEMORY_STORAGE_H_
