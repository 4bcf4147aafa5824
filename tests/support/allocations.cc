#include "tests/support/allocations.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <new>

#include <malloc.h>

namespace weft::testing {
namespace {

bool is_counting = false;
size_t allocations = 0;
int64_t held = 0;
int64_t most_held = 0;

void* Allocate(size_t size) {
  void* block = std::malloc(size == 0 ? 1 : size);
  if (is_counting && block != nullptr) {
    ++allocations;
    held += static_cast<int64_t>(malloc_usable_size(block));
    most_held = std::max(most_held, held);
  }
  return block;
}

void Free(void* block) {
  if (is_counting && block != nullptr) held -= static_cast<int64_t>(malloc_usable_size(block));
  std::free(block);
}

}  // namespace

AllocationCounter::AllocationCounter() {
  allocations = 0;
  held = most_held = 0;
  is_counting = true;
}
AllocationCounter::~AllocationCounter() { is_counting = false; }

size_t AllocationCounter::count() const { return allocations; }
size_t AllocationCounter::peak() const { return static_cast<size_t>(most_held); }

}  // namespace weft::testing

// The forms that others end in by default.
void* operator new(size_t size) {
  if (void* block = weft::testing::Allocate(size)) return block;
  throw std::bad_alloc();
}
void* operator new(size_t size, const std::nothrow_t&) noexcept {
  return weft::testing::Allocate(size);
}
void* operator new[](size_t size) { return operator new(size); }
void* operator new[](size_t size, const std::nothrow_t& tag) noexcept {
  return operator new(size, tag);
}
void operator delete(void* block) noexcept { weft::testing::Free(block); }
void operator delete(void* block, size_t) noexcept { weft::testing::Free(block); }
void operator delete(void* block, const std::nothrow_t&) noexcept { weft::testing::Free(block); }
void operator delete[](void* block) noexcept { weft::testing::Free(block); }
void operator delete[](void* block, size_t) noexcept { weft::testing::Free(block); }
void operator delete[](void* block, const std::nothrow_t&) noexcept { weft::testing::Free(block); }
