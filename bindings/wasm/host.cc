// What the module asks its host for: to throw when an invariant is broken, and the time.
// src/module.ts has the other side.
//
// Left out on purpose: printf, which Abseil would bring to say the same; decimal numbers
// (crdt/core/decimal.h), which only JSON text needs, and that itself: JavaScript makes its own.
#include <weft.h>

#include <cstdint>

#include "absl/base/internal/raw_logging.h"
#include "crdt/core/check.h"
#include "sync/whole_content.h"

extern "C" __attribute__((import_module("weft"), import_name("checkFailed"))) void
weft_host_check_failed(const char* condition, const char* file, int32_t line);

extern "C" __attribute__((import_module("weft"), import_name("now"))) double weft_host_time();

// The clock of JavaScript is an import, and C takes a pointer.
extern "C" weft_undo* weft_host_undo(weft_document* doc, uint32_t merge_interval,
                                     uint32_t max_steps, int32_t by_hand) {
  const weft_clock clock = [](void* /*context*/) {
    return static_cast<uint64_t>(weft_host_time());
  };
  // Without an interval each transaction is a step.
  return weft_undo_new(doc, merge_interval, max_steps, by_hand,
                       merge_interval == 0 ? nullptr : clock, nullptr);
}

namespace weft::internal {

void CheckFailed(const char* condition, const char* file, int line) {
  weft_host_check_failed(condition, file, line);
  __builtin_trap();
}

}  // namespace weft::internal

// src/sync/event.ts makes it from the proposal's update.
std::string weft::sync::WholeContent(const Document& /*document*/) { return ""; }

namespace absl {
ABSL_NAMESPACE_BEGIN
namespace raw_logging_internal {

void RawLog(LogSeverity severity, const char* file, int line, const char* format, ...) {
  if (severity == LogSeverity::kFatal) weft::internal::CheckFailed(format, file, line);
}

}  // namespace raw_logging_internal
ABSL_NAMESPACE_END
}  // namespace absl
