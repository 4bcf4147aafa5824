// Sort and StableSort: those of the standard library. Where each byte of code is downloaded there
// is one merge sort for all types instead, to which elements are words and their order is a
// function: some forty copies of std::sort would be a tenth of the WebAssembly module. It is also
// what the builds with tiny nodes use, so that the tests run it.
//
// Elements that cannot be moved as words are sorted by their indices, then swapped into place.
//
// Cost: the one sort compares through a pointer and takes half of the elements' size in memory, or
// six bytes for each that cannot be moved as words.
#ifndef WEFT_CRDT_CORE_SORT_H_
#define WEFT_CRDT_CORE_SORT_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "crdt/core/node_sizes.h"

#if defined(__EMSCRIPTEN__) || defined(WEFT_TINY_NODES)
#define WEFT_ONE_SORT 1
#endif

namespace weft {
namespace internal {

using LessOfWords = bool (*)(const void* less, const void* a, const void* b);

// Stable. `words` is the size of an element in units of four bytes; `less` is handed to `is_less`.
void SortWords(void* elements, size_t count, size_t words, LessOfWords is_less, const void* less);

// Elements that are moved by copying their bytes.
template <class Element>
constexpr bool kIsWords =
    std::is_trivially_copy_constructible_v<Element> && std::is_trivially_destructible_v<Element> &&
    sizeof(Element) % 4 == 0 && alignof(Element) >= 4;

template <class Iterator, class Less>
void SortAsWords(Iterator first, Iterator last, const Less& less) {
  using Element = typename std::iterator_traits<Iterator>::value_type;
  const LessOfWords is_less = [](const void* by, const void* a, const void* b) -> bool {
    return (*static_cast<const Less*>(by))(*static_cast<const Element*>(a),
                                           *static_cast<const Element*>(b));
  };
  if (last - first < 2) return;
  SortWords(std::addressof(*first), static_cast<size_t>(last - first), sizeof(Element) / 4, is_less,
            std::addressof(less));
}

// Elements of any type, at most 2^32.
template <class Iterator, class Less>
void SortByIndex(Iterator first, Iterator last, const Less& less) {
  if (last - first < 2) return;
  std::vector<uint32_t> from(static_cast<size_t>(last - first));  // whose element comes here
  for (uint32_t i = 0; i < from.size(); ++i) from[i] = i;
  SortAsWords(from.begin(), from.end(),
              [first, &less](uint32_t a, uint32_t b) { return less(first[a], first[b]); });
  for (uint32_t start = 0; start < from.size(); ++start) {
    uint32_t at = start;
    while (from[at] != start) {  // once round, with the first one's element in hand
      std::swap(first[at], first[from[at]]);
      at = std::exchange(from[at], at);
    }
    from[at] = at;
  }
}

// Stable.
template <class Iterator, class Less>
void SortAny(Iterator first, Iterator last, const Less& less) {
  if constexpr (kIsWords<typename std::iterator_traits<Iterator>::value_type>) {
    SortAsWords(first, last, less);
  } else {
    SortByIndex(first, last, less);
  }
}

}  // namespace internal

// Of contiguous elements.
template <class Iterator, class Less = std::less<>>
void Sort(Iterator first, Iterator last, Less less = {}) {
#ifdef WEFT_ONE_SORT
  internal::SortAny(first, last, less);
#else
  std::sort(first, last, less);
#endif
}

template <class Iterator, class Less = std::less<>>
void StableSort(Iterator first, Iterator last, Less less = {}) {
#ifdef WEFT_ONE_SORT
  internal::SortAny(first, last, less);
#else
  std::stable_sort(first, last, less);
#endif
}

}  // namespace weft

#endif  // WEFT_CRDT_CORE_SORT_H_
