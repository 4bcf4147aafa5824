// Two comparisons that Cap'n Proto 0.9's headers use and, with clang in C++20, do not find: its
// conversion-based ones are no candidates any more. Included before everything else.
#ifndef WEFT_TESTS_INTEROP_COMPARE_STRINGS_H_
#define WEFT_TESTS_INTEROP_COMPARE_STRINGS_H_

#include <kj/string.h>

namespace kj {

inline bool operator==(const char* a, const StringPtr& b) { return b == StringPtr(a); }
inline bool operator!=(const char* a, const StringPtr& b) { return !(b == StringPtr(a)); }

}  // namespace kj

#endif  // WEFT_TESTS_INTEROP_COMPARE_STRINGS_H_
