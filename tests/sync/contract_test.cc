// The contracts that we export, held against our own implementations.
#include "sync/contract/storage_contract.h"
#include "sync/contract/transport_contract.h"
#include "sync/framer.h"
#include "sync/memory_storage.h"
#include "sync/memory_transport.h"
#include "tests/support/documents.h"

namespace weft::sync::contract {
namespace {

// The data is what was durable: a crash forgets what waits.
struct MemoryStorages {
  std::unique_ptr<Storage> Make() { return std::make_unique<MemoryStorage>(); }
  std::unique_ptr<Storage> Reopen(std::unique_ptr<Storage> storage) {
    static_cast<MemoryStorage&>(*storage).Crash();
    return storage;
  }
  void Run(Storage* /*storage*/) {}
};

struct SlowMemoryStorages : MemoryStorages {
  std::unique_ptr<Storage> Make() {
    auto storage = std::make_unique<MemoryStorage>();
    storage->HoldBack(true);
    return storage;
  }
  void Run(Storage* storage) { static_cast<MemoryStorage&>(*storage).Complete(); }
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StorageContract, MemoryStorages);
INSTANTIATE_TYPED_TEST_SUITE_P(SlowMemory, StorageContract, SlowMemoryStorages);

struct MemoryTransports {
  MemoryTransport::Ends Connect() { return MemoryTransport::Connect(kLongestFrame); }
  void Run() {}
  static constexpr size_t kLongestFrame = 200'000;
  static constexpr bool kLosesNothing = true;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, TransportContract, MemoryTransports);

TEST(MemoryStorage, ForgetsInACrashWhatItHadNotAnswered) {
  MemoryStorage storage;
  storage.HoldBack(true);
  size_t answered = 0;
  const auto count = [&](const Status& status) { answered += status.ok() ? 1 : 0; };
  storage.Append("a", 1, "one", count);
  storage.Append("a", 2, "two", count);
  EXPECT_EQ(storage.Complete(1), 1u);
  storage.Crash();
  EXPECT_EQ(storage.Complete(), 0u);
  EXPECT_EQ(answered, 1u);
  EXPECT_EQ(storage.Stored("a").records, std::vector<std::string>{"one"});
}

TEST(MemoryStorage, FailsWhenTold) {
  MemoryStorage storage;
  storage.Fail(true);
  Status answer;
  storage.Append("a", 1, "one", [&](const Status& status) { answer = status; });
  EXPECT_EQ(answer.code(), StatusCode::kInternal);
  EXPECT_TRUE(storage.Stored("a").records.empty());
}

}  // namespace
}  // namespace weft::sync::contract
