#include "bench/traces/live_bytes.h"

#include <cerrno>
#include <cstdlib>
#include <unordered_map>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || \
    __has_feature(thread_sanitizer)
#define WEFT_BENCH_SANITIZED 1
#endif
#endif

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && \
    !defined(WEFT_BENCH_SANITIZED)
#define WEFT_BENCH_COUNTS_LIVE_BYTES 1
#endif

namespace weft::bench {
namespace {

bool counting = false;

// The blocks allocated since counting began. Its own memory is not counted: see Uncounted.
struct Ledger {
  std::unordered_map<void*, size_t> sizes;
  size_t live = 0;
};

Ledger& TheLedger() {
  static Ledger ledger;
  return ledger;
}

// Keeps the ledger's own allocations out of it.
class Uncounted {
 public:
  Uncounted() { counting = false; }
  ~Uncounted() { counting = true; }
};

}  // namespace

LiveBytesCounter::LiveBytesCounter() {
  TheLedger() = {};
  counting = true;
}

LiveBytesCounter::~LiveBytesCounter() { counting = false; }

size_t LiveBytesCounter::Bytes() const { return TheLedger().live; }

#ifdef WEFT_BENCH_COUNTS_LIVE_BYTES

bool CanCountLiveBytes() { return true; }

namespace {

void* NoteAllocated(void* block, size_t size) {
  if (counting && block != nullptr) [[unlikely]] {
    const Uncounted uncounted;
    TheLedger().sizes[block] = size;
    TheLedger().live += size;
  }
  return block;
}

// Blocks from before counting began are not in the ledger, and not counted when freed.
void NoteFreed(void* block) {
  if (counting && block != nullptr) [[unlikely]] {
    const Uncounted uncounted;
    const auto entry = TheLedger().sizes.find(block);
    if (entry == TheLedger().sizes.end()) return;
    TheLedger().live -= entry->second;
    TheLedger().sizes.erase(entry);
  }
}

}  // namespace

#else

bool CanCountLiveBytes() { return false; }

#endif

}  // namespace weft::bench

#ifdef WEFT_BENCH_COUNTS_LIVE_BYTES

// The names are glibc's: its documented way to replace malloc, and its own functions below it.
// NOLINTBEGIN
extern "C" {

void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* block, size_t size);
void* __libc_memalign(size_t alignment, size_t size);
void __libc_free(void* block);

void* malloc(size_t size) { return weft::bench::NoteAllocated(__libc_malloc(size), size); }

void* calloc(size_t count, size_t size) {
  return weft::bench::NoteAllocated(__libc_calloc(count, size), count * size);
}

void* realloc(void* block, size_t size) {
  weft::bench::NoteFreed(block);
  return weft::bench::NoteAllocated(__libc_realloc(block, size), size);
}

void* memalign(size_t alignment, size_t size) {
  return weft::bench::NoteAllocated(__libc_memalign(alignment, size), size);
}

void* aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void** block, size_t alignment, size_t size) {
  *block = memalign(alignment, size);
  return *block == nullptr ? ENOMEM : 0;
}

void free(void* block) {
  weft::bench::NoteFreed(block);
  __libc_free(block);
}

}  // extern "C"
// NOLINTEND

#endif
