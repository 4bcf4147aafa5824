#include "crdt/core/check.h"

#include <cstdio>
#include <cstdlib>

namespace weft::internal {

void CheckFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "weft: broken invariant %s at %s:%d\n", condition, file, line);
  std::abort();
}

}  // namespace weft::internal
