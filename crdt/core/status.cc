#include "crdt/core/status.h"

namespace weft {

std::string_view StatusCodeName(StatusCode code) {
  switch (code) {
    case StatusCode::kOk:
      return "OK";
    case StatusCode::kInvalidArgument:
      return "INVALID_ARGUMENT";
    case StatusCode::kNotFound:
      return "NOT_FOUND";
    case StatusCode::kAlreadyExists:
      return "ALREADY_EXISTS";
    case StatusCode::kResourceExhausted:
      return "RESOURCE_EXHAUSTED";
    case StatusCode::kFailedPrecondition:
      return "FAILED_PRECONDITION";
    case StatusCode::kOutOfRange:
      return "OUT_OF_RANGE";
    case StatusCode::kUnimplemented:
      return "UNIMPLEMENTED";
    case StatusCode::kInternal:
      return "INTERNAL";
    case StatusCode::kDataLoss:
      return "DATA_LOSS";
  }
  return "UNKNOWN";
}

Status::Status(StatusCode code, std::string_view message) {
  if (code == StatusCode::kOk) return;
  state_ = std::make_unique<const State>(State{code, std::string(message)});
}

std::string Status::ToString() const {
  if (ok()) return "OK";
  std::string out(StatusCodeName(code()));
  out.append(": ").append(message());
  return out;
}

Status InvalidArgument(std::string_view message) {
  return Status(StatusCode::kInvalidArgument, message);
}
Status NotFound(std::string_view message) { return Status(StatusCode::kNotFound, message); }
Status AlreadyExists(std::string_view message) {
  return Status(StatusCode::kAlreadyExists, message);
}
Status ResourceExhausted(std::string_view message) {
  return Status(StatusCode::kResourceExhausted, message);
}
Status FailedPrecondition(std::string_view message) {
  return Status(StatusCode::kFailedPrecondition, message);
}
Status OutOfRange(std::string_view message) { return Status(StatusCode::kOutOfRange, message); }
Status Unimplemented(std::string_view message) {
  return Status(StatusCode::kUnimplemented, message);
}
Status DataLoss(std::string_view message) { return Status(StatusCode::kDataLoss, message); }

}  // namespace weft
