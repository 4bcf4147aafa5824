// Update bytes: whatever is accepted is canonical, and merges with itself to itself.
//
// The first byte says the frame: even, the rest is a body in a session; odd, the rest gets magic,
// version and a right checksum, which no mutation would find.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "crdt/wire/checksum.h"
#include "crdt/wire/update.h"
#include "crdt/wire/update_frame.h"

namespace {

using weft::OperationSet;

void Require(bool condition) {
  if (!condition) std::abort();
}

void TrySession(std::string_view bytes) {
  static const weft::AgentNumbers numbers{7, weft::kMaxAgent, 0, 31, 32, 1234567890123};
  OperationSet set;
  if (!weft::DecodeSessionUpdate(bytes, numbers, {}, &set).ok()) {
    Require(set.operations.empty() && set.text.empty() && set.containers.empty() &&
            set.payload.bytes.empty() && set.payload.ids.empty());
    return;
  }
  const weft::Result<std::string> again = weft::EncodeSessionUpdate(set, numbers);
  Require(again.ok() && *again == bytes);
}

void TryAlone(std::string_view body) {
  std::string bytes;
  weft::wire::AppendFrameHead(&bytes);
  bytes += body;
  weft::wire::AppendChecksum(0, &bytes);
  OperationSet set;
  if (!weft::DecodeUpdate(bytes, {}, &set).ok()) return;
  const weft::Result<std::string> again = weft::EncodeUpdate(set);
  Require(again.ok() && *again == bytes);
  const weft::Result<std::string> merged = weft::MergeUpdates({bytes, bytes});
  Require(merged.ok() && *merged == bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 2 == 0) {
    TrySession(rest);
  } else {
    TryAlone(rest);
  }
  return 0;
}
