// Whether values, and attributes, are the same to a document, which keeps bytes: NaN is NaN, and
// -0.0 is not 0.0.
#ifndef WEFT_CRDT_DOCUMENT_SAME_ATTRIBUTES_H_
#define WEFT_CRDT_DOCUMENT_SAME_ATTRIBUTES_H_

#include <algorithm>
#include <cmath>

#include "crdt/document/event.h"

namespace weft {

inline bool IsSame(const Value& a, const Value& b) {
  if (a.AsDouble() == nullptr || b.AsDouble() == nullptr) return a == b;
  const double one = *a.AsDouble();
  const double other = *b.AsDouble();
  if (std::isnan(one) || std::isnan(other)) return std::isnan(one) && std::isnan(other);
  return one == other && std::signbit(one) == std::signbit(other);
}

inline bool IsSame(const Attribute& a, const Attribute& b) {
  return a.key == b.key && IsSame(a.value, b.value);
}

inline bool AreSame(const Attributes& a, const Attributes& b) {
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(),
      [](const Attribute& one, const Attribute& other) { return IsSame(one, other); });
}

}  // namespace weft

#endif  // WEFT_CRDT_DOCUMENT_SAME_ATTRIBUTES_H_
