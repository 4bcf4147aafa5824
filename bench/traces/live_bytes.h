// What a piece of work leaves alive on the heap, in the bytes that were asked for.
//
// The program defines malloc and its family itself (operator new ends there too, and so does what
// C libraries allocate). While nothing is counted a call costs one predictable branch, so the
// figures of time do not notice. mallinfo2 would not do: it counts what the allocator's own caches
// hold as in use, and rounds. Without glibc, or under a sanitizer that needs malloc for itself,
// nothing is counted.
//
// Thread rule: one thread; blocks of other threads would be counted too.
#ifndef WEFT_BENCH_TRACES_LIVE_BYTES_H_
#define WEFT_BENCH_TRACES_LIVE_BYTES_H_

#include <cstddef>

namespace weft::bench {

bool CanCountLiveBytes();

// Counts what is allocated while it exists and not freed again. One at a time.
class LiveBytesCounter {
 public:
  LiveBytesCounter();
  ~LiveBytesCounter();
  LiveBytesCounter(const LiveBytesCounter&) = delete;
  LiveBytesCounter& operator=(const LiveBytesCounter&) = delete;

  size_t Bytes() const;
};

}  // namespace weft::bench

#endif  // WEFT_BENCH_TRACES_LIVE_BYTES_H_
