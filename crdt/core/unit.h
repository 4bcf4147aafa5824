// What a position counts.
#ifndef WEFT_CRDT_CORE_UNIT_H_
#define WEFT_CRDT_CORE_UNIT_H_

#include <cstdint>

namespace weft {

enum class Unit : uint8_t {
  kUtf8,       // bytes of the text's UTF-8 form: C++
  kUtf16,      // UTF-16 code units: JavaScript; what elements are
  kCodePoint,  // Unicode code points: Python
};

}  // namespace weft

#endif  // WEFT_CRDT_CORE_UNIT_H_
