// Status and Result<T>: how every fallible call of the public interface answers.
//
// Codes are numbered like absl::StatusCode and mean the same in every language binding. A Status
// carries a message for people; programs look at the code. Nothing in Weft throws, and nothing that
// comes from outside aborts: it is answered with a Status and changes nothing.
//
// Thread rule: plain values.
#ifndef WEFT_CRDT_CORE_STATUS_H_
#define WEFT_CRDT_CORE_STATUS_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "crdt/core/check.h"

namespace weft {

enum class StatusCode : int {
  kOk = 0,
  kInvalidArgument = 3,     // malformed bytes, or an operation that can never be valid
  kNotFound = 5,            // names something this replica has never seen
  kAlreadyExists = 6,       // an id that is known with other content
  kResourceExhausted = 8,   // a limit was reached
  kFailedPrecondition = 9,  // valid, but not in this document or not now
  kOutOfRange = 11,         // a position beyond the text
  kUnimplemented = 12,      // a format or operation kind from a newer version
  kInternal = 13,
  kDataLoss = 15,  // a checksum or hash does not match
};

// The code's name as absl spells it, e.g. "INVALID_ARGUMENT".
std::string_view StatusCodeName(StatusCode code);

class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(StatusCode code, std::string_view message);
  Status(const Status& other) : state_(other.Copy()) {}
  Status(Status&&) noexcept = default;
  Status& operator=(const Status& other) {
    if (this != &other) state_ = other.Copy();
    return *this;
  }
  Status& operator=(Status&&) noexcept = default;

  bool ok() const { return state_ == nullptr; }
  StatusCode code() const { return ok() ? StatusCode::kOk : state_->code; }
  std::string_view message() const { return ok() ? std::string_view() : state_->message; }
  // "OK", or "INVALID_ARGUMENT: why".
  std::string ToString() const;

 private:
  struct State {
    StatusCode code;
    std::string message;
  };
  std::unique_ptr<const State> Copy() const {
    return ok() ? nullptr : std::make_unique<const State>(*state_);
  }

  // Null when ok: the common answer costs one word.
  std::unique_ptr<const State> state_;
};

inline Status OkStatus() { return Status(); }
Status InvalidArgument(std::string_view message);
Status NotFound(std::string_view message);
Status AlreadyExists(std::string_view message);
Status ResourceExhausted(std::string_view message);
Status FailedPrecondition(std::string_view message);
Status OutOfRange(std::string_view message);
Status Unimplemented(std::string_view message);
Status DataLoss(std::string_view message);

// A T, or the Status that says why there is none. Reading the value of a failed Result is a bug of
// the caller and CHECKs.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}         // NOLINT: implicit on purpose
  Result(Status status) : status_(std::move(status)) {  // NOLINT: implicit on purpose
    WEFT_CHECK(!status_.ok());
  }

  bool ok() const { return value_.has_value(); }
  const Status& status() const { return status_; }

  T& value() & {
    WEFT_CHECK(ok());
    return *value_;
  }
  const T& value() const& {
    WEFT_CHECK(ok());
    return *value_;
  }
  T value() && {
    WEFT_CHECK(ok());
    return std::move(*value_);
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  Status status_;
  std::optional<T> value_;
};

// Leaves the enclosing function when `expression` is not ok.
#define WEFT_RETURN_IF_ERROR(expression)        \
  do {                                          \
    ::weft::Status weft_status_ = (expression); \
    if (!weft_status_.ok()) [[unlikely]]        \
      return weft_status_;                      \
  } while (false)

}  // namespace weft

#endif  // WEFT_CRDT_CORE_STATUS_H_
