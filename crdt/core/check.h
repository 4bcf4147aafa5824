// WEFT_CHECK: an invariant of the library itself, always on; WEFT_DCHECK: the same in debug builds.
// Never used on what a caller or a peer hands in: that is answered with a Status.
#ifndef WEFT_CRDT_CORE_CHECK_H_
#define WEFT_CRDT_CORE_CHECK_H_

namespace weft::internal {
[[noreturn]] void CheckFailed(const char* condition, const char* file, int line);
}

#define WEFT_CHECK(condition)                                        \
  do {                                                               \
    if (!(condition)) [[unlikely]]                                   \
      ::weft::internal::CheckFailed(#condition, __FILE__, __LINE__); \
  } while (false)

#ifdef NDEBUG
#define WEFT_DCHECK(condition) \
  do {                         \
  } while (false)
#else
#define WEFT_DCHECK(condition) WEFT_CHECK(condition)
#endif

#endif  // WEFT_CRDT_CORE_CHECK_H_
