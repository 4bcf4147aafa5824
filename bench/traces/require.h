// Require: what must succeed, or the benchmark ends with what the engine said.
#ifndef WEFT_BENCH_TRACES_REQUIRE_H_
#define WEFT_BENCH_TRACES_REQUIRE_H_

#include <stdexcept>
#include <utility>

#include "crdt/core/status.h"

namespace weft::bench {

class Refused : public std::runtime_error {
 public:
  explicit Refused(const Status& status)
      : std::runtime_error(status.ToString()), code_(status.code()) {}
  StatusCode code() const { return code_; }

 private:
  StatusCode code_;
};

inline void Require(const Status& status) {
  if (!status.ok()) [[unlikely]]
    throw Refused(status);
}
template <class T>
T Require(Result<T>&& result) {
  Require(result.status());
  return std::move(result).value();
}

}  // namespace weft::bench

#endif  // WEFT_BENCH_TRACES_REQUIRE_H_
