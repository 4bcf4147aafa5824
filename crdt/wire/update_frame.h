// The frame of an update that stands alone: magic and version before the body, a checksum after.
#ifndef WEFT_CRDT_WIRE_UPDATE_FRAME_H_
#define WEFT_CRDT_WIRE_UPDATE_FRAME_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "crdt/core/status.h"
#include "crdt/wire/checksum.h"

namespace weft::wire {

// The first byte of everything Weft writes to stand alone; no UTF-8 text has it. The second says
// what it is, the third its version.
inline constexpr char kMagic = '\xF7';
inline constexpr char kUpdateMagic = 'u';
inline constexpr char kUpdateVersion = 1;
inline constexpr size_t kFrameHeadBytes = 3;

inline void AppendFrameHead(std::string* out) {
  const char head[kFrameHeadBytes] = {kMagic, kUpdateMagic, kUpdateVersion};
  out->append(head, kFrameHeadBytes);
}

inline bool IsFramed(std::string_view bytes) {
  return bytes.size() >= kFrameHeadBytes + kChecksumBytes && bytes[0] == kMagic &&
         bytes[1] == kUpdateMagic && bytes[2] == kUpdateVersion && ChecksumMatches(bytes);
}

// What is said of bytes in another version of a format, a byte that `subject` has at byte 2.
Status OtherVersion(std::string_view subject, char version);

// Why IsFramed is false.
Status WhyNotFramed(std::string_view bytes);

}  // namespace weft::wire

#endif  // WEFT_CRDT_WIRE_UPDATE_FRAME_H_
