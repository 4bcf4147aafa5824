#include "crdt/core/sort.h"

#ifdef WEFT_ONE_SORT

#include <cstring>
#include <vector>

namespace weft::internal {
namespace {

constexpr size_t kFew = 8;
constexpr size_t kSpareWords = 64;

struct WordSort {
  size_t bytes;  // of an element
  LessOfWords is_less;
  const void* less;
  char* spare;  // room for half of the elements, and for one

  void Copy(char* to, const char* from, size_t count) const {
    std::memcpy(to, from, count * bytes);
  }

  void Few(char* elements, size_t count) const {
    char* const end = elements + count * bytes;
    for (char* next = elements + bytes; next != end; next += bytes) {
      if (!is_less(less, next, next - bytes)) continue;
      Copy(spare, next, 1);
      char* to = next;
      do {
        Copy(to, to - bytes, 1);
        to -= bytes;
      } while (to != elements && is_less(less, spare, to - bytes));
      Copy(to, spare, 1);
    }
  }

  void Any(char* elements, size_t count) const {
    if (count <= kFew) return Few(elements, count);
    const size_t half = count / 2;
    char* right = elements + half * bytes;
    Any(elements, half);
    Any(right, count - half);
    if (!is_less(less, right, right - bytes)) return;  // in order already
    Copy(spare, elements, half);
    const char* left = spare;
    const char* const left_end = spare + half * bytes;
    const char* const right_end = elements + count * bytes;
    for (char* to = elements; left != left_end; to += bytes) {
      if (right != right_end && is_less(less, right, left)) {
        Copy(to, right, 1);
        right += bytes;
      } else {
        Copy(to, left, 1);
        left += bytes;
      }
    }
  }
};

}  // namespace

void SortWords(void* elements, size_t count, size_t words, LessOfWords is_less, const void* less) {
  const size_t needed = std::max<size_t>(count / 2, 1) * words;
  alignas(8) uint32_t few[kSpareWords];
  std::vector<uint64_t> many;
  if (needed > kSpareWords) many.resize(needed / 2 + 1);
  char* spare = reinterpret_cast<char*>(few);
  if (!many.empty()) spare = reinterpret_cast<char*>(many.data());
  WordSort{words * 4, is_less, less, spare}.Any(static_cast<char*>(elements), count);
}

}  // namespace weft::internal

#endif  // WEFT_ONE_SORT
