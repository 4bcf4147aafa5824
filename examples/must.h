// Must: for programs in which nothing may fail. A real one tells its user instead.
#ifndef WEFT_EXAMPLES_MUST_H_
#define WEFT_EXAMPLES_MUST_H_

#include <weft/crdt.h>

#include <cstdlib>
#include <iostream>
#include <utility>

namespace example {

inline void Must(const weft::Status& status) {
  if (status.ok()) return;
  std::cerr << status.ToString() << "\n";
  std::exit(1);
}

template <class T>
T Must(weft::Result<T> result) {
  Must(result.status());
  return std::move(result).value();
}

}  // namespace example

#endif  // WEFT_EXAMPLES_MUST_H_
