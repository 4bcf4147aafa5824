// AllocationCounter: what a piece of work asks of the heap, for tests of stated costs.
//
// The test programs replace operator new; while no counter exists that costs a branch. One counter
// at a time, one thread.
#ifndef WEFT_TESTS_SUPPORT_ALLOCATIONS_H_
#define WEFT_TESTS_SUPPORT_ALLOCATIONS_H_

#include <cstddef>

namespace weft::testing {

class AllocationCounter {
 public:
  AllocationCounter();
  ~AllocationCounter();
  AllocationCounter(const AllocationCounter&) = delete;
  AllocationCounter& operator=(const AllocationCounter&) = delete;

  size_t count() const;
  // The most bytes that were held at a time, beyond what was held when the counter was made.
  size_t peak() const;
};

}  // namespace weft::testing

#endif  // WEFT_TESTS_SUPPORT_ALLOCATIONS_H_
